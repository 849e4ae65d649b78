"""Reading jobs."""

from __future__ import annotations

from uuid import UUID

from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.jobs import beside
from endcap.kernel.jobs.models import JobRun


def run_of(actor: Actor, run_id: UUID) -> JobRun:
    """A job of one's own."""
    run = JobRun.objects.filter(pk=run_id, person_id=actor.person_id).first()
    if run is None:
        raise NotFoundHere()
    return _with_news(run)


def _with_news(run: JobRun) -> JobRun:
    """Where progress and the wish to stop were told past a transaction, that is the newer news."""
    if run.is_over:
        return run
    told = beside.said(run.pk)
    if told is not None:
        run.done, run.total = told[0], told[1] or run.total
    run.cancel_requested = run.cancel_requested or beside.word_was_left(run.pk)
    return run


def run_for_subject(subject_id: UUID, run_id: UUID) -> JobRun | None:
    """A job of something that the reader may see; who may see the subject may see its progress."""
    run = JobRun.objects.filter(pk=run_id, subject_id=subject_id).first()
    return _with_news(run) if run else None


def asked_by(run_id: UUID) -> UUID | None:
    """Who asked for a job; None: the installation itself."""
    return JobRun.objects.values_list("person_id", flat=True).get(pk=run_id)


def latest_of_subject(subject_id: UUID) -> JobRun | None:
    """The newest job that works on something."""
    run = JobRun.objects.filter(subject_id=subject_id).first()
    return _with_news(run) if run else None
