"""Invoices and credit notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from endcap.cash.receivables import moves
from endcap.cash.receivables.drafts import CreditLine, InvoiceLine
from endcap.cash.receivables.errors import AdvanceTooLow, CreditTooHigh, InvoiceTaken, NotAnInvoice
from endcap.cash.receivables.events import CreditNoteIssued, InvoiceIssued, Settled
from endcap.cash.receivables.models import Allocation, Invoice, InvoicedLine, Payment
from endcap.cash.receivables.numbers import CREDIT_NOTE, INVOICE
from endcap.cash.receivables.terms import Figures, Terms, figures_of, taxes_of
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.money import format_money
from endcap.kernel.numbering import services as numbering
from endcap.mechanisms.ledger import services as ledger

WHY = "the account of a payer is one, whoever looks after his outlets"
INVOICED, CREDITED = "receivables.invoiced", "receivables.credited"


@transaction.atomic
def issue_invoice(
    actor: Actor,
    *,
    id: UUID,
    terms: Terms,
    outlet_id: UUID,
    source_type: str,
    source_id: UUID,
    lines: Sequence[InvoiceLine],
    issued_on: date,
    settled: int = 0,
    post: bool = True,
) -> Invoice:
    """Write what a payer owes for goods; due by the contract. The caller has required its own right.

    ``settled`` is the part that money set aside for the order pays at once. With ``post`` the books move here (and
    nothing is settled from an earmark); without it the caller books ``moves.invoice_lines`` of the same figures, and
    ``moves.settle_from_earmark_lines`` for what is settled, in the same transaction. The same id again answers the
    invoice that is there.
    """
    figures = figures_of([line.amount for line in lines], terms.tax_bp)
    known = _known(id, terms.payer_id, source_id, figures)
    if known is not None:
        return known
    _refuse_lines([line.amount for line in lines], figures, settled)
    if settled and post:
        raise ValueError("who settles from an earmark books the lines himself")

    invoice = Invoice(
        id=id,
        number=numbering.next_number(actor, INVOICE.key),
        kind=Invoice.Kind.INVOICE,
        payer_id=terms.payer_id,
        outlet_id=outlet_id,
        contract_id=terms.contract_id,
        source_type=source_type,
        source_id=source_id,
        issued_on=issued_on,
        due_on=terms.due_on(issued_on),
        net=figures.net,
        tax=figures.tax,
        total=figures.total,
        settled=settled,
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    invoice.save(force_insert=True)
    _write_lines(invoice, lines)
    if settled:
        use_advances(actor, invoice, settled)
    if post:
        ledger.post(
            actor,
            op_id=id,
            kind=INVOICED,
            lines=moves.invoice_lines(terms.payer_id, figures.net, figures.tax),
            business_on=issued_on,
            subject_type="receivables.Invoice",
            subject_id=id,
        )
    audit.record(actor, INVOICED, invoice, number=invoice.number, total=invoice.total)
    events.publish(
        actor, InvoiceIssued(invoice.pk, invoice.payer_id, invoice.outlet_id, invoice.total, invoice.due_on)
    )
    return invoice


@transaction.atomic
def credit_note(
    actor: Actor,
    *,
    id: UUID,
    invoice_id: UUID,
    lines: Sequence[CreditLine],
    issued_on: date,
    reason: str,
    source_type: str = "",
    source_id: UUID | None = None,
    post: bool = True,
) -> Invoice:
    """Take back part of an invoice: what is still open of it is no longer owed, the rest becomes money in advance.

    With ``post=False`` the caller books ``credit_note_lines_of(note)`` in the same transaction. The caller has
    required its own right. Raises CreditTooHigh, NotAnInvoice.
    """
    known = Invoice.objects.unscoped(WHY).filter(pk=id).first()
    if known is not None:
        if known.corrects_id != invoice_id or known.total != sum(line.amount for line in lines):
            raise InvoiceTaken()
        return known
    invoice = Invoice.objects.unscoped(WHY).locked().filter(pk=invoice_id).first()
    if invoice is None:
        raise NotFoundHere()
    total = sum(line.amount for line in lines)
    if invoice.kind == Invoice.Kind.CREDIT_NOTE:
        raise NotAnInvoice(number=invoice.number)
    if total > invoice.total - invoice.credited:
        raise CreditTooHigh(
            number=invoice.number,
            left=format_money(invoice.total - invoice.credited),
            asked=format_money(total),
        )
    collect([None if reason.strip() else Problem("reason", "required", _("写明为什么冲减。"))])
    before = _taken_back(invoice, invoice.credited)
    figures = Figures(*_difference(_taken_back(invoice, invoice.credited + total), before))
    _refuse_lines([line.amount for line in lines], figures, 0)

    note = _note(actor, id, invoice, figures, issued_on, reason, source_type, source_id)
    note.save(force_insert=True)
    _write_lines(note, [InvoiceLine(one.sku_id, one.quantity, 0, one.amount, one.text) for one in lines])
    freed = min(invoice.open, total)
    invoice.credited += total
    invoice.settled += freed
    invoice.save(update_fields=["credited", "settled"])
    if freed:
        _allocate_note(actor, invoice, note, freed)
    if total > freed:
        _advance_of(actor, note, total - freed)
    if post:
        ledger.post(
            actor,
            op_id=id,
            kind=CREDITED,
            lines=moves.credit_note_lines(note.payer_id, note.net, note.tax, freed),
            business_on=issued_on,
            subject_type="receivables.Invoice",
            subject_id=id,
        )
    audit.record(actor, CREDITED, note, number=note.number, corrects=invoice.number, total=total)
    events.publish(actor, CreditNoteIssued(note.pk, invoice.pk, note.payer_id, total, freed))
    if freed:
        events.publish(actor, Settled(note.payer_id, (invoice.pk,), freed))
    return note


def credit_note_lines_of(note: Invoice) -> list[ledger.Line]:
    """What a credit note books, for callers that book themselves."""
    freed = sum(one.amount for one in Allocation.objects.filter(credit_note=note))
    return moves.credit_note_lines(note.payer_id, note.net, note.tax, freed)


def use_advances(actor: Actor, invoice: Invoice, amount: int) -> None:
    """Note which payments, the oldest first, pay an invoice out of money in advance. Raises AdvanceTooLow."""
    rows = Payment.objects.unscoped(WHY).locked().filter(payer_id=invoice.payer_id, state="received")
    left, made, used = amount, [], []
    for payment in rows.filter(allocated__lt=F("amount")).order_by("pk"):
        part = min(left, payment.rest)
        payment.allocated += part
        used.append(payment)
        made.append(
            Allocation(
                id=new_id(actor.now),
                invoice=invoice,
                payment=payment,
                amount=part,
                on=actor.today,
                made_by_name=actor.name[:60],
                created_at=actor.now,
            )
        )
        left -= part
        if not left:
            break
    if left:
        raise AdvanceTooLow(available=format_money(amount - left), asked=format_money(amount))
    Payment.objects.unscoped(WHY).bulk_update(used, ["allocated"])
    Allocation.objects.bulk_create(made)


def _known(id: UUID, payer_id: UUID, source_id: UUID, figures: Figures) -> Invoice | None:
    known = Invoice.objects.unscoped(WHY).filter(pk=id).first()
    if known is not None and (known.payer_id, known.source_id, known.total) != (
        payer_id,
        source_id,
        figures.total,
    ):
        raise InvoiceTaken()
    return known


def _refuse_lines(amounts: Sequence[int], figures: Figures, settled: int) -> None:
    collect(
        [
            Problem("lines", "required", _("至少要有一行金额。")) if figures.total <= 0 else None,
            Problem("lines", "negative", _("金额不能是负数；要减少，开红字。"))
            if any(amount < 0 for amount in amounts)
            else None,
            Problem("settled", "too_high", _("已付的部分不能超过发票金额。"))
            if not 0 <= settled <= max(figures.total, 0)
            else None,
        ]
    )


def _write_lines(invoice: Invoice, lines: Sequence[InvoiceLine]) -> None:
    taxes = taxes_of([line.amount for line in lines], invoice.tax)
    InvoicedLine.objects.bulk_create(
        [
            InvoicedLine(
                invoice=invoice,
                place=place,
                sku_id=line.sku_id,
                label=line.text[:120],
                quantity=line.quantity,
                price=line.price,
                amount=line.amount,
                tax=tax,
            )
            for place, (line, tax) in enumerate(zip(lines, taxes, strict=True), 1)
        ]
    )


def _taken_back(invoice: Invoice, amount: int) -> tuple[int, int]:
    """Net and tax in the first ``amount`` fen that are taken back, so that all notes together take back exactly the
    net and tax of the invoice."""
    tax = invoice.tax * amount // invoice.total
    return amount - tax, tax


def _difference(after: tuple[int, int], before: tuple[int, int]) -> tuple[int, int]:
    return after[0] - before[0], after[1] - before[1]


def _note(
    actor: Actor,
    id: UUID,
    invoice: Invoice,
    figures: Figures,
    issued_on: date,
    reason: str,
    source_type: str,
    source_id: UUID | None,
) -> Invoice:
    return Invoice(
        id=id,
        number=numbering.next_number(actor, CREDIT_NOTE.key),
        kind=Invoice.Kind.CREDIT_NOTE,
        payer_id=invoice.payer_id,
        outlet_id=invoice.outlet_id,
        contract_id=invoice.contract_id,
        corrects=invoice,
        source_type=source_type,
        source_id=source_id,
        issued_on=issued_on,
        due_on=issued_on,
        net=figures.net,
        tax=figures.tax,
        total=figures.total,
        settled=figures.total,
        reason=reason.strip()[:300],
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )


def _allocate_note(actor: Actor, invoice: Invoice, note: Invoice, amount: int) -> None:
    Allocation.objects.create(
        id=new_id(actor.now),
        invoice=invoice,
        credit_note=note,
        amount=amount,
        on=note.issued_on,
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )


def _advance_of(actor: Actor, note: Invoice, amount: int) -> None:
    """What a credit note takes back of an invoice that was paid: money of the payer, free for other invoices."""
    Payment.objects.create(
        id=new_id(actor.now),
        payer_id=note.payer_id,
        method=Payment.Method.CREDIT,
        state=Payment.State.RECEIVED,
        amount=amount,
        paid_on=note.issued_on,
        credit_note=note,
        reference=note.number,
        made_by_id=actor.person_id,
        made_by_name=actor.name[:60],
        created_at=actor.now,
        received_at=actor.now,
        received_by_name=actor.name[:60],
        updated_at=actor.now,
    )
