"""What retailers keep from what they owe: a fee by a clause of the contract, or a dispute (SET-13, G-06)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from endcap.cash.receivables import moves
from endcap.cash.receivables.errors import ClauseTooSmall, NotDisputed
from endcap.cash.receivables.models import Deduction, FeeClause, Payment
from endcap.cash.receivables.numbers import DEDUCTION, RECEIPT
from endcap.cash.receivables.rights import Rights
from endcap.cash.receivables.selectors.terms import contract_for
from endcap.cash.receivables.services import allocating
from endcap.customers.outlets.models import Outlet
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.money import FULL, format_money, round_half_up
from endcap.kernel.numbering import services as numbering
from endcap.mechanisms.ledger import services as ledger

WHY = "the clauses of the contract of a payer that the actor sees"
State = Deduction.State


@dataclass(frozen=True)
class DeductionDraft:
    """What a retailer kept, as he calls it: ``base`` is the turnover on which a share is charged."""

    payer_id: UUID | None
    label: str
    amount: int
    on: date | None
    base: int | None = None
    proof: str = ""


@transaction.atomic
def record_deduction(actor: Actor, *, id: UUID, draft: DeductionDraft) -> Deduction:
    """Write down what a retailer kept. It opens as disputed; only a clause of the contract makes it a fee."""
    actor.require(Rights.SETTLE)

    known = Deduction.objects.visible_to(actor).filter(pk=id).first()
    if known is not None:
        return known
    collect(
        [
            Problem("payer_id", "required", _("选付款方。")) if draft.payer_id is None else None,
            None if draft.label.strip() else Problem("label", "required", _("照抄对方写的名目。")),
            Problem("label", "too_long", _("名目最多 80 个字。")) if len(draft.label.strip()) > 80 else None,
            Problem("amount", "positive", _("金额要大于 0。")) if draft.amount <= 0 else None,
            Problem("base", "positive", _("计算基数要大于 0。"))
            if draft.base is not None and draft.base <= 0
            else None,
            Problem("on", "required", _("填扣款日。")) if draft.on is None else None,
        ]
    )
    payer = Outlet.objects.visible_to(actor).filter(pk__in=[draft.payer_id]).first()
    if payer is None:
        raise NotFoundHere()

    assert draft.on is not None  # collected before
    deduction = Deduction(
        id=id,
        number=numbering.next_number(actor, DEDUCTION.key),
        payer=payer,
        label=draft.label.strip(),
        amount=draft.amount,
        base=draft.base,
        on=draft.on,
        proof=draft.proof.strip()[:200],
        state=State.DISPUTED,
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    deduction.save(force_insert=True)
    audit.record(
        actor, "receivables.deduction_recorded", deduction, number=deduction.number, amount=draft.amount
    )
    return deduction


def matching_clauses(deduction: Deduction) -> list[FeeClause]:
    """The clauses of the contract that held on the day, those that sound alike first."""
    terms = contract_for(deduction.payer_id, deduction.on)
    if terms is None:
        return []
    clauses = list(FeeClause.objects.unscoped(WHY).filter(contract_id=terms.contract_id).order_by("pk"))
    said = deduction.label.casefold()
    alike = [one for one in clauses if one.name.casefold() in said or said in one.name.casefold()]
    return alike + [one for one in clauses if one not in alike]


def allowed_by(clause: FeeClause, deduction: Deduction) -> int:
    """How much a clause still allows for this deduction."""
    if clause.rate_bp is not None:
        return round_half_up((deduction.base or 0) * clause.rate_bp, FULL)
    used = Deduction.objects.unscoped(WHY).filter(clause=clause, state=State.ACCEPTED)
    return max((clause.amount or 0) - (used.aggregate(sum=Sum("amount"))["sum"] or 0), 0)


@transaction.atomic
def accept_deduction(actor: Actor, *, deduction_id: UUID, clause_id: UUID, proof: str) -> Deduction:
    """It is a fee by this clause, with the proof that the service was done: it pays items of the retailer."""
    actor.require(Rights.POST)

    deduction = _disputed(actor, deduction_id)
    clauses = {clause.pk: clause for clause in matching_clauses(deduction)}
    clause = clauses.get(clause_id)
    if clause is None:
        raise NotFoundHere()
    collect(
        [
            None
            if proof.strip()
            else Problem("proof", "required", _("写明服务凭证：%(what)s。") % {"what": clause.proof})
        ]
    )
    FeeClause.objects.unscoped(WHY).locked().get(pk=clause.pk)
    limit = allowed_by(clause, deduction)
    if deduction.amount > limit:
        raise ClauseTooSmall(
            clause=clause.name, limit=format_money(limit), asked=format_money(deduction.amount)
        )

    deduction.payment = _pay(actor, deduction)
    deduction.clause, deduction.proof, deduction.state = clause, proof.strip()[:200], State.ACCEPTED
    _decide(actor, deduction, "")
    return deduction


@transaction.atomic
def withdraw_deduction(actor: Actor, *, deduction_id: UUID, reason: str) -> Deduction:
    """The retailer gave in: what he kept is owed as before."""
    actor.require(Rights.POST)

    deduction = _disputed(actor, deduction_id)
    collect([None if reason.strip() else Problem("reason", "required", _("写明怎么谈成的。"))])

    deduction.state = State.WITHDRAWN
    _decide(actor, deduction, reason.strip()[:300])
    return deduction


def _disputed(actor: Actor, deduction_id: UUID) -> Deduction:
    found = Deduction.objects.visible_to(actor).locked().filter(pk=deduction_id).first()
    if found is None:
        raise NotFoundHere()
    if found.state != State.DISPUTED:
        raise NotDisputed(number=found.number, state=found.get_state_display())
    return found


def _decide(actor: Actor, deduction: Deduction, reason: str) -> None:
    deduction.state_reason, deduction.decided_at = reason, actor.now
    deduction.decided_by_name = actor.name[:60]
    fields = ["clause", "proof", "payment", "state", "state_reason", "decided_at", "decided_by_name"]
    deduction.save(update_fields=fields)
    audit.record(
        actor, "receivables.deduction_decided", deduction, number=deduction.number, state=str(deduction.state)
    )


def _pay(actor: Actor, deduction: Deduction) -> Payment:
    payment = Payment(
        id=new_id(actor.now),
        receipt_no=numbering.next_number(actor, RECEIPT.key),
        payer_id=deduction.payer_id,
        method=Payment.Method.DEDUCTION,
        state=Payment.State.RECEIVED,
        amount=deduction.amount,
        paid_on=deduction.on,
        reference=deduction.number,
        made_by_id=actor.person_id,
        made_by_name=actor.name[:60],
        created_at=actor.now,
        received_at=actor.now,
        received_by_name=actor.name[:60],
        updated_at=actor.now,
    )
    payment.save(force_insert=True)
    pairs = allocating.oldest(payment, payment.amount)
    made = allocating.write(actor, payment, pairs) if pairs else []
    ledger.post(
        actor,
        op_id=payment.pk,
        kind="receivables.deducted",
        lines=[
            *moves.deduction_lines(payment.payer_id, payment.amount),
            *moves.settle_from_advance_lines(payment.payer_id, sum(one.amount for one in made)),
        ],
        subject_type="receivables.Deduction",
        subject_id=deduction.pk,
    )
    allocating.tell(actor, payment, made)
    return payment
