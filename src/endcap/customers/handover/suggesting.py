"""Who should take over which outlet of a leaver. Pure and deterministic.

Each outlet goes to the colleague who has an outlet closest to it, as long as that colleague does not end up with
many more outlets than the others. The bound is the *level*: pour the outlets onto the colleagues with the fewest
until all are poured; nobody who gets any ends above that level plus a tenth of it. Pairs are then taken by
distance, in steps of ``STEP_M`` so that a few metres do not outweigh a fuller book, then by who sells less, then by
order. What has no position goes to whoever has most room.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from uuid import UUID

from endcap.kernel.geo import E7, METRES_PER_DEGREE, Position, distance_m

STEP_M = 250
SLACK_BP = 1_000  # a tenth above the level
FAR = 10**9


@dataclass(frozen=True)
class Waiting:
    """An outlet that needs an owner."""

    id: UUID
    position: Position | None
    wished_by: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Colleague:
    """Somebody who could take outlets: how many he has, what they buy in a year (fen), where they are."""

    id: UUID
    outlets: int
    sales: int
    positions: tuple[Position, ...]


@dataclass(frozen=True)
class Suggestion:
    """One outlet for one colleague: how far his nearest outlet is, and whether he asked for it."""

    orphan_id: UUID
    person_id: UUID
    distance_m: int | None
    was_wished: bool = False


def level_of(loads: Sequence[int], count: int) -> int:
    """The lowest level to which ``count`` outlets poured onto these loads fill up."""
    low, high = min(loads), max(loads) + count
    while low < high:
        middle = (low + high) // 2
        if sum(max(0, middle - load) for load in loads) >= count:
            high = middle
        else:
            low = middle + 1
    return low


def bound_of(loads: Sequence[int], count: int) -> int:
    """The most outlets that anybody who gets some may end with."""
    level = level_of(loads, count)
    return level + -(-level * SLACK_BP // 10_000)


class _Near:
    """Finds the nearest of many positions: sorted by latitude, searched outwards until nothing nearer can come."""

    def __init__(self, positions: Sequence[Position]) -> None:
        self.sorted = sorted(positions)
        self.lats = [one.lat_e7 for one in self.sorted]

    def distance(self, here: Position) -> int:
        """Metres to the nearest one; FAR without any."""
        at = bisect_left(self.lats, here.lat_e7)
        best, nearest = float(FAR) ** 2, None
        shrink = cos(radians(here.lat_e7 / E7))
        for step, index in ((-1, at - 1), (1, at)):
            while 0 <= index < len(self.sorted):
                there = self.sorted[index]
                north = (there.lat_e7 - here.lat_e7) / E7 * METRES_PER_DEGREE
                if north * north >= best:
                    break
                east = (there.lon_e7 - here.lon_e7) / E7 * METRES_PER_DEGREE * shrink
                if north * north + east * east < best:
                    best, nearest = north * north + east * east, there
                index += step
        return distance_m(here, nearest) if nearest is not None else FAR


def suggest(waiting: Sequence[Waiting], colleagues: Sequence[Colleague]) -> list[Suggestion]:
    """One suggestion for each outlet, in the order given. Somebody who asked for an outlet comes first, while
    he is within the bound. Raises ValueError without colleagues."""
    if not waiting:
        return []
    if not colleagues:
        raise ValueError("nobody could take the outlets")
    bound = bound_of([one.outlets for one in colleagues], len(waiting))
    room = [max(0, bound - one.outlets) for one in colleagues]
    near = [_Near(one.positions) for one in colleagues]
    pairs = []
    metres: dict[tuple[int, int], int] = {}
    for index, orphan in enumerate(waiting):
        for who, colleague in enumerate(colleagues):
            far = near[who].distance(orphan.position) if orphan.position else FAR
            metres[index, who] = far
            wished = colleague.id in orphan.wished_by
            pairs.append((not wished, far // STEP_M, colleague.sales, index, who))
    pairs.sort()
    given: dict[int, int] = {}
    unplaced = [index for index, orphan in enumerate(waiting) if orphan.position is None]
    for is_unwished, _step, _sales, index, who in pairs:
        if index in given or room[who] == 0 or (is_unwished and waiting[index].position is None):
            continue
        given[index] = who
        room[who] -= 1
    for index in unplaced:
        if index not in given:
            who = max(range(len(room)), key=lambda one: (room[one], -one))
            given[index] = who
            room[who] -= 1
    return [
        Suggestion(
            orphan.id,
            colleagues[given[index]].id,
            metres[index, given[index]] if metres[index, given[index]] < FAR else None,
            colleagues[given[index]].id in orphan.wished_by,
        )
        for index, orphan in enumerate(waiting)
    ]
