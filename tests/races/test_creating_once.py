"""A client that sends the same creation several times at once gets one record. The twin does not keep the id."""

from __future__ import annotations

import time

import pytest

from endcap.kernel.idempotency import services
from endcap.kernel.ids import new_id
from endcap.kernel.jobs.models import JobRun
from tests.races.runners import run_at_once

pytestmark = [pytest.mark.race, pytest.mark.req("HOUSE"), pytest.mark.django_db(transaction=True)]
RUNNERS = 5


def _create(system, id):
    def make() -> JobRun:
        time.sleep(0.02)
        run = JobRun(kind="import", title="导入", created_at=system.now)
        run.save(force_insert=True)
        return run

    def work(_runner: int) -> bool:
        _run, is_new = services.create_once(
            system, model=JobRun, id=id, body={"title": "导入"}, make=make, find=lambda known: JobRun()
        )
        return is_new

    return run_at_once(work, RUNNERS)


def test_one_creates_and_the_others_get_what_it_created(system):
    outcome = _create(system, new_id())

    assert outcome.errors == []
    assert sorted(outcome.results) == [False] * (RUNNERS - 1) + [True]
    assert JobRun.objects.count() == 1


def test_twin_without_the_id_every_request_creates(system):
    outcome = _create(system, None)

    assert outcome.errors == []
    assert JobRun.objects.count() == RUNNERS
