"""Stock under two hands at once: counting while somebody sells, the same last case twice. Each with its twin."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from endcap.customers.outlets import services as outlets
from endcap.goods.catalog import services as catalog
from endcap.goods.stock import moves, selectors, services
from endcap.goods.stock.models import CountLine
from endcap.goods.stock.services import counting
from endcap.kernel.ids import new_id
from endcap.mechanisms.ledger import services as ledger
from endcap.mechanisms.ledger.errors import Insufficient
from tests.races.runners import locks_off, run_at_once

pytestmark = [pytest.mark.race, pytest.mark.req("INV-07"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place(system, company):
    """A warehouse."""
    draft = services.LocationDraft(code="WH-01", name="东渡仓", unit_id=company.pk)
    return services.create_location(system, draft=draft)


@pytest.fixture
def other(system, company):
    """Another one."""
    draft = services.LocationDraft(code="WH-02", name="河埠仓", unit_id=company.pk)
    return services.create_location(system, draft=draft)


@pytest.fixture
def tea(system):
    """A product."""
    return catalog.create_sku(system, code="S1", fields=catalog.SkuFields(name="柠檬茶", case_factor=15))


@pytest.fixture
def lot_id(system, place, tea):
    """Ten bottles of one lot."""
    line = services.ReceiptLine(tea.pk, 10, "L1")
    return services.receive_goods(system, location_id=place.pk, lines=[line]).lines.get().lot_id


@pytest.fixture
def shop(system, person):
    """An outlet."""
    outlets.create_preset_channels(system)
    from endcap.customers.outlets.models import Channel

    channel = Channel.objects.get(code="grocery")
    draft = outlets.OutletDraft(name="福满园", channel_id=channel.pk, owner_id=person().pk, code="R1")
    return outlets.create_many(system, [draft])[0]


def later(actor, seconds: int):
    return replace(actor, now=actor.now + timedelta(seconds=seconds))


def _count_while_selling(system, place, tea, lot_id, shop, monkeypatch):
    """Eight bottles were counted of ten. While that is posted, three are sold."""
    count = services.open_count(later(system, 10), location_id=place.pk)
    services.record_counts(later(system, 20), count_id=count.pk, lots=[services.CountedLot(lot_id, 8)])
    since = counting._since

    def look_and_wait(moments):
        time.sleep(0.3)  # the sale comes between the two looks, unless the accounts are held
        return since(moments)

    monkeypatch.setattr(counting, "_since", look_and_wait)

    def work(runner: int) -> object:
        if runner == 0:
            return services.post_count(later(system, 60), count_id=count.pk, reason="routine").pk
        time.sleep(0.1)
        lines = moves.deliver_lines(
            location_id=place.pk, outlet_id=shop.pk, parts=[moves.Part(tea.pk, lot_id, 3)]
        )
        return ledger.post(later(system, 60), op_id=new_id(), kind="test.sold", lines=lines).op_id

    return count, work


def test_a_sale_while_a_count_is_posted_is_no_difference(system, place, tea, lot_id, shop, monkeypatch):
    count, work = _count_while_selling(system, place, tea, lot_id, shop, monkeypatch)

    outcome = run_at_once(work, 2)

    assert outcome.errors == []
    line = CountLine.objects.get(count=count)
    assert (line.expected, line.difference) == (10, -2)
    there = selectors.available(location_ids=[place.pk], sku_ids=[tea.pk])[place.pk, tea.pk]
    assert there.on_hand == 10 - 2 - 3


def test_twin_without_the_lock_the_sale_is_counted_twice_or_a_writer_fails(
    system, place, tea, lot_id, shop, monkeypatch
):
    count, work = _count_while_selling(system, place, tea, lot_id, shop, monkeypatch)

    with locks_off(monkeypatch):
        outcome = run_at_once(work, 2)

    line = CountLine.objects.get(count=count)
    assert outcome.errors or line.expected == 13, "the two looks saw the same although nothing was held"


def _same_last_case(system, place, other, tea, lot_id):
    def work(runner: int) -> object:
        wanted = [services.Wanted(tea.pk, 10, lot_id)]
        return services.send_transfer(replace(system), from_id=place.pk, to_id=other.pk, lines=wanted).number

    return work


def test_of_two_who_send_the_same_last_case_one_does(system, place, other, tea, lot_id):
    outcome = run_at_once(_same_last_case(system, place, other, tea, lot_id), 2)

    assert (len(outcome.results), [type(error) for error in outcome.errors]) == (1, [Insufficient])
    there = selectors.available(location_ids=[place.pk, other.pk], sku_ids=[tea.pk])
    assert (there[place.pk, tea.pk].on_hand, there[other.pk, tea.pk].in_transit) == (0, 10)


def test_twin_without_the_lock_the_database_still_refuses_the_second(
    system, place, other, tea, lot_id, monkeypatch
):
    """The lock gives the sentence; that nothing is sent twice is the constraint of the account."""
    with locks_off(monkeypatch):
        outcome = run_at_once(_same_last_case(system, place, other, tea, lot_id), 2)

    assert len(outcome.results) <= 1
    there = selectors.available(location_ids=[place.pk, other.pk], sku_ids=[tea.pk])
    on_hand = there[place.pk, tea.pk].on_hand
    on_the_way = there[other.pk, tea.pk].in_transit if (other.pk, tea.pk) in there else 0
    assert on_hand + on_the_way == 10
