"""Counting: each line refers to a moment, so that selling goes on; differences with their reason, all at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from endcap.goods.stock import book, moves, selectors, services
from endcap.goods.stock.errors import CountOpen, CountStateRefused, NothingCounted, TooMuchHeld
from endcap.goods.stock.models import CountLine, StockCount
from endcap.goods.stock.tests.conftest import balance, everything, stands
from endcap.kernel.errors import InvalidInput, RightMissing
from endcap.kernel.ids import new_id
from endcap.mechanisms.ledger import services as ledger

pytestmark = pytest.mark.req("INV-07")


def later(actor, minutes: int):
    """The same person, so many minutes later."""
    return replace(actor, now=actor.now + timedelta(minutes=minutes))


def sell(actor, place, shop, sku, lot, quantity: int) -> None:
    """Goods leave for an outlet."""
    lines = moves.deliver_lines(
        location_id=place.pk, outlet_id=shop.pk, parts=[moves.Part(sku.pk, lot.pk, quantity)]
    )
    ledger.post(actor, op_id=new_id(), kind="test.sold", lines=lines)


def test_a_count_corrects_the_book_and_keeps_the_reason(system, warehouse, tea, receive):
    less = receive(warehouse, tea, 10, "A", expires=date(2027, 1, 1))
    more = receive(warehouse, tea, 10, "B", expires=date(2027, 2, 1))
    same = receive(warehouse, tea, 10, "C", expires=date(2027, 3, 1))
    count = services.open_count(later(system, 1), location_id=warehouse.pk)
    assert (count.number, count.state, count.lines.count()) == ("SC-2026-000001", "open", 3)
    services.record_counts(
        later(system, 2),
        count_id=count.pk,
        lots=[
            services.CountedLot(less.pk, 7),
            services.CountedLot(more.pk, 11),
            services.CountedLot(same.pk, 10),
        ],
        found=[services.FoundLot(services.LotMark(tea.pk, "D"), 4)],
    )

    posted = services.post_count(later(system, 3), count_id=count.pk, reason="theft")

    assert (posted.state, posted.reason, posted.lines_counted, posted.lines_differing) == (
        "posted",
        "theft",
        4,
        3,
    )
    assert stands(warehouse, tea) == (32, 0, 0)
    assert balance(book.unexplained(warehouse.pk, tea.pk)) == 3 - 1 - 4
    rows = CountLine.objects.filter(count=posted).order_by("lot__code")
    assert [(row.expected, row.counted, row.difference) for row in rows] == [
        (10, 7, -3),
        (10, 11, 1),
        (10, 10, 0),
        (0, 4, 4),
    ]


def test_what_is_sold_after_a_line_was_counted_is_no_difference(system, warehouse, tea, receive, outlet):
    lot, shop = receive(warehouse, tea, 10), outlet()
    count = services.open_count(later(system, 1), location_id=warehouse.pk)
    sell(later(system, 2), warehouse, shop, tea, lot, 2)
    services.record_counts(later(system, 3), count_id=count.pk, lots=[services.CountedLot(lot.pk, 8)])
    sell(later(system, 4), warehouse, shop, tea, lot, 5)

    posted = services.post_count(later(system, 5), count_id=count.pk)

    assert (posted.lines_differing, stands(warehouse, tea)) == (0, (3, 0, 0))
    assert CountLine.objects.get(count=posted).expected == 8


def test_a_line_may_say_itself_when_it_was_counted(system, warehouse, tea, receive, outlet):
    lot, shop = receive(warehouse, tea, 10), outlet()
    count = services.open_count(later(system, 1), location_id=warehouse.pk)
    sell(later(system, 3), warehouse, shop, tea, lot, 4)
    before_the_sale = system.now + timedelta(minutes=2)
    services.record_counts(
        later(system, 9), count_id=count.pk, lots=[services.CountedLot(lot.pk, 9, before_the_sale)]
    )

    posted = services.post_count(later(system, 10), count_id=count.pk, reason="routine")

    assert (posted.lines_differing, stands(warehouse, tea)) == (1, (5, 0, 0))


def test_lines_that_nobody_counted_stay_as_they_are(system, warehouse, tea, receive):
    one, _other = receive(warehouse, tea, 10, "A"), receive(warehouse, tea, 10, "B")
    count = services.open_count(later(system, 1), location_id=warehouse.pk)
    services.record_counts(later(system, 2), count_id=count.pk, lots=[services.CountedLot(one.pk, 9)])

    posted = services.post_count(later(system, 3), count_id=count.pk, reason="routine")

    assert (posted.lines_counted, stands(warehouse, tea)) == (1, (19, 0, 0))


def test_a_difference_needs_a_reason(system, warehouse, tea, receive):
    lot = receive(warehouse, tea, 10)
    count = services.open_count(later(system, 1), location_id=warehouse.pk)
    services.record_counts(later(system, 2), count_id=count.pk, lots=[services.CountedLot(lot.pk, 9)])
    before = everything()

    with pytest.raises(InvalidInput) as refused:
        services.post_count(later(system, 3), count_id=count.pk, reason="because")

    assert [(one.field, one.code) for one in refused.value.problems] == [("reason", "required")]
    assert everything() == before
    count.refresh_from_db()
    assert count.state == "open"


def test_what_is_missing_and_promised_to_orders_is_named_line_by_line(
    system, warehouse, tea, sku, receive, outlet
):
    water, shop = sku("水"), outlet()
    lots = {one: receive(warehouse, one, 10, "L1") for one in (tea, water)}
    parts = [moves.Part(one.pk, lot.pk, 9) for one, lot in lots.items()]
    lines = moves.reserve_lines(location_id=warehouse.pk, outlet_id=shop.pk, parts=parts)
    ledger.post(later(system, 1), op_id=new_id(), kind="test.held", lines=lines)
    count = services.open_count(later(system, 2), location_id=warehouse.pk)
    counted = [services.CountedLot(lot.pk, 7) for lot in lots.values()]
    services.record_counts(later(system, 3), count_id=count.pk, lots=counted)
    before = everything()

    with pytest.raises(TooMuchHeld) as refused:
        services.post_count(later(system, 4), count_id=count.pk, reason="routine")

    assert refused.value.params["count"] == 2
    assert set(str(refused.value.params["names"]).split("、")) == {"柠檬茶 500ml L1", "水 L1"}
    assert everything() == before


def test_one_count_of_a_location_at_a_time_and_none_after_it_is_over(system, warehouse, tea, receive):
    lot = receive(warehouse, tea, 10)
    count = services.open_count(later(system, 1), location_id=warehouse.pk)
    with pytest.raises(CountOpen):
        services.open_count(later(system, 2), location_id=warehouse.pk)
    with pytest.raises(NothingCounted):
        services.post_count(later(system, 2), count_id=count.pk)
    services.cancel_count(later(system, 3), count_id=count.pk)

    with pytest.raises(CountStateRefused):
        services.record_counts(later(system, 4), count_id=count.pk, lots=[services.CountedLot(lot.pk, 1)])
    assert services.open_count(later(system, 5), location_id=warehouse.pk).pk != count.pk


def test_every_wrong_figure_is_said_at_once(system, warehouse, tea, receive):
    lot = receive(warehouse, tea, 10)
    count = services.open_count(later(system, 1), location_id=warehouse.pk)
    tomorrow = system.now + timedelta(days=1)

    with pytest.raises(InvalidInput) as refused:
        services.record_counts(
            later(system, 2),
            count_id=count.pk,
            lots=[
                services.CountedLot(lot.pk, -1),
                services.CountedLot(new_id(), 1),
                services.CountedLot(lot.pk, 1, tomorrow),
            ],
            found=[services.FoundLot(services.LotMark(new_id()), 1)],
        )

    assert [(one.field, one.code) for one in refused.value.problems] == [
        ("lines.1.counted", "out_of_range"),
        ("lines.2.lot_id", "unknown"),
        ("lines.3.at", "future"),
        ("found.1.sku_id", "unknown"),
    ]
    assert CountLine.objects.get(count=count).counted is None


def test_posting_takes_the_same_number_of_statements_whatever_its_lines(system, warehouse, sku, receive):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    skus = [sku() for _n in range(12)]
    lots = [receive(warehouse, one, 10).pk for one in skus]

    def cost(minute: int, lot_ids) -> int:
        count = services.open_count(later(system, minute), location_id=warehouse.pk)
        counted = [services.CountedLot(lot_id, 9 - minute // 10) for lot_id in lot_ids]
        services.record_counts(later(system, minute + 1), count_id=count.pk, lots=counted)
        with CaptureQueriesContext(connection) as seen:
            services.post_count(later(system, minute + 2), count_id=count.pk, reason="routine")
        return len(seen)

    cost(10, lots[:1])
    assert cost(20, lots[:2]) == cost(30, lots)


def test_who_may_not_count_does_not(actor, warehouse, office):
    with pytest.raises(RightMissing):
        services.open_count(actor("rep", unit=office), location_id=warehouse.pk)
    assert StockCount.objects.unscoped("a test looks").count() == 0


def test_a_blind_sheet_shows_nothing_of_the_book(system, warehouse, tea, receive):
    lot = receive(warehouse, tea, 10)
    blind = services.open_count(later(system, 1), location_id=warehouse.pk, is_blind=True)
    assert selectors.expected_now(blind) == {}
    services.cancel_count(later(system, 2), count_id=blind.pk)
    shown = services.open_count(later(system, 3), location_id=warehouse.pk)
    assert selectors.expected_now(shown) == {lot.pk: 10}
