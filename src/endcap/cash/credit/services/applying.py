"""Asking for a limit, and what the answer does."""

from __future__ import annotations

from datetime import date
from typing import Any, cast
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.cash.credit import selectors
from endcap.cash.credit.errors import ApplicationOpen, NoInvestigation, NothingChanges, StateRefused
from endcap.cash.credit.models import Application, Limit
from endcap.cash.credit.rights import Rights
from endcap.cash.credit.selectors import FRESH_DAYS
from endcap.cash.credit.services.granting import grant_limit
from endcap.cash.credit.services.watching import ask_for_review
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.operations import operation
from endcap.mechanisms.approvals import selectors as approvals_read
from endcap.mechanisms.approvals import services as approvals
from endcap.mechanisms.approvals.events import ApprovalEnded

KIND, SUBJECT = "credit.limit", "credit.Application"
LARGEST, LONGEST_TERM = 10**13, 365
State = Application.State


@operation
def apply_for_limit(
    actor: Actor,
    *,
    payer_id: UUID,
    amount: int,
    term_days: int,
    valid_to: date | None,
    reason: str,
    currency: str = "CNY",
    id: UUID | None = None,
) -> Application:
    """Ask for a limit, a raise, a cut or a renewal, on the ground of the newest investigation that has served no other
    application. Who decides follows from the amount."""
    actor.require(Rights.APPLY)

    payer = selectors.payer_of(actor, payer_id)
    rows = Application.objects.visible_to(actor).filter(payer_id=payer_id)
    if id is not None and (known := rows.filter(pk=id).first()):
        return known
    held = rows.filter(state__in=Application.OPEN).select_related("investigation", "payer").locked().first()
    if held is not None and not _may_resubmit(actor, held):
        raise ApplicationOpen(payer=payer.name)
    investigation = held.investigation if held else selectors.fresh_investigation(actor, payer_id)
    if investigation is None:
        raise NoInvestigation(payer=payer.name, days=FRESH_DAYS)
    reason = reason.strip()
    collect(_problems(actor, amount, term_days, valid_to, reason, currency))
    limit = Limit.objects.visible_to(actor).filter(payer_id=payer_id).first()
    if limit and (limit.amount, limit.term_days, limit.valid_to) == (amount, term_days, valid_to):
        raise NothingChanges()

    made = held or Application(
        id=id or new_id(actor.now),
        payer=payer,
        investigation=investigation,
        currency=currency,
        made_by_id=actor.person_id,
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    made.amount, made.term_days, made.valid_to, made.reason = amount, term_days, cast(date, valid_to), reason
    made.before = limit.amount if limit else 0
    _submit(actor, made, is_again=held is not None)
    audit.record(actor, "credit.applied", made, amount=amount, before=made.before)
    return made


def _may_resubmit(actor: Actor, held: Application) -> bool:
    """Whoever was returned his application changes it and asks again."""
    return held.state == State.RETURNED and held.made_by_id == actor.person_id


def _submit(actor: Actor, made: Application, *, is_again: bool) -> None:
    """Ask, or ask again. A cut is decided by whoever could have given the limit that is cut."""
    title = gettext("授信额度 %(name)s") % {"name": made.payer.name}
    amount, document = max(made.amount, made.before), _document(made)
    if is_again:
        assert made.request_id is not None  # what was returned has its request
        version = approvals_read.request_of(actor, made.request_id).version
        made.state = State.SUBMITTED
        made.save(update_fields=["amount", "term_days", "valid_to", "reason", "before", "state"])
        approvals.resubmit(
            actor, request_id=made.request_id, title=title, document=document, amount=amount, version=version
        )
        return
    made.save(force_insert=True)
    request = approvals.submit(
        actor,
        kind=KIND,
        subject_type=SUBJECT,
        subject_id=made.pk,
        title=title,
        document=document,
        amount=amount,
        unit_id=made.payer.unit_id,
    )
    made.request_id = request.pk
    made.save(update_fields=["request_id"])


def _problems(
    actor: Actor, amount: int, term_days: int, valid_to: date | None, reason: str, currency: str
) -> list[Problem | None]:
    return [
        None
        if 0 <= amount <= LARGEST
        else Problem("amount", "out_of_range", _("额度写成金额，例如 50,000；0 是取消授信。")),
        None
        if 0 < term_days <= LONGEST_TERM
        else Problem("term_days", "out_of_range", _("账期写 1 到 365 天。")),
        None
        if valid_to and valid_to > actor.today
        else Problem("valid_to", "not_later", _("有效期写今天以后的一天。")),
        Problem("valid_to", "too_far", _("额度最长批三年，到期重新调查。"))
        if valid_to and (valid_to - actor.today).days > 3 * 366
        else None,
        None if reason else Problem("reason", "required", _("写明申请的理由。")),
        Problem("reason", "too_long", _("理由最多 500 个字。")) if len(reason) > 500 else None,
        None if currency == "CNY" else Problem("currency", "unknown", _("目前只有人民币 CNY。")),
    ]


def _document(made: Application) -> dict[str, Any]:
    return {
        "amount": made.amount,
        "currency": made.currency,
        "term_days": made.term_days,
        "valid_to": made.valid_to.isoformat(),
        "before": made.before,
        "reason": made.reason,
        "class": made.investigation.band,
        "suggested": made.investigation.suggested,
    }


@operation
def withdraw_application(actor: Actor, *, application_id: UUID, reason: str = "") -> Application:
    """Take an application back. Its investigation has served."""
    actor.require(Rights.APPLY)
    rows = Application.objects.visible_to(actor).filter(pk=application_id)
    found = rows.first()
    if found is None or found.request_id is None:
        raise NotFoundHere()
    if found.state not in Application.OPEN:
        raise StateRefused(before=found.get_state_display(), after=State.WITHDRAWN.label)

    approvals.withdraw(actor, request_id=found.request_id, reason=reason)
    return rows.get()


@operation
def on_approval_ended(actor: Actor, event: ApprovalEnded) -> None:
    """The answer has come, in the transaction of whoever gave it: approved moves the limit."""
    if event.kind != KIND or event.subject_type != SUBJECT:
        return
    rows = Application.objects.unscoped("the request was decided by who may").locked()
    found = rows.filter(pk=event.subject_id, request_id=event.request_id).first()
    if found is None or found.state not in Application.OPEN:
        return

    outcome = State(event.outcome)
    found.state = outcome
    found.ended_at = None if outcome == State.RETURNED else actor.now
    found.save(update_fields=["state", "ended_at"])
    audit.record(actor, f"credit.application_{outcome.value}", found)
    if outcome == State.APPROVED:
        grant_limit(actor, application_id=found.pk)
        ask_for_review(
            actor,
            payer_id=found.payer_id,
            occasion=f"until:{found.valid_to}",
            due_on=found.valid_to,
        )
