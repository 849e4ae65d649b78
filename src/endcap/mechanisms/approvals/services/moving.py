"""What submitting, deciding and chasing share: which steps, whose seats, which step is in hand, who is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.calendar import selectors as calendar
from endcap.kernel.ids import new_id
from endcap.mechanisms.approvals import kinds, levels, seating
from endcap.mechanisms.approvals.errors import MoveRefused, NobodyDecides
from endcap.mechanisms.approvals.models import (
    Chain,
    ChainStep,
    Decision,
    Request,
    RollingKey,
    Seat,
    State,
    StepRun,
    Waiting,
)
from endcap.mechanisms.approvals.wording import step_name
from endcap.org.messages import services as messages
from endcap.org.people import selectors as people
from endcap.org.people.models import Person

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WHY = "a decision looks at the whole request, whoever acts"
WAITING, DECIDED, OVERDUE = "approvals.waiting", "approvals.decided", "approvals.overdue"


@dataclass(frozen=True)
class Planned:
    """A step that is needed, and who could decide it today."""

    step: ChainStep
    people: tuple[UUID, ...]


def plan(chain: Chain, *, total: int, unit_id: UUID, requester_id: UUID) -> list[Planned]:
    """The steps that a rolling total needs, each with its people. Raises NobodyDecides.

    A manager above the top of the line does not exist; then the step below has been decided by the top itself.
    """
    steps = {step.order: step for step in chain.steps.all()}
    thresholds = [levels.Threshold(step.order, step.from_amount) for step in steps.values()]
    planned: list[Planned] = []
    used: set[UUID] = set()  # people without whom an earlier step can't be decided
    for order in levels.steps_needed(thresholds, total):
        step = steps[order]
        found = seating.deciders_of(step, unit_id=unit_id, requester_id=requester_id, used=used)
        if found:
            planned.append(Planned(step, found))
            used |= set(found) if len(found) == 1 or step.needs_all else set()
        elif not (step.who == ChainStep.Who.MANAGER and _has_manager(planned)):
            raise NobodyDecides(step=step_name(step))
    return planned


def _has_manager(planned: Sequence[Planned]) -> bool:
    return any(each.step.who == ChainStep.Who.MANAGER for each in planned)


def add_runs(
    actor: Actor, request: Request, planned: Sequence[Planned], *, is_raised: bool = False
) -> list[StepRun]:
    """Write the steps and their seats."""
    runs = [
        StepRun(
            id=new_id(actor.now),
            request=request,
            draft_no=request.draft_no,
            order=each.step.order,
            step=each.step,
            is_raised=is_raised,
            created_at=actor.now,
        )
        for each in planned
    ]
    StepRun.objects.bulk_create(runs)
    Seat.objects.bulk_create(
        [
            Seat(id=new_id(actor.now), run=run, person_id=pk, via=Seat.Via.CHAIN, created_at=actor.now)
            for run, each in zip(runs, planned, strict=True)
            for pk in each.people
        ]
    )
    return runs


def seat(actor: Actor, run: StepRun, ids: Iterable[UUID], via: Seat.Via) -> tuple[UUID, ...]:
    """Give people a seat at a step; who has one keeps it. Answers those who are new."""
    held = set(run.seats.values_list("person_id", flat=True))
    new = tuple(pk for pk in dict.fromkeys(ids) if pk not in held)
    Seat.objects.bulk_create(
        [Seat(id=new_id(actor.now), run=run, person_id=pk, via=via, created_at=actor.now) for pk in new]
    )
    return new


def used_by(request: Request) -> frozenset[UUID]:
    """Whose say is used up in the version in hand: deciders and those for whom they decided."""
    rows = Decision.objects.filter(request_id=request.pk, draft_no=request.draft_no)
    return frozenset(pk for pair in rows.values_list("decider_id", "authority_id") for pk in pair)


def current_run(request: Request) -> StepRun:
    """The step in hand."""
    assert request.current_order is not None  # a constraint says so of whatever is open
    return (
        StepRun.objects.select_related("step__chain", "step__role", "step__person")
        .prefetch_related("seats__person")
        .get(request_id=request.pk, draft_no=request.draft_no, order=request.current_order)
    )


def sitting(request: Request, run: StepRun) -> tuple[Seat, ...]:
    """Seats whose people are still here and have their say."""
    used = used_by(request)
    rows = Seat.objects.filter(run=run, person__is_active=True).select_related("person")
    return tuple(each for each in rows if each.person_id not in used)


def keep_seated(actor: Actor, request: Request, run: StepRun) -> tuple[UUID, ...]:
    """A step always has somebody: where all its people are gone, whoever the chain names now, then the level
    above, then whoever sets up chains. Answers who is new."""
    if sitting(request, run):
        return ()
    used = used_by(request)
    seated = set(run.seats.values_list("person_id", flat=True))
    unit, requester = request.unit_id, request.requester_id
    taken = used | seated
    found = (
        seating.deciders_of(run.step, unit_id=unit, requester_id=requester, used=taken)
        or seating.next_above(unit_id=unit, requester_id=requester, seated=seated, used=used)
        or seating.last_resort(requester_id=requester, used=taken)
    )
    return seat(actor, run, found, Seat.Via.REPLACEMENT)


def undecided(request: Request) -> StepRun | None:
    """The first step of the version in hand that no decision has settled."""
    return (
        StepRun.objects.filter(request_id=request.pk, draft_no=request.draft_no)
        .exclude(decisions__settles=True)
        .select_related("step")
        .order_by("order")
        .first()
    )


def lay_out(request: Request, ids: Iterable[UUID] | None = None) -> None:
    """Put the request into the inboxes of those who may decide it now, and out of all others."""
    Waiting.objects.filter(request_id=request.pk).delete()
    if request.state != State.OPEN:
        return
    if ids is None:
        ids = [each.person_id for each in sitting(request, current_run(request))]
    Waiting.objects.bulk_create([Waiting(id=new_id(), request=request, person_id=pk) for pk in ids])


def start_clock(actor: Actor, request: Request, step: ChainStep) -> None:
    """Make a step the one in hand, due after its working days. The caller saves the request."""
    request.current_order = step.order
    request.due_on = calendar.add_working_days(actor.today, step.days)


def take_up(actor: Actor, request: Request, run: StepRun) -> None:
    """Go to a step: its clock starts, it has somebody, and they are told. The caller saves the request."""
    start_clock(actor, request, run.step)
    keep_seated(actor, request, run)
    tell_waiting(actor, request, run, [each.person_id for each in sitting(request, run)])


def become(request: Request, wanted: State) -> None:
    """Change the state, or refuse and name both."""
    if wanted not in Request.TRANSITIONS.get(State(request.state), set()):
        raise MoveRefused(state=request.get_state_display(), wanted=wanted.label)
    request.state = wanted


# what adds up


def hold_key(kind: str, key: str) -> None:
    """Whoever adds to a rolling total waits here for the others; before any request is locked."""
    if not key:
        return
    RollingKey.objects.bulk_create([RollingKey(id=new_id(), kind=kind, key=key)], ignore_conflicts=True)
    rows = RollingKey.objects.filter(kind=kind, key=key)
    (rows.select_for_update() if connection.features.has_select_for_update else rows).get()


def companions(kind: str, key: str, *, without: UUID | None) -> list[levels.Part]:
    """The other requests of a rolling key that are open or were approved."""
    if not key:
        return []
    rows = Request.objects.unscoped("a rolling total counts everybody's requests").filter(
        kind=kind, rolling_key=key, state__in=[State.OPEN, State.RETURNED, State.APPROVED]
    )
    if without is not None:
        rows = rows.exclude(pk=without)
    return [levels.Part(amount, ended_on) for amount, ended_on in rows.values_list("amount", "ended_on")]


def total_of(
    kind: str, key: str, amount: int, chain: Chain, actor: Actor, *, without: UUID | None = None
) -> int:
    """What an amount weighs today together with its companions. The key must be held."""
    parts = companions(kind, key, without=without)
    return levels.rolling_total(amount, parts, on=actor.today, window_days=chain.window_days)


# who is told


def sentence(text: StrOrPromise, **params: object) -> StrOrPromise:
    """A sentence with its particulars, in the language of whoever reads it."""
    return lazy(lambda: str(text) % {key: str(value) for key, value in params.items()}, str)()


def url_of(request: Request) -> str:
    """The page of a request."""
    return reverse("approvals:request", args=[request.pk])


def with_deputies(actor: Actor, ids: Collection[UUID], requester_id: UUID) -> frozenset[UUID]:
    """People and whoever decides in their place today; never the requester."""
    deputies = {pk for each in ids for pk in people.deputies_of(each, on=actor.today)}
    return frozenset(ids) | deputies - {requester_id}


def tell_waiting(actor: Actor, request: Request, run: StepRun, ids: Collection[UUID]) -> None:
    """Whoever may decide the step hears that it waits."""
    messages.tell(
        actor,
        to=with_deputies(actor, ids, request.requester_id),
        topic=WAITING,
        title=sentence(_("等你批：%(title)s"), title=request.title),
        text=sentence(
            _("%(kind)s，%(person)s 提交，%(day)s 前要批。"),
            kind=lazy(lambda: kinds.name_of(request.kind), str)(),
            person=request.requester.name,
            day=request.due_on,
        ),
        url=url_of(request),
        key=f"approval-{run.pk}",
    )


def tell_requester(actor: Actor, request: Request, title: StrOrPromise, text: StrOrPromise = "") -> None:
    """Whoever submitted hears what became of it."""
    if request.requester_id != actor.person_id:
        messages.tell(
            actor, to=[request.requester_id], topic=DECIDED, title=title, text=text, url=url_of(request)
        )


def names_of(ids: Iterable[UUID]) -> str:
    """Names of people, for a sentence."""
    rows = Person.objects.unscoped("names in a sentence about who decides").filter(pk__in=list(ids))
    names = list(rows.order_by("name").values_list("name", flat=True))
    return gettext("、").join(names)
