"""Running long jobs: progress, cancel, outcome. Inside a transaction both go past it, see ``beside``."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere, Refusal
from endcap.kernel.ids import new_id
from endcap.kernel.jobs import beside
from endcap.kernel.jobs.models import JobRun


class JobCancelled(Refusal):
    """Somebody asked the job to stop; whatever it wrote is rolled back."""

    code = "job_cancelled"
    sentence = _("任务已取消，没有写入任何内容。")


class JobOver(Refusal):
    """A job that has ended can't be changed."""

    code = "job_over"
    sentence = _("任务已经结束（%(state)s），不能再改成“%(wanted)s”。")


def create_run(
    actor: Actor, *, kind: str, title: str, subject_id: UUID | None = None, total: int = 0
) -> JobRun:
    """Announce a job before it is enqueued, in the same transaction as what it will work on."""
    run = JobRun(
        id=new_id(actor.now),
        kind=kind,
        title=title,
        person_id=actor.person_id,
        subject_id=subject_id,
        total=total,
        created_at=actor.now,
    )
    run.save(force_insert=True)
    return run


def _move(run_id: UUID, state: JobRun.State, **changes: object) -> JobRun:
    run = JobRun.objects.get(pk=run_id)
    sources = [source for source, targets in JobRun.TRANSITIONS.items() if state in targets]
    if not JobRun.objects.filter(pk=run_id, state__in=sources).update(state=state, **changes):
        raise JobOver(state=run.get_state_display(), wanted=state.label)
    if state in JobRun.OVER:
        beside.forget(run_id)
    run.refresh_from_db()
    return run


def begin(run_id: UUID, *, total: int = 0) -> JobRun:
    """The worker has picked the job up."""
    return _move(run_id, JobRun.State.RUNNING, started_at=clock.now(), total=total)


def advance(run_id: UUID, done: int, total: int | None = None) -> None:
    """Say how far the job is. Raises JobCancelled if somebody asked to stop."""
    if not (connection.in_atomic_block and beside.say(run_id, done, total)):
        changes: dict[str, int] = {"done": done} if total is None else {"done": done, "total": total}
        JobRun.objects.filter(pk=run_id).update(**changes)
    raise_if_cancelled(run_id)


def raise_if_cancelled(run_id: UUID) -> None:
    """Stop here if somebody asked to."""
    if beside.stop_asked(run_id) or JobRun.objects.filter(pk=run_id, cancel_requested=True).exists():
        raise JobCancelled()


def _how_far(run_id: UUID) -> dict[str, int]:
    """What the job told past its transaction and its row does not say yet."""
    told = beside.said(run_id)
    if told is None:
        return {}
    done, total = told
    return {"done": done} if total is None else {"done": done, "total": total}


def finish(run_id: UUID, *, message: str = "", result_path: str = "") -> JobRun:
    """The job is done."""
    return _move(
        run_id,
        JobRun.State.DONE,
        ended_at=clock.now(),
        message=message,
        result_path=result_path,
        **_how_far(run_id),
    )


def fail(run_id: UUID, *, message: str) -> JobRun:
    """The job could not be done; the message says why and what to do."""
    return _move(run_id, JobRun.State.FAILED, ended_at=clock.now(), message=message, **_how_far(run_id))


def mark_cancelled(run_id: UUID) -> JobRun:
    """The job has stopped because somebody asked."""
    return _move(run_id, JobRun.State.CANCELLED, ended_at=clock.now(), **_how_far(run_id))


def request_cancel(actor: Actor, *, run_id: UUID) -> None:
    """Ask a job of one's own to stop; asking a job that has ended changes nothing."""
    run = JobRun.objects.filter(pk=run_id, person_id=actor.person_id).first()
    if run is None:
        raise NotFoundHere()

    if not run.is_over and not beside.ask_to_stop(run_id):
        JobRun.objects.filter(pk=run_id).update(cancel_requested=True)
