"""Entering and confirming orders (ORD-04, ORD-05, ORD-06, SYS-06)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from endcap.cash.credit import selectors as credit
from endcap.cash.orders import services
from endcap.cash.orders.drafts import LineDraft, OrderDraft
from endcap.cash.orders.errors import OrderIdTaken, StateRefused
from endcap.cash.orders.models import Hold, Order, OrderLine, Reservation
from endcap.cash.orders.tests.trade import balances, lines
from endcap.kernel.errors import InvalidInput, RightMissing
from endcap.kernel.ids import new_id

pytestmark = pytest.mark.django_db


def codes(refused: InvalidInput) -> dict[str, str]:
    return {problem.field: problem.code for problem in refused.problems}


@pytest.mark.req("ORD-04")
def test_a_prepaid_order_is_priced_reserved_and_its_money_set_aside(trade, team, tea, water):
    shop = trade.prepaid(1_000_00)
    outcome = trade.place(team.rep, shop, lines((tea, 3), (water, 2), unit="箱"))
    order = Order.objects.visible_to(team.rep).get()
    assert (outcome.word, order.state, order.number) == ("created", "confirmed", "SO-2026-000001")
    assert (order.total, order.net, order.tax) == (
        216_00,
        191_15,
        24_85,
    )  # 72 × 2.00 + 48 × 1.50, 13 % within
    assert balances(shop, order) == {"owed": 0, "advance": 784_00, "earmarked": 216_00}
    assert (trade.there(tea).free, trade.there(tea).on_hand) == (168, 240)
    assert [(line.quantity, line.reserved, line.price) for line in order.lines.visible_to(team.rep)] == [
        (72, 72, 2_0000),
        (48, 48, 1_5000),
    ]
    assert Reservation.objects.visible_to(team.rep).count() == 2


@pytest.mark.req("ORD-04", "CRD-04")
def test_an_order_on_credit_holds_credit(trade, team, tea):
    shop = trade.on_credit(300_00)
    outcome = trade.place(team.rep, shop, lines((tea, 100)))
    assert outcome.word == "created"
    line = credit.line_of(shop.pk, team.rep.today)
    assert (line.free, line.held, line.used) == (100_00, 200_00, 0)


@pytest.mark.req("CRD-04")
def test_one_fen_over_the_limit_holds_the_order_and_books_nothing(trade, team, tea):
    shop = trade.on_credit(199_99)
    outcome = trade.place(team.rep, shop, lines((tea, 100)))
    order = Order.objects.visible_to(team.rep).get()
    hold = Hold.objects.visible_to(team.rep).get()
    assert (outcome.word, order.state, order.held_at) == ("held", "draft", team.rep.now)
    assert (hold.code, hold.needs, hold.facts["missing"], hold.facts["free"]) == (
        "over_limit",
        None,
        1,
        199_99,
    )
    assert trade.there(tea).free == 240
    assert credit.line_of(shop.pk, team.rep.today).held == 0


@pytest.mark.req("SET-01")
def test_a_prepaid_order_without_money_is_kept_and_says_what_frees_it(trade, team, tea, water):
    shop = trade.prepaid(100_00)
    outcome = trade.place(team.rep, shop, lines((tea, 24), (water, 48)))
    [hold] = outcome.holds
    assert (hold.code, hold.needs, hold.ships_today) == ("advance_short", 20_00, 48_00)
    assert balances(shop) == {"owed": 0, "advance": 100_00}


@pytest.mark.req("ORD-04")
def test_the_same_request_again_is_the_same_order(trade, team, tea):
    shop, id = trade.prepaid(1_000_00), new_id(team.rep.now)
    draft = OrderDraft(shop.pk, lines((tea, 1)))
    first = services.place_order(team.rep, draft=draft, id=id, confirm=True)
    again = services.place_order(team.rep, draft=draft, id=id, confirm=True)
    assert (first.word, again.word, again.order.number) == ("created", "exists", first.order.number)
    assert Order.objects.unscoped("counted by a test").count() == 1
    with pytest.raises(OrderIdTaken):
        services.place_order(team.rep, draft=replace(draft, note="另一张"), id=id, confirm=True)
    with pytest.raises(OrderIdTaken):
        services.place_order(team.clerk, draft=draft, id=id, confirm=True)
    assert balances(shop)["advance"] == 998_00


@pytest.mark.req("ORD-05", "ORD-06")
def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_kept(trade, team, tea, water):
    shop = trade.shop(trades=False)
    free = trade.sku("没有价格", price=0)
    draft = OrderDraft(
        shop.pk,
        [
            LineDraft(tea.pk, 0),
            LineDraft("NO-SUCH", 1),
            LineDraft(water.pk, 10**9),
            LineDraft(free.pk, 1),
            LineDraft(tea.pk, 1, "托盘"),
            LineDraft(trade.sku().pk, 1, price=1, price_note=""),
            LineDraft(trade.sku(case_factor=15).pk, Fraction(1, 2), "箱"),
        ],
    )
    with pytest.raises(InvalidInput) as refused:
        services.place_order(team.rep, draft=draft, confirm=True)
    assert codes(refused.value) == {
        "outlet": "no_contract",  # and no_merchant before it
        "lines.1.quantity": "not_positive",
        "lines.2.sku": "unknown_sku",
        "lines.3.quantity": "absurd",
        "lines.4.price": "no_price",
        "lines.5.unit": "unknown_unit",
        "lines.5.sku": "twice",
        "lines.6.price": "price_right_missing",
        "lines.6.price_note": "price_note_missing",
        "lines.7.quantity": "does_not_divide",
    }
    assert "no_merchant" in {problem.code for problem in refused.value.problems}
    assert not Order.objects.unscoped("nothing was kept").exists()


def test_an_outlet_of_somebody_else_is_not_there(trade, team, tea):
    shop = trade.prepaid(1_000_00)
    with pytest.raises(InvalidInput) as refused:
        trade.place(team.stranger, shop, lines((tea, 1)))
    assert codes(refused.value) == {"outlet": "not_found"}


def test_whoever_may_not_place_is_refused(trade, team, tea):
    with pytest.raises(RightMissing):
        trade.place(team.finance, trade.prepaid(), lines((tea, 1)))


@pytest.mark.req("ORD-05")
def test_without_a_contract_there_is_no_order_unless_the_company_says_otherwise(trade, team, tea, system):
    from endcap.kernel.parameters import services as parameters
    from endcap.kernel.parameters.definitions import P

    shop = trade.shop()
    with pytest.raises(InvalidInput) as refused:
        trade.place(team.rep, shop, lines((tea, 1)))
    assert codes(refused.value) == {"outlet": "no_contract"}
    parameters.set_value(
        system, code=P.CONTRACT_FIRST.code, value=False, valid_from=system.today, reason="试点"
    )
    trade.pay(shop, 10_00)
    outcome = trade.place(team.rep, shop, lines((tea, 1)))
    assert (outcome.word, outcome.order.mode, outcome.order.payer_id) == ("created", "prepaid", shop.pk)


@pytest.mark.req("ORD-05")
def test_a_price_of_ones_own_needs_the_right_and_leaves_a_reason(trade, team, tea, actor, system):
    shop = trade.prepaid(1_000_00)
    wanted = [LineDraft(tea.pk, 10, price=1_8000, price_note="临期特价")]
    with pytest.raises(InvalidInput) as refused:
        trade.place(team.rep, shop, wanted)
    assert codes(refused.value) == {"lines.1.price": "price_right_missing"}
    order = trade.place(team.manager, shop, wanted).order
    line = OrderLine.objects.visible_to(team.rep).get()
    assert (order.total, line.price, line.quoted_price, line.price_source) == (
        18_00,
        1_8000,
        2_0000,
        "override",
    )
    assert line.price_note == "临期特价"


@pytest.mark.req("ORD-06")
def test_far_more_than_usual_is_allowed_and_shown(trade, team, tea, water, monkeypatch):
    from endcap.goods.sales import selectors as sales

    shop = trade.prepaid(10_000_00)
    monkeypatch.setattr(sales, "usual_quantities", lambda *_args: {tea.pk: 24, water.pk: 24})
    outcome = trade.place(team.rep, shop, lines((tea, 73), (water, 72)))
    order = outcome.order
    rows = OrderLine.objects.visible_to(team.rep).order_by("position")
    assert (outcome.word, order.is_exception) == ("created", True)
    assert [(line.norm, line.is_exception) for line in rows] == [(24, True), (24, False)]


@pytest.mark.req("ORD-04")
def test_what_is_there_is_held_and_the_rest_waits(trade, team, tea):
    shop = trade.prepaid(1_000_00)
    order = trade.place(team.rep, shop, lines((tea, 300))).order
    line = OrderLine.objects.visible_to(team.rep).get()
    assert (order.state, order.is_short, line.reserved, line.waiting) == ("confirmed", True, 240, 60)
    trade.receive(tea, 100, lot="L2")
    assert services.reserve_waiting(team.rep, order_id=order.pk) == 60
    order.refresh_from_db()
    line.refresh_from_db()
    assert (order.is_short, line.reserved, line.waiting, trade.there(tea).free) == (False, 300, 0, 40)


@pytest.mark.req("ORD-04")
def test_with_nothing_there_the_order_is_held(trade, team):
    empty = trade.sku("没货")
    outcome = trade.place(team.rep, trade.prepaid(1_000_00), lines((empty, 5)))
    assert [hold.code for hold in outcome.holds] == ["no_stock"]
    assert outcome.holds[0].facts["skus"] == [{"sku": str(empty.pk), "wanted": 5, "there": 0}]


def test_a_refused_step_names_both_states(trade, team, tea):
    order = trade.place(team.rep, trade.prepaid(1_000_00), lines((tea, 1))).order
    with pytest.raises(StateRefused) as refused:
        services.confirm_order(team.rep, order_id=order.pk)
    assert refused.value.message == f"订单 {order.number} 现在是“已确认”，不能改成“已确认”。"


@pytest.mark.req("ORD-04")
def test_a_draft_holds_nothing_until_it_is_confirmed(trade, team, tea):
    shop = trade.prepaid(1_000_00)
    order = trade.place(team.rep, shop, lines((tea, 10)), confirm=False).order
    assert (order.state, trade.there(tea).free) == ("draft", 240)
    outcome = services.confirm_order(team.rep, order_id=order.pk)
    assert (outcome.order.state, outcome.holds, trade.there(tea).free) == ("confirmed", [], 230)


@pytest.mark.parametrize("confirm", [True, False])
def test_any_number_of_lines_is_the_same_number_of_statements(trade, team, confirm):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    shop = trade.prepaid(100_000_00)
    skus = [trade.sku(there=10) for _n in range(43)]
    trade.place(team.rep, shop, lines((skus[0], 1)), confirm=confirm)  # opens accounts and series
    counted = []
    for chosen in (skus[1:3], skus[3:43]):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            trade.place(team.rep, shop, lines(*((sku, 1) for sku in chosen)), confirm=confirm)
        counted.append(len(asked))
    assert counted[0] == counted[1]
