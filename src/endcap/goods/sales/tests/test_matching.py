"""Returns find the sales they belong to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endcap.goods.sales.matching import Match, Returned, Sold, match_returns
from endcap.goods.sales.memory import NumberMemory

pytestmark = pytest.mark.req("CUS-20")
DAY = date(2026, 6, 1)


def day(number: int) -> date:
    return DAY + timedelta(number)


def test_the_latest_sale_with_enough_left_is_taken():
    sales = [Sold(1, day(0), 10), Sold(2, day(5), 3), Sold(3, day(6), 20), Sold(4, day(9), 50)]
    assert match_returns(sales, [Returned(9, day(7), 5)]) == [Match(9, 3, 5)]


def test_a_small_latest_sale_is_passed_over_for_one_that_has_enough():
    sales = [Sold(1, day(0), 10), Sold(2, day(5), 3)]
    assert match_returns(sales, [Returned(9, day(7), 5)]) == [Match(9, 1, 5)]


def test_where_none_has_enough_several_are_taken_the_latest_first():
    sales = [Sold(1, day(0), 4), Sold(2, day(5), 3)]
    assert match_returns(sales, [Returned(9, day(7), 6)]) == [Match(9, 2, 3), Match(9, 1, 3)]


def test_what_is_left_over_stays_unmatched_and_later_sales_are_not_touched():
    sales = [Sold(1, day(0), 4), Sold(2, day(8), 30)]
    assert match_returns(sales, [Returned(9, day(7), 6)]) == [Match(9, 1, 4)]


def test_a_sale_of_the_same_day_counts_and_is_not_used_twice():
    sales = [Sold(1, day(7), 6)]
    returns = [Returned(9, day(7), 4), Returned(10, day(8), 4)]
    assert match_returns(sales, returns) == [Match(9, 1, 4), Match(10, 1, 2)]


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), max_size=12),
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), max_size=8),
)
def test_nothing_is_returned_twice_or_before_it_was_sold(sold, back):
    sales = [Sold(n, day(on), size) for n, (on, size) in enumerate(sold)]
    returns = [Returned(100 + n, day(on), size) for n, (on, size) in enumerate(back)]
    found = match_returns(sales, returns)
    for number, (on, size) in enumerate(sold):
        used = [match for match in found if match.sale == number]
        assert sum(match.quantity for match in used) <= size
        assert all(returns[match.returned - 100].day >= day(on) for match in used)
    for each in returns:
        assert sum(match.quantity for match in found if match.returned == each.id) <= each.quantity
    assert all(match.quantity > 0 for match in found)
    assert len({(match.returned, match.sale) for match in found}) == len(found)


@given(
    st.lists(
        st.tuples(st.integers(-(2**63), 2**63 - 1) | st.integers(0, 5), st.integers(-9, 9)), max_size=300
    )
)
def test_the_memory_of_a_pass_is_a_dictionary_that_keeps_first_values(rows):
    memory, plain = NumberMemory(), {}
    for key, value in rows:
        before = memory.put(key, value)
        assert before == plain.get(key or 1)
        plain.setdefault(key or 1, value)
    assert len(memory) == len(plain)


def test_the_memory_grows_without_losing_anything():
    memory = NumberMemory()
    for number in range(50_000):
        assert memory.put(hash(("line", number)), number) is None
    assert all(memory.put(hash(("line", number)), 0) == number for number in range(50_000))
