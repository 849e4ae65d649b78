"""Two managers who give the same outlet at once: one of them wins. The race has a twin with the lock off."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from endcap.customers.handover import services
from endcap.customers.handover.errors import AlreadyGiven
from endcap.customers.handover.models import Orphan
from endcap.customers.handover.services import giving
from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.models import Channel, Outlet
from endcap.kernel.calendar import services as calendar
from tests.races.runners import locks_off, run_at_once

pytestmark = [pytest.mark.race, pytest.mark.req("REL-15"), pytest.mark.django_db(transaction=True)]
WHY = "a test looks at all"


@pytest.fixture
def orphan(system, person):
    """One outlet of somebody who has left, and two colleagues."""
    calendar.seed_china(system)
    outlets.create_preset_channels(system)
    person("江夏至", "sales_manager", login="boss")
    leaver = person("秦小暑")
    draft = outlets.OutletDraft(
        name="福满园", channel_id=Channel.objects.get(code="grocery").pk, owner_id=leaver.pk
    )
    outlets.create_many(system, [draft])
    services.record_leaving(system, person_id=leaver.pk, on=system.today)
    return Orphan.objects.unscoped(WHY).get()


@pytest.fixture
def colleagues(person):
    return [person("林小满"), person("陈立秋")]


def _each_to_another(system, orphan, colleagues, monkeypatch):
    held = giving._locked_orphans

    def look_and_wait(*args):
        found = held(*args)
        time.sleep(0.05)
        return found

    monkeypatch.setattr(giving, "_locked_orphans", look_and_wait)

    def work(runner: int) -> object:
        services.distribute(
            replace(system), handover_id=orphan.handover_id, to={orphan.pk: colleagues[runner].pk}
        )
        return colleagues[runner].pk

    return work


def test_of_two_who_give_the_same_outlet_one_wins(system, orphan, colleagues, monkeypatch):
    outcome = run_at_once(_each_to_another(system, orphan, colleagues, monkeypatch), 2)

    assert (len(outcome.results), [type(error) for error in outcome.errors]) == (1, [AlreadyGiven])
    [winner] = outcome.results
    assert Orphan.objects.unscoped(WHY).get().assigned_to_id == winner
    assert Outlet.objects.unscoped(WHY).get().owner_id == winner


def test_twin_without_the_lock_both_give_it_or_a_writer_fails(system, orphan, colleagues, monkeypatch):
    with locks_off(monkeypatch):
        outcome = run_at_once(_each_to_another(system, orphan, colleagues, monkeypatch), 2)

    failed = [error for error in outcome.errors if not isinstance(error, AlreadyGiven)]
    assert len(outcome.results) == 2 or failed, "nobody was refused, and yet both gave the outlet away"
