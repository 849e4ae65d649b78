"""The demo company's twelve months: seasons, growth, churn, loading, returns, and a long tail."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from endcap.config.demo import story
from endcap.config.demo.company import DemoCompany
from endcap.config.demo.sales import SaleLine, _loading, _rests
from endcap.kernel import money

Sales = tuple[SaleLine, ...]


def _totals(lines: Sales) -> Counter[int]:
    totals: Counter[int] = Counter()
    for line in lines:
        totals[line.outlet] += line.amount_fen
    return totals


@pytest.mark.req("CUS-04")
def test_the_first_fifth_of_customers_brings_about_four_fifths_of_sales(small_sales: Sales) -> None:
    ranked = sorted(_totals(small_sales).values(), reverse=True)
    first = ranked[: -(-len(ranked) // 5)]
    assert 70 <= 100 * sum(first) // sum(ranked) <= 88


@pytest.mark.req("HOUSE")
def test_there_are_about_a_hundred_thousand_lines_each_with_its_own_number(small_sales: Sales) -> None:
    assert 80_000 <= len(small_sales) <= 120_000
    assert len({(line.invoice_no, line.line_no) for line in small_sales}) == len(small_sales)


@pytest.mark.req("HOUSE")
def test_every_sale_is_in_the_year_on_a_working_truck_and_in_whole_packs(
    small: DemoCompany, small_sales: Sales
) -> None:
    for line in small_sales:
        sku, outlet = small.goods.skus[line.sku - 1], small.outlets[line.outlet - 1]
        assert small.plan.start_on <= line.day <= small.plan.end_on
        assert line.day.weekday() != 6
        if line.kind == "sale":
            assert line.quantity % sku.inner_factor == 0
            assert line.quantity > 0
            assert not _rests(line.day)
            assert sku.listed_on <= line.day
        assert outlet.opened_on is not None
        assert outlet.opened_on <= line.day <= (outlet.closed_on or small.plan.end_on)


@pytest.mark.req("PRC-01")
def test_amounts_follow_from_the_price_in_force_on_the_day(small: DemoCompany, small_sales: Sales) -> None:
    for line in small_sales[::37]:
        if line.kind == "sale":
            price = small.goods.price_of(small.goods.skus[line.sku - 1].code, line.price_level, line.day)
            assert price is not None
            assert line.amount_fen == money.amount_of(line.quantity, price)
    assert {line.price_level for line in small_sales} == {"dealer", "sub_dealer", "promo"}


@pytest.mark.req("HOUSE")
def test_returns_point_at_the_line_they_undo_and_never_exceed_it(small_sales: Sales) -> None:
    sold = {(line.invoice_no, line.line_no): line for line in small_sales if line.kind == "sale"}
    returns = [line for line in small_sales if line.kind == "return"]
    assert 800 < len(returns) < 1_600
    for line in returns:
        original = sold[line.returned_invoice, line.returned_line]
        assert (line.outlet, line.sku) == (original.outlet, original.sku)
        assert line.day > original.day
        assert -original.quantity <= line.quantity < 0
        assert -original.amount_fen <= line.amount_fen < 0
        assert line.reason


@pytest.mark.req("HOUSE")
def test_water_peaks_in_summer_and_juice_before_the_spring_festival(
    small: DemoCompany, small_sales: Sales
) -> None:
    months: dict[str, Counter[int]] = {"WATER": Counter(), "JUICE": Counter()}
    for line in small_sales:
        category = small.goods.skus[line.sku - 1].category
        if category in months:
            months[category][line.day.month] += line.amount_fen
    water, juice = months["WATER"], months["JUICE"]
    assert min(water[7], water[8]) > 2 * max(water[1], water[2])
    assert juice[1] == max(juice.values())


@pytest.mark.req("HOUSE")
def test_prospects_have_bought_nothing(small: DemoCompany, small_sales: Sales) -> None:
    buyers = {line.outlet for line in small_sales}
    prospects = {outlet.n for outlet in small.outlets if outlet.status == "prospect"}
    assert len(prospects) > 30
    assert not buyers & prospects


@pytest.mark.req("HOUSE")
def test_every_story_is_true(small: DemoCompany, small_sales: Sales) -> None:
    totals, outlets = _totals(small_sales), {outlet.n: outlet for outlet in small.outlets}
    ranked = sorted(totals.values(), reverse=True)
    tales = {tale.name: tale for tale in story.STORIES}
    for tale in story.STORIES:
        assert outlets[tale.number].name == tale.name
        assert outlets[tale.number].contacts[0].name == tale.owner_name

    star = tales["福满园便利店（东渡路店）"].number
    peers = sorted((totals[o.n] for o in small.outlets if o.channel == outlets[star].channel), reverse=True)
    assert peers.index(totals[star]) < len(peers) * 8 // 100

    months = small.plan.month_starts
    lapsed = [line.day for line in small_sales if line.outlet == 952 and line.kind == "sale"]
    assert max(lapsed) < months[8] <= small.plan.end_on
    newcomer = [line.day for line in small_sales if line.outlet == 1186]
    assert min(newcomer) >= months[8]
    assert ranked.index(totals[1186]) < len(ranked) // 5

    school = Counter(line.day.month for line in small_sales if line.outlet == 301 and line.kind == "sale")
    assert school[7] + school[2] < school[9] + school[10]
    assert outlets[356].lat_e7 is None
    assert (small.plan.end_on - (outlets[356].last_verified_on or date.min)).days > 365


@pytest.mark.req("HOUSE")
def test_the_wholesaler_loads_at_the_end_of_a_quarter_and_returns_in_the_next_month(
    small_sales: Sales,
) -> None:
    lines = [line for line in small_sales if line.outlet == 88]
    per_day: Counter[date] = Counter()
    for line in lines:
        if line.kind == "sale":
            per_day[line.day] += line.amount_fen
    loaded = [amount for day, amount in per_day.items() if _loading(day) > 2]
    usual = [amount for day, amount in per_day.items() if _loading(day) < 1]
    assert sum(loaded) // len(loaded) > 2 * sum(usual) // len(usual)
    unsold = [line.day.month for line in lines if line.kind == "return" and line.reason == "unsold"]
    assert len(unsold) >= 4
    assert sum(month % 3 == 1 for month in unsold) > len(unsold) // 2


@pytest.mark.req("HOUSE")
def test_the_shop_that_changed_hands_has_two_files(small: DemoCompany) -> None:
    before, after, street, door = story.SUCCESSION
    files = {outlet.name: outlet for outlet in small.outlets if outlet.name in (before, after)}
    assert files[before].address == files[after].address == f"{street} {door} 号"
    assert files[before].status == "closed"
    assert files[after].status == "active"
