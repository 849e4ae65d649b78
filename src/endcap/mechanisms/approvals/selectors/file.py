"""One request with everything that happened to it: versions, steps, seats, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from endcap.kernel.actor import Actor
from endcap.kernel.calendar import selectors as calendar
from endcap.kernel.errors import NotFoundHere
from endcap.mechanisms.approvals import differences
from endcap.mechanisms.approvals.differences import Difference
from endcap.mechanisms.approvals.models import Decision, Draft, Nudge, Request, Seat, State, StepRun
from endcap.mechanisms.approvals.rights import Rights
from endcap.mechanisms.approvals.wording import step_name
from endcap.org.people import selectors as people


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step on the page: who, whether it is done, in hand or to come, and what was said."""

    run: StepRun
    name: str
    seats: tuple[Seat, ...]
    decisions: tuple[Decision, ...]
    nudges: tuple[Nudge, ...]
    standing: str  # done, refused, here, ahead, dropped

    @property
    def people(self) -> tuple[str, ...]:
        """Whose names to show: who decided, else who may."""
        if self.standing in ("done", "refused"):
            return tuple(each.decider.name for each in self.decisions)
        return tuple(each.person.name for each in self.seats if each.person.is_active)


@dataclass(frozen=True, slots=True)
class RequestFile:
    """Everything about one request for one reader."""

    request: Request
    drafts: tuple[Draft, ...]
    shown: Draft
    changes: tuple[Difference, ...]  # against the version before the shown one
    steps: tuple[StepLine, ...]
    former: tuple[tuple[Draft, tuple[Decision, ...]], ...]  # versions before, with what was decided on them
    may_decide: bool
    standing_in_for: str  # whom the reader would decide for, if not for himself
    why_not: str  # own, turn, once, or nothing
    is_requester: bool

    @property
    def last_refusal(self) -> Decision | None:
        """The word that returned or rejected the request."""
        words = [each for line in self.steps for each in line.decisions if each.outcome != "approved"]
        return words[-1] if words else None


def request_of(actor: Actor, request_id: UUID) -> Request:
    """One request that the actor may see."""
    actor.require(Rights.VIEW)
    rows = Request.objects.visible_to(actor).select_related("requester", "unit", "chain")
    request = rows.filter(pk=request_id).first()
    if request is None:
        raise NotFoundHere()
    return request


def file_of(actor: Actor, request_id: UUID, *, draft_no: int | None = None) -> RequestFile:
    """One request with its versions and steps; an older version where one is asked for."""
    request = request_of(actor, request_id)
    drafts = tuple(request.drafts.all())
    numbers = {draft.number: draft for draft in drafts}
    if draft_no is not None and draft_no not in numbers:
        raise NotFoundHere()
    shown = numbers[draft_no or request.draft_no]
    before = numbers.get(shown.number - 1)
    runs = list(
        request.runs.select_related("step__role", "step__person").prefetch_related(
            "seats__person", "decisions__decider", "decisions__authority", "nudges"
        )
    )
    steps = tuple(_line(request, run) for run in runs if run.draft_no == shown.number)
    may, for_whom, why_not = _reader(actor, request, runs)
    return RequestFile(
        request=request,
        drafts=drafts,
        shown=shown,
        changes=_changes(before, shown),
        steps=steps,
        former=tuple((draft, _words(runs, draft.number)) for draft in drafts if draft.number != shown.number),
        may_decide=may,
        standing_in_for=for_whom,
        why_not=why_not,
        is_requester=request.requester_id == actor.person_id,
    )


def _changes(before: Draft | None, shown: Draft) -> tuple[Difference, ...]:
    """What the shown version changed, the title and the amount included."""
    if before is None:
        return ()
    head = [
        Difference(key, old, new)
        for key, old, new in (
            ("title", before.title, shown.title),
            ("amount", before.amount, shown.amount),
        )
        if old != new and key not in shown.document
    ]
    return (*head, *differences.between(before.document, shown.document))


def _words(runs: Sequence[StepRun], draft_no: int) -> tuple[Decision, ...]:
    found = [word for run in runs if run.draft_no == draft_no for word in run.decisions.all()]
    return tuple(sorted(found, key=lambda each: (each.decided_at, each.pk)))


def _line(request: Request, run: StepRun) -> StepLine:
    words = tuple(run.decisions.all())
    settled = next((word for word in words if word.settles), None)
    is_current = run.draft_no == request.draft_no
    if settled is not None:
        standing = "done" if settled.outcome == "approved" else "refused"
    elif not is_current or request.state != State.OPEN:
        standing = "dropped"
    else:
        standing = "here" if run.order == request.current_order else "ahead"
    seats = tuple(sorted(run.seats.all(), key=lambda each: (each.created_at, each.person.name)))
    return StepLine(run, step_name(run.step), seats, words, tuple(run.nudges.all()), standing)


def _reader(actor: Actor, request: Request, runs: Sequence[StepRun]) -> tuple[bool, str, str]:
    """Whether the reader may decide now, for whom, and if not, why."""
    if request.state != State.OPEN or actor.person_id is None or not actor.may(Rights.DECIDE):
        return False, "", ""
    if request.requester_id == actor.person_id:
        return False, "", "own"
    run = next(
        each for each in runs if each.draft_no == request.draft_no and each.order == request.current_order
    )
    words = [word for each in runs if each.draft_no == request.draft_no for word in each.decisions.all()]
    if any(word.decider_id == actor.person_id for word in words):
        return False, "", "once"
    used = {word.authority_id for word in words}
    seats = {each.person_id: each for each in run.seats.all() if each.person_id not in used}
    if actor.person_id in seats:
        return True, "", ""
    behind = people.acting_for(actor.person_id, on=actor.today) - {request.requester_id}
    free = [pk for pk in sorted(behind) if pk in seats]
    return (True, seats[free[0]].person.name, "") if free else (False, "", "turn")


def working_days_left(request: Request, today: date) -> int | None:
    """Working days until the step in hand is due: 0 is today, negative is late; None when nothing is due."""
    return None if request.due_on is None else calendar.working_days_between(today, request.due_on)
