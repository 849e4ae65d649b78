"""Two makers of the same due item at once: there is one. Each race has a twin with the guard off."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction

from endcap.kernel.actor import Actor
from endcap.kernel.ids import new_id
from endcap.mechanisms.agenda import services
from endcap.mechanisms.agenda.errors import ItemIsOver
from endcap.mechanisms.agenda.models import Entry, Item
from endcap.mechanisms.agenda.services import items as putting
from tests.races.runners import locks_off, run_at_once

pytestmark = [pytest.mark.race, pytest.mark.req("CUS-12", "CUS-07"), pytest.mark.django_db(transaction=True)]
RUNNERS, ROUNDS = 4, 5


def _puts(actor: Actor, rep, things):
    def work(_runner: int) -> list:
        made = []
        for thing in things:
            made.append(
                services.put(
                    actor,
                    kind="outlets.call",
                    key="2026-07-20",
                    subject_type="outlets.Outlet",
                    subject_id=thing,
                    title="福满园",
                    due_on=date(2026, 7, 20),
                    person_id=rep.pk,
                    unit_id=rep.unit_id,
                ).pk
            )
        return made

    return work


def _everything():
    return Item.objects.unscoped("a test looks at all")


def test_two_makers_of_the_same_item_make_one(system, person):
    rep, things = person("林小满"), [new_id() for _round in range(ROUNDS)]

    outcome = run_at_once(_puts(system, rep, things), RUNNERS)

    assert outcome.errors == []
    assert _everything().count() == ROUNDS
    assert len({tuple(made) for made in outcome.results}) == 1  # everybody got the same items
    put = Entry.objects.unscoped("a test looks at all").filter(what="put")
    assert put.count() == ROUNDS


def test_twin_looking_first_and_inserting_then_fails(system, person, monkeypatch):
    """Without the conflict clause both look, both find nothing, and one of them breaks on the constraint."""
    rep, things = person("林小满"), [new_id() for _round in range(ROUNDS)]
    insert = type(Item.objects).bulk_create

    def look_then_insert(self, rows, ignore_conflicts=False, **more):
        there = self.unscoped("as somebody would do it").filter(
            subject_id=rows[0].subject_id, kind=rows[0].kind, key=rows[0].key
        )
        found = there.exists()
        time.sleep(0.01)
        return [] if found else insert(self, rows, **more)

    with locks_off(monkeypatch):
        monkeypatch.setattr(type(Item.objects), "bulk_create", look_then_insert)
        outcome = run_at_once(_puts(system, rep, things), RUNNERS)

    assert outcome.errors, "nobody was in the way of anybody"


def _dones(actor: Actor, item_id):
    def work(runner: int) -> str:
        try:
            with transaction.atomic():
                services.done(replace(actor, name=f"第 {runner} 人"), item_id=item_id)
                time.sleep(0.01)
        except ItemIsOver:
            return "over"
        return "done"

    return work


def _an_item(system, rep):
    return _puts(system, rep, [new_id()])(0)[0]


def test_an_item_is_done_once_however_many_tick_it(system, person):
    item_id = _an_item(system, person("林小满"))

    outcome = run_at_once(_dones(system, item_id), RUNNERS)

    assert outcome.errors == []
    assert sorted(outcome.results) == ["done", "over", "over", "over"]
    facts = Entry.objects.unscoped("a test looks at all").filter(item_id=item_id, what="done")
    assert facts.count() == 1


def test_twin_without_the_lock_an_item_is_done_twice_or_somebody_fails(system, person, monkeypatch):
    item_id = _an_item(system, person("林小满"))
    write = putting.write_entries

    with locks_off(monkeypatch):

        def slowly(*args, **kwargs):
            time.sleep(0.02)
            return write(*args, **kwargs)

        monkeypatch.setattr("endcap.mechanisms.agenda.services.ending.write_entries", slowly)
        outcome = run_at_once(_dones(system, item_id), RUNNERS)

    assert outcome.errors or outcome.results.count("done") > 1
