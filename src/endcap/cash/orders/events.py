"""What happened to orders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from endcap.kernel.events import Event

if TYPE_CHECKING:
    from endcap.cash.orders.models import Hold, Order


@dataclass(frozen=True)
class OrderChanged(Event):
    """An order was entered, or went a step on; ``before`` is empty for a new one, ``holds`` names what keeps it
    waiting."""

    order_id: UUID
    outlet_id: UUID
    number: str
    total: int
    before: str
    state: str
    holds: str

    @classmethod
    def of(cls, order: Order, *, before: str, holds: Iterable[Hold] = ()) -> OrderChanged:
        """What happened to an order, told in ids and codes."""
        codes = ",".join(hold.code for hold in holds)
        return cls(order.pk, order.outlet_id, order.number, order.total, before, order.state, codes)


@dataclass(frozen=True)
class OrderShipped(Event):
    """Goods of the order left."""

    order_id: UUID
    outlet_id: UUID
    number: str
    shipment_id: UUID
    shipment: str
    total: int
    is_last: bool


@dataclass(frozen=True)
class OrderCancelledEarly(Event):
    """An order was called off right after it was placed: somebody should ask the outlet why."""

    order_id: UUID
    outlet_id: UUID
    number: str
    reason: str
    minutes: int
