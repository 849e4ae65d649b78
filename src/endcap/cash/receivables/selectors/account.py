"""The account of one customer: by mode, with every movement, what is open, what was paid and what was said (SET-11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F

from endcap.cash.receivables import money
from endcap.cash.receivables.models import (
    Allocation,
    CollectionNote,
    Contract,
    ContractOutlet,
    Deduction,
    FeeClause,
    Invoice,
    Payment,
    SoldReport,
)
from endcap.cash.receivables.rights import Rights
from endcap.cash.receivables.selectors.terms import Standing, contract_for, standing_of
from endcap.cash.receivables.terms import Terms
from endcap.customers.outlets.models import Outlet
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.mechanisms.ledger import selectors as ledger

WHY = "documents of a payer whom the actor sees"


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the account: what raised or lowered the debt, and what was owed after it."""

    on: date
    kind: str
    number: str
    amount: int
    balance: int


@dataclass(frozen=True)
class Account:
    """A customer's account."""

    payer: Outlet
    terms: Terms | None
    mode: str
    standing: Standing
    earmarked: int
    unconfirmed: int
    items: Sequence[Invoice]
    movements: Sequence[Movement]
    opening: int
    payments: Sequence[Payment]
    notes: Sequence[CollectionNote]
    reports: Sequence[SoldReport]
    deductions: Sequence[Deduction]
    since: date
    until: date

    @property
    def net(self) -> int:
        """What is owed less what was paid in advance."""
        return self.standing.owed - self.standing.advance - self.earmarked


def account_of(
    actor: Actor, payer_id: UUID, *, since: date | None = None, until: date | None = None
) -> Account:
    """The account of a payer; the last 90 days of movements unless told."""
    actor.require(Rights.VIEW)
    payer = Outlet.objects.visible_to(actor).select_related("owner", "unit").filter(pk=payer_id).first()
    if payer is None:
        raise NotFoundHere()
    until = until or actor.today
    since = since or until - timedelta(days=90)
    terms = contract_for(payer.pk, actor.today)
    opening, movements = movements_of(payer.pk, since, until)
    earmarked = ledger.standings(book=money.BOOK_KEY, role="earmarked", owner_ids=[payer.pk])
    items = Invoice.objects.visible_to(actor).filter(payer=payer, settled__lt=F("total"))
    return Account(
        payer=payer,
        terms=terms,
        mode=str(Contract.Mode(terms.mode).label) if terms else "",
        standing=standing_of(payer.pk, actor.today),
        earmarked=sum(one.balance for one in earmarked),
        unconfirmed=ledger.balance_of(money.unconfirmed(payer.pk)),
        items=list(items.select_related("outlet").order_by("due_on", "pk")[:200]),
        movements=movements,
        opening=opening,
        payments=list(Payment.objects.visible_to(actor).filter(payer=payer)[:20]),
        notes=list(CollectionNote.objects.visible_to(actor).filter(payer=payer)[:20]),
        reports=list(SoldReport.objects.visible_to(actor).filter(payer=payer).select_related("outlet")[:12]),
        deductions=list(Deduction.objects.visible_to(actor).filter(payer=payer)[:12]),
        since=since,
        until=until,
    )


def movements_of(payer_id: UUID, since: date, until: date) -> tuple[int, list[Movement]]:
    """What was owed before a day, and every line that changed it until another."""
    key = money.receivable(payer_id)
    opening = ledger.balance_of(key, on=since - timedelta(days=1))
    entries = ledger.statement(key, since=since, until=until)
    ids = {entry.subject_id for entry in entries if entry.subject_id}
    invoices = dict(Invoice.objects.unscoped(WHY).filter(pk__in=ids).values_list("pk", "number"))
    receipts = dict(Payment.objects.unscoped(WHY).filter(pk__in=ids).values_list("pk", "receipt_no"))
    deductions = dict(Deduction.objects.unscoped(WHY).filter(pk__in=ids).values_list("pk", "number"))
    numbers = {**invoices, **receipts, **deductions}
    by_op = dict(
        Invoice.objects.unscoped(WHY).filter(pk__in=[e.op_id for e in entries]).values_list("pk", "number")
    )
    merged: dict[UUID, Movement] = {}
    for entry in entries:  # net and tax of an invoice are one line
        number = by_op.get(entry.op_id) or (numbers.get(entry.subject_id) if entry.subject_id else "")
        before = merged.get(entry.op_id)
        amount = entry.amount + (before.amount if before else 0)
        merged[entry.op_id] = Movement(entry.business_on, entry.kind, number or "", amount, entry.balance)
    return opening, list(merged.values())


def allocations_of(payment_id: UUID) -> list[Allocation]:
    """What a payment has paid, the latest first."""
    return list(Allocation.objects.filter(payment_id=payment_id).select_related("invoice").order_by("-pk"))


def coverage_of(contract_id: UUID) -> list[Outlet]:
    """The outlets for which a contract's payer pays."""
    rows = ContractOutlet.objects.unscoped(WHY).filter(contract_id=contract_id)
    return [row.outlet for row in rows.select_related("outlet")]


def clauses_of(contract_id: UUID) -> list[FeeClause]:
    """The fees that a contract allows."""
    return list(FeeClause.objects.unscoped(WHY).filter(contract_id=contract_id))
