"""Recurring work: one worker queues what is due, one worker runs it, and everybody can see how it went."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Refusal
from endcap.kernel.jobs import queue, schedule
from endcap.kernel.jobs.models import ScheduleState
from endcap.kernel.jobs.rights import Rights
from endcap.kernel.jobs.schedule import Scheduled

log = logging.getLogger("endcap.schedule")
TASK = "endcap.kernel.jobs.jobs.run_scheduled"
GIVEN_UP = timedelta(hours=6)  # a run that has told nothing for so long has died with its worker
NAME = "schedule"
KEEP = timedelta(days=14)


class UnderWay(Refusal):
    """Recurring work runs once at a time."""

    code = "under_way"
    sentence = _("“%(name)s”正在排队或运行，等它结束。")


def queue_due(actor: Actor) -> tuple[str, ...]:
    """Queue every recurring work that is due by now, once, however many workers look at the same time.

    Answers the keys that this call has queued. What was missed while nobody worked is made up for once; what
    is new waits for its first moment.
    """
    zone = clock.business_zone()
    known = {state.key: state for state in ScheduleState.objects.all()}
    due = [
        each
        for each in schedule.everything()
        if each.key not in known or known[each.key].due_at < each.latest_due(actor.now, zone)
    ]
    needed = [
        each for each in due if each.key not in known or each.is_needed is None or each.is_needed(actor)
    ]
    return tuple(each.key for each in needed if _take(actor, each, each.latest_due(actor.now, zone)))


@transaction.atomic
def _take(actor: Actor, scheduled: Scheduled, due_at: datetime) -> bool:
    """Queue one work for one moment, unless somebody else has done so or the last run still goes on."""
    rows = ScheduleState.objects.filter(key=scheduled.key)
    state = (rows.select_for_update() if connection.features.has_select_for_update else rows).first()
    if state is None:
        ScheduleState.objects.bulk_create(
            [ScheduleState(key=scheduled.key, due_at=due_at)], ignore_conflicts=True
        )
        return False
    if state.due_at >= due_at or _goes_on(state, actor.now):
        return False

    state.due_at, state.queued_at, state.state = due_at, actor.now, ScheduleState.State.QUEUED
    state.save(update_fields=["due_at", "queued_at", "state"])
    queue.enqueue(TASK, key=scheduled.key)
    return True


def _goes_on(state: ScheduleState, now: datetime) -> bool:
    since = state.started_at if state.state == ScheduleState.State.RUNNING else state.queued_at
    is_open = state.state in (ScheduleState.State.QUEUED, ScheduleState.State.RUNNING)
    return is_open and since is not None and now - since < GIVEN_UP


@dataclass(frozen=True)
class Line:
    """One piece of recurring work as the page shows it."""

    scheduled: Scheduled
    state: ScheduleState | None
    next_at: datetime


def lines(actor: Actor) -> tuple[Line, ...]:
    """Everything that comes back, with how it went last and when it comes next."""
    actor.require(Rights.SCHEDULE)
    zone = clock.business_zone()
    known = {state.key: state for state in ScheduleState.objects.all()}
    return tuple(
        Line(each, known.get(each.key), each.next_due(actor.now, zone)) for each in schedule.everything()
    )


@transaction.atomic
def run_now(actor: Actor, *, key: str) -> None:
    """Queue one piece of recurring work at once, besides its own moments; refused while it is under way."""
    actor.require(Rights.SCHEDULE)
    scheduled = schedule.of(key)
    if scheduled is None:
        raise NotFoundHere
    rows = ScheduleState.objects.filter(key=key)
    state = (rows.select_for_update() if connection.features.has_select_for_update else rows).first()
    if state is None:
        state = ScheduleState(key=key, due_at=scheduled.latest_due(actor.now, clock.business_zone()))
        state.save(force_insert=True)

    if _goes_on(state, actor.now):
        raise UnderWay(name=str(scheduled.name))

    state.queued_at, state.state = actor.now, ScheduleState.State.QUEUED
    state.save(update_fields=["queued_at", "state"])
    queue.enqueue(TASK, key=key)
    audit.record_event(actor, "jobs.run_now", "jobs.ScheduleState", key)


def run(key: str) -> None:
    """Do one piece of recurring work now, as the installation itself, and note how it ended.

    A failure is noted and logged, never raised: the next moment tries again.
    """
    scheduled = schedule.of(key)
    if scheduled is None:
        return
    actor = Actor.system(now=clock.now(), name=NAME)
    rows = ScheduleState.objects.filter(key=key)
    rows.update(state=ScheduleState.State.RUNNING, started_at=actor.now, ended_at=None, problem="")
    try:
        scheduled.run(actor)
    except Exception as failure:
        log.exception("%s failed", key)
        rows.update(
            state=ScheduleState.State.FAILED,
            ended_at=clock.now(),
            problem=f"{type(failure).__name__}: {failure}"[:1000],
        )
    else:
        rows.update(state=ScheduleState.State.DONE, ended_at=clock.now())


def forget_old(actor: Actor) -> int:
    """Delete what the queue keeps of tasks that have ended long ago; answers how many."""
    return DBTaskResult.objects.finished().filter(finished_at__lt=actor.now - KEEP).delete()[0]
