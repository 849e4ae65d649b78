"""Who was late with money or papers: noted for appraisal, never deducted (SET-09, G-03)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.cash.receivables.errors import VerdictGiven
from endcap.cash.receivables.models import AppraisalEvent, Payment, Policy
from endcap.cash.receivables.rights import Rights
from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.calendar import selectors as calendar
from endcap.kernel.calendar.errors import CalendarYearMissing
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id

Kind = AppraisalEvent.Kind


def note_late_handover(actor: Actor, payment: Payment) -> None:
    """Cash that a rep has collected is handed over the same day."""
    _note(actor, payment, Kind.LATE_HANDOVER, payment.rep_id, payment.paid_on, actor.today)


def note_late_report(actor: Actor, payment: Payment) -> None:
    """A payment is reported within the working days of the policy."""
    policy = _policy(actor.today)
    due = _after(payment.paid_on, policy.report_days if policy else 1)
    _note(actor, payment, Kind.LATE_REPORT, payment.made_by_id, due, actor.today)


def note_late_check(actor: Actor, payment: Payment) -> None:
    """Finance checks a reported payment within the working days of the policy."""
    policy = _policy(actor.today)
    due = _after(clock.business_date(payment.created_at), policy.check_days if policy else 1)
    _note(actor, payment, Kind.LATE_CHECK, actor.person_id, due, actor.today)


def _policy(on: date) -> Policy | None:
    return Policy.objects.filter(valid_from__lte=on).order_by("-valid_from").first()


def _after(day: date, working_days: int) -> date:
    """So many working days later; where the calendar of a year is missing, nobody is called late."""
    try:
        return calendar.add_working_days(day, working_days)
    except CalendarYearMissing:
        return date.max


def _note(
    actor: Actor, payment: Payment, kind: Kind, person_id: UUID | None, due_on: date, done_on: date
) -> None:
    if done_on <= due_on or person_id is None:
        return
    event = AppraisalEvent(
        id=new_id(actor.now),
        kind=kind,
        payer_id=payment.payer_id,
        payment=payment,
        person_id=person_id,
        due_on=due_on,
        done_on=done_on,
        days_late=(done_on - due_on).days,
        created_at=actor.now,
    )
    event.save(force_insert=True)
    audit.record(actor, "receivables.lateness_noted", event, kind=str(kind), days=event.days_late)


@transaction.atomic
def decide_appraisal(actor: Actor, *, event_id: UUID, verdict: str, reason: str) -> AppraisalEvent:
    """Say whether a lateness counts in the appraisal, with the reason; whoever was late does not say it himself."""
    actor.require(Rights.PERMIT)

    event = AppraisalEvent.objects.visible_to(actor).locked().filter(pk=event_id).first()
    if event is None:
        raise NotFoundHere()
    if event.verdict:
        raise VerdictGiven()
    known = (AppraisalEvent.Verdict.COUNTS, AppraisalEvent.Verdict.DISMISSED)
    collect(
        [
            None if verdict in known else Problem("verdict", "unknown", _("选“计入考核”或“不计”。")),
            None if reason.strip() else Problem("reason", "required", _("写明理由，本人看得到。")),
            Problem("reason", "too_long", _("理由最多 300 个字。")) if len(reason) > 300 else None,
            Problem("verdict", "own", _("不能给自己的事下结论。请另一位财务来办。"))
            if event.person_id == actor.person_id
            else None,
        ]
    )

    event.verdict, event.verdict_reason = verdict, reason.strip()
    event.verdict_by_name, event.verdict_at = actor.name[:60], actor.now
    event.save(update_fields=["verdict", "verdict_reason", "verdict_by_name", "verdict_at"])
    audit.record(actor, "receivables.lateness_decided", event, verdict=verdict, reason=reason.strip())
    return event
