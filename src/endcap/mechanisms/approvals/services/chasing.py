"""What is overdue: its people are reminded, then the next manager gets a seat. And people who leave."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.calendar import selectors as calendar
from endcap.kernel.ids import new_id
from endcap.mechanisms.approvals import seating
from endcap.mechanisms.approvals.models import Nudge, Request, Seat, State, StepRun
from endcap.mechanisms.approvals.rights import Rights
from endcap.mechanisms.approvals.services import moving
from endcap.mechanisms.approvals.services.moving import WHY
from endcap.org.messages import services as messages


def chase_overdue(actor: Actor) -> int:
    """Once a day: remind whoever is late, and escalate what stays late. Answers how many requests were chased.

    Safe to repeat: each reminder and each escalation is a fact that happens once.
    """
    actor.require(Rights.CONFIGURE)

    late = Request.objects.unscoped("everything that is overdue is chased, whoever asked").filter(
        state=State.OPEN, due_on__lt=actor.today
    )
    return sum(_chase(actor, pk) for pk in late.order_by("due_on", "pk").values_list("pk", flat=True))


@transaction.atomic
def _chase(actor: Actor, request_id: UUID) -> bool:
    request = Request.objects.unscoped(WHY).locked().get(pk=request_id)
    if request.state != State.OPEN or request.due_on is None or request.due_on >= actor.today:
        return False  # decided in the meantime
    run = moving.current_run(request)
    late_days = calendar.working_days_between(request.due_on, actor.today)
    done = list(run.nudges.values_list("kind", flat=True))
    escalations = done.count(Nudge.Kind.ESCALATION)
    patience = run.step.chain.escalate_after_days

    if late_days >= 1 + patience * (escalations + 1) and _escalate(actor, request, run, escalations + 1):
        return True
    if late_days >= 1 and Nudge.Kind.REMINDER not in done:
        _remind(actor, request, run)
        return True
    if moving.keep_seated(actor, request, run):
        moving.lay_out(request)
        return True
    return False


def _nudge(actor: Actor, run: StepRun, kind: Nudge.Kind, number: int) -> None:
    Nudge(id=new_id(actor.now), run=run, kind=kind, number=number, created_at=actor.now).save(
        force_insert=True
    )


def _remind(actor: Actor, request: Request, run: StepRun) -> None:
    _nudge(actor, run, Nudge.Kind.REMINDER, 1)
    moving.keep_seated(actor, request, run)
    moving.lay_out(request)
    sitting = [each.person_id for each in moving.sitting(request, run)]
    messages.tell(
        actor,
        to=moving.with_deputies(actor, sitting, request.requester_id),
        topic=moving.OVERDUE,
        title=moving.sentence(_("过期未批：%(title)s"), title=request.title),
        text=moving.sentence(_("本应 %(day)s 前批。再不批就升级给上一级。"), day=request.due_on),
        url=moving.url_of(request),
        key=f"approval-late-{run.pk}",
    )
    audit.record(actor, "approvals.reminded", request, step=run.order)


def _escalate(actor: Actor, request: Request, run: StepRun, number: int) -> bool:
    """Give the next manager a seat; at the top there is nobody more to ask."""
    seated = set(run.seats.values_list("person_id", flat=True))
    used = moving.used_by(request)
    above = seating.next_above(
        unit_id=request.unit_id, requester_id=request.requester_id, seated=seated, used=used
    )
    if not above:
        return False
    _nudge(actor, run, Nudge.Kind.ESCALATION, number)
    new = moving.seat(actor, run, above, Seat.Via.ESCALATION)
    moving.lay_out(request)
    late = moving.names_of(
        each.person_id for each in moving.sitting(request, run) if each.person_id not in new
    )
    messages.tell(
        actor,
        to=moving.with_deputies(actor, new, request.requester_id),
        topic=moving.WAITING,
        title=moving.sentence(_("升级给你批：%(title)s"), title=request.title),
        text=moving.sentence(_("%(people)s 过期未批，本应 %(day)s 前批。"), people=late, day=request.due_on),
        url=moving.url_of(request),
        key=f"approval-up-{run.pk}-{number}",
    )
    moving.tell_requester(
        actor,
        request,
        moving.sentence(
            _("已升级给 %(people)s：%(title)s"), people=moving.names_of(new), title=request.title
        ),
    )
    audit.record(actor, "approvals.escalated", request, step=run.order, number=number)
    return True


def replace_person(actor: Actor, *, person_id: UUID) -> int:
    """Somebody left: wherever he was the last with a seat, whoever comes next in the chain takes his place.

    Needs no right: it follows the leaving itself. Answers how many steps in hand have somebody new.
    """
    open_ones = Request.objects.unscoped(WHY).filter(state=State.OPEN)
    seats = Seat.objects.filter(person_id=person_id).values("run__request_id")
    return sum(
        _replace(actor, pk)
        for pk in open_ones.filter(pk__in=seats).order_by("pk").values_list("pk", flat=True)
    )


@transaction.atomic
def _replace(actor: Actor, request_id: UUID) -> bool:
    request = Request.objects.unscoped(WHY).locked().get(pk=request_id)
    if request.state != State.OPEN:
        return False
    run = moving.current_run(request)
    new = moving.keep_seated(actor, request, run)
    moving.lay_out(request)
    if not new:
        return False
    moving.tell_waiting(actor, request, run, [each.person_id for each in moving.sitting(request, run)])
    audit.record(actor, "approvals.reseated", request, step=run.order)
    return True
