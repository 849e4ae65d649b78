"""Money is integers, rounded in one place, split without loss."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endcap.kernel import money

pytestmark = pytest.mark.req("HOUSE")


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(5, 2, 3), (-5, 2, -3), (4, 3, 1), (-4, 3, -1), (1, 2, 1), (7, -2, -4), (0, 9, 0)],
)
def test_halves_go_away_from_zero(numerator, denominator, rounded):
    assert money.round_half_up(numerator, denominator) == rounded


@given(st.integers(), st.integers().filter(bool))
def test_rounding_is_never_further_than_a_half(numerator, denominator):
    exact = Fraction(numerator, denominator)
    assert abs(exact - money.round_half_up(numerator, denominator)) <= Fraction(1, 2)


@given(st.integers(-(10**15), 10**15), st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any))
def test_parts_add_up_and_are_within_one_of_their_share(amount, weights):
    parts = money.split(amount, weights)

    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(amount * weight, sum(weights))) < 1


def test_an_annual_target_of_a_hundred_million_splits_to_the_fen():
    months = money.split(100_000_000_00, [1] * 12)
    assert sum(months) == 100_000_000_00
    assert set(months) == {833_333_333, 833_333_334}


def test_weights_of_nothing_are_refused():
    with pytest.raises(ValueError, match="not all zero"):
        money.split(100, [0, 0])


def test_money_is_written_with_separators_and_two_decimals_or_none():
    assert money.format_money(1_234_567_89) == "1,234,567.89"
    assert money.format_money(-5) == "-0.05"
    assert money.format_money(1_234_50, decimals=0) == "1,235"


def test_an_amount_comes_from_a_price_in_ten_thousandths():
    assert money.amount_of(24, 3_4567) == 82_96  # 24 × 3.4567 = 82.9608
