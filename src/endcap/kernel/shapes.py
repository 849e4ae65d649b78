"""Shapes on the map: rings of positions, whether one crosses itself, and what lies inside.

All of it in whole degrees × 10⁷, so the answers are exact. A ring is closed by itself: its last corner is not the
first one again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from endcap.kernel.geo import Position

Ring = tuple[Position, ...]


@dataclass(frozen=True)
class Box:
    """A piece of the map between two latitudes and two longitudes, edges included."""

    south_e7: int
    west_e7: int
    north_e7: int
    east_e7: int

    def __post_init__(self) -> None:
        if self.south_e7 > self.north_e7 or self.west_e7 > self.east_e7:
            raise ValueError("the south-western corner of a box comes first")

    def holds(self, lat_e7: int, lon_e7: int) -> bool:
        """Whether a point lies in it."""
        return self.south_e7 <= lat_e7 <= self.north_e7 and self.west_e7 <= lon_e7 <= self.east_e7


def box_of(ring: Ring) -> Box:
    """The smallest box around a ring."""
    lats, lons = [corner.lat_e7 for corner in ring], [corner.lon_e7 for corner in ring]
    return Box(min(lats), min(lons), max(lats), max(lons))


def without_repeats(corners: Sequence[Position]) -> Ring:
    """The corners without those that stand still, and without the first one again at the end."""
    kept: list[Position] = []
    for corner in corners:
        if not kept or corner != kept[-1]:
            kept.append(corner)
    while len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return tuple(kept)


def _side(a: Position, b: Position, c: Position) -> int:
    """On which side of the line from a to b the point c lies: 1 left, -1 right, 0 on it."""
    turn = (b.lon_e7 - a.lon_e7) * (c.lat_e7 - a.lat_e7) - (b.lat_e7 - a.lat_e7) * (c.lon_e7 - a.lon_e7)
    return (turn > 0) - (turn < 0)


def _between(a: Position, b: Position, c: Position) -> bool:
    """Whether c, known to lie on the line through a and b, lies from a to b."""
    return (
        min(a.lat_e7, b.lat_e7) <= c.lat_e7 <= max(a.lat_e7, b.lat_e7)
        and min(a.lon_e7, b.lon_e7) <= c.lon_e7 <= max(a.lon_e7, b.lon_e7)
    )  # fmt: skip


def touch(a: Position, b: Position, c: Position, d: Position) -> bool:
    """Whether the lines a–b and c–d have a point in common."""
    one, two, three, four = _side(a, b, c), _side(a, b, d), _side(c, d, a), _side(c, d, b)
    if one != two and three != four and 0 not in (one, two, three, four):
        return True
    return (
        (one == 0 and _between(a, b, c))
        or (two == 0 and _between(a, b, d))
        or (three == 0 and _between(c, d, a))
        or (four == 0 and _between(c, d, b))
    )


def _folds_back(before: Position, corner: Position, after: Position) -> bool:
    """Whether the way goes back over itself at a corner."""
    return _side(before, corner, after) == 0 and (
        _between(before, corner, after) or _between(corner, after, before)
    )


def crosses_itself(ring: Ring) -> bool:
    """Whether two edges of a ring meet elsewhere than in their common corner."""
    count = len(ring)
    for here in range(count):
        start, end = ring[here], ring[(here + 1) % count]
        if _folds_back(start, end, ring[(here + 2) % count]):
            return True
        for there in range(here + 2, count):
            if here == 0 and there == count - 1:
                continue  # neighbours across the end of the list
            if touch(start, end, ring[there], ring[(there + 1) % count]):
                return True
    return False


def covers_ground(ring: Ring) -> bool:
    """Whether a ring has at least three corners and they do not all lie on one line."""
    return len(ring) >= 3 and any(_side(ring[0], ring[1], corner) for corner in ring[2:])


class Area:
    """A ring, prepared so that a hundred thousand points are sorted into inside and outside quickly.

    The plane is cut into layers at the latitude of every corner; within a layer only few edges are near.
    A point on the edge counts as inside.
    """

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        self.box = box_of(ring)
        self._cuts = sorted({corner.lat_e7 for corner in ring})
        edges = [(ring[n], ring[(n + 1) % len(ring)]) for n in range(len(ring))]
        self._layers: list[list[tuple[Position, Position]]] = []
        for low, high in zip(self._cuts, self._cuts[1:], strict=False):
            crossing = [
                (a, b) if a.lat_e7 < b.lat_e7 else (b, a)
                for a, b in edges
                if min(a.lat_e7, b.lat_e7) <= low and max(a.lat_e7, b.lat_e7) >= high
            ]
            self._layers.append(crossing)
        self._flat = [(a, b) for a, b in edges if a.lat_e7 == b.lat_e7]

    def holds(self, lat_e7: int, lon_e7: int) -> bool:
        """Whether a point lies inside or on the edge."""
        if not self.box.holds(lat_e7, lon_e7):
            return False
        place = bisect_right(self._cuts, lat_e7) - 1
        if self._cuts[place] == lat_e7:
            return self._on_a_cut(place, lat_e7, lon_e7)
        inside, on_edge = _count(self._layers[place], lat_e7, lon_e7)
        return inside or on_edge

    def _on_a_cut(self, place: int, lat_e7: int, lon_e7: int) -> bool:
        """At the latitude of a corner the layer above and the one below both speak, and so do flat edges."""
        for layer in self._layers[max(0, place - 1) : place + 1]:
            inside, on_edge = _count(layer, lat_e7, lon_e7)
            if inside or on_edge:
                return True
        return any(
            a.lat_e7 == lat_e7 and min(a.lon_e7, b.lon_e7) <= lon_e7 <= max(a.lon_e7, b.lon_e7)
            for a, b in self._flat
        )


def _count(layer: Sequence[tuple[Position, Position]], lat_e7: int, lon_e7: int) -> tuple[bool, bool]:
    """Whether an odd number of edges lies east of a point, and whether the point lies on one of them."""
    odd = False
    for low, high in layer:
        turn = (high.lon_e7 - low.lon_e7) * (lat_e7 - low.lat_e7)
        turn -= (high.lat_e7 - low.lat_e7) * (lon_e7 - low.lon_e7)
        if turn == 0:
            return odd, True
        if turn > 0:
            odd = not odd
    return odd, False
