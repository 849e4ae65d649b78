"""Orders at once: the last goods are sold once, credit is spent once, an order is created once, cancelled or shipped. Each
race has a twin with the lock off. Full size: ``ORDER_RACE=full``."""

from __future__ import annotations

import os
import random

import pytest
from django.db.models import Sum

from endcap.cash.credit import selectors as credit
from endcap.cash.orders import services
from endcap.cash.orders.drafts import OrderDraft
from endcap.cash.orders.errors import NothingToShip, StateRefused
from endcap.cash.orders.models import Order, Reservation
from endcap.cash.orders.tests.trade import Trade, lines
from endcap.kernel.ids import new_id
from endcap.kernel.operations import Busy
from endcap.mechanisms.ledger import checking
from tests.races.runners import locks_off, run_at_once

pytestmark = [pytest.mark.race, pytest.mark.req("ORD-04"), pytest.mark.django_db(transaction=True)]
FULL = os.environ.get("ORDER_RACE") == "full"
RUNNERS = 8 if FULL else 4
ATTEMPTS, UNITS = (1_200, 500) if FULL else (32, 13)
ORDERS = 2_000 if FULL else 8
WHY = "counted by a test"


@pytest.fixture
def trade(company, unit, person, system) -> Trade:
    """An office that trades, its rep."""
    office = unit("东渡办事处")
    return Trade(system, office.pk, person("林小满", "rep", unit=office).pk)


def held() -> int:
    rows = Reservation.objects.unscoped(WHY).filter(ended_at__isnull=True)
    return rows.aggregate(total=Sum("quantity"))["total"] or 0


def buy_one_after_the_other(trade, shop, sku, attempts):
    """Each runner orders single units until the attempts are used up."""

    def work(runner: int) -> int:
        sold = 0
        for _turn in range(attempts // RUNNERS):
            try:
                outcome = trade.place(trade.system, shop, lines((sku, 1)))
            except Busy:
                continue
            sold += not outcome.holds
        return sold

    return work


def test_the_last_goods_are_sold_once(trade):
    shop, sku = trade.prepaid(10_000_00), trade.sku(there=UNITS)

    outcome = run_at_once(buy_one_after_the_other(trade, shop, sku, ATTEMPTS), RUNNERS)

    assert outcome.errors == []
    assert (sum(outcome.results), held(), trade.there(sku).free) == (UNITS, UNITS, 0)


def test_twin_without_the_lock_goods_are_still_not_sold_twice_but_writers_fail(trade, monkeypatch):
    """The floor of the account holds even without the lock; what is lost is the quiet way of finding out."""
    shop, sku = trade.prepaid(10_000_00), trade.sku(there=3)

    with locks_off(monkeypatch):
        outcome = run_at_once(buy_one_after_the_other(trade, shop, sku, RUNNERS * 3), RUNNERS)

    assert held() <= 3
    assert outcome.errors or sum(outcome.results) <= 3


@pytest.mark.req("CRD-04")
def test_the_same_credit_is_not_taken_twice(trade):
    shop, sku = trade.on_credit(2_00 * 5), trade.sku(there=1_000)

    outcome = run_at_once(buy_one_after_the_other(trade, shop, sku, RUNNERS * 4), RUNNERS)

    line = credit.line_of(shop.pk, trade.system.today)
    assert outcome.errors == []
    assert (sum(outcome.results), line.free, line.held) == (5, 0, 10_00)


def test_shuffled_copies_of_requests_create_each_order_once(trade):
    shop, sku = trade.prepaid(100_000_00), trade.sku(there=100_000)
    ids = [new_id(trade.system.now) for _n in range(ORDERS)]

    def work(runner: int) -> list[str]:
        mine = list(ids)
        random.Random(runner).shuffle(mine)
        draft = OrderDraft(shop.pk, lines((sku, 2)))
        said = []
        for id in mine:
            said.append(services.place_order(trade.system, draft=draft, id=id, confirm=True).word)
        return said

    outcome = run_at_once(work, 3)

    words = [word for said in outcome.results for word in said]
    assert outcome.errors == []
    assert (words.count("created"), words.count("exists")) == (ORDERS, 2 * ORDERS)
    assert (Order.objects.unscoped(WHY).count(), held()) == (ORDERS, 2 * ORDERS)


def ship_or_cancel(trade, order_id):
    def work(runner: int) -> str:
        try:
            if runner % 2:
                services.cancel_order(trade.system, order_id=order_id, reason="不要了")
                return "cancelled"
            return "shipped" if services.ship_order(trade.system, order_id=order_id).shipment else "held"
        except (StateRefused, NothingToShip) as refused:
            return type(refused).__name__

    return work


def test_an_order_is_cancelled_or_shipped_but_never_both(trade):
    shop, sku = trade.prepaid(1_000_00), trade.sku(there=10)
    order = trade.place(trade.system, shop, lines((sku, 10))).order

    outcome = run_at_once(ship_or_cancel(trade, order.pk), 2)

    order.refresh_from_db()
    assert outcome.errors == []
    assert sorted(outcome.results) in (["StateRefused", "cancelled"], ["StateRefused", "shipped"])
    assert (order.state, trade.there(sku).on_hand) in (("cancelled", 10), ("shipped", 0))
    assert (held(), checking.check()) == (0, [])


def test_twin_without_the_lock_the_second_is_stopped_by_the_ledger_alone(trade, monkeypatch):
    shop, sku = trade.prepaid(1_000_00), trade.sku(there=10)
    order = trade.place(trade.system, shop, lines((sku, 10))).order

    with locks_off(monkeypatch):
        outcome = run_at_once(ship_or_cancel(trade, order.pk), 4)

    done = [word for word in outcome.results if word in ("cancelled", "shipped")]
    assert len(done) <= 1
    assert checking.check() == []
