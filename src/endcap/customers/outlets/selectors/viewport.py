"""The outlets on the map: what lies in sight, drawn one by one or gathered into clusters by the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from uuid import UUID

from django.db.models import BigIntegerField, Count, F, Max, Min, QuerySet, Sum, Value
from django.db.models.functions import Cast

from endcap.customers.outlets.filters import OutletFilter
from endcap.customers.outlets.models import Outlet
from endcap.customers.outlets.selectors.listing import filtered
from endcap.kernel.actor import Actor
from endcap.kernel.shapes import Area, Box, Ring

SINGLE = 400  # so many pins are drawn one by one; more are gathered
SINGLE_FROM_AFAR = 150
_NEAR = 12  # from this zoom on pins stand apart
PICKED = 20_000
_WORLD_E7 = 3_600_000_000
_TILE_PX, _CELL_PX, _MARK_PX = 512, 56, 34
_HALF, _QUARTER = 1_800_000_000, 900_000_000
_ROW = 2**26  # more than there are columns at the nearest zoom: one number names a cell
_FIT_E7 = 2_500_000  # a quarter of a degree: stray positions do not widen the first view
_FIT_SHARE = 250  # a cell with fewer than 1/250 of the outlets is stray
_PLACES = 300


@dataclass(frozen=True)
class Cluster:
    """Several outlets so near to each other that they share a mark; ``grade`` only of a single one."""

    lat_e7: int
    lon_e7: int
    count: int
    box: Box
    grade: str


@dataclass(frozen=True)
class Sight:
    """What is in sight: either every outlet or clusters of them."""

    total: int
    outlets: Sequence[Outlet]
    clusters: Sequence[Cluster]


@dataclass(frozen=True)
class PlaceName:
    """A name to put on plain ground: a city or a district, in the middle of its outlets."""

    name: str
    lat_e7: int
    lon_e7: int
    count: int
    is_city: bool


def _inside(rows: QuerySet[Outlet], box: Box) -> QuerySet[Outlet]:
    return rows.filter(lat_e7__range=(box.south_e7, box.north_e7), lon_e7__range=(box.west_e7, box.east_e7))


def _steps(box: Box, zoom: int) -> tuple[int, int]:
    """Height and width of a cell in degrees × 10⁷. Cells do not depend on where the map stands, so that clusters stay
    where they are while it is moved."""
    wide = max(1, _WORLD_E7 * _CELL_PX // (_TILE_PX << zoom))
    middle = round((box.south_e7 + box.north_e7) / 2 / 50_000_000) * 5  # in steps of five degrees
    return max(1, int(wide * cos(radians(min(80, abs(middle)))))), wide


def _cells(rows: QuerySet[Outlet], height: int, width: int) -> list[Cluster]:
    """One row for each cell that is not empty; whole numbers only, and the same on both databases."""
    lat, lon = Cast("lat_e7", BigIntegerField()), Cast("lon_e7", BigIntegerField())
    cells = (
        rows.order_by()
        .annotate(cell=(lat + Value(_QUARTER)) / Value(height) * Value(_ROW) + (lon + Value(_HALF)) / Value(width))
        .values("cell")
        .annotate(
            lats=Sum(lat, output_field=BigIntegerField()), lons=Sum(lon, output_field=BigIntegerField()),
            count=Count("*"), best=Max("grade"), south=Min("lat_e7"), west=Min("lon_e7"), north=Max("lat_e7"), east=Max("lon_e7"),
        )
    )  # fmt: skip
    return [
        Cluster(lats // count, lons // count, count, Box(*edges), best if count == 1 else "")
        for lats, lons, count, best, *edges in cells.values_list(
            "lats", "lons", "count", "best", "south", "west", "north", "east"
        )
    ]


def _joined(one: Cluster, other: Cluster) -> Cluster:
    count = one.count + other.count
    around = Box(
        min(one.box.south_e7, other.box.south_e7),
        min(one.box.west_e7, other.box.west_e7),
        max(one.box.north_e7, other.box.north_e7),
        max(one.box.east_e7, other.box.east_e7),
    )
    lat = (one.lat_e7 * one.count + other.lat_e7 * other.count) // count
    lon = (one.lon_e7 * one.count + other.lon_e7 * other.count) // count
    return Cluster(lat, lon, count, around, "")


def _apart(cells: Sequence[Cluster], height: int, width: int) -> list[Cluster]:
    """Neighbours across the edge of a cell become one where their marks would overlap; the bigger draws the smaller in."""
    found: list[Cluster] = []
    for one in sorted(cells, key=lambda cell: (-cell.count, cell.lat_e7, cell.lon_e7)):
        for at, other in enumerate(found):
            rows, columns = abs(one.lat_e7 - other.lat_e7), abs(one.lon_e7 - other.lon_e7)
            if rows * _CELL_PX < _MARK_PX * height and columns * _CELL_PX < _MARK_PX * width:
                found[at] = _joined(other, one)
                break
        else:
            found.append(one)
    return found


def in_sight(actor: Actor, wanted: OutletFilter, box: Box, zoom: int) -> Sight:
    """The outlets of a filter that lie in a box, gathered if they are many."""
    rows = _inside(filtered(actor, wanted), box)
    steps = _steps(box, max(0, min(22, zoom)))
    clusters = _cells(rows, *steps)
    total = sum(one.count for one in clusters)
    if total > (SINGLE if zoom >= _NEAR else SINGLE_FROM_AFAR):
        return Sight(total, (), _apart(clusters, *steps))
    shown = rows.order_by("pk").select_related("channel", "owner") if total else ()
    return Sight(total, list(shown), ())


def extent(actor: Actor, wanted: OutletFilter) -> Box | None:
    """A box that holds the outlets of a filter, but for a few that stand far away from all others."""
    rows = filtered(actor, wanted).filter(lat_e7__isnull=False)
    cells = _cells(rows, _FIT_E7, _FIT_E7)
    if not cells:
        return None
    least = sum(cell.count for cell in cells) // _FIT_SHARE
    kept = [cell for cell in cells if cell.count > least] or cells
    return Box(
        min(cell.box.south_e7 for cell in kept),
        min(cell.box.west_e7 for cell in kept),
        max(cell.box.north_e7 for cell in kept),
        max(cell.box.east_e7 for cell in kept),
    )


def within(actor: Actor, wanted: OutletFilter, ring: Ring) -> list[UUID]:
    """The outlets of a filter inside a drawn outline, at most one more than may be picked at a time."""
    area = Area(ring)
    rows = _inside(filtered(actor, wanted), area.box).order_by()
    found: list[UUID] = []
    for pk, lat, lon in rows.values_list("pk", "lat_e7", "lon_e7").iterator(chunk_size=5000):
        if lat is not None and lon is not None and area.holds(lat, lon):
            found.append(pk)
            if len(found) > PICKED:
                break
    return found


def within_box(actor: Actor, wanted: OutletFilter, box: Box) -> list[UUID]:
    """The outlets of a filter that are in sight, at most one more than may be picked at a time."""
    rows = _inside(filtered(actor, wanted), box).order_by()
    return list(rows.values_list("pk", flat=True)[: PICKED + 1])


def place_names(actor: Actor) -> list[PlaceName]:
    """Cities and districts in the middle of the outlets that the actor sees there, the fullest first."""
    rows = Outlet.objects.visible_to(actor).filter(lat_e7__isnull=False, archived_at__isnull=True)
    lat, lon = Cast("lat_e7", BigIntegerField()), Cast("lon_e7", BigIntegerField())
    grouped = (
        rows.exclude(city="")
        .order_by()
        .values("city", "district")
        .annotate(
            count=Count("*"), lats=Sum(lat, output_field=BigIntegerField()),
            lons=Sum(lon, output_field=BigIntegerField()),
        )
    )  # fmt: skip
    cities: dict[str, tuple[int, int, int]] = {}
    found = []
    for one in grouped.order_by(F("count").desc())[: 4 * _PLACES]:
        held = cities.get(one["city"], (0, 0, 0))
        cities[one["city"]] = (held[0] + one["count"], held[1] + one["lats"], held[2] + one["lons"])
        if one["district"]:
            found.append(_named(one["district"], one["count"], one["lats"], one["lons"], is_city=False))
    found += [_named(name, *sums, is_city=True) for name, sums in cities.items()]
    found.sort(key=lambda place: (-place.count, place.name))
    return found[:_PLACES]


def _named(name: str, count: int, lats: int, lons: int, *, is_city: bool) -> PlaceName:
    return PlaceName(name, lats // count, lons // count, count, is_city)
