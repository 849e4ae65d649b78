"""The shapes of the API of stock. Quantities are base units unless a ``unit`` says otherwise."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

UnitName = Literal["base", "inner", "case"]


class LocationOut(Schema):
    """Where goods stand."""

    id: UUID
    code: str
    name: str
    kind: str
    unit_id: UUID
    outlet_id: UUID | None
    person_id: UUID | None
    is_default: bool
    closed_on: date | None


class LocationIn(Schema):
    """A new location: a warehouse of a unit, a van of a person, or a place at an outlet."""

    code: str
    name: str
    kind: str = "warehouse"
    unit_id: UUID | None = None
    outlet_id: UUID | None = None
    person_id: UUID | None = None
    is_default: bool = False


class StandOut(Schema):
    """A product at a location. ``free`` can still be promised; ``available`` counts what is on its way."""

    location_id: UUID
    sku_id: UUID
    sku_code: str
    on_hand: int
    held: int
    free: int
    in_transit: int
    available: int
    cover_days: int | None
    next_expiry: date | None


class StandPage(Schema):
    """By product code; ``next`` is the code after which to go on, empty at the end."""

    items: list[StandOut]
    next: str


class LotOut(Schema):
    """A lot at a location."""

    lot_id: UUID
    sku_id: UUID
    code: str
    made_on: date | None
    expires_on: date | None
    on_hand: int
    held: int
    in_transit: int


class AgingOut(LotOut):
    """A lot near or past its expiry: near, last (the last third of that), over."""

    location_id: UUID
    days_left: int
    state: str


class AgingPageOut(Schema):
    """The soonest first; ``next`` goes on, empty at the end."""

    items: list[AgingOut]
    next: str


class BoxLineIn(Schema):
    """So many of a product with what is written on the box."""

    sku_id: UUID
    quantity: int = Field(ge=0, le=10**12)
    unit: UnitName = "base"
    lot_code: str = ""
    made_on: date | None = None
    expires_on: date | None = None


class WantedLineIn(Schema):
    """So many of a product; of one lot, or of those whose turn it is."""

    sku_id: UUID
    quantity: int = Field(ge=0, le=10**12)
    unit: UnitName = "base"
    lot_id: UUID | None = None


class LotLineIn(Schema):
    """So many base units of a lot."""

    lot_id: UUID
    quantity: int = Field(ge=0, le=10**12)


class ReceiptIn(Schema):
    """Goods from the supplier. The same id again answers what is there."""

    id: UUID | None = None
    location_id: UUID
    received_on: date | None = None
    reference: str = ""
    note: str = ""
    lines: list[BoxLineIn]


class TransferIn(Schema):
    """Goods for another location."""

    id: UUID | None = None
    from_id: UUID
    to_id: UUID
    sent_on: date | None = None
    note: str = ""
    lines: list[WantedLineIn]


class WriteOffIn(Schema):
    """Goods that can't be sold any more."""

    id: UUID | None = None
    location_id: UUID
    reason: str
    gone_on: date | None = None
    note: str = ""
    lines: list[LotLineIn]


class ReturnIn(Schema):
    """Goods that an outlet wants to give back."""

    id: UUID | None = None
    outlet_id: UUID
    location_id: UUID | None = None
    reason: str
    note: str = ""
    lines: list[BoxLineIn]


class ArrivedIn(Schema):
    """What came of a line."""

    number: int = Field(ge=1, le=20_000)
    quantity: int = Field(ge=0, le=10**12)
    into_loss: bool = False


class ArrivalIn(Schema):
    """What came, where it is not what was expected; lines that are not named came whole."""

    received_on: date | None = None
    lines: list[ArrivedIn] = []


class MovementLineOut(Schema):
    """A line of a document."""

    number: int
    lot_id: UUID
    sku_id: UUID
    quantity: int
    arrived: int | None
    into_loss: bool


class MovementOut(Schema):
    """A document by which goods move."""

    id: UUID
    number: str
    kind: str
    state: str
    location_id: UUID
    destination_id: UUID | None
    outlet_id: UUID | None
    reason: str
    note: str
    reference: str
    business_on: date
    amount: int
    request_id: UUID | None
    made_by: str
    created_at: datetime
    ended_at: datetime | None


class MovementFile(MovementOut):
    """With its lines."""

    lines: list[MovementLineOut]


class MovementPage(Schema):
    """The newest first; ``next`` goes on, empty at the end."""

    items: list[MovementOut]
    next: str


class CountIn(Schema):
    """A new count of a location. ``as_of`` is the moment of lines that don't say theirs."""

    id: UUID | None = None
    location_id: UUID
    is_blind: bool = False
    as_of: datetime | None = None
    note: str = ""


class CountedIn(Schema):
    """What was counted of a lot."""

    lot_id: UUID
    counted: int = Field(ge=0, le=10**12)
    at: datetime | None = None
    note: str = ""


class FoundIn(Schema):
    """Goods that stand there and are on no sheet."""

    sku_id: UUID
    lot_code: str = ""
    made_on: date | None = None
    expires_on: date | None = None
    counted: int = Field(ge=0, le=10**12)
    at: datetime | None = None


class CountsIn(Schema):
    """What was counted."""

    lines: list[CountedIn] = []
    found: list[FoundIn] = []


class PostIn(Schema):
    """Why it differs; needed where it does."""

    reason: str = ""


class CountOut(Schema):
    """A count."""

    id: UUID
    number: str
    location_id: UUID
    state: str
    is_blind: bool
    as_of: datetime
    reason: str
    lines_counted: int
    lines_differing: int


class UpliftOut(Schema):
    """What was added for some days."""

    name: str
    quantity: int


class AdviceOut(Schema):
    """What to order, and every figure that it is made of."""

    sku_id: UUID
    sku_code: str
    sold: int
    over_days: int
    interval_days: int
    lead_days: int
    safety_days: int
    base: int
    uplift: int
    uplifts: list[UpliftOut]
    shelf: int
    target: int
    on_hand: int
    held: int
    in_transit: int
    available: int
    case_size: int
    quantity: int
    cover_days: int | None


class AdvicePageOut(Schema):
    """By product code; ``next`` is the code after which to go on, empty at the end."""

    items: list[AdviceOut]
    next: str


class LeverIn(Schema):
    """A change of a lever with its reason."""

    key: str
    value: int = Field(ge=0, le=10**9)
    reason: str
    location_id: UUID | None = None
    sku_id: UUID | None = None
    valid_from: date | None = None


class LeverOut(LeverIn):
    """The change as it was written."""

    id: UUID
    former: int
    set_by: str
    set_at: datetime


class QuotaOut(Schema):
    """How much an outlet may order while the product is shared out; null where it is not."""

    quota: int | None


class PlanLineIn(Schema):
    """What is to be supplied of a product in a month; the line is running, idle or stopped."""

    sku_id: UUID
    month: date
    quantity: int = Field(ge=0, le=10**12)
    capacity: str = "running"


class PlanIn(Schema):
    """The supply plan of products and months; what was there before is replaced."""

    lines: list[PlanLineIn]


class PlanOut(Schema):
    """How many lines were written."""

    lines: int
