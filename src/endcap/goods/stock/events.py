"""What stock tells the areas above it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from endcap.kernel.events import Event


@dataclass(frozen=True)
class ReturnedLine:
    """So many base units of a product came back; whether they can be sold again."""

    sku_id: UUID
    lot_id: UUID
    quantity: int
    into_loss: bool


@dataclass(frozen=True)
class GoodsReturned(Event):
    """An approved return was received: what came, from which outlet, why. Whoever keeps the money writes the credit
    note, in the same transaction."""

    return_id: UUID
    number: str
    outlet_id: UUID
    reason: str
    returned_on: date
    lines: tuple[ReturnedLine, ...]


@dataclass(frozen=True)
class StockRanShort(Event):
    """The same product could not be delivered again and again within a few days."""

    sku_id: UUID
    outlet_ids: tuple[UUID, ...]
