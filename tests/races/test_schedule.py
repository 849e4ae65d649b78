"""Several workers look at the same clock: each moment is queued once. The twin has the lock off."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from endcap.kernel.jobs import recurring, schedule
from endcap.kernel.jobs.models import ScheduleState
from endcap.kernel.jobs.schedule import Scheduled
from tests.races.runners import locks_off, run_at_once

pytestmark = [pytest.mark.race, pytest.mark.req("HOUSE"), pytest.mark.django_db(transaction=True)]
WORKERS, MOMENTS = 4, 5


@pytest.fixture
def queued(monkeypatch):
    """What was queued, and a queue that takes its time."""
    monkeypatch.setattr(schedule, "_declared", {})
    schedule.register(Scheduled("hourly", "每小时", lambda actor: None, every=timedelta(hours=1)))
    tasks: list[str] = []

    def enqueue(path, **given):
        time.sleep(0.003)
        tasks.append(given["key"])

    monkeypatch.setattr(recurring.queue, "enqueue", enqueue)
    return tasks


def _workers_look(system):
    def look(_worker: int) -> int:
        taken = 0
        for hour in range(1, MOMENTS + 1):
            taken += len(recurring.queue_due(replace(system, now=system.now + hour * timedelta(hours=7))))
            time.sleep(0.01)
        return taken

    return run_at_once(look, WORKERS)


def test_each_moment_is_queued_by_one_worker_only(system, queued):
    recurring.queue_due(system)

    outcome = _workers_look(system)

    assert outcome.errors == []
    assert sum(outcome.results) == len(queued) <= MOMENTS
    assert ScheduleState.objects.get().due_at > system.now


def test_twin_without_the_lock_workers_queue_the_same_moment_or_fail(system, queued, monkeypatch):
    recurring.queue_due(system)

    for attempt in range(12):  # without a lock they meet often, not always
        later, before = replace(system, now=system.now + attempt * timedelta(days=9)), len(queued)
        with locks_off(monkeypatch):
            outcome = _workers_look(later)
        if outcome.errors or len(queued) - before > MOMENTS:
            return

    pytest.fail("the workers never met, so the lock was not needed")
