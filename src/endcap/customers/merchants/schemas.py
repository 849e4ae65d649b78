"""What the API of merchants takes and says. Personal data are masked; the account number is never told."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Schema


class MerchantIn(Schema):
    """A merchant to begin: the outlets that are his, and what is known already. ``id`` makes it safe to send twice."""

    outlet_ids: list[UUID]
    id: UUID | None = None
    name: str = ""


class LicenceIn(Schema):
    """What the licence says."""

    name: str
    kind: str = "individual"
    licence_no: str = ""
    legal_person: str = ""
    address: str = ""
    established_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    is_long_term: bool = False
    contact_name: str = ""
    contact_phone: str = ""


class BankIn(Schema):
    """The bank account; without ``account_no`` the one that is kept stays."""

    account_name: str = ""
    bank_name: str = ""
    branch_name: str = ""
    account_no: str | None = None
    permit_no: str = ""


class MerchantOut(Schema):
    """A merchant in a list."""

    id: UUID
    number: str
    name: str
    kind: str
    licence_no: str
    valid_from: date | None
    valid_to: date | None
    is_long_term: bool
    state: str
    state_note: str
    origin: str
    outlet_ids: list[UUID]
    updated_at: datetime


class MerchantDetailOut(MerchantOut):
    """One merchant with masked personal data, and what is missing to submit it."""

    legal_person: str
    address: str
    contact_name: str
    contact_phone: str
    account_name: str
    bank_name: str
    branch_name: str
    account_tail: str
    may_trade: bool
    missing: list[str]


class MerchantsOut(Schema):
    """One page. ``next`` goes back as ``after``; empty at the end."""

    items: list[MerchantOut]
    next: str


class TradingOut(Schema):
    """Whether an outlet may trade today, and if not, why."""

    outlet_id: UUID
    may_trade: bool
    code: str = ""
    message: str = ""


class RefusalOut(Schema):
    """Why something was declined."""

    code: str
    message: str
    problems: list[dict[str, str]] = []
