"""Outlets on their way out: values only, in pieces, so that memory stays flat and no row becomes an object."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from endcap.customers.outlets.filters import OutletFilter
from endcap.customers.outlets.models import Channel, Outlet, OutletLink
from endcap.customers.outlets.selectors.listing import ORDERS, filtered, in_order
from endcap.kernel.actor import Actor
from endcap.org.people.models import Person
from endcap.org.units.models import Unit

CHUNK = 2000
Look = Callable[[Any], object]
Row = tuple[Any, ...]


@dataclass(frozen=True)
class _Taken:
    """How a column follows from one field of the outlet; the field as it stands unless told otherwise."""

    field: str
    look: Look | None = None


_FIELD_OF = {
    "latitude": "lat_e7",
    "longitude": "lon_e7",
    "verified_on": "last_verified_at",
}


def _predecessors(actor: Actor) -> Mapping[UUID, tuple[str, ...]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    links = OutletLink.objects.visible_to(actor).filter(kind=OutletLink.Kind.SUCCESSOR)
    links = links.exclude(state=OutletLink.State.DISMISSED)
    for successor, code in links.values_list("other_id", "outlet__code").order_by("outlet__code"):
        found[successor].append(code)
    return {successor: tuple(codes) for successor, codes in found.items()}


def _tag_names(ids: Sequence[UUID]) -> Mapping[UUID, tuple[str, ...]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    held = Outlet.tags.through.objects.filter(outlet_id__in=ids)
    for outlet_id, name in held.values_list("outlet_id", "tag__name").order_by("tag__name"):
        found[outlet_id].append(name)
    return {outlet_id: tuple(names) for outlet_id, names in found.items()}


def _taken(column: str, actor: Actor) -> _Taken:
    if column in ("channel", "family"):
        channels = list(Channel.objects.all())
        if column == "channel":
            return _Taken("channel_id", {channel.pk: str(channel) for channel in channels}.get)
        return _Taken("channel_id", {channel.pk: channel.get_family_display() for channel in channels}.get)
    if column == "unit":
        return _Taken("unit_id", dict(Unit.objects.values_list("pk", "name")).get)
    if column == "owner":
        people = Person.objects.unscoped("owners of outlets that the actor sees")
        return _Taken("owner_id", dict(people.values_list("pk", "name")).get)
    if column == "predecessors":
        before = _predecessors(actor)
        return _Taken("pk", lambda pk: before.get(pk, ()))
    if column == "datum":
        return _Taken("lat_e7", lambda lat: None if lat is None else "wgs84")
    if column == "flags":
        return _Taken("flags", tuple)
    return _Taken(_FIELD_OF.get(column, column))


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def export_rows(actor: Actor, wanted: OutletFilter, columns: Sequence[str]) -> Iterator[Row]:
    """Every visible outlet under the filter, in the order of the list, one value for each column key."""
    order = ORDERS[wanted.sort]
    taken = [_taken(column, actor) for column in columns if column not in ("tags", "position")]
    fields = ["pk", "lat_e7", "lon_e7", *dict.fromkeys(one.field for one in taken)]
    place = {field: at for at, field in reversed(list(enumerate(fields)))}
    rows = in_order(filtered(actor, wanted), order).values_list(*fields)

    tags: Mapping[UUID, tuple[str, ...]] = {}
    lat, lon = place["lat_e7"], place["lon_e7"]
    looks = [(place[one.field], one.look) for one in taken]
    special: dict[str, Callable[[Row], object]] = {
        "tags": lambda row: tags.get(row[0], ()),
        "position": lambda row: None if row[lat] is None else (row[lat], row[lon]),
    }
    inserted = [(at, special[column]) for at, column in enumerate(columns) if column in special]
    for chunk in _chunks(rows.iterator(chunk_size=CHUNK)):
        if "tags" in columns:
            tags = _tag_names([row[0] for row in chunk])
        for row in chunk:
            values = [row[at] if look is None else look(row[at]) for at, look in looks]
            for at, take in inserted:
                values.insert(at, take(row))
            yield tuple(values)
