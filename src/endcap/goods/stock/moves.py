"""Lines of the book of goods, for operations that post goods, money and credit at once. Pure.

A line says what moves; whoever posts it answers for the right and for the lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from endcap.goods.stock import book
from endcap.mechanisms.ledger.books import Key
from endcap.mechanisms.ledger.models import Phase
from endcap.mechanisms.ledger.services import Line, Ref


@dataclass(frozen=True, slots=True)
class Part:
    """So much of one lot of a product, in base units."""

    sku_id: UUID
    lot_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Reserved:
    """A reservation that stands (``ref`` is its pending transfer), and how much of it leaves now."""

    ref: Ref
    sku_id: UUID
    lot_id: UUID
    quantity: int
    shipped: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """What was sent of a lot, and what came."""

    sku_id: UUID
    lot_id: UUID
    sent: int
    arrived: int


def receive_lines(*, location_id: UUID, parts: Iterable[Part]) -> list[Line]:
    """Goods come from the supplier and stand at the location."""
    return [
        Line(book.on_hand(location_id, part.sku_id, part.lot_id), book.supplier(part.sku_id), part.quantity)
        for part in parts
    ]


def reserve_lines(*, location_id: UUID, outlet_id: UUID, parts: Iterable[Part]) -> list[Line]:
    """Hold goods for an outlet: nothing moves yet, nobody else can take them."""
    return [
        Line(*_delivery(location_id, outlet_id, part.sku_id, part.lot_id), part.quantity, Phase.PENDING)
        for part in parts
    ]


def ship_lines(*, location_id: UUID, outlet_id: UUID, reserved: Sequence[Reserved]) -> list[Line]:
    """What was held leaves; what doesn't leave yet is held anew. Nothing is said of what doesn't leave at all.

    Nothing past expiry leaves: ask ``selectors.expired`` before, and reserve another lot for what it names.
    """
    lines = []
    for one in reserved:
        if not 0 <= one.shipped <= one.quantity:
            raise ValueError("no more leaves than was held")
        keys = _delivery(location_id, outlet_id, one.sku_id, one.lot_id)
        if one.shipped:
            lines.append(Line(*keys, one.shipped, Phase.POST, resolves=one.ref))
        if 0 < one.shipped < one.quantity:
            lines.append(Line(*keys, one.quantity - one.shipped, Phase.PENDING))
    return lines


def release_lines(*, location_id: UUID, outlet_id: UUID, reserved: Iterable[Reserved]) -> list[Line]:
    """What was held is free again."""
    return [
        Line(
            *_delivery(location_id, outlet_id, one.sku_id, one.lot_id),
            one.quantity,
            Phase.VOID,
            resolves=one.ref,
        )
        for one in reserved
    ]


def deliver_lines(*, location_id: UUID, outlet_id: UUID, parts: Iterable[Part]) -> list[Line]:
    """Goods leave for an outlet at once, without having been held (a van sells)."""
    return [
        Line(*_delivery(location_id, outlet_id, part.sku_id, part.lot_id), part.quantity) for part in parts
    ]


def return_lines(
    *, location_id: UUID, outlet_id: UUID, parts: Iterable[Part], into_loss: bool = False
) -> list[Line]:
    """Goods come back from an outlet: on hand again, or, where they can't be sold, straight to the losses."""
    return [
        Line(
            book.loss(location_id, part.sku_id)
            if into_loss
            else book.on_hand(location_id, part.sku_id, part.lot_id),
            book.delivered(outlet_id, part.sku_id),
            part.quantity,
        )
        for part in parts
    ]


def send_lines(*, from_id: UUID, to_id: UUID, parts: Iterable[Part]) -> list[Line]:
    """Goods leave one location for another and are on their way."""
    return [
        Line(
            book.in_transit(to_id, part.sku_id, part.lot_id),
            book.on_hand(from_id, part.sku_id, part.lot_id),
            part.quantity,
        )
        for part in parts
    ]


def arrive_lines(*, location_id: UUID, arrived: Iterable[Arrived]) -> list[Line]:
    """Goods that were on their way have come; what is missing is unexplained, and so is what is too much."""
    lines = []
    for one in arrived:
        here = book.on_hand(location_id, one.sku_id, one.lot_id)
        way = book.in_transit(location_id, one.sku_id, one.lot_id)
        odd = book.unexplained(location_id, one.sku_id)
        if came := min(one.sent, one.arrived):
            lines.append(Line(here, way, came))
        if one.arrived < one.sent:
            lines.append(Line(odd, way, one.sent - one.arrived))
        if one.arrived > one.sent:
            lines.append(Line(here, odd, one.arrived - one.sent))
    return lines


def write_off_lines(*, location_id: UUID, parts: Iterable[Part]) -> list[Line]:
    """Goods are gone: broken, expired, eaten by mice."""
    return [
        Line(
            book.loss(location_id, part.sku_id),
            book.on_hand(location_id, part.sku_id, part.lot_id),
            part.quantity,
        )
        for part in parts
    ]


def difference_lines(*, location_id: UUID, differences: Iterable[Part]) -> list[Line]:
    """What a count found: positive too much, negative too little."""
    lines = []
    for one in differences:
        here, odd = (
            book.on_hand(location_id, one.sku_id, one.lot_id),
            book.unexplained(location_id, one.sku_id),
        )
        if one.quantity > 0:
            lines.append(Line(here, odd, one.quantity))
        elif one.quantity < 0:
            lines.append(Line(odd, here, -one.quantity))
    return lines


def _delivery(location_id: UUID, outlet_id: UUID, sku_id: UUID, lot_id: UUID) -> tuple[Key, Key]:
    return book.delivered(outlet_id, sku_id), book.on_hand(location_id, sku_id, lot_id)
