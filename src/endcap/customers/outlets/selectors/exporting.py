"""Outlets on their way out, in pieces, so that memory stays flat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from endcap.customers.outlets.filters import OutletFilter
from endcap.customers.outlets.models import Channel, Outlet, OutletLink
from endcap.customers.outlets.selectors.listing import ORDERS, filtered
from endcap.kernel.actor import Actor
from endcap.org.people.models import Person
from endcap.org.units.models import Unit

CHUNK = 2000


def _predecessors(actor: Actor) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    links = OutletLink.objects.visible_to(actor).filter(kind=OutletLink.Kind.SUCCESSOR)
    links = links.exclude(state=OutletLink.State.DISMISSED)
    for successor, code in links.values_list("other_id", "outlet__code").order_by("outlet__code"):
        found[successor].append(code)
    return found


def export_rows(actor: Actor, wanted: OutletFilter, *, with_predecessors: bool = False) -> Iterator[Outlet]:
    """Every visible outlet under the filter, in the order of the list, with channel, owner, unit and tags."""
    order = ORDERS[wanted.sort]
    sign = "-" if order.descending else ""
    rows = filtered(actor, wanted).order_by(f"{sign}{order.field}", f"{sign}pk").defer("search_text")
    channels = {channel.pk: channel for channel in Channel.objects.all()}
    units = {unit.pk: unit for unit in Unit.objects.all()}
    people = {
        person.pk: person for person in Person.objects.unscoped("owners of outlets that the actor sees")
    }
    predecessors = _predecessors(actor) if with_predecessors else {}
    for outlet in rows.prefetch_related("tags").iterator(chunk_size=CHUNK):
        outlet.channel = channels[outlet.channel_id]
        outlet.unit = units[outlet.unit_id]
        outlet.owner = people[outlet.owner_id]
        outlet.predecessor_codes = tuple(predecessors.get(outlet.pk, ()))  # type: ignore[attr-defined]
        yield outlet
