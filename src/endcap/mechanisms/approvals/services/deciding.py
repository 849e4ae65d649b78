"""Deciding: one person, one step, one word; never on one's own request."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.events import publish
from endcap.kernel.ids import new_id
from endcap.mechanisms.approvals.errors import (
    ChangedBefore,
    DecidedAnotherStep,
    DecidedBefore,
    NotYourTurn,
    OwnRequest,
)
from endcap.mechanisms.approvals.events import ApprovalEnded
from endcap.mechanisms.approvals.models import Decision, Outcome, Request, Seat, State, StepRun
from endcap.mechanisms.approvals.rights import Rights
from endcap.mechanisms.approvals.services import moving
from endcap.org.people import selectors as people

LONGEST_NOTE = 500
_TITLES = {
    State.APPROVED: pgettext_lazy("message", "已批准：%(title)s"),
    State.REJECTED: pgettext_lazy("message", "已拒绝：%(title)s"),
    State.RETURNED: pgettext_lazy("message", "已退回：%(title)s"),
}
_STATES = {
    Outcome.APPROVED: State.APPROVED,
    Outcome.REJECTED: State.REJECTED,
    Outcome.RETURNED: State.RETURNED,
}


@transaction.atomic
def decide(actor: Actor, *, request_id: UUID, outcome: str, note: str = "", version: int) -> Request:
    """Approve a step, reject the request, or return it for change; for oneself or for whom one stands in.

    ``version`` is what the decider saw: if anything happened since, nothing is written and he is told so.
    """
    actor.require(Rights.DECIDE)
    request = Request.objects.visible_to(actor).locked().filter(pk=request_id).first()
    if request is None or actor.person_id is None:
        raise NotFoundHere()

    if request.requester_id == actor.person_id:
        raise OwnRequest()
    _refuse_late(request, version)
    word = _word(outcome, note)
    target = _STATES[word]
    if request.state != State.OPEN:
        moving.become(request, target)
    run = moving.current_run(request)
    seat = _seat_of(actor, request, run)

    settles = word != Outcome.APPROVED or _is_last(request, run, seat)
    decision = Decision(
        id=new_id(actor.now),
        request=request,
        run=run,
        draft_no=request.draft_no,
        outcome=word,
        decider_id=actor.person_id,
        authority_id=seat.person_id,
        requester_id=request.requester_id,
        note=note.strip(),
        settles=settles,
        decided_at=actor.now,
    )
    decision.save(force_insert=True)
    request.version += 1
    _move_on(actor, request, target, settles=settles, note=decision.note)
    request.save(update_fields=["state", "version", "current_order", "due_on", "ended_at", "ended_on"])
    moving.lay_out(request)
    audit.record(
        actor,
        "approvals.decided",
        request,
        outcome=str(word),
        step=run.order,
        draft=request.draft_no,
        for_another=seat.person_id != actor.person_id,
    )
    _publish(actor, request)
    return request


def _refuse_late(request: Request, version: int) -> None:
    """Whoever decides on what he saw is told what happened since."""
    if version == request.version:
        return
    last = request.decisions.select_related("decider").last()
    if last is not None and version < request.version:
        raise DecidedBefore(person=last.decider.name, outcome=Outcome(last.outcome).label)
    raise ChangedBefore()


def _word(outcome: str, note: str) -> Outcome:
    """The outcome, with a note wherever the requester has to know why."""
    note = note.strip()
    word = Outcome(outcome) if outcome in Outcome.values else None
    collect(
        [
            None if word else Problem("outcome", "unknown", _("选批准、拒绝或退回。")),
            Problem("note", "required", _("写一句理由，让提交人知道为什么。"))
            if word in (Outcome.REJECTED, Outcome.RETURNED) and not note
            else None,
            Problem("note", "too_long", _("理由最多 500 个字符。")) if len(note) > LONGEST_NOTE else None,
            Problem("note", "no_nul", _("理由里有看不见的字符，删掉再交。")) if "\0" in note else None,
        ]
    )
    assert word is not None  # told above
    return word


def _seat_of(actor: Actor, request: Request, run: StepRun) -> Seat:
    """The seat that the actor fills: his own, else one of somebody for whom he stands in today."""
    assert actor.person_id is not None
    used = moving.used_by(request)
    seats = {each.person_id: each for each in run.seats.select_related("person")}
    standing_in = people.acting_for(actor.person_id, on=actor.today) - {request.requester_id}
    mine = [pk for pk in (actor.person_id, *sorted(standing_in)) if pk in seats]
    if not mine:
        sitting = [each.person_id for each in moving.sitting(request, run)]
        raise NotYourTurn(people=moving.names_of(sitting))
    if actor.person_id in used:
        raise DecidedAnotherStep(person=actor.name)
    free = [pk for pk in mine if pk not in used]
    if not free:
        raise DecidedAnotherStep(person=seats[mine[0]].person.name)
    return seats[free[0]]


def _is_last(request: Request, run: StepRun, seat: Seat) -> bool:
    """Whether an approval ends the step: one is enough, unless everybody is needed. A manager to whom it was
    escalated decides for all."""
    if not run.step.needs_all or seat.via == Seat.Via.ESCALATION:
        return True
    left = [
        each
        for each in moving.sitting(request, run)
        if each.pk != seat.pk and each.via != Seat.Via.ESCALATION
    ]
    return not left


def _move_on(actor: Actor, request: Request, target: State, *, settles: bool, note: str) -> None:
    """Take up the next step, or come to the outcome."""
    if not settles:
        return
    following = moving.undecided(request) if target == State.APPROVED else None
    if following is not None:
        moving.take_up(actor, request, following)
        return
    moving.become(request, target)
    request.current_order, request.due_on = None, None
    if target in Request.OVER:
        request.ended_at, request.ended_on = actor.now, actor.today
    moving.tell_requester(actor, request, moving.sentence(_TITLES[target], title=request.title), note)


def _publish(actor: Actor, request: Request) -> None:
    if request.state != State.OPEN:
        publish(
            actor,
            ApprovalEnded(
                request_id=request.pk,
                kind=request.kind,
                subject_type=request.subject_type,
                subject_id=request.subject_id,
                outcome=str(request.state),
            ),
        )
