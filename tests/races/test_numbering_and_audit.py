"""Two writers at once: no number twice, no hole, no fork in the audit chain. Each race has a twin with the lock off."""

from __future__ import annotations

import time

import pytest
from django.db import transaction

from endcap.kernel.actor import Actor
from endcap.kernel.audit import selectors as audit_reading
from endcap.kernel.audit import services as audit
from endcap.kernel.numbering import services as numbering
from endcap.kernel.numbering.models import Series
from tests.races.runners import locks_off, run_at_once

pytestmark = [pytest.mark.race, pytest.mark.req("HOUSE"), pytest.mark.django_db(transaction=True)]
RUNNERS, ROUNDS = 4, 5


def _take_slowly(actor: Actor):
    """Take numbers in transactions that stay open a moment after the number was taken."""

    def work(_runner: int) -> list[str]:
        taken = []
        for _round in range(ROUNDS):
            with transaction.atomic():
                taken += numbering.take(actor, "outlet", 2)
                time.sleep(0.002)
        return taken

    return work


def test_numbers_taken_at_once_are_all_different_and_without_a_hole(system):
    with transaction.atomic():
        numbering.take(system, "outlet", 1)

    outcome = run_at_once(_take_slowly(system), RUNNERS)

    assert outcome.errors == []
    numbers = sorted(int(number.removeprefix("T-")) for taken in outcome.results for number in taken)
    assert numbers == list(range(2, 2 + RUNNERS * ROUNDS * 2))


def test_twin_without_the_lock_numbers_collide_or_writers_fail(system, monkeypatch):
    with transaction.atomic():
        numbering.take(system, "outlet", 1)

    with locks_off(monkeypatch):
        # on SQLite the first write of a transaction takes the lock too, so the twin begins with the read
        monkeypatch.setattr(type(Series.objects), "bulk_create", lambda *_args, **_kwargs: [])
        outcome = run_at_once(_take_slowly(system), RUNNERS)

    numbers = [number for taken in outcome.results for number in taken]
    assert outcome.errors or len(set(numbers)) < len(numbers)


def _record_slowly(actor: Actor):
    def work(runner: int) -> int:
        for turn in range(ROUNDS):
            with transaction.atomic():
                audit.record_event(actor, "race.ran", "race", f"{runner}-{turn}", turn=turn)
                time.sleep(0.002)
        return runner

    return work


def test_the_audit_chain_does_not_fork(system):
    outcome = run_at_once(_record_slowly(system), RUNNERS)

    assert outcome.errors == []
    verdict = audit_reading.verify()
    assert (verdict.rows, verdict.breaks) == (RUNNERS * ROUNDS, ())


def test_twin_without_the_lock_the_chain_refuses_a_second_writer(system, monkeypatch):
    audit.record_event(system, "race.began", "race", "0")

    with locks_off(monkeypatch):
        outcome = run_at_once(_record_slowly(system), RUNNERS)

    assert outcome.errors, "two writers took the same row number and neither was refused"
