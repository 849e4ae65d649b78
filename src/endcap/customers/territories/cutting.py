"""Which territory a place belongs to, how big a territory is, and which of them overlap. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians
from uuid import UUID

from endcap.kernel.geo import E7, METRES_PER_DEGREE
from endcap.kernel.shapes import Area, Box, Ring, touch


@dataclass(frozen=True)
class Piece:
    """One territory as it is cut out of the map."""

    id: UUID
    area: Area
    extent_m2: int
    code: str


def extent_m2(ring: Ring) -> int:
    """Square metres inside a ring, on a plane at its middle latitude: right to a few parts in a thousand for
    a piece of a county, and the same on every machine to the metre."""
    middle = sum(corner.lat_e7 for corner in ring) // len(ring)
    twice = 0
    for here, corner in enumerate(ring):
        after = ring[(here + 1) % len(ring)]
        twice += corner.lon_e7 * after.lat_e7 - after.lon_e7 * corner.lat_e7
    square_degrees = abs(twice) / 2 / E7 / E7
    return max(1, round(square_degrees * METRES_PER_DEGREE**2 * cos(radians(middle / E7))))


def holder(pieces: Sequence[Piece], lat_e7: int, lon_e7: int) -> UUID | None:
    """The territory of a place: of several that overlap there the smallest, then the first by code."""
    inside = [piece for piece in pieces if piece.area.holds(lat_e7, lon_e7)]
    return min(inside, key=lambda piece: (piece.extent_m2, piece.code)).id if inside else None


def _boxes_meet(one: Box, other: Box) -> bool:
    return (
        one.south_e7 <= other.north_e7
        and other.south_e7 <= one.north_e7
        and one.west_e7 <= other.east_e7
        and other.west_e7 <= one.east_e7
    )


def overlap(one: Area, other: Area) -> bool:
    """Whether two outlines have ground in common; a shared edge or corner alone is none, as far as their
    corners and the middles of their edges can tell."""
    if not _boxes_meet(one.box, other.box):
        return False
    if _strictly_inside(one, other) or _strictly_inside(other, one):
        return True
    return set(one.ring) == set(other.ring) or _edges_cross(one.ring, other.ring)


def _edges(ring: Ring) -> Iterable[tuple[int, int, int, int]]:
    for here, corner in enumerate(ring):
        after = ring[(here + 1) % len(ring)]
        yield corner.lat_e7, corner.lon_e7, after.lat_e7, after.lon_e7


def _strictly_inside(one: Area, other: Area) -> bool:
    """Whether a corner of one lies inside the other and not on its edge."""
    return any(
        other.holds(corner.lat_e7, corner.lon_e7) and not _on_edge(corner.lat_e7, corner.lon_e7, other.ring)
        for corner in one.ring
    )


def _on_edge(lat: int, lon: int, ring: Ring) -> bool:
    return any(
        (end_lon - start_lon) * (lat - start_lat) == (end_lat - start_lat) * (lon - start_lon)
        and min(start_lat, end_lat) <= lat <= max(start_lat, end_lat)
        and min(start_lon, end_lon) <= lon <= max(start_lon, end_lon)
        for start_lat, start_lon, end_lat, end_lon in _edges(ring)
    )


def _edges_cross(one: Ring, other: Ring) -> bool:
    """Whether an edge of one goes through an edge of the other, not merely up to it."""
    for here, start in enumerate(one):
        end = one[(here + 1) % len(one)]
        for there, begin in enumerate(other):
            stop = other[(there + 1) % len(other)]
            if touch(start, end, begin, stop) and not (
                _on_edge(begin.lat_e7, begin.lon_e7, (start, end))
                or _on_edge(stop.lat_e7, stop.lon_e7, (start, end))
                or _on_edge(start.lat_e7, start.lon_e7, (begin, stop))
                or _on_edge(end.lat_e7, end.lon_e7, (begin, stop))
            ):
                return True
    return False
