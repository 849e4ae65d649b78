"""In which order the lines of an operation go, so that no bounded account falls below its floor on the way. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from endcap.mechanisms.ledger.errors import Shortage
from endcap.mechanisms.ledger.models import Phase

if TYPE_CHECKING:
    from endcap.mechanisms.ledger.books import Key
    from endcap.mechanisms.ledger.services.posting import Line


@dataclass(frozen=True, slots=True)
class Plan:
    """The places of the lines in an order that works; where there is none, what is missing."""

    order: tuple[int, ...]
    shortages: tuple[Shortage, ...]


def plan(lines: Sequence[Line], spare: Mapping[UUID, int], freed: Mapping[int, int]) -> Plan:
    """Goods that come in may leave in the same operation, whatever the order of its lines.

    ``spare`` is what may leave each bounded account before the operation; ``freed`` the amount of the pending transfer
    that a line ends, by the place of the line. Takes lines as they stand as long as that works, and the others as soon
    as there is enough for them.
    """
    left = dict(spare)
    waiting = list(range(len(lines)))
    order: list[int] = []
    while waiting:
        stuck = []
        for at in waiting:
            changes = _changes(lines[at], freed.get(at, 0), left)
            if any(change < 0 and left[id] + change < 0 for id, change in changes):
                stuck.append(at)
                continue
            for id, change in changes:
                left[id] += change
            order.append(at)
        if len(stuck) == len(waiting):
            return Plan((), _missing(lines, stuck, spare, left, freed))
        waiting = stuck
    return Plan(tuple(order), ())


def _changes(line: Line, freed: int, bounded: Mapping[UUID, int]) -> list[tuple[UUID, int]]:
    """By how much a line changes what is available on its bounded accounts."""
    found = []
    for key, side in ((line.debit, 1), (line.credit, -1)):
        if key.id not in bounded:
            continue
        if side == key.kind.sign:
            if line.phase in (Phase.POSTED, Phase.POST):
                found.append((key.id, line.amount))
        else:
            found.append((key.id, freed - (0 if line.phase == Phase.VOID else line.amount)))
    return found


def _missing(
    lines: Sequence[Line],
    stuck: Sequence[int],
    spare: Mapping[UUID, int],
    left: Mapping[UUID, int],
    freed: Mapping[int, int],
) -> tuple[Shortage, ...]:
    """The accounts at which the lines that can not go are stuck: what the whole operation asks of each, and what there
    is for it."""
    keys: dict[UUID, Key] = {}
    lacking: dict[UUID, int] = {}
    for at in stuck:
        for id, change in _changes(lines[at], freed.get(at, 0), left):
            if change < 0:
                lacking[id] = lacking.get(id, 0) - change
                keys[id] = lines[at].debit if lines[at].debit.id == id else lines[at].credit
    short = [id for id in lacking if lacking[id] > left[id]]
    gone = {id: spare[id] - left[id] for id in short}  # what the lines that could go have taken, or brought
    return tuple(
        Shortage(keys[id], lacking[id] + max(gone[id], 0), spare[id] + max(-gone[id], 0))
        for id in sorted(short)
    )
