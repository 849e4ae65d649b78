"""Picking, shipping with the invoice, delivery, settlement (ORD-04, INV-05, CRD-04, SET-01)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from endcap.cash.credit import selectors as credit
from endcap.cash.orders import services
from endcap.cash.orders.drafts import ShipDraft
from endcap.cash.orders.errors import NothingToShip, StateRefused
from endcap.cash.orders.models import Hold, OrderLine, Reservation, Shipment, ShipmentLine
from endcap.cash.orders.tests.trade import TODAY, balances, lines
from endcap.cash.receivables.models import Invoice
from endcap.kernel.errors import InvalidInput
from endcap.kernel.ids import new_id

pytestmark = pytest.mark.django_db
ALL = "counted by a test"


def invoices():
    return list(Invoice.objects.unscoped(ALL).order_by("number"))


@pytest.mark.req("ORD-04", "SET-01")
def test_a_prepaid_order_ships_with_an_invoice_that_is_paid_at_once(trade, team, tea):
    shop = trade.prepaid(100_00)
    order = trade.place(team.rep, shop, lines((tea, 30))).order
    services.pick_order(team.clerk, order_id=order.pk)
    left = services.ship_order(team.clerk, order_id=order.pk, draft=ShipDraft(carrier="早班车", waybill="W1"))
    [invoice] = invoices()
    assert (left.shipment.number, left.shipment.invoice_id) == ("DN-2026-000001", invoice.pk)
    assert (invoice.total, invoice.settled, invoice.net, invoice.tax) == (60_00, 60_00, 53_10, 6_90)
    assert balances(shop, order) == {"owed": 0, "advance": 40_00, "earmarked": 0}
    assert (trade.there(tea).on_hand, trade.there(tea).held) == (210, 0)
    order.refresh_from_db()
    assert (order.state, order.shipped_total, order.set_aside) == ("shipped", 60_00, 0)
    services.deliver_order(team.clerk, order_id=order.pk)
    order.refresh_from_db()
    assert (order.state, order.settled_at) == ("settled", team.clerk.now)


@pytest.mark.req("ORD-04", "CRD-04")
def test_on_credit_the_invoice_stays_open_and_uses_the_credit(trade, team, tea):
    shop = trade.on_credit(100_00)
    order = trade.place(team.rep, shop, lines((tea, 30))).order
    services.ship_order(team.clerk, order_id=order.pk)
    services.deliver_order(team.clerk, order_id=order.pk)
    [invoice] = invoices()
    line = credit.line_of(shop.pk, TODAY)
    assert (invoice.open, invoice.due_on) == (60_00, TODAY + timedelta(days=30))
    assert (line.free, line.held, line.used) == (40_00, 0, 60_00)
    order.refresh_from_db()
    assert order.state == "delivered"
    Invoice.objects.unscoped(ALL).filter(pk=invoice.pk).update(settled=60_00)
    assert services.follow_settled(team.clerk, invoice_ids=[invoice.pk]) == 1
    order.refresh_from_db()
    assert order.state == "settled"
    Invoice.objects.unscoped(ALL).filter(pk=invoice.pk).update(settled=0)
    assert services.follow_unsettled(team.clerk, invoice_ids=[invoice.pk]) == 1
    order.refresh_from_db()
    assert (order.state, order.settled_at) == ("delivered", None)


@pytest.mark.req("INV-05")
def test_older_lots_leave_first(trade, team):
    milk = trade.sku("牛奶")
    trade.receive(milk, 10, lot="NEW", expires_on=TODAY + timedelta(days=90))
    trade.receive(milk, 10, lot="OLD", expires_on=TODAY + timedelta(days=20))
    trade.receive(milk, 10, lot="GONE", expires_on=TODAY)
    order = trade.place(team.rep, trade.prepaid(1_000_00), lines((milk, 25))).order
    services.ship_order(team.clerk, order_id=order.pk)
    left = ShipmentLine.objects.select_related("lot").order_by("lot__expires_on")
    assert [(one.lot.code, one.quantity) for one in left] == [("GONE", 10), ("OLD", 10), ("NEW", 5)]


@pytest.mark.req("INV-05")
def test_a_lot_that_has_expired_while_it_was_held_goes_back(trade, team):
    milk = trade.sku("牛奶")
    trade.receive(milk, 10, lot="OLD", expires_on=TODAY)
    trade.receive(milk, 10, lot="NEW", expires_on=TODAY + timedelta(days=90))
    order = trade.place(team.rep, trade.prepaid(1_000_00), lines((milk, 12))).order
    tomorrow = replace(team.clerk, now=team.clerk.now + timedelta(days=1))
    services.ship_order(tomorrow, order_id=order.pk)
    line = OrderLine.objects.visible_to(team.clerk).get()
    order.refresh_from_db()
    assert (line.shipped, line.reserved, line.waiting, order.state, order.is_short) == (
        2,
        0,
        10,
        "confirmed",
        True,
    )
    assert (trade.there(milk).on_hand, trade.there(milk).held) == (18, 0)


@pytest.mark.req("ORD-04")
def test_parts_leave_one_after_the_other_and_add_up_to_the_order(trade, team):
    odd = trade.sku("散货", price=3333, there=7)  # 0.3333 yuan a piece
    shop = trade.prepaid(100_00)
    order = trade.place(team.rep, shop, lines((odd, 7))).order
    [line] = order.lines.visible_to(team.rep)
    assert order.total == 2_33
    for quantity in (2, 2):
        services.ship_order(team.clerk, order_id=order.pk, draft=ShipDraft({line.pk: quantity}))
        order.refresh_from_db()
        assert (order.state, order.is_partly_shipped) == ("confirmed", True)
    services.ship_order(team.clerk, order_id=order.pk)
    order.refresh_from_db()
    totals = list(Shipment.objects.unscoped(ALL).order_by("number").values_list("total", flat=True))
    assert (order.state, sum(totals), order.shipped_total) == ("shipped", 2_33, 2_33)
    assert sum(invoice.total for invoice in invoices()) == 2_33
    assert balances(shop, order) == {"owed": 0, "advance": 97_67, "earmarked": 0}


@pytest.mark.req("ORD-04", "CRD-04")
def test_a_part_on_credit_uses_its_share_and_holds_the_rest(trade, team, tea):
    shop = trade.on_credit(100_00)
    order = trade.place(team.rep, shop, lines((tea, 30))).order
    [line] = order.lines.visible_to(team.rep)
    services.ship_order(team.clerk, order_id=order.pk, draft=ShipDraft({line.pk: 10}))
    found = credit.line_of(shop.pk, TODAY)
    assert (found.free, found.held, found.used) == (40_00, 40_00, 20_00)
    services.cancel_order(team.rep, order_id=order.pk, reason="剩下的不要了")
    found = credit.line_of(shop.pk, TODAY)
    order.refresh_from_db()
    assert (found.free, found.held, found.used, order.state) == (80_00, 0, 20_00, "shipped")
    assert (trade.there(tea).free, trade.there(tea).held) == (230, 0)


@pytest.mark.req("CRD-04")
def test_what_has_become_overdue_stops_the_order_at_the_door(trade, team, tea):
    shop = trade.on_credit(1_000_00)
    first = trade.place(team.rep, shop, lines((tea, 10))).order
    services.ship_order(team.clerk, order_id=first.pk)
    second = trade.place(team.rep, shop, lines((tea, 10))).order
    later = replace(team.clerk, now=team.clerk.now + timedelta(days=31))
    left = services.ship_order(later, order_id=second.pk)
    second.refresh_from_db()
    [hold] = Hold.objects.visible_to(team.rep)
    assert (left.shipment, second.state, second.held_at) == (None, "confirmed", later.now)
    assert (hold.code, hold.point, hold.needs) == ("overdue", "dispatch", 20_00)
    assert [item["number"] for item in hold.facts["items"]] == [invoices()[0].number]
    assert trade.there(tea).held == 10  # still promised
    again = services.ship_order(later, order_id=second.pk)
    assert (again.shipment, Hold.objects.visible_to(team.rep).count()) == (None, 1)
    finance = replace(team.finance, now=later.now)
    services.release_order(finance, order_id=second.pk, note="今天已打款，见回单")
    assert services.ship_order(later, order_id=second.pk).shipment is not None


def test_no_more_leaves_than_is_held(trade, team, tea):
    order = trade.place(team.rep, trade.prepaid(100_00), lines((tea, 5))).order
    [line] = order.lines.visible_to(team.rep)
    with pytest.raises(InvalidInput):
        services.ship_order(team.clerk, order_id=order.pk, draft=ShipDraft({line.pk: 6}))
    with pytest.raises(InvalidInput):
        services.ship_order(team.clerk, order_id=order.pk, draft=ShipDraft({new_id(): 1}))
    with pytest.raises(NothingToShip):
        services.ship_order(team.clerk, order_id=order.pk, draft=ShipDraft({line.pk: 0}))
    assert trade.there(tea).on_hand == 240


def test_the_same_shipment_again_is_the_same(trade, team, tea):
    order = trade.place(team.rep, trade.prepaid(100_00), lines((tea, 5))).order
    id = new_id(team.clerk.now)
    first = services.ship_order(team.clerk, order_id=order.pk, id=id)
    assert services.ship_order(team.clerk, order_id=order.pk, id=id).shipment == first.shipment
    assert Shipment.objects.unscoped(ALL).count() == 1


def test_goods_on_consignment_leave_without_invoice(trade, team, tea):
    shop = trade.shop()
    trade.contract(shop, "consignment")
    order = trade.place(team.rep, shop, lines((tea, 5))).order
    left = services.ship_order(team.clerk, order_id=order.pk)
    assert (left.shipment.invoice_id, invoices(), balances(shop)["owed"]) == (None, [], 0)


@pytest.mark.req("ORD-04")
def test_cancelling_sets_everything_free(trade, team, tea):
    shop = trade.prepaid(100_00)
    order = trade.place(team.rep, shop, lines((tea, 5))).order
    services.cancel_order(team.rep, order_id=order.pk, reason="下错单")
    order.refresh_from_db()
    assert (order.state, order.set_aside, order.cancel_reason) == ("cancelled", 0, "下错单")
    assert balances(shop, order) == {"owed": 0, "advance": 100_00, "earmarked": 0}
    assert (
        trade.there(tea).free,
        Reservation.objects.visible_to(team.rep).filter(ended_at=None).count(),
    ) == (240, 0)
    with pytest.raises(StateRefused):
        services.cancel_order(team.rep, order_id=order.pk, reason="再取消")


@pytest.mark.req("REL-11")
def test_cancelling_right_after_ordering_asks_for_care(trade, team, tea):
    from endcap.cash.orders.events import OrderCancelledEarly
    from endcap.kernel import events

    told = []
    handler = lambda _actor, event: told.append((event.number, event.minutes))  # noqa: E731
    events.subscribe(OrderCancelledEarly, handler)
    shop = trade.prepaid(100_00)
    soon = trade.place(team.rep, shop, lines((tea, 5))).order
    late = trade.place(team.rep, shop, lines((tea, 5))).order
    services.cancel_order(
        replace(team.rep, now=team.rep.now + timedelta(minutes=30)), order_id=soon.pk, reason="x"
    )
    services.cancel_order(
        replace(team.rep, now=team.rep.now + timedelta(minutes=31)), order_id=late.pk, reason="x"
    )
    events._handlers[OrderCancelledEarly].remove(handler)
    assert told == [(soon.number, 30)]


@pytest.mark.req("SET-01")
def test_money_that_comes_lets_the_oldest_go_on(trade, team, tea):
    shop = trade.prepaid(0)
    first = trade.place(team.rep, shop, lines((tea, 10))).order
    second = trade.place(
        replace(team.rep, now=team.rep.now + timedelta(minutes=1)), shop, lines((tea, 10))
    ).order
    trade.pay(shop, 25_00)
    assert services.look_again(team.finance, payer_id=shop.pk) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.held_at, second.state) == ("confirmed", None, "draft")
    found = Hold.objects.visible_to(team.rep).order_by("order__placed_at")
    assert [(hold.order.number, hold.cleared_how, hold.needs) for hold in found] == [
        (first.number, "passed", 20_00),
        (second.number, "", 15_00),
    ]


@pytest.mark.req("CRD-04")
def test_an_exception_needs_a_right_a_reason_and_somebody_else(trade, team, tea):
    from endcap.cash.orders.errors import MakerReleases, ReasonMissing

    shop = trade.on_credit(50_00)
    order = trade.place(team.manager, shop, lines((tea, 30))).order
    with pytest.raises(MakerReleases):
        services.override_order(team.manager, order_id=order.pk, note="老客户")
    other = replace(team.manager, person_id=team.people.finance.pk, name="秦秋分")
    with pytest.raises(ReasonMissing):
        services.override_order(other, order_id=order.pk, note=" ")
    outcome = services.override_order(other, order_id=order.pk, note="老客户，周五回款")
    hold = Hold.objects.visible_to(team.manager).get()
    found = credit.line_of(shop.pk, TODAY)
    assert (outcome.order.state, hold.cleared_how, hold.cleared_by_name) == (
        "confirmed",
        "overridden",
        "秦秋分",
    )
    assert (found.limit, found.granted, found.held, found.free, found.to_withdraw) == (
        50_00,
        60_00,
        60_00,
        0,
        10_00,
    )
    services.cancel_order(team.rep, order_id=order.pk, reason="不要了")
    found = credit.line_of(shop.pk, TODAY)
    assert (found.granted, found.free) == (50_00, 50_00)
