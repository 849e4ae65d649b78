"""What is taken first: earliest expiry, then oldest made, then the code; nothing past expiry."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from endcap.goods.stock import fefo, moves, selectors
from endcap.goods.stock.fefo import PickPart, Short, Stand
from endcap.goods.stock.selectors import warehouse_of
from endcap.goods.stock.tests.conftest import TODAY
from endcap.mechanisms.ledger import checking

SKUS = [UUID(int=n) for n in (1, 2)]
DAYS = st.none() | st.integers(-5, 5).map(lambda n: TODAY + timedelta(days=n))
STANDS = st.lists(
    st.builds(
        Stand,
        sku_id=st.sampled_from(SKUS),
        lot_id=st.integers(1, 10**6).map(lambda n: UUID(int=n)),
        free=st.integers(0, 20),
        made_on=DAYS,
        expires_on=DAYS,
        code=st.sampled_from(["", "A", "B"]),
    ),
    max_size=8,
    unique_by=lambda stand: stand.lot_id,
)
WANTED = st.dictionaries(st.sampled_from(SKUS), st.integers(1, 40), max_size=2)


@pytest.mark.req("INV-05")
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WANTED, STANDS)
def test_a_pick_is_complete_in_order_and_never_past_expiry(wanted, there):
    found = fefo.pick(wanted, there, on=TODAY)

    by_lot = {stand.lot_id: stand for stand in there}
    short = {one.sku_id: one for one in found.short}
    for sku_id, quantity in wanted.items():
        taken = [part for part in found.parts if part.sku_id == sku_id]
        usable = [
            stand
            for stand in there
            if stand.sku_id == sku_id and (stand.expires_on is None or stand.expires_on >= TODAY)
        ]
        have = sum(stand.free for stand in usable)
        assert sum(part.quantity for part in taken) == min(quantity, have)
        assert (sku_id in short) == (quantity > have)
        if sku_id in short:
            assert short[sku_id] == Short(sku_id, quantity, have)
        turns = [by_lot[part.lot_id].turn for part in taken]
        assert turns == sorted(turns)
        for part in taken[:-1]:  # a lot is emptied before the next is touched
            assert part.quantity == by_lot[part.lot_id].free
        if taken:  # and no lot before the last one taken is left out
            last = by_lot[taken[-1].lot_id].turn
            skipped = [
                s for s in usable if s.free and s.turn < last and s.lot_id not in {p.lot_id for p in taken}
            ]
            assert skipped == []
    for part in found.parts:
        stand = by_lot[part.lot_id]
        assert 0 < part.quantity <= stand.free
        assert stand.expires_on is None or stand.expires_on >= TODAY


@pytest.mark.req("INV-05")
def test_what_expires_first_is_taken_first_and_the_oldest_made_of_equal_expiry(warehouse, tea, receive):
    late = receive(warehouse, tea, 10, "C", expires=date(2026, 12, 1))
    young = receive(warehouse, tea, 10, "B", made=date(2026, 5, 1), expires=date(2026, 9, 1))
    old = receive(warehouse, tea, 10, "A", made=date(2026, 6, 1), expires=date(2026, 9, 1))

    found = selectors.pick(location_id=warehouse.pk, wanted={tea.pk: 25}, on=TODAY)

    assert found.parts == (
        PickPart(tea.pk, young.pk, 10),
        PickPart(tea.pk, old.pk, 10),
        PickPart(tea.pk, late.pk, 5),
    )
    assert found.short == ()


@pytest.mark.req("INV-05")
def test_goods_without_expiry_leave_in_the_order_in_which_they_were_made(warehouse, tea, receive):
    second = receive(warehouse, tea, 5, "A", made=date(2026, 6, 2))
    first = receive(warehouse, tea, 5, "B", made=date(2026, 6, 1))

    found = selectors.pick(location_id=warehouse.pk, wanted={tea.pk: 6}, on=TODAY)

    assert found.parts == (PickPart(tea.pk, first.pk, 5), PickPart(tea.pk, second.pk, 1))


@pytest.mark.req("INV-05")
def test_the_last_good_day_is_good_and_the_day_after_is_not(warehouse, tea, receive):
    lot = receive(warehouse, tea, 5, "A", expires=TODAY)

    today = selectors.pick(location_id=warehouse.pk, wanted={tea.pk: 5}, on=TODAY)
    tomorrow = selectors.pick(location_id=warehouse.pk, wanted={tea.pk: 5}, on=TODAY + timedelta(days=1))

    assert today.parts == (PickPart(tea.pk, lot.pk, 5),)
    assert (tomorrow.parts, tomorrow.short) == ((), (Short(tea.pk, 5, 0),))
    assert selectors.expired([lot.pk], on=TODAY) == frozenset()
    assert selectors.expired([lot.pk], on=TODAY + timedelta(days=1)) == {lot.pk}


def test_what_is_held_for_another_is_not_picked(warehouse, tea, outlet, receive, post):
    lot = receive(warehouse, tea, 10)
    shop = outlet()
    post(
        moves.reserve_lines(
            location_id=warehouse.pk, outlet_id=shop.pk, parts=[moves.Part(tea.pk, lot.pk, 7)]
        )
    )

    found = selectors.pick(location_id=warehouse.pk, wanted={tea.pk: 5}, on=TODAY)

    assert found.parts == (PickPart(tea.pk, lot.pk, 3),)
    assert found.short == (Short(tea.pk, 5, 3),)


def test_picking_and_finding_the_warehouse_take_one_statement_each(
    warehouse, tea, sku, outlet, receive, django_assert_num_queries
):
    water, shop = sku(), outlet()
    for thing in (tea, water):
        receive(warehouse, thing, 5, "A", expires=date(2027, 1, 1))
        receive(warehouse, thing, 5, "B", expires=date(2027, 2, 1))

    with django_assert_num_queries(1):
        selectors.pick(location_id=warehouse.pk, wanted={tea.pk: 8, water.pk: 8}, on=TODAY)
    with django_assert_num_queries(1):
        warehouse_of(shop.pk)
    with django_assert_num_queries(1):
        selectors.available(location_ids=[warehouse.pk], sku_ids=[tea.pk, water.pk])


@pytest.mark.tampers
@pytest.mark.req("INV-05")
def test_the_check_finds_goods_that_left_past_their_expiry(warehouse, tea, outlet, receive, post):
    lot = receive(warehouse, tea, 10, "A", expires=TODAY - timedelta(days=1))
    lines = moves.deliver_lines(
        location_id=warehouse.pk, outlet_id=outlet().pk, parts=[moves.Part(tea.pk, lot.pk, 1)]
    )
    assert checking.check() == []

    post(lines)

    assert [(breach.invariant, breach.what) for breach in checking.check()] == [
        ("I11", "a lot was picked past its expiry")
    ]
