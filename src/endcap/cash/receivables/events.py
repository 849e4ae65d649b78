"""What happens to contracts and money and may matter to others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from endcap.kernel.events import Event


@dataclass(frozen=True)
class ContractActivated(Event):
    """A contract holds from its first day on."""

    contract_id: UUID
    payer_id: UUID
    outlet_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class ContractEnded(Event):
    """A contract holds no longer after a day."""

    contract_id: UUID
    payer_id: UUID
    on: date


@dataclass(frozen=True)
class InvoiceIssued(Event):
    """A payer owes an amount."""

    invoice_id: UUID
    payer_id: UUID
    outlet_id: UUID
    amount: int
    due_on: date


@dataclass(frozen=True)
class CreditNoteIssued(Event):
    """Part of an invoice was taken back; ``freed`` is what is no longer owed, the rest became money in advance."""

    credit_note_id: UUID
    invoice_id: UUID
    payer_id: UUID
    amount: int
    freed: int


@dataclass(frozen=True)
class PaymentReceived(Event):
    """Finance holds the money of a payer: it may pay invoices and goods."""

    payment_id: UUID
    payer_id: UUID
    amount: int


@dataclass(frozen=True)
class PaymentReversed(Event):
    """A payment turned out to be none; what it had paid is owed again."""

    payment_id: UUID
    payer_id: UUID
    amount: int


@dataclass(frozen=True)
class Settled(Event):
    """Invoices were paid, in part or in full: so much less is owed."""

    payer_id: UUID
    invoice_ids: tuple[UUID, ...]
    amount: int


@dataclass(frozen=True)
class Unsettled(Event):
    """A settlement was taken back: so much more is owed again."""

    payer_id: UUID
    invoice_ids: tuple[UUID, ...]
    amount: int
