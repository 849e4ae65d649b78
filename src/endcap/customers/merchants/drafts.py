"""What goes into the services of merchants: frozen values, checked before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

LICENCE_PHOTO, BANK_PAPER, SHOP_PHOTO, OTHER_PAPER = "licence", "bank_paper", "shop", "paper"
SUBJECT = "merchants.Merchant"
RENEWAL_SUBJECT = "merchants.Renewal"
KIND, RENEWAL_KIND = "merchant", "licence"  # of what is approved

# Expiry is warned of so many days ahead (CUS-15). The specification lists it with the requirement, not among the
# parameters that a company may change.
WARNING_DAYS = 30


@dataclass(frozen=True)
class LicenceDraft:
    """The licence as somebody copied it."""

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


@dataclass(frozen=True)
class BankDraft:
    """The account into which and from which is paid. ``account_no`` None: stays as it is."""

    account_name: str = ""
    bank_name: str = ""
    branch_name: str = ""
    account_no: str | None = None
    permit_no: str = ""


@dataclass(frozen=True)
class TermDraft:
    """The new term of a licence."""

    valid_from: date | None
    valid_to: date | None = None
    is_long_term: bool = False


@dataclass(frozen=True)
class LinkDraft:
    """A registration link as somebody wants it."""

    label: str
    owner_id: UUID | None
    days: int = 7
    uses: int = 1


@dataclass(frozen=True)
class JoinDraft:
    """What a shop owner tells of himself and his shop."""

    shop_name: str
    licence: LicenceDraft
    province: str = ""
    city: str = ""
    district: str = ""
    address: str = ""
    bank: BankDraft = BankDraft()
    has_read_notice: bool = False
    agrees_to_bank: bool = False


@dataclass(frozen=True)
class Receipt:
    """What a shop owner takes home: the number, and what still lies with him."""

    merchant_id: UUID
    number: str
    photos: int
