"""Orders as the API speaks of them. Money in fen, tax included; prices in 1/10,000 of the currency per base unit."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator

from endcap.cash.orders.drafts import LineDraft, OrderDraft, ShipDraft

LARGEST = 10**9
Text = Annotated[str, Field(max_length=500)]


def _decimal(text: str) -> str:
    Fraction(text)
    return text


Decimal = Annotated[str, Field(pattern=r"^\d{1,9}(\.\d{1,3})?$"), AfterValidator(_decimal)]


def _reference(text: str) -> UUID | str:
    try:
        return UUID(text)
    except ValueError:
        return text


Reference = Annotated[str, Field(min_length=1, max_length=40, description="An id or a code")]


class LineIn(Schema):
    """One product: its id or its code; a quantity in a unit of its own (``箱``, ``case``; empty: the base unit)."""

    sku: Reference
    quantity: Annotated[int, Field(ge=-LARGEST, le=LARGEST)] | Decimal
    unit: str = Field("", max_length=12)
    price: int | None = Field(None, ge=-(10**15), le=10**15, description="Needs the right and a reason")
    price_note: str = Field("", max_length=200)

    def draft(self) -> LineDraft:
        """The line as the services take it."""
        quantity = Fraction(self.quantity) if isinstance(self.quantity, str) else self.quantity
        return LineDraft(_reference(self.sku), quantity, self.unit, self.price, self.price_note)


class OrderIn(Schema):
    """An order. ``id`` is made by the client (UUID version 7): the same request again is answered ``exists``."""

    id: UUID | None = None
    outlet: Reference
    lines: list[LineIn] = Field(max_length=500)
    requested_on: date | None = None
    note: Text = ""
    meeting: UUID | None = None
    source: str = Field("api", pattern="^(api|sheet|meeting|portal|phone)$")
    confirm: bool = Field(True, description="Promise the goods at once; otherwise the order stays a draft")

    def draft(self) -> OrderDraft:
        """The order as the services take it."""
        return OrderDraft(
            outlet=_reference(self.outlet),
            lines=[line.draft() for line in self.lines],
            source=self.source,
            requested_on=self.requested_on,
            note=self.note,
            meeting_id=self.meeting,
        )


class HoldOut(Schema):
    """One reason why an order waits: the figures, the payment that frees it, what could leave today."""

    code: str
    title: str
    sentence: str
    needs: int | None
    ships_today: int
    facts: dict[str, Any]


class PlacedOut(Schema):
    """What became of a request."""

    result: str = Field(description="created | exists | held | conflict | refused")
    id: UUID | None
    number: str = ""
    state: str = ""
    total: int = 0
    net: int = 0
    tax: int = 0
    is_short: bool = False
    is_exception: bool = False
    holds: list[HoldOut] = []
    code: str = ""  # of a refusal, in a batch
    message: str = ""
    problems: list[dict[str, str]] = []


class BatchIn(Schema):
    """Several orders; each is taken or refused for itself."""

    orders: list[OrderIn] = Field(min_length=1, max_length=100)


class LineOut(Schema):
    """One line, with what became of it."""

    id: UUID
    sku_id: UUID
    sku: str
    name: str
    quantity: int
    typed_quantity: str
    typed_unit: str
    price: int
    price_reason: str
    amount: int
    norm: int | None
    is_exception: bool
    reserved: int
    shipped: int
    cancelled: int
    waiting: int


class ShipmentOut(Schema):
    """Goods that left together."""

    id: UUID
    number: str
    total: int
    net: int
    tax: int
    invoice_id: UUID | None
    carrier: str
    waybill: str
    shipped_at: datetime
    delivered_at: datetime | None
    settled_at: datetime | None


class OrderRowOut(Schema):
    """An order in a list."""

    id: UUID
    number: str
    outlet_id: UUID
    outlet: str
    payer_id: UUID
    state: str
    is_held: bool
    is_short: bool
    is_exception: bool
    source: str
    mode: str
    requested_on: date | None
    total: int
    shipped_total: int
    line_count: int
    placed_at: datetime


class OrdersOut(Schema):
    """One page of orders; ``next`` goes back as ``after``."""

    items: list[OrderRowOut]
    next: str


class OrderOut(OrderRowOut):
    """An order with its whole story."""

    net: int
    tax: int
    term_days: int
    note: str
    cancel_reason: str
    confirmed_at: datetime | None
    picked_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    settled_at: datetime | None
    cancelled_at: datetime | None
    lines: list[LineOut]
    holds: list[HoldOut]
    shipments: list[ShipmentOut]


class ReasonIn(Schema):
    """Why."""

    reason: str = Field(max_length=200)


class ShipIn(Schema):
    """What leaves: base units by the id of the line; nothing named means everything that is held."""

    id: UUID | None = None
    quantities: dict[UUID, Annotated[int, Field(ge=0, le=10**12)]] = {}
    carrier: str = Field("", max_length=60)
    waybill: str = Field("", max_length=60)

    def draft(self) -> ShipDraft:
        """What leaves, as the services take it."""
        return ShipDraft(dict(self.quantities), self.carrier, self.waybill)


class LeftOut(Schema):
    """What became of shipping."""

    result: str = Field(description="shipped | held")
    shipment: ShipmentOut | None
    holds: list[HoldOut] = []


class ReservedOut(Schema):
    """How many base units are held now in addition."""

    quantity: int


class StepOut(Schema):
    """How long a step takes: the median, and how many orders were measured."""

    step: str
    orders: int
    median_s: int | None
