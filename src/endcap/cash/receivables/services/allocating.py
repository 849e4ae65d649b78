"""Which payment pays which invoice: the oldest first, or as finance says; and taking that back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from endcap.cash.receivables import money, moves
from endcap.cash.receivables.errors import (
    AllocationUndone,
    EarmarkedElsewhere,
    InvoicePaid,
    OtherPayer,
    PaymentStateRefused,
    PaymentUsedUp,
)
from endcap.cash.receivables.events import Settled, Unsettled
from endcap.cash.receivables.models import Allocation, Invoice, Payment
from endcap.cash.receivables.rights import Rights
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.money import format_money
from endcap.mechanisms.ledger import selectors as ledger_read
from endcap.mechanisms.ledger import services as ledger
from endcap.mechanisms.ledger.errors import Insufficient

ALL = "the open items of a payer that the actor sees"


@dataclass(frozen=True)
class Part:
    """So much of an invoice."""

    invoice_id: UUID
    amount: int


@transaction.atomic
def allocate(actor: Actor, *, payment_id: UUID, parts: Sequence[Part] | None = None) -> list[Allocation]:
    """Pay invoices with what is left of a payment: these parts, or the oldest items first. Holds the payment, then
    the invoices in ascending order, so that nothing is paid or used twice."""
    actor.require(Rights.POST)

    payment = Payment.objects.visible_to(actor).locked().filter(pk=payment_id).first()
    if payment is None:
        raise NotFoundHere()
    if payment.state != Payment.State.RECEIVED:
        raise PaymentStateRefused(before=payment.get_state_display())
    if parts is None:
        return pay_oldest(actor, payment)
    collect(
        [
            Problem("parts", "required", _("至少选一张单。")) if not parts else None,
            Problem("parts", "positive", _("金额要大于 0。"))
            if any(part.amount <= 0 for part in parts)
            else None,
            Problem("parts", "twice", _("同一张单只写一行。"))
            if len({part.invoice_id for part in parts}) != len(parts)
            else None,
        ]
    )
    asked = sum(part.amount for part in parts)
    if asked > payment.rest:
        raise PaymentUsedUp(left=format_money(payment.rest), asked=format_money(asked))
    rows = Invoice.objects.unscoped(ALL).locked().filter(pk__in=[part.invoice_id for part in parts])
    invoices = {invoice.pk: invoice for invoice in rows.order_by("pk")}
    for part in parts:
        invoice = invoices.get(part.invoice_id)
        if invoice is None:
            raise NotFoundHere()
        if invoice.payer_id != payment.payer_id:
            raise OtherPayer(number=invoice.number)
        if part.amount > invoice.open:
            raise InvoicePaid(
                number=invoice.number, left=format_money(invoice.open), asked=format_money(part.amount)
            )
    return _pay(actor, payment, [(invoices[part.invoice_id], part.amount) for part in parts])


def pay_oldest(actor: Actor, payment: Payment) -> list[Allocation]:
    """Pay the items that are due first with what is left of a payment and not set aside for orders."""
    free = ledger_read.balance_of(money.advance(payment.payer_id))
    pairs = oldest(payment, min(payment.rest, free))
    return _pay(actor, payment, pairs) if pairs else []


def oldest(payment: Payment, left: int) -> list[tuple[Invoice, int]]:
    """The items of the payer that are due first, as far as the money goes; held in ascending order."""
    if left <= 0:
        return []
    rows = Invoice.objects.unscoped(ALL).locked().filter(payer_id=payment.payer_id, settled__lt=F("total"))
    pairs = []
    for invoice in sorted(rows.order_by("pk"), key=lambda one: (one.due_on, one.pk)):
        part = min(left, invoice.open)
        pairs.append((invoice, part))
        left -= part
        if not left:
            break
    return pairs


def write(actor: Actor, payment: Payment, pairs: Sequence[tuple[Invoice, int]]) -> list[Allocation]:
    """Note what a payment pays; the caller books it in the same transaction."""
    total = sum(part for _invoice, part in pairs)
    made = [
        Allocation(
            id=new_id(actor.now),
            invoice=invoice,
            payment=payment,
            amount=part,
            on=actor.today,
            made_by_name=actor.name[:60],
            created_at=actor.now,
        )
        for invoice, part in pairs
    ]
    for invoice, part in pairs:
        invoice.settled += part
    payment.allocated += total
    payment.updated_at = actor.now
    payment.save(update_fields=["allocated", "updated_at"])
    Invoice.objects.unscoped(ALL).bulk_update([invoice for invoice, _part in pairs], ["settled"])
    Allocation.objects.bulk_create(made)
    parts = [[invoice.number, part] for invoice, part in pairs]
    audit.record(actor, "receivables.allocated", payment, parts=parts)
    return made


def tell(actor: Actor, payment: Payment, made: Sequence[Allocation]) -> None:
    """Whoever frees credit by it is told."""
    if made:
        total = sum(one.amount for one in made)
        events.publish(actor, Settled(payment.payer_id, tuple(one.invoice_id for one in made), total))


def _pay(actor: Actor, payment: Payment, pairs: Sequence[tuple[Invoice, int]]) -> list[Allocation]:
    made = write(actor, payment, pairs)
    try:
        ledger.post(
            actor,
            op_id=made[0].pk,
            kind="receivables.settled",
            lines=moves.settle_from_advance_lines(payment.payer_id, sum(part for _invoice, part in pairs)),
            subject_type="receivables.Payment",
            subject_id=payment.pk,
        )
    except Insufficient as short:
        available = min((one.available for one in short.shortages), default=0)
        raise EarmarkedElsewhere(available=format_money(available)) from short
    tell(actor, payment, made)
    return made


@transaction.atomic
def undo_allocation(actor: Actor, *, allocation_id: UUID) -> Allocation:
    """The payment did not pay this invoice: owed again, and free again."""
    actor.require(Rights.POST)

    found = Allocation.objects.filter(pk=allocation_id, payment__isnull=False).first()
    if found is None:
        raise NotFoundHere()
    payment = Payment.objects.visible_to(actor).locked().filter(pk__in=[found.payment_id]).first()
    if payment is None:
        raise NotFoundHere()
    found.refresh_from_db()
    if found.undone_at is not None:
        raise AllocationUndone()

    take_back(actor, payment, found)
    return found


def take_all_back(actor: Actor, payment: Payment) -> None:
    """Undo every allocation of a payment that is held; the invoices are held first, in ascending order."""
    made = list(Allocation.objects.filter(payment=payment, undone_at__isnull=True).order_by("invoice_id"))
    list(
        Invoice.objects.unscoped(ALL).locked().filter(pk__in=[one.invoice_id for one in made]).order_by("pk")
    )
    for allocation in made:
        take_back(actor, payment, allocation)


def take_back(actor: Actor, payment: Payment, allocation: Allocation) -> None:
    """Undo one allocation of a payment that is held."""
    invoice = Invoice.objects.unscoped(ALL).locked().get(pk=allocation.invoice_id)

    allocation.undone_at, allocation.undone_by_name = actor.now, actor.name[:60]
    allocation.save(update_fields=["undone_at", "undone_by_name"])
    invoice.settled -= allocation.amount
    invoice.save(update_fields=["settled"])
    payment.allocated -= allocation.amount
    payment.updated_at = actor.now
    payment.save(update_fields=["allocated", "updated_at"])
    ledger.post(
        actor,
        op_id=new_id(actor.now),
        kind="receivables.unsettled",
        lines=moves.unsettle_lines(payment.payer_id, allocation.amount),
        subject_type="receivables.Payment",
        subject_id=payment.pk,
    )
    audit.record(
        actor, "receivables.allocation_undone", payment, invoice=invoice.number, amount=allocation.amount
    )
    events.publish(actor, Unsettled(payment.payer_id, (invoice.pk,), allocation.amount))
