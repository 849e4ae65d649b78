"""ABC in both readings, exactly (CUS-04)."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from endcap.goods.sales.grading import CLASSES, Seller, Shares, classify
from endcap.goods.sales.rfm import Buyer, score
from endcap.goods.sales.windows import Window, is_month_end, window_of

pytestmark = pytest.mark.req("CUS-04")
BY_COUNT, BY_SALES = Shares(2000, 3000), Shares(8000, 1500)


def graded(amounts, **shares):
    sellers = [Seller(number, f"{number:05d}", amount) for number, amount in enumerate(amounts)]
    return classify(sellers, by_count=shares.get("count", BY_COUNT), by_sales=shares.get("sales", BY_SALES))


@pytest.mark.req("CUS-04", "TV-01")
def test_the_example_of_the_specification():
    found = graded([500, 300, 60, 50, 40, 15, 12, 10, 8, 5])
    assert [row.by_count for row in found.rows] == list("AABBBCCCCC")
    assert [(part.letter, part.count, part.amount, part.amount_bp) for part in found.split("count")] == [
        ("A", 2, 800, 8000),
        ("B", 3, 150, 1500),
        ("C", 5, 50, 500),
    ]
    assert [part.differs_bp for part in found.split("count")] == [0, 0, 0]


def test_the_cumulative_reading_looks_at_what_ranks_before():
    found = graded([500, 300, 60, 50, 40, 15, 12, 10, 8, 5])
    assert [row.by_sales for row in found.rows] == list("AABBBCCCCC")
    assert [row.before_bp for row in found.rows][:4] == [0, 5000, 8000, 8600]
    assert [row.by_sales for row in graded([79, 2, 19]).rows] == [
        "A",
        "A",
        "C",
    ]  # 79 % before the second: still A


def test_one_customer_is_a_in_both_readings():
    found = graded([5])
    assert [(row.by_count, row.by_sales) for row in found.rows] == [("A", "A")]


def test_equal_sales_rank_by_customer_number():
    sellers = [Seller(1, "B2", 10), Seller(2, "A9", 10), Seller(3, "A1", 10)]
    found = classify(sellers, by_count=BY_COUNT, by_sales=BY_SALES)
    assert [row.code for row in found.rows] == ["A1", "A9", "B2"]
    assert [row.rank for row in found.rows] == [1, 2, 3]


def test_the_first_fifth_is_rounded_up():
    assert graded(range(1, 228)).counts("count") == {"A": 46, "B": 68, "C": 113}
    assert graded([1, 2, 3]).counts("count") == {"A": 1, "B": 1, "C": 1}


def test_who_returned_more_than_bought_ranks_last_as_c():
    found = graded([100, -20, 30])
    assert [(row.amount, row.by_count, row.by_sales) for row in found.rows][-1] == (-20, "C", "C")


def test_nobody_is_graded_where_nobody_bought():
    assert graded([]).rows == []
    assert graded([]).counts("count") == {"A": 0, "B": 0, "C": 0}


@given(st.lists(st.integers(0, 10**12), max_size=60), st.integers(0, 10000), st.integers(0, 10000))
def test_every_seller_has_one_class_and_nothing_is_lost(amounts, first, second):
    a, b = min(first, second), abs(first - second)
    found = graded(amounts, count=Shares(a, b), sales=Shares(a, b))
    assert sorted(row.key for row in found.rows) == list(range(len(amounts)))
    for method in ("count", "sales"):
        split = found.split(method)
        assert sum(part.count for part in split) == len(amounts)
        assert sum(part.amount for part in split) == sum(amounts) == found.total
        letters = [row.in_reading(method) for row in found.rows]
        assert letters == sorted(letters)  # never a B above an A
        assert set(letters) <= set(CLASSES)
    assert sum(found.counts("count").values()) == len(amounts)
    assert abs(sum(row.share_bp for row in found.rows) - (10000 if sum(amounts) else 0)) <= len(amounts) / 2


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=40), st.randoms())
def test_the_order_of_the_input_does_not_matter(amounts, random):
    sellers = [Seller(number, f"{number:05d}", amount) for number, amount in enumerate(amounts)]
    mixed = sellers[:]
    random.shuffle(mixed)
    assert classify(sellers, by_count=BY_COUNT, by_sales=BY_SALES) == classify(
        mixed, by_count=BY_COUNT, by_sales=BY_SALES
    )


def test_the_reference_split_of_the_real_lines(shared_data):
    lines = f"'{shared_data}/iowa/lines_dev_2020h2_2022h1.parquet'"
    for column, expected in (
        ("item_no", {"A": 568, "B": 989, "C": 2930}),
        ("store_no", {"A": 48, "B": 80, "C": 99}),
    ):
        rows = duckdb.sql(
            f"SELECT {column}::VARCHAR, CAST(SUM(amount) * 100 AS BIGINT) FROM {lines} GROUP BY 1"
        ).fetchall()
        found = classify(
            [Seller(code, code, amount) for code, amount in rows], by_count=BY_COUNT, by_sales=BY_SALES
        )
        assert found.counts("sales") == expected
        assert found.total == 11_979_802_662


@pytest.mark.parametrize(
    ("as_of", "months", "first"),
    [
        (date(2022, 6, 30), 12, date(2021, 7, 1)),
        (date(2024, 2, 29), 12, date(2023, 3, 1)),
        (date(2022, 6, 15), 12, date(2021, 6, 16)),
        (date(2022, 3, 30), 1, date(2022, 3, 1)),
    ],
)
def test_the_window_ends_on_its_day_and_holds_whole_months(as_of, months, first):
    assert window_of(as_of, months) == Window(first, as_of)


@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)), st.integers(0, 900))
def test_whole_months_and_edges_are_the_window(first, length):
    window = Window(first, date.fromordinal(first.toordinal() + length))
    days = {date.fromordinal(n) for n in range(window.first.toordinal(), window.last.toordinal() + 1)}
    covered: list[date] = []
    for part in window.edges():
        covered += [date.fromordinal(n) for n in range(part.first.toordinal(), part.last.toordinal() + 1)]
    months = window.whole_months()
    if months:
        assert months.first.day == months.last.day == 1
        end = next(d for d in sorted(days) if d >= months.last and is_month_end(d))
        covered += [date.fromordinal(n) for n in range(months.first.toordinal(), end.toordinal() + 1)]
    assert sorted(covered) == sorted(days)


@pytest.mark.req("CUS-19")
def test_rfm_scores_the_latest_most_frequent_and_largest_best():
    buyers = [Buyer(n, recency_days=n * 10, orders=10 - n, amount=(10 - n) * 100) for n in range(10)]
    found = score(buyers)
    assert (found[0].cell, found[9].cell) == ("555", "111")
    assert [each.recency for each in found] == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]


@pytest.mark.req("CUS-19")
@given(
    st.lists(
        st.tuples(st.integers(0, 999), st.integers(1, 99), st.integers(0, 10**9)), min_size=1, max_size=50
    )
)
def test_a_better_buyer_never_scores_worse(rows):
    buyers = [Buyer(n, *row) for n, row in enumerate(rows)]
    by_key = {each.key: each for each in score(buyers)}
    for one in buyers:
        for other in buyers:
            if one.orders >= other.orders:
                assert by_key[one.key].frequency >= by_key[other.key].frequency
            if one.recency_days <= other.recency_days:
                assert by_key[one.key].recency >= by_key[other.key].recency
