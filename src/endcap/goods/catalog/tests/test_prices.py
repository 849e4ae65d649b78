"""Prices hold from a day to a day, never two at once, and their history stays (PRC-01)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endcap.goods.catalog import selectors, services
from endcap.goods.catalog.errors import PriceOverlap, PricePast
from endcap.goods.catalog.models import Price
from endcap.goods.catalog.pricing import Span, place
from endcap.goods.catalog.stability import stability_of
from endcap.kernel.errors import InvalidInput, RightMissing
from endcap.kernel.ids import new_id

pytestmark = pytest.mark.req("PRC-01")
TODAY = date(2026, 7, 16)


def history(sku, level="dealer"):
    rows = Price.objects.filter(sku=sku, level__code=level).order_by("valid_from")
    return [(row.price, row.valid_from, row.valid_to) for row in rows]


def test_a_new_price_ends_the_former_the_day_before(system, sku):
    tea = sku("柠檬茶")
    services.set_price(system, sku_id=tea.pk, level="dealer", price=3_0000, valid_from=date(2026, 1, 1))
    services.set_price(system, sku_id=tea.pk, level="dealer", price=3_2000, valid_from=date(2026, 8, 1))
    assert history(tea) == [
        (3_0000, date(2026, 1, 1), date(2026, 7, 31)),
        (3_2000, date(2026, 8, 1), None),
    ]
    assert selectors.price_of(tea.pk, "dealer", date(2026, 7, 31)) == 3_0000
    assert selectors.price_of(tea.pk, "dealer", date(2026, 8, 1)) == 3_2000
    assert selectors.price_of(tea.pk, "dealer", date(2025, 12, 31)) is None


def test_levels_do_not_touch_each_other(system, sku):
    tea = sku()
    services.set_price(system, sku_id=tea.pk, level="dealer", price=3_0000, valid_from=TODAY)
    services.set_price(system, sku_id=tea.pk, level="promo", price=2_5000, valid_from=TODAY, valid_to=TODAY)
    assert selectors.prices_on(TODAY, [tea.pk]) == {(tea.pk, "dealer"): 3_0000, (tea.pk, "promo"): 2_5000}
    assert selectors.prices_on(TODAY + timedelta(1), [tea.pk]) == {(tea.pk, "dealer"): 3_0000}


def test_the_same_price_again_changes_nothing(system, sku):
    tea = sku()
    for day in (TODAY, TODAY + timedelta(5)):
        services.set_price(system, sku_id=tea.pk, level="dealer", price=3_0000, valid_from=day)
    assert history(tea) == [(3_0000, TODAY, None)]


def test_a_price_that_has_begun_is_not_replaced(system, sku):
    tea = sku()
    past = TODAY - timedelta(10)
    services.set_price(system, sku_id=tea.pk, level="dealer", price=3_0000, valid_from=past)
    with pytest.raises(PricePast):
        services.set_price(system, sku_id=tea.pk, level="dealer", price=1, valid_from=past)
    assert history(tea) == [(3_0000, past, None)]


def test_a_price_of_today_may_be_corrected_today(system, sku):
    tea = sku()
    for price in (3_0000, 3_5000):
        services.set_price(system, sku_id=tea.pk, level="dealer", price=price, valid_from=TODAY)
    assert history(tea) == [(3_5000, TODAY, None)]


def test_a_price_that_runs_into_a_planned_one_is_refused(system, sku):
    tea = sku()
    services.set_price(system, sku_id=tea.pk, level="dealer", price=3_0000, valid_from=date(2026, 9, 1))
    with pytest.raises(PriceOverlap):
        services.set_price(
            system, sku_id=tea.pk, level="dealer", price=1, valid_from=TODAY, valid_to=date(2026, 9, 1)
        )
    assert len(history(tea)) == 1
    services.set_price(system, sku_id=tea.pk, level="dealer", price=2_0000, valid_from=TODAY)
    assert history(tea)[0] == (2_0000, TODAY, date(2026, 8, 31))


def test_wrong_input_names_every_problem_and_changes_nothing(system, sku):
    tea = sku()
    with pytest.raises(InvalidInput) as refused:
        services.set_price(
            system, sku_id=tea.pk, level="none", price=-1, valid_from=TODAY, valid_to=TODAY - timedelta(1)
        )
    assert {problem.field for problem in refused.value.problems} == {"level", "price", "valid_to"}
    assert not Price.objects.exists()


def test_without_the_right_no_price_is_set(actor, sku):
    tea = sku()
    with pytest.raises(RightMissing):
        services.set_price(actor("rep"), sku_id=tea.pk, level="dealer", price=1, valid_from=TODAY)
    assert not Price.objects.exists()


@given(
    st.lists(
        st.tuples(st.integers(1, 5), st.integers(0, 60), st.none() | st.integers(0, 40)),
        min_size=1,
        max_size=25,
    )
)
def test_whatever_is_set_no_two_prices_hold_on_one_day(steps):
    spans: list[Span] = []
    for price, start, length in steps:
        first = TODAY + timedelta(start)
        until = None if length is None else first + timedelta(length)
        try:
            placed = place(spans, price=price, valid_from=first, valid_to=until, today=TODAY)
        except (PriceOverlap, PricePast):
            continue
        if placed.kind == "same":
            continue
        if placed.of:
            spans.remove(placed.of)
            if placed.kind == "insert":
                ended = first - timedelta(1)
                spans.append(Span(placed.of.id, placed.of.price, placed.of.valid_from, ended))
        spans.append(Span(new_id(), price, first, placed.valid_to))
        for day in range(120):
            assert sum(span.holds_on(TODAY + timedelta(day)) for span in spans) <= 1
        assert all(span.valid_to is None or span.valid_to >= span.valid_from for span in spans)


def test_the_stability_report_counts_changes_and_drift(system, sku, levels):
    tea, water = sku(), sku()
    for item, price, day in (
        (tea, 4_0000, date(2025, 1, 1)),
        (tea, 5_0000, date(2026, 2, 1)),
        (tea, 4_6000, date(2026, 5, 1)),
        (water, 6_0000, date(2025, 1, 1)),
    ):
        services.set_price(system, sku_id=item.pk, level="dealer", price=price, valid_from=day)
    first, last = date(2026, 1, 1), date(2026, 6, 30)
    report = {
        row.level: row for row in stability_of(selectors.price_spans(first, last), from_on=first, to_on=last)
    }
    dealer = report["dealer"]
    assert (dealer.skus, dealer.changes, dealer.raised, dealer.lowered, dealer.changed_skus) == (
        2,
        2,
        1,
        1,
        1,
    )
    assert dealer.drift_bp == 600  # (4.6 + 6.0) over (4.0 + 6.0)
    assert dealer.largest == [(tea.pk, 4_0000, 4_6000, 1500)]
    assert report["promo"].skus == 0


@pytest.mark.req("PRC-05")
def test_resale_prices_are_only_suggested(levels):
    assert levels["retail_suggested"].is_suggested
    assert not levels["dealer"].is_suggested
