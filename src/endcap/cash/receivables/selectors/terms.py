"""What holds for an outlet, and where a payer stands: what the areas above ask for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet

from endcap.cash.receivables import money
from endcap.cash.receivables.models import Contract, ContractOutlet, Invoice
from endcap.cash.receivables.terms import Terms
from endcap.mechanisms.ledger import selectors as ledger

WHY = "the caller has shown that the outlet is its business"


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An invoice that is not paid in full."""

    invoice_id: UUID
    number: str
    outlet_id: UUID
    issued_on: date
    due_on: date
    total: int
    open: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a payer stands: what he owes, what he has paid in advance and is free, and what is overdue."""

    payer_id: UUID
    owed: int
    advance: int
    overdue: tuple[OpenItem, ...]

    @property
    def overdue_amount(self) -> int:
        """What should have been paid already."""
        return sum(item.open for item in self.overdue)


def contract_for(outlet_id: UUID, on: date) -> Terms | None:
    """The terms that hold for an outlet on a day; none without a contract. One statement."""
    return contracts_for([outlet_id], on).get(outlet_id)


def contracts_for(outlet_ids: Collection[UUID], on: date) -> dict[UUID, Terms]:
    """The terms that hold for several outlets on a day, in one statement."""
    rows = ContractOutlet.objects.unscoped(WHY).filter(
        outlet_id__in=list(outlet_ids), contract__in=_holding(on)
    )
    newest_last = rows.select_related("contract").order_by("contract__valid_from", "contract__number")
    return {row.outlet_id: row.contract.terms for row in newest_last}


def _holding(on: date) -> QuerySet[Contract]:
    rows = Contract.objects.unscoped(WHY).filter(state__in=["active", "ended"], valid_from__lte=on)
    return rows.filter(
        Q(ended_on__gte=on)
        | Q(ended_on__isnull=True, valid_to__isnull=True)
        | Q(ended_on__isnull=True, valid_to__gte=on)
    )


def standing_of(payer_id: UUID, on: date) -> Standing:
    """What a payer owes now, what he has paid in advance, and which items were due before ``on``. Two statements."""
    owed, advance = money.receivable(payer_id), money.advance(payer_id)
    balances = ledger.balances_of([owed, advance])
    return Standing(payer_id, balances[owed], balances[advance], overdue_of(payer_id, on))


def overdue_of(payer_id: UUID, on: date) -> tuple[OpenItem, ...]:
    """The items of a payer that were due before a day, the oldest first. One statement."""
    rows = Invoice.objects.unscoped(WHY).filter(payer_id=payer_id, settled__lt=F("total"), due_on__lt=on)
    return tuple(open_item(row) for row in rows.order_by("due_on", "pk"))


def open_item(row: Invoice) -> OpenItem:
    """An invoice as an open item."""
    return OpenItem(row.pk, row.number, row.outlet_id, row.issued_on, row.due_on, row.total, row.open)


def outlets_of(contract_id: UUID) -> tuple[UUID, ...]:
    """The outlets for which a contract's payer pays."""
    rows = ContractOutlet.objects.unscoped(WHY).filter(contract_id=contract_id)
    return tuple(rows.order_by("pk").values_list("outlet_id", flat=True))
