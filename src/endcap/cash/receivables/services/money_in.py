"""Money in: reported, collected by a permitted rep, received by finance, handed over, reversed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.cash.receivables import money, moves
from endcap.cash.receivables.errors import (
    AccountNotOurs,
    DeskTooLow,
    EarmarkedElsewhere,
    NoOpenAccount,
    NoPermit,
    PaymentStateRefused,
    PaymentTaken,
    PermitTooLow,
)
from endcap.cash.receivables.events import PaymentReceived, PaymentReversed
from endcap.cash.receivables.models import BankAccount, CollectionPermit, Payment
from endcap.cash.receivables.numbers import RECEIPT
from endcap.cash.receivables.rights import Rights
from endcap.cash.receivables.services import allocating, appraising
from endcap.customers.outlets.models import Outlet
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.money import format_money
from endcap.kernel.numbering import services as numbering
from endcap.kernel.scope import Reach
from endcap.mechanisms.ledger import services as ledger
from endcap.mechanisms.ledger.errors import Insufficient

State, Method = Payment.State, Payment.Method
SUBJECT = "receivables.Payment"
_RECEIVED, _COLLECTED = "receivables.received", "receivables.collected"


@dataclass(frozen=True)
class PaymentDraft:
    """Money as somebody writes it down. A transfer names the account of ours, by id or by number."""

    payer_id: UUID | None
    method: str
    amount: int
    paid_on: date | None
    bank_account_id: UUID | None = None
    account_no: str = ""
    reference: str = ""
    remark: str = ""


@transaction.atomic
def report_payment(actor: Actor, *, id: UUID, draft: PaymentDraft) -> Payment:
    """Tell finance that a customer has paid; nothing moves until finance has checked it."""
    actor.require(Rights.COLLECT)

    known = _known(id, draft)
    if known is not None:
        return known
    payment = _drafted(actor, id, draft, State.REPORTED)
    payment.save(force_insert=True)
    audit.record(actor, "receivables.payment_reported", payment, amount=payment.amount, method=payment.method)
    if actor.reach != Reach.PORTAL:  # a customer who tells late is no matter of appraisal
        appraising.note_late_report(actor, payment)
    return payment


@transaction.atomic
def record_payment(actor: Actor, *, id: UUID, draft: PaymentDraft, oldest_first: bool = True) -> Payment:
    """Finance holds the money: it gets its receipt number, pays the oldest items, and the rest is an advance."""
    actor.require(Rights.POST)

    known = _known(id, draft)
    if known is not None:
        return known
    payment = _drafted(actor, id, draft, State.RECEIVED)
    _receive(actor, payment)
    payment.save(force_insert=True)
    _book_receipt(actor, payment, oldest_first)
    return payment


@transaction.atomic
def confirm_payment(actor: Actor, *, payment_id: UUID, oldest_first: bool = True) -> Payment:
    """Finance has checked a reported payment: it is there."""
    actor.require(Rights.POST)

    payment = locked_payment(actor, payment_id)
    _refuse_unless(payment, State.REPORTED)

    _receive(actor, payment)
    payment.save(update_fields=["state", "receipt_no", "received_at", "received_by_name", "updated_at"])
    appraising.note_late_check(actor, payment)
    _book_receipt(actor, payment, oldest_first)
    return payment


@transaction.atomic
def reject_payment(actor: Actor, *, payment_id: UUID, reason: str) -> Payment:
    """The reported money has not come; says why."""
    actor.require(Rights.POST)

    payment = locked_payment(actor, payment_id)
    _refuse_unless(payment, State.REPORTED)
    _require_reason(reason)

    payment.state, payment.state_reason, payment.updated_at = State.REJECTED, reason.strip(), actor.now
    payment.save(update_fields=["state", "state_reason", "updated_at"])
    audit.record(actor, "receivables.payment_rejected", payment, reason=reason.strip())
    return payment


@transaction.atomic
def collect_cash(actor: Actor, *, id: UUID, payer_id: UUID, amount: int, remark: str = "") -> Payment:
    """A rep takes cash, as finance has permitted beforehand. It is the company's money in his hands; the customer's
    goods wait until finance has it."""
    actor.require(Rights.COLLECT)

    draft = PaymentDraft(payer_id, Method.REP_CASH, amount, actor.today, remark=remark)
    known = _known(id, draft)
    if known is not None:
        return known
    payer = _payer(actor, draft)
    collect(_amount_problems(draft))
    permit = _permit(actor, payer.pk, amount)

    permit.used += amount
    permit.save(update_fields=["used"])
    payment = _new(actor, id, draft, State.WITH_REP)
    payment.permit, payment.rep_id = permit, actor.person_id
    payment.save(force_insert=True)
    assert actor.person_id is not None  # a permit names a person
    ledger.post(
        actor,
        op_id=payment.pk,
        kind=_COLLECTED,
        lines=[ledger.Line(money.cash_with_rep(actor.person_id), money.unconfirmed(payer.pk), amount)],
        subject_type=SUBJECT,
        subject_id=payment.pk,
    )
    audit.record(actor, "receivables.cash_collected", payment, amount=amount, permit=str(permit.pk))
    return payment


@transaction.atomic
def hand_over(actor: Actor, *, payment_ids: Sequence[UUID], oldest_first: bool = True) -> list[Payment]:
    """Finance takes over the cash that reps have collected and gives the receipts; later than the same day is noted."""
    actor.require(Rights.POST)

    rows = Payment.objects.visible_to(actor).locked().filter(pk__in=list(payment_ids)).order_by("pk")
    found = list(rows)
    if not found or len(found) != len(set(payment_ids)):
        raise NotFoundHere()
    for payment in found:
        _refuse_unless(payment, State.WITH_REP)

    for payment in found:
        _receive(actor, payment)
        payment.save(update_fields=["state", "receipt_no", "received_at", "received_by_name", "updated_at"])
        appraising.note_late_handover(actor, payment)
        _book_receipt(actor, payment, oldest_first)
    return found


@transaction.atomic
def reverse_payment(actor: Actor, *, payment_id: UUID, reason: str) -> Payment:
    """The money turned out to be none: bounced, counted wrong, of somebody else. What it had paid is owed again."""
    actor.require(Rights.POST)

    payment = locked_payment(actor, payment_id)
    _refuse_unless(payment, State.RECEIVED, State.WITH_REP)
    if payment.method in (Method.CREDIT, Method.DEDUCTION):
        raise PaymentStateRefused(before=payment.get_method_display())
    _require_reason(reason)
    allocating.take_all_back(actor, payment)

    was_with_rep = payment.state == State.WITH_REP
    payment.state, payment.state_reason = State.REVERSED, reason.strip()
    payment.reversed_at = payment.updated_at = actor.now
    payment.save(update_fields=["state", "state_reason", "reversed_at", "updated_at"])
    _book_reversal(actor, payment, was_with_rep)
    audit.record(actor, "receivables.payment_reversed", payment, amount=payment.amount, reason=reason.strip())
    if not was_with_rep:
        events.publish(actor, PaymentReversed(payment.pk, payment.payer_id, payment.amount))
    return payment


@transaction.atomic
def deposit_cash(actor: Actor, *, id: UUID, bank_account_id: UUID, amount: int) -> None:
    """Cash of the desk is paid into one of the company's accounts. The same id again deposits nothing."""
    actor.require(Rights.POST)

    account = BankAccount.objects.filter(pk=bank_account_id, is_open=True).first()
    if account is None:
        raise NotFoundHere()
    collect([Problem("amount", "positive", _("金额要大于 0。")) if amount <= 0 else None])

    try:
        ledger.post(
            actor,
            op_id=id,
            kind="receivables.deposited",
            lines=[ledger.Line(money.bank(account.pk), money.CASH_DESK, amount)],
            subject_type="receivables.BankAccount",
            subject_id=account.pk,
        )
    except Insufficient as short:
        raise DeskTooLow(available=_available(short)) from short


def locked_payment(actor: Actor, payment_id: UUID) -> Payment:
    """A visible payment, held. Raises NotFoundHere."""
    found = Payment.objects.visible_to(actor).locked().filter(pk=payment_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def _known(id: UUID, draft: PaymentDraft) -> Payment | None:
    known = Payment.objects.unscoped("an id is used once in the whole company").filter(pk=id).first()
    if known is not None and (known.payer_id, known.amount, known.method) != (
        draft.payer_id,
        draft.amount,
        draft.method,
    ):
        raise PaymentTaken()
    return known


def _drafted(actor: Actor, id: UUID, draft: PaymentDraft, state: Payment.State) -> Payment:
    payer = _payer(actor, draft)
    collect(
        [
            *_amount_problems(draft),
            None
            if draft.method in (Method.CASH, Method.TRANSFER)
            else Problem("method", "unknown", _("只收交到财务的现金，或转到指定账户的款。")),
            Problem("paid_on", "required", _("填付款日。")) if draft.paid_on is None else None,
            Problem("paid_on", "future", _("付款日不能晚于今天。"))
            if draft.paid_on and draft.paid_on > actor.today
            else None,
            Problem("reference", "too_long", _("流水号或用途最多 120 个字。"))
            if len(draft.reference) > 120
            else None,
            Problem("remark", "too_long", _("备注最多 300 个字。")) if len(draft.remark) > 300 else None,
        ]
    )
    payment = _new(actor, id, draft, state)
    payment.payer = payer
    if draft.method == Method.TRANSFER:
        payment.bank_account = designated(draft.bank_account_id, draft.account_no)
    return payment


def _payer(actor: Actor, draft: PaymentDraft) -> Outlet:
    collect([Problem("payer_id", "required", _("选付款方。")) if draft.payer_id is None else None])
    payer = Outlet.objects.visible_to(actor).filter(pk__in=[draft.payer_id]).first()
    if payer is None:
        raise NotFoundHere()
    return payer


def _amount_problems(draft: PaymentDraft) -> list[Problem | None]:
    return [Problem("amount", "positive", _("金额要大于 0。")) if draft.amount <= 0 else None]


def designated(account_id: UUID | None, account_no: str) -> BankAccount:
    """One of our open accounts, by id or number; money on any other is refused (SET-02)."""
    accounts = list(BankAccount.objects.filter(is_open=True))
    if not accounts:
        raise NoOpenAccount()
    digits = account_no.replace(" ", "").replace("-", "")
    for account in accounts:
        if account.pk == account_id or (digits and account.account_no == digits):
            return account
    ours = "、".join(f"{one.bank_name} {one.account_no}" for one in accounts)
    raise AccountNotOurs(account=account_no or "–", ours=ours)


def _permit(actor: Actor, payer_id: UUID, amount: int) -> CollectionPermit:
    """The permit by which this rep may take this much of this payer today, held."""
    rows = CollectionPermit.objects.unscoped("the rep's own permit").locked()
    permits = list(
        rows.filter(
            payer_id=payer_id, rep_id=actor.person_id, valid_to__gte=actor.today, ended_at__isnull=True
        ).order_by("valid_to", "pk")
    )
    if not permits or actor.person_id is None:
        raise NoPermit()
    for permit in permits:
        if permit.left >= amount:
            return permit
    raise PermitTooLow(left=format_money(max(one.left for one in permits)), asked=format_money(amount))


def _new(actor: Actor, id: UUID, draft: PaymentDraft, state: Payment.State) -> Payment:
    assert draft.payer_id is not None  # collected before
    assert draft.paid_on is not None
    return Payment(
        id=id,
        payer_id=draft.payer_id,
        method=draft.method,
        state=state,
        amount=draft.amount,
        paid_on=draft.paid_on,
        reference=draft.reference.strip(),
        remark=draft.remark.strip(),
        made_by_id=actor.person_id,
        made_by_name=actor.name[:60],
        created_at=actor.now,
        updated_at=actor.now,
    )


def _refuse_unless(payment: Payment, *states: Payment.State) -> None:
    if payment.state not in states:
        raise PaymentStateRefused(before=payment.get_state_display())


def _require_reason(reason: str) -> None:
    collect(
        [
            Problem("reason", "required", _("写明原因。")) if not reason.strip() else None,
            Problem("reason", "too_long", _("原因最多 300 个字。")) if len(reason.strip()) > 300 else None,
        ]
    )


def _receive(actor: Actor, payment: Payment) -> None:
    payment.state, payment.receipt_no = State.RECEIVED, numbering.next_number(actor, RECEIPT.key)
    payment.received_at = payment.updated_at = actor.now
    payment.received_by_name = actor.name[:60]


def _book_receipt(actor: Actor, payment: Payment, oldest_first: bool) -> None:
    """The money stands in the books and the oldest items are paid by it, in one operation; then everybody is told.

    Items are held before accounts, as everywhere."""
    payer_id, free = payment.payer_id, money.advance(payment.payer_id)
    pairs = allocating.oldest(payment, payment.amount) if oldest_first else []
    if payment.method == Method.REP_CASH:
        assert payment.rep_id is not None  # a constraint
        lines = [
            ledger.Line(money.unconfirmed(payer_id), free, payment.amount),
            ledger.Line(money.CASH_DESK, money.cash_with_rep(payment.rep_id), payment.amount),
        ]
    else:
        into = money.CASH_DESK if payment.method == Method.CASH else money.bank(_account_id(payment))
        lines = [ledger.Line(into, free, payment.amount)]
    audit.record(actor, _RECEIVED, payment, receipt=payment.receipt_no, amount=payment.amount)
    made = allocating.write(actor, payment, pairs) if pairs else []
    ledger.post(
        actor,
        op_id=_op(payment, "received"),
        kind=_RECEIVED,
        lines=[*lines, *moves.settle_from_advance_lines(payer_id, sum(one.amount for one in made))],
        subject_type=SUBJECT,
        subject_id=payment.pk,
    )
    allocating.tell(actor, payment, made)
    events.publish(actor, PaymentReceived(payment.pk, payer_id, payment.amount))


def _book_reversal(actor: Actor, payment: Payment, was_with_rep: bool) -> None:
    op_id = _op(payment, "reversed")
    try:
        if was_with_rep:
            ledger.reverse(actor, op_id=op_id, of_op_id=payment.pk)
        elif payment.method != Method.REP_CASH:
            received = _op(payment, "received")
            ledger.reverse(actor, op_id=op_id, of_op_id=received, amounts={1: payment.amount})
        else:  # the cash lies at the desk: it leaves from there, not from the rep
            ledger.post(
                actor,
                op_id=op_id,
                kind=f"{_RECEIVED}.reversed",
                lines=[ledger.Line(money.advance(payment.payer_id), money.CASH_DESK, payment.amount)],
                subject_type=SUBJECT,
                subject_id=payment.pk,
            )
    except Insufficient as short:
        if any(one.key.role == "cash_desk" for one in short.shortages):
            raise DeskTooLow(available=_available(short)) from short
        raise EarmarkedElsewhere(available=_available(short)) from short


def _op(payment: Payment, step: str) -> UUID:
    """The operation of one step of a payment: the same step is booked once."""
    return uuid5(payment.pk, step)


def _account_id(payment: Payment) -> UUID:
    assert payment.bank_account_id is not None  # a constraint
    return payment.bank_account_id


def _available(short: Insufficient) -> str:
    return format_money(min((one.available for one in short.shortages), default=0))
