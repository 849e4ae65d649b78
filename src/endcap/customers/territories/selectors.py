"""Reading territories and the outlets inside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from endcap.customers.outlets.models import Outlet
from endcap.customers.territories.cutting import Piece, holder, overlap
from endcap.customers.territories.models import Territory
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.shapes import Area, Box

SHOWN = 500  # outlets of one territory in a table


@dataclass(frozen=True)
class Line:
    """A territory with what lies inside it, as far as the actor sees."""

    territory: Territory
    outlets: int
    elsewhere: int  # in other hands than those of the person in charge
    sales_12m: int
    overlaps: tuple[str, ...]  # names of the territories that share ground with it


@dataclass(frozen=True)
class Ground:
    """All territories, and the outlets that lie in none."""

    lines: Sequence[Line]
    unassigned: int
    without_place: int


def territory_of(actor: Actor, territory_id: UUID) -> Territory:
    """A territory that the actor sees. Raises NotFoundHere."""
    found = (
        Territory.objects.visible_to(actor).select_related("unit", "owner").filter(pk=territory_id).first()
    )
    if found is None:
        raise NotFoundHere()
    return found


def in_use(actor: Actor) -> list[Territory]:
    """Territories that the actor sees, by code."""
    rows = Territory.objects.visible_to(actor).filter(closed_on__isnull=True)
    return list(rows.select_related("unit", "owner").order_by("code"))


def given_up(actor: Actor) -> list[Territory]:
    """Territories that are no longer in use, the latest first."""
    rows = Territory.objects.visible_to(actor).filter(closed_on__isnull=False)
    return list(rows.select_related("unit", "owner").order_by("-closed_on", "code")[:50])


def pieces_of(territories: Sequence[Territory]) -> list[Piece]:
    """The territories as pieces of the map."""
    return [Piece(one.pk, Area(one.ring), one.extent_m2, one.code) for one in territories]


def _all_pieces() -> list[Piece]:
    """Every territory in use, whoever sees it: to which one a place belongs does not depend on who asks."""
    rows = Territory.objects.unscoped("whose ground a place is does not depend on who asks")
    return pieces_of(list(rows.filter(closed_on__isnull=True)))


def _placed(actor: Actor, within: Box | None) -> Iterator[tuple[UUID, int, int, UUID, int]]:
    rows = Outlet.objects.visible_to(actor).filter(archived_at__isnull=True, lat_e7__isnull=False)
    if within is not None:
        rows = rows.filter(
            lat_e7__range=(within.south_e7, within.north_e7), lon_e7__range=(within.west_e7, within.east_e7)
        )
    values = rows.order_by().values_list("pk", "lat_e7", "lon_e7", "owner_id", "sales_12m")
    for pk, lat, lon, owner_id, amount in values.iterator(chunk_size=5000):
        if lat is not None and lon is not None:
            yield pk, lat, lon, owner_id, amount


def ground(actor: Actor) -> Ground:
    """Every territory that the actor sees, with counts; each outlet counts once."""
    seen = in_use(actor)
    pieces = _all_pieces()
    owners = {one.pk: one.owner_id for one in seen}
    counts, elsewhere, sales = Counter[UUID](), Counter[UUID](), Counter[UUID]()
    unassigned = 0
    for _pk, lat, lon, owner_id, amount in _placed(actor, None):
        place = holder(pieces, lat, lon)
        if place is None:
            unassigned += 1
            continue
        counts[place] += 1
        sales[place] += amount
        elsewhere[place] += owners.get(place) not in (None, owner_id)
    without_place = (
        Outlet.objects.visible_to(actor).filter(archived_at__isnull=True, lat_e7__isnull=True).count()
    )
    together = _overlaps(seen)
    lines = [
        Line(one, counts[one.pk], elsewhere[one.pk], sales[one.pk], tuple(together.get(one.pk, ())))
        for one in seen
    ]
    return Ground(lines, unassigned, without_place)


def _overlaps(territories: Sequence[Territory]) -> dict[UUID, list[str]]:
    areas = [(one, Area(one.ring)) for one in territories]
    found: dict[UUID, list[str]] = {}
    for at, (one, area) in enumerate(areas):
        for other, there in areas[at + 1 :]:
            if overlap(area, there):
                found.setdefault(one.pk, []).append(other.name)
                found.setdefault(other.pk, []).append(one.name)
    return found


def ids_inside(actor: Actor, territory: Territory) -> list[UUID]:
    """The outlets of a territory that the actor sees."""
    area = Area(territory.ring)
    pieces = _all_pieces()
    return [
        pk
        for pk, lat, lon, _owner, _sales in _placed(actor, area.box)
        if area.holds(lat, lon) and holder(pieces, lat, lon) == territory.pk
    ]


def outlets_inside(actor: Actor, territory: Territory) -> list[Outlet]:
    """The same as records, those in other hands first, then by sales; at most SHOWN."""
    ids = ids_inside(actor, territory)
    found: list[Outlet] = []
    for start in range(0, len(ids), 500):
        rows = Outlet.objects.visible_to(actor).filter(pk__in=ids[start : start + 500])
        found += rows.select_related("owner", "channel")
    found.sort(key=lambda one: (one.owner_id == territory.owner_id, -one.sales_12m, one.code))
    return found[:SHOWN]


def ids_elsewhere(actor: Actor, territory: Territory) -> list[UUID]:
    """Outlets of a territory that are in other hands than those of the person in charge."""
    area = Area(territory.ring)
    pieces = _all_pieces()
    return [
        pk
        for pk, lat, lon, owner_id, _sales in _placed(actor, area.box)
        if owner_id != territory.owner_id
        and area.holds(lat, lon)
        and holder(pieces, lat, lon) == territory.pk
    ]


def territory_at(lat_e7: int | None, lon_e7: int | None) -> Territory | None:
    """The territory of a place."""
    if lat_e7 is None or lon_e7 is None:
        return None
    rows = Territory.objects.unscoped("whose ground a place is does not depend on who asks").filter(
        Q(south_e7__lte=lat_e7, north_e7__gte=lat_e7, west_e7__lte=lon_e7, east_e7__gte=lon_e7),
        closed_on__isnull=True,
    )
    near = {one.pk: one for one in rows.select_related("unit", "owner")}
    place = holder(pieces_of(list(near.values())), lat_e7, lon_e7)
    return near[place] if place else None
