"""Two people who merge at once: one of them wins. The race has a twin with the lock off."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.errors import AlreadyMerged
from endcap.customers.outlets.models import Merge, Outlet
from endcap.customers.outlets.services import merging
from tests.races.runners import locks_off, run_at_once

pytestmark = [pytest.mark.race, pytest.mark.req("CUS-10"), pytest.mark.django_db(transaction=True)]
WHY = "a test looks at all"


@pytest.fixture
def shops(system, person):
    """Three outlets that are one."""
    outlets.create_preset_channels(system)
    from endcap.customers.outlets.models import Channel

    channel, owner = Channel.objects.get(code="grocery"), person("林小满")
    drafts = [
        outlets.OutletDraft(name=f"福满园{n}", channel_id=channel.pk, owner_id=owner.pk, code=f"R{n}")
        for n in range(3)
    ]
    return outlets.create_many(system, drafts)


def _each_into_the_other(system, shops):
    def work(runner: int) -> object:
        one, other = (shops[0], shops[1]) if runner else (shops[1], shops[0])
        return outlets.merge_outlets(replace(system), loser_id=one.pk, survivor_id=other.pk).pk

    return work


def _slowly(monkeypatch) -> None:
    """Leave a moment between the look and the write, so that a race is sure to happen."""
    refuse = merging._refuse

    def look_and_wait(*args):
        refuse(*args)
        time.sleep(0.05)

    monkeypatch.setattr(merging, "_refuse", look_and_wait)


def test_of_two_who_merge_each_into_the_other_one_wins(system, shops, monkeypatch):
    _slowly(monkeypatch)

    outcome = run_at_once(_each_into_the_other(system, shops), 2)

    assert (len(outcome.results), [type(error) for error in outcome.errors]) == (1, [AlreadyMerged])
    assert Merge.objects.unscoped(WHY).count() == 1
    gone = Outlet.objects.unscoped(WHY).filter(merged_into__isnull=False)
    assert gone.count() == 1


def test_twin_without_the_lock_the_two_vanish_into_each_other_or_a_writer_fails(system, shops, monkeypatch):
    _slowly(monkeypatch)

    with locks_off(monkeypatch):
        outcome = run_at_once(_each_into_the_other(system, shops), 2)

    gone = Outlet.objects.unscoped(WHY).filter(merged_into__isnull=False).count()
    failed = [error for error in outcome.errors if not isinstance(error, AlreadyMerged)]
    assert gone == 2 or failed, "nobody was refused, and yet one outlet was merged into the other"


def test_of_two_who_merge_the_same_outlet_elsewhere_one_wins(system, shops, monkeypatch):
    _slowly(monkeypatch)

    def work(runner: int) -> object:
        into = shops[1 + runner]
        return outlets.merge_outlets(replace(system), loser_id=shops[0].pk, survivor_id=into.pk).survivor_id

    outcome = run_at_once(work, 2)

    assert (len(outcome.results), [type(error) for error in outcome.errors]) == (1, [AlreadyMerged])
    assert Outlet.objects.unscoped(WHY).get(pk=shops[0].pk).merged_into_id == outcome.results[0]
