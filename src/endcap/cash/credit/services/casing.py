"""Bad debts, breaches of the rules, and what secures a credit. Records and decisions of people: nothing is ever deducted
from anybody's wage by them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.cash.credit import selectors
from endcap.cash.credit.errors import StateRefused
from endcap.cash.credit.models import BadDebt, Breach, Security
from endcap.cash.credit.rights import Rights
from endcap.cash.credit.services.watching import ask_for_review
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.numbering import services as numbering
from endcap.kernel.numbering.definitions import Period, SeriesKind, define
from endcap.kernel.parameters import selectors as parameters
from endcap.kernel.parameters.definitions import P
from endcap.org.people.models import Person

NUMBER = define(SeriesKind("bad_debt", "BD-", period=Period.YEAR))
LONGEST = 1000
State = BadDebt.State


@dataclass(frozen=True)
class BadDebtDraft:
    """A debt that will not be paid, as somebody records it."""

    amount: int
    happened_on: date | None
    handler_id: UUID | None
    cause: str
    was_approved: bool = False
    approver_id: UUID | None = None
    invoices: str = ""


@dataclass(frozen=True)
class BreachDraft:
    """A breach of the rules, as somebody records it."""

    kind: str
    happened_on: date | None
    description: str
    person_id: UUID | None = None


@dataclass(frozen=True)
class SecurityDraft:
    """Insurance, collateral, a guarantee or a note."""

    kind: str
    text: str
    cover: int | None = None
    valid_to: date | None = None


def _words(field: str, text: str, *, longest: int = LONGEST) -> list[Problem | None]:
    return [
        None if text else Problem(field, "required", _("这一栏要写。")),
        Problem(field, "too_long", _("写得太长，最多 1000 个字。")) if len(text) > longest else None,
        Problem(field, "no_nul", _("里面有看不见的字符，删掉再交。")) if "\0" in text else None,
    ]


def _day(actor: Actor, on: date | None) -> Problem | None:
    if on is not None and on <= actor.today:
        return None
    return Problem("happened_on", "not_past", _("发生日期写今天或以前的一天。"))


def _is_known(person_id: UUID | None) -> bool:
    rows = Person.objects.unscoped("whether such a person exists")
    return person_id is not None and rows.filter(pk=person_id).exists()


@transaction.atomic
def open_bad_debt(actor: Actor, *, payer_id: UUID, draft: BadDebtDraft, id: UUID | None = None) -> BadDebt:
    """Record a debt that will not be paid, with the shares that the parameters give (P-32 without an approval, P-33 with
    one; empty while the company has set none). For accountability only."""
    actor.require(Rights.CASES)

    payer = selectors.payer_of(actor, payer_id)
    rows = BadDebt.objects.visible_to(actor).filter(payer_id=payer_id)
    if id is not None and (known := rows.filter(pk=id).first()):
        return known
    cause, invoices = draft.cause.strip(), draft.invoices.strip()
    approver_id = draft.approver_id if draft.was_approved else None
    collect(
        [
            None
            if 0 < draft.amount <= 10**13
            else Problem("amount", "out_of_range", _("坏账金额写大于 0 的数。")),
            _day(actor, draft.happened_on),
            None if _is_known(draft.handler_id) else Problem("handler_id", "required", _("选经办人。")),
            Problem("approver_id", "required", _("授信经过批准的，选批准人。"))
            if draft.was_approved and not _is_known(approver_id)
            else None,
            Problem("approver_id", "same", _("批准人不能就是经办人。"))
            if approver_id and approver_id == draft.handler_id
            else None,
            *_words("cause", cause),
            Problem("invoices", "too_long", _("写得太长，最多 500 个字。")) if len(invoices) > 500 else None,
        ]
    )

    handler_bp, approver_bp = shares(actor, was_approved=draft.was_approved)
    made = BadDebt(
        id=id or new_id(actor.now),
        number=numbering.next_number(actor, NUMBER.key),
        payer=payer,
        amount=draft.amount,
        invoices=invoices,
        happened_on=cast(date, draft.happened_on),
        was_approved=draft.was_approved,
        handler_id=cast(UUID, draft.handler_id),
        approver_id=approver_id,
        handler_bp=handler_bp,
        approver_bp=approver_bp,
        cause=cause,
        made_by_name=actor.name[:60],
        created_at=actor.now,
        updated_at=actor.now,
    )
    made.save(force_insert=True)
    audit.record(actor, "credit.bad_debt_opened", made, amount=draft.amount)
    ask_for_review(actor, payer_id=payer_id, occasion=f"bad_debt:{made.pk}", due_on=actor.today)
    return made


def shares(actor: Actor, *, was_approved: bool) -> tuple[int | None, int | None]:
    """Who answers for which share, in basis points: the handler for all of it where nobody approved (P-32), else as the
    company has set (P-33)."""
    if not was_approved:
        return parameters.value(P.BAD_DEBT_UNAPPROVED, on=actor.today), None
    split = parameters.value(P.BAD_DEBT_SPLIT, on=actor.today)
    return split.handler, split.approver


@transaction.atomic
def propose_for_bad_debt(actor: Actor, *, case_id: UUID, proposal: str) -> BadDebt:
    """Propose an appraisal to the people who decide."""
    actor.require(Rights.CASES)
    found = _moved(actor, case_id, State.PROPOSED)
    proposal = proposal.strip()
    collect(_words("proposal", proposal))
    found.proposal = proposal
    return _kept(actor, found, "credit.bad_debt_proposed", "proposal")


@transaction.atomic
def decide_bad_debt(actor: Actor, *, case_id: UUID, decision: str, reason: str) -> BadDebt:
    """Record what human resources have decided, with the reason. After an appeal this decides anew."""
    actor.require(Rights.DECIDE)
    found = _moved(actor, case_id, State.DECIDED)
    decision, reason = decision.strip(), reason.strip()
    collect([*_words("decision", decision), *_words("reason", reason)])
    found.decision, found.decision_reason, found.decided_by_name = decision, reason, actor.name[:60]
    return _kept(actor, found, "credit.bad_debt_decided", "decision", "decision_reason", "decided_by_name")


@transaction.atomic
def appeal_bad_debt(actor: Actor, *, case_id: UUID, appeal: str) -> BadDebt:
    """Whoever is concerned appeals against the decision, himself or through whoever records it."""
    found = _seen(actor, case_id)
    if actor.person_id not in (found.handler_id, found.approver_id):
        actor.require(Rights.CASES)
    found = _moved(actor, case_id, State.APPEALED)
    appeal = appeal.strip()
    collect(_words("appeal", appeal))
    found.appeal = appeal
    return _kept(actor, found, "credit.bad_debt_appealed", "appeal")


@transaction.atomic
def close_bad_debt(actor: Actor, *, case_id: UUID) -> BadDebt:
    """The case is over."""
    actor.require(Rights.DECIDE)
    return _kept(actor, _moved(actor, case_id, State.CLOSED), "credit.bad_debt_closed")


def _seen(actor: Actor, case_id: UUID) -> BadDebt:
    found = BadDebt.objects.visible_to(actor).locked().filter(pk=case_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def _moved(actor: Actor, case_id: UUID, state: State) -> BadDebt:
    """The case, locked, on its way to another state."""
    found = _seen(actor, case_id)
    if state not in BadDebt.TRANSITIONS.get(State(found.state), ()):
        raise StateRefused(before=found.get_state_display(), after=state.label)
    found.state, found.updated_at = state, actor.now
    return found


def _kept(actor: Actor, found: BadDebt, action: str, *fields: str) -> BadDebt:
    found.save(update_fields=["state", "updated_at", *fields])
    audit.record(actor, action, found)
    return found


@transaction.atomic
def record_breach(actor: Actor, *, payer_id: UUID, draft: BreachDraft) -> Breach:
    """Note that the rules of credit were not kept."""
    actor.require(Rights.CASES)
    payer = selectors.payer_of(actor, payer_id)
    description = draft.description.strip()
    collect(
        [
            None if draft.kind in Breach.Kind.values else Problem("kind", "unknown", _("选一种违规类型。")),
            _day(actor, draft.happened_on),
            *_words("description", description),
            Problem("person_id", "unknown", _("没有这个人。"))
            if draft.person_id and not _is_known(draft.person_id)
            else None,
        ]
    )
    made = Breach(
        id=new_id(actor.now),
        payer=payer,
        person_id=draft.person_id,
        kind=draft.kind,
        happened_on=cast(date, draft.happened_on),
        description=description,
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    made.save(force_insert=True)
    audit.record(actor, "credit.breach_recorded", made, kind=draft.kind)
    return made


@transaction.atomic
def end_breach(actor: Actor, *, breach_id: UUID, outcome: str, note: str) -> Breach:
    """What followed: a sanction by the company's rules, a referral to the lawyers, or nothing; in words."""
    actor.require(Rights.DECIDE)
    found = Breach.objects.visible_to(actor).locked().filter(pk=breach_id).first()
    if found is None:
        raise NotFoundHere()
    if found.outcome != Breach.Outcome.OPEN:
        raise StateRefused(
            before=found.get_outcome_display(), after=str(dict(Breach.Outcome.choices).get(outcome, ""))
        )
    note = note.strip()
    collect(
        [
            None
            if outcome in (Breach.Outcome.SANCTION, Breach.Outcome.LEGAL, Breach.Outcome.NONE)
            else Problem("outcome", "unknown", _("选一种处理。")),
            *_words("note", note),
        ]
    )
    found.outcome, found.outcome_note = outcome, note
    found.ended_by_name, found.ended_at = actor.name[:60], actor.now
    found.save(update_fields=["outcome", "outcome_note", "ended_by_name", "ended_at"])
    audit.record(actor, "credit.breach_ended", found, outcome=outcome)
    return found


@transaction.atomic
def add_security(actor: Actor, *, payer_id: UUID, draft: SecurityDraft) -> Security:
    """Note what secures a credit; its papers are kept beside it."""
    actor.require(Rights.INVESTIGATE)
    payer = selectors.payer_of(actor, payer_id)
    text = draft.text.strip()
    collect(
        [
            None if draft.kind in Security.Kind.values else Problem("kind", "unknown", _("选一种。")),
            *_words("text", text),
            Problem("cover", "out_of_range", _("金额写成数字，例如 50,000。"))
            if draft.cover is not None and not 0 <= draft.cover <= 10**13
            else None,
        ]
    )
    made = Security(
        id=new_id(actor.now),
        payer=payer,
        kind=draft.kind,
        text=text,
        cover=draft.cover,
        valid_to=draft.valid_to,
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    made.save(force_insert=True)
    audit.record(actor, "credit.security_added", made, kind=draft.kind)
    return made
