"""What goes into the services of contracts and invoices: frozen values, checked before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

CONTRACT_SUBJECT = "receivables.Contract"
PAYMENT_SUBJECT = "receivables.Payment"
CONTRACT_TEXT, REMITTANCE_PROOF = "contract_text", "remittance_proof"


@dataclass(frozen=True)
class ClauseDraft:
    """A fee that the retailer may charge: its name, what it is charged on, and what proves the service."""

    name: str
    basis: str
    proof: str
    rate_bp: int | None = None
    amount: int | None = None


@dataclass(frozen=True)
class ContractDraft:
    """A contract as somebody writes it down."""

    payer_id: UUID | None
    mode: str
    valid_from: date | None
    valid_to: date | None = None
    signed_on: date | None = None
    outlet_ids: tuple[UUID, ...] = ()
    term_days: int = 0
    term_reason: str = ""
    price_level: str = ""
    tax_bp: int = 1300
    rate_bp: int | None = None
    supply_bp: int | None = None
    guarantee: int = 0
    late_daily_bp: int | None = None
    late_grace_days: int = 0
    late_cap_bp: int | None = None
    remark: str = ""
    clauses: tuple[ClauseDraft, ...] = ()


@dataclass(frozen=True)
class InvoiceLine:
    """One line to invoice: ``amount`` in fen, tax included."""

    sku_id: UUID | None
    quantity: int
    price: int
    amount: int
    text: str = ""


@dataclass(frozen=True)
class CreditLine:
    """One line to take back: how much of which product, for how much."""

    sku_id: UUID | None
    quantity: int
    amount: int
    text: str = ""
