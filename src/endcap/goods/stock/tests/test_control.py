"""How much should be there: suggestions with their inputs, levers, uplifts, alarms, fair shares."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from endcap.goods.sales.models import SalesFact
from endcap.goods.stock import selectors, services
from endcap.goods.stock.errors import AllocationRunning, CompanyWide
from endcap.goods.stock.models import Allocation, AllocationShare, Lever, Shortage
from endcap.goods.stock.selectors import BoardFilter
from endcap.goods.stock.tests.conftest import TODAY
from endcap.kernel.errors import InvalidInput, NotFoundHere
from endcap.kernel.ids import new_id
from endcap.org.messages.models import Notification


@pytest.fixture
def sold(db):
    """Writes facts of sale: ``sold(shop, tea, 28, days_ago=3)``."""
    made = {"n": 0}

    def write(shop, sku, quantity: int, *, days_ago: int = 1, day: date | None = None) -> None:
        made["n"] += 1
        SalesFact.objects.bulk_create(
            [
                SalesFact(
                    outlet=shop,
                    sku=sku,
                    day=day or TODAY - timedelta(days=days_ago),
                    quantity=quantity,
                    amount=quantity * 300,
                    kind="sale",
                    invoice_no=f"I{made['n']}",
                    line_no=1,
                    batch_id=new_id(),
                )
            ]
        )

    return write


def advice(actor, place):
    """The one suggestion of a location."""
    return selectors.advice_page(actor, location_id=place.pk).rows[0]


@pytest.mark.req("INV-01", "INV-02", "P-36", "P-37")
def test_a_suggestion_shows_what_it_is_made_of(
    system, warehouse, other_warehouse, tea, outlet, receive, sold
):
    receive(warehouse, tea, 20)
    receive(other_warehouse, tea, 15)
    services.send_transfer(
        system, from_id=other_warehouse.pk, to_id=warehouse.pk, lines=[services.Wanted(tea.pk, 15)]
    )
    sold(outlet(), tea, 280)

    found = advice(system, warehouse)

    assert (found.inputs.sold, found.inputs.over_days) == (280, 28)
    assert (found.inputs.interval_days, found.inputs.lead_days, found.inputs.safety_days) == (3, 1, 1)
    assert (found.suggestion.target, found.suggestion.available) == (50, 35)  # 20 there, 15 on the way
    assert (found.suggestion.short, found.suggestion.quantity, found.cover_days) == (15, 15, 3)


@pytest.mark.req("INV-10")
def test_a_lever_raises_the_target_and_leaves_its_reason_in_the_log(
    actor, system, warehouse, tea, outlet, receive, sold
):
    receive(warehouse, tea, 20)
    sold(outlet(), tea, 280)
    manager = actor("office_manager", unit=warehouse.unit)
    draft = services.LeverDraft
    services.set_lever(manager, draft=draft("safety_days", 3, "国庆前断过货", location_id=warehouse.pk))
    services.set_lever(
        replace(manager, now=manager.now + timedelta(minutes=1)),
        draft=draft("shelf", 12, "端架加一层", location_id=warehouse.pk, sku_id=tea.pk),
    )

    assert advice(system, warehouse).suggestion.target == 70 + 12
    assert [(one.key, one.former, one.value, one.reason) for one in selectors.lever_log(manager)] == [
        ("shelf", 0, 12, "端架加一层"),
        ("safety_days", 1, 3, "国庆前断过货"),
    ]


@pytest.mark.req("INV-10")
def test_a_lever_is_refused_with_all_that_is_wrong_and_elsewhere_altogether(actor, office, other_warehouse):
    manager = actor("office_manager", unit=office)
    with pytest.raises(CompanyWide):
        services.set_lever(manager, draft=services.LeverDraft("safety_days", 3, "x"))
    with pytest.raises(NotFoundHere):
        services.set_lever(
            manager, draft=services.LeverDraft("safety_days", 3, "x", location_id=other_warehouse.pk)
        )
    with pytest.raises(InvalidInput) as refused:
        services.set_lever(
            actor("planning"), draft=services.LeverDraft("safety_days", 91, " ", valid_from=date(2026, 7, 1))
        )
    assert [(one.field, one.code) for one in refused.value.problems] == [
        ("value", "out_of_range"),
        ("reason", "required"),
        ("valid_from", "past"),
    ]
    assert Lever.objects.unscoped("a test looks").count() == 0


@pytest.mark.req("INV-04")
def test_an_uplift_is_shown_beside_the_base(system, warehouse, tea, outlet, receive, sold):
    receive(warehouse, tea, 20)
    sold(outlet(), tea, 280)
    draft = services.UpliftDraft(
        "holiday", "国庆", TODAY + timedelta(days=2), TODAY + timedelta(days=9), 5_000
    )
    uplift = services.add_uplift(system, draft=draft)

    said = advice(system, warehouse).suggestion
    assert (said.base, said.uplifts, said.target) == (50, (("国庆", 15),), 65)  # three of the five days

    services.end_uplift(system, uplift_id=uplift.pk)
    assert advice(system, warehouse).suggestion.target == 50


@pytest.mark.req("INV-03")
def test_the_curve_shows_the_past_of_the_book_and_the_plan(system, warehouse, tea, outlet, receive, sold):
    receive(warehouse, tea, 30, on=TODAY - timedelta(days=2))
    receive(warehouse, tea, 15, on=TODAY)
    sold(outlet(), tea, 280)

    found = selectors.curve_of(system, location_id=warehouse.pk, sku_id=tea.pk)

    assert [stand for _day, stand in found.past[-4:]] == [0, 30, 30, 45]
    assert (len(found.past), found.past_mean_x100) == (28, 105 * 100 // 28)
    assert (found.ahead.days[0].opening, found.ahead.safety_x100) == (45, 1_000)


@pytest.mark.req("INV-08")
def test_guidance_says_what_an_order_up_to_stock_would_free(system, warehouse, tea, outlet, receive, sold):
    receive(warehouse, tea, 600, on=TODAY - timedelta(days=27))
    sold(outlet(), tea, 280)

    row = selectors.guidance(system, location_id=warehouse.pk).rows[0]

    assert row.mean_now_x100 == 600_00
    assert row.mean_then_x100 < row.mean_now_x100
    assert (row.cover_now, row.order_every_days) == (60, 3)


@pytest.mark.req("INV-09")
def test_short_cover_is_told(system, warehouse, tea, sku, outlet, receive, sold):
    enough = sku("水")
    receive(warehouse, tea, 5)
    receive(warehouse, enough, 500)
    shop = outlet()
    sold(shop, tea, 280)
    sold(shop, enough, 280)

    found = selectors.short_covers(system, BoardFilter())

    assert [(one.advice.sku.pk, one.advice.cover_days) for one in found] == [(tea.pk, 0)]


@pytest.mark.req("INV-09")
def test_the_third_unfilled_order_tells_those_who_plan(system, person, tea, outlet):
    planner, _rep = person("企划", "planning"), person("业务")
    shops = [outlet(), outlet()]
    order = new_id()
    for shop, source in ((shops[0], order), (shops[0], order), (shops[1], new_id())):
        services.note_shortage(system, outlet_id=shop.pk, sku_id=tea.pk, quantity=6, source_id=source)
    assert (selectors.unfilled(system), Notification.objects.count()) == ([], 0)

    services.note_shortage(system, outlet_id=shops[0].pk, sku_id=tea.pk, quantity=6)

    row = selectors.unfilled(system)[0]
    assert (row.orders, row.missing, row.outlets) == (3, 18, 2)
    told = Notification.objects.get()
    assert (told.person_id, "影响 2 家终端" in str(told.title)) == (planner.pk, True)
    assert Shortage.objects.unscoped("a test looks").count() == 3


@pytest.mark.req("INV-11")
def test_what_is_short_is_shared_out_by_history_to_the_bottle(system, tea, outlet, sold):
    first, second, third = outlet(), outlet(), outlet()
    for shop, quantity in ((first, 50), (second, 30), (third, 20)):
        sold(shop, tea, quantity, days_ago=30)
    draft = services.AllocationDraft(tea.pk, 99, TODAY, TODAY + timedelta(days=6))

    services.allocate(system, draft=draft)

    quotas = [selectors.quota_of(shop.pk, tea.pk, on=TODAY) for shop in (first, second, third)]
    assert (quotas, sum(quotas)) == ([49, 30, 20], 99)
    assert selectors.quota_of(outlet().pk, tea.pk, on=TODAY) == 0
    assert selectors.quota_of(first.pk, tea.pk, on=TODAY + timedelta(days=7)) is None
    with pytest.raises(AllocationRunning):
        services.allocate(system, draft=draft)


@pytest.mark.req("INV-11")
def test_what_is_short_may_be_shared_out_by_plan(system, tea, outlet):
    first, second = outlet(), outlet()
    plan = {first.pk: 3, second.pk: 1}
    draft = services.AllocationDraft(tea.pk, 11, TODAY, TODAY, "plan", plan)

    made = services.allocate(system, draft=draft)

    shares = AllocationShare.objects.unscoped("a test looks").filter(allocation=made)
    assert {one.outlet_id: one.quantity for one in shares} == {first.pk: 8, second.pk: 3}
    services.end_allocation(system, allocation_id=made.pk)
    assert selectors.quota_of(first.pk, tea.pk, on=TODAY) is None


@pytest.mark.req("INV-11")
def test_nobody_to_share_with_is_said(system, tea):
    with pytest.raises(InvalidInput):
        services.allocate(system, draft=services.AllocationDraft(tea.pk, 10, TODAY, TODAY))
    assert Allocation.objects.count() == 0


@pytest.mark.req("INV-12")
def test_an_outlet_that_took_more_than_half_a_month_in_its_last_five_days_is_shown(system, tea, outlet, sold):
    loaded, steady = outlet(), outlet()
    for shop, early, late in ((loaded, 49, 51), (steady, 50, 50)):
        sold(shop, tea, early, day=date(2026, 6, 25))
        sold(shop, tea, late, day=date(2026, 6, 26))

    found = selectors.loadings(system, month=date(2026, 6, 1))

    assert [(one.outlet.pk, one.last_days, one.whole, one.share_bp) for one in found] == [
        (loaded.pk, 51, 100, 5_100)
    ]


@pytest.mark.req("INV-13", "P-72")
def test_near_expiry_and_dead_stock_are_listed(system, warehouse, tea, sku, outlet, receive, sold):
    year = timedelta(days=360)
    good = receive(
        warehouse,
        tea,
        5,
        "GOOD",
        made=TODAY - year + timedelta(days=121),
        expires=TODAY + timedelta(days=121),
    )
    near = receive(
        warehouse, tea, 5, "NEAR", made=TODAY - timedelta(days=240), expires=TODAY + timedelta(days=120)
    )
    over = receive(warehouse, tea, 5, "OVER", made=TODAY - year, expires=TODAY - timedelta(days=1))
    dead = sku("陈货")
    receive(warehouse, dead, 7)
    sold(outlet(), tea, 500)

    listed = selectors.near_expiry(system, BoardFilter())
    slow = selectors.slow_stock(system, BoardFilter())

    assert [(one.lot.pk, one.state, one.days_left) for one in listed.rows] == [
        (over.pk, "over", -1),
        (near.pk, "near", 120),
    ]
    assert good.pk not in {one.lot.pk for one in listed.rows}
    assert [(one.sku.pk, one.is_dead) for one in slow] == [(dead.pk, True)]


@pytest.mark.req("INV-14")
def test_the_plan_is_compared_with_what_was_asked_for(system, tea, outlet, sold):
    shop = outlet()
    sold(shop, tea, 60, day=date(2026, 7, 3))
    services.note_shortage(system, outlet_id=shop.pk, sku_id=tea.pk, quantity=40)
    services.set_supply_plan(system, lines=[services.PlanLine(tea.pk, date(2026, 7, 9), 70, "idle")])

    found = selectors.supply_alarms(system)

    assert [(one.alarm.kind, one.alarm.missing, one.outlets) for one in found] == [
        ("idle_while_short", 40, 1),
        ("plan_below_demand", 30, 1),
    ]


def test_the_board_takes_the_same_number_of_statements_whatever_its_rows(system, warehouse, sku, receive):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            selectors.board_page(system, BoardFilter())
        return len(seen)

    receive(warehouse, sku(), 5)
    first = cost()
    for _n in range(8):
        receive(warehouse, sku(), 5)
    assert cost() == first <= 10
