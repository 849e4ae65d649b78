"""Reading jobs."""

from __future__ import annotations

from uuid import UUID

from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.jobs.models import JobRun


def run_of(actor: Actor, run_id: UUID) -> JobRun:
    """A job of one's own."""
    run = JobRun.objects.filter(pk=run_id, person_id=actor.person_id).first()
    if run is None:
        raise NotFoundHere()
    return run


def latest_of_subject(subject_id: UUID) -> JobRun | None:
    """The newest job that works on something."""
    return JobRun.objects.filter(subject_id=subject_id).first()
