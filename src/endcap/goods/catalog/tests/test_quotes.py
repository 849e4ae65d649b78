"""What a buyer pays, and which rule says so (PRC-01)."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.utils import translation

from endcap.goods.catalog import selectors, services
from endcap.goods.catalog.models import Price
from endcap.goods.catalog.quoting import Break, Buyer, Candidate, Source, percent_words, quote_of

pytestmark = pytest.mark.req("PRC-01")
TODAY = date(2026, 7, 16)


def buyer(level="dealer", **given):
    return Buyer(
        given.get("outlet_id") or uuid4(), given.get("channel_ids", ()), level, given.get("contract_id")
    )


def test_a_level_price_is_quoted_with_its_reason(system, sku, levels):
    tea = sku("柠檬茶")
    services.set_price(system, sku_id=tea.pk, level="dealer", price=3_0000, valid_from=date(2026, 1, 1))
    quote = selectors.quotes(buyer(), sku_ids=[tea.pk], on=TODAY)[tea.pk]
    assert (quote.sku_id, quote.price, quote.source) == (tea.pk, 3_0000, Source.LEVEL_PRICE)
    assert quote.rule_id == Price.objects.get().pk
    assert quote.reason == "级别价：经销价，2026-01-01 起生效"
    with translation.override("en"):
        assert quote.reason == "Level price: Dealer, in force from 2026-01-01"


def test_a_product_without_a_price_is_not_in_the_answer(system, sku, levels):
    tea, water = sku(), sku()
    services.set_price(system, sku_id=tea.pk, level="dealer", price=3_0000, valid_from=date(2026, 7, 17))
    assert selectors.quotes(buyer(), sku_ids=[tea.pk, water.pk], on=TODAY) == {}


@pytest.mark.parametrize("many", [1, 40])
def test_any_number_of_lines_is_one_statement(system, sku, levels, django_assert_num_queries, many):
    skus = [sku() for _n in range(many)]
    for each in skus:
        services.set_price(system, sku_id=each.pk, level="dealer", price=1_0000, valid_from=TODAY)
    with django_assert_num_queries(1):
        assert len(selectors.quotes(buyer(), sku_ids=[each.pk for each in skus], on=TODAY)) == many


def test_without_a_level_the_base_level_counts(system, sku, levels):
    tea = sku()
    services.set_price(system, sku_id=tea.pk, level="dealer", price=3_0000, valid_from=TODAY)
    services.set_price(system, sku_id=tea.pk, level="sub_dealer", price=3_3000, valid_from=TODAY)
    quote = selectors.quotes(buyer(""), sku_ids=[tea.pk], on=TODAY)[tea.pk]
    assert (quote.price, quote.source) == (3_0000, Source.BASE_PRICE)
    assert quote.reason == "基准级别价：经销价，2026-07-16 起生效"
    at_level = selectors.quotes(buyer("sub_dealer"), sku_ids=[tea.pk], on=TODAY)[tea.pk]
    assert (at_level.price, at_level.source) == (3_3000, Source.LEVEL_PRICE)


def candidate(price, *, rank=0, specificity=0, min_quantity=1):
    return Candidate(uuid4(), price, uuid4(), Source.CHANNEL, rank, specificity, min_quantity, TODAY)


def test_larger_quantities_are_told_where_the_price_changes():
    one, many, most = candidate(100), candidate(90, min_quantity=24), candidate(90, min_quantity=48)
    quote = quote_of([most, one, many])
    assert (quote.price, quote.breaks) == (100, (Break(24, 90, many.rule_id),))
    assert quote_of([most, one, many], 24).price == 90
    assert quote_of([most, one, many], 24).breaks == ()


def test_below_its_quantity_a_rule_says_nothing():
    assert quote_of([candidate(90, min_quantity=24)]) is None
    assert quote_of([candidate(90, rank=0, min_quantity=24), candidate(95, rank=1)]).price == 95


def test_whom_it_is_for_goes_before_what_it_is_about():
    near, exact = candidate(80, rank=1), candidate(70, rank=2, specificity=300)
    assert quote_of([exact, near]).price == 80


@pytest.mark.parametrize(
    ("bp", "words"), [(9500, "95%"), (9250, "92.5%"), (10000, "100%"), (9999, "99.99%"), (5, "0.05%")]
)
def test_shares_are_written_as_people_write_them(bp, words):
    assert percent_words(bp) == words
