"""The order in which lots are used up. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Stand:
    """What is free of one lot at a location."""

    sku_id: UUID
    lot_id: UUID
    free: int
    made_on: date | None = None
    expires_on: date | None = None
    code: str = ""

    @property
    def turn(self) -> tuple[date, date, str, UUID]:
        """When its turn comes: earliest expiry, then oldest made, then the code. What says nothing comes last."""
        return (self.expires_on or date.max, self.made_on or date.max, self.code, self.lot_id)


@dataclass(frozen=True, slots=True)
class PickPart:
    """So much of a lot."""

    sku_id: UUID
    lot_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Short:
    """A product of which there is too little that may be sold."""

    sku_id: UUID
    wanted: int
    available: int


@dataclass(frozen=True, slots=True)
class Pick:
    """What to take, and what is missing. What is short is picked as far as it goes."""

    parts: tuple[PickPart, ...]
    short: tuple[Short, ...]


def pick(wanted: Mapping[UUID, int], there: Iterable[Stand], *, on: date) -> Pick:
    """Fill what is wanted from what is there on a day: first expired first out, never past expiry."""
    by_sku: dict[UUID, list[Stand]] = {}
    for stand in there:
        if stand.free > 0 and (stand.expires_on is None or stand.expires_on >= on):
            by_sku.setdefault(stand.sku_id, []).append(stand)
    parts: list[PickPart] = []
    short: list[Short] = []
    for sku_id, quantity in wanted.items():
        stands = sorted(by_sku.get(sku_id, ()), key=lambda stand: stand.turn)
        rest = quantity
        for stand in stands:
            taken = min(rest, stand.free)
            if taken > 0:
                parts.append(PickPart(sku_id, stand.lot_id, taken))
                rest -= taken
        if rest > 0:
            short.append(Short(sku_id, quantity, sum(stand.free for stand in stands)))
    return Pick(tuple(parts), tuple(short))
