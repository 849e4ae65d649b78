"""What goes into the services of this area: frozen values, checked before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from endcap.kernel.geo import Datum, Position

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class OutletDraft:
    """An outlet as somebody wants it to be. Positions are given in their own datum and converted when
    written."""

    name: str
    channel_id: UUID | None
    owner_id: UUID | None
    code: str = ""
    unit_id: UUID | None = None  # the owner's unit unless told
    status: str = "active"
    party_kind: str = "organisation"
    dealing: str = "goods"
    chain_name: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    address: str = ""
    zip: str = ""
    phone: str = ""
    contact_name: str = ""
    licence_no: str = ""
    position: Position | None = None
    datum: Datum = Datum.WGS84
    position_source: str = ""
    declared_sales: int | None = None
    declared_orders: int | None = None
    declared_last_order_on: date | None = None
    declared_grade: str = ""
    remark: str = ""
    flags: tuple[str, ...] = ()
    stub_reason: str = ""
    attributes: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    last_verified_at: datetime | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    id: UUID | None = None


# Fields that are copied as they are from a draft to the outlet and back.
PLAIN_FIELDS = (
    "name",
    "channel_id",
    "status",
    "party_kind",
    "dealing",
    "chain_name",
    "province",
    "city",
    "district",
    "address",
    "zip",
    "phone",
    "contact_name",
    "licence_no",
    "declared_sales",
    "declared_orders",
    "declared_last_order_on",
    "declared_grade",
    "remark",
    "stub_reason",
    "last_verified_at",
    "opened_on",
    "closed_on",
)
PERSONAL_FIELDS = frozenset({"phone", "contact_name"})


@dataclass(frozen=True)
class FigureRow:
    """What one outlet bought, for lists. Money in fen."""

    outlet_id: UUID
    sales_12m: int
    sales_30d: int
    orders_12m: int
    last_order_on: date | None


@dataclass(frozen=True)
class GradeRow:
    """One outlet's class as a rule computed it, with its rank, share of all sales and amount."""

    outlet_id: UUID
    value: str
    rank: int
    share_bp: int
    amount: int
    reason: str


@dataclass(frozen=True)
class GradesWritten:
    """What a grading changed. Classes set by hand stay until they are ended."""

    written: int
    changed: int
    unchanged: int
    kept_manual: int


@dataclass(frozen=True)
class ContactDraft:
    """A person at the outlet. ``purposes`` says for each optional field why it may be kept."""

    name: str
    role: str
    level: str
    phone: str = ""
    email: str = ""
    hobbies: str = ""
    birthday: date | None = None
    purposes: Mapping[str, str] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True)
class Suspect:
    """An outlet that may be the same as another, how sure (0 to 100), and why."""

    outlet_id: UUID
    code: str
    name: str
    address: str
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ScanResult:
    """What a look for duplicates through the whole book found."""

    outlets: int
    suspects: int
    same_place: int
    successors: int
