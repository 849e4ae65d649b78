"""Positions in their written forms, and what the list tells about wrong ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endcap.kernel.exchange.declare import Position
from endcap.kernel.exchange.values.coordinates import LON_LAT, from_columns, parse_one, settle

IOWA = [f"{41.9 + i / 100:.4f}1,-91.{60 + i}123" for i in range(12)]


def judged(text, others=IOWA):
    return settle([parse_one(one) for one in [text, *others]])[0]


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize(
    "text",
    [
        "41.97688,-91.62747",
        "41.97688，-91.62747",
        "41.97688 -91.62747",
        "(41.97688, -91.62747)",
        "POINT (-91.62747 41.97688)",
        "N41.97688 W91.62747",
        "北纬41.97688° 西经91.62747°",
    ],
)
def test_the_same_place_in_every_written_form(text):
    assert judged(text).position == Position(419768800, -916274700)
    assert judged(text).flags == ()


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize(
    "text",
    [
        "41°58'36.78\"N 91°37'38.88\"W",
        "41°58′36.78″N, 91°37′38.88″W",
        "北纬41度58分36.78秒，西经91度37分38.88秒",
    ],
)
def test_degrees_minutes_seconds(text):
    assert judged(text).position == Position(419768833, -916274667)


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize("text", ["", "0,0", "待补", "-", "无", "0.0, 0.0"])
def test_no_position(text):
    assert judged(text).position is None
    assert judged(text).flags == ("coordinate_missing",)


@pytest.mark.req("CUS-10")
def test_slips_are_repaired_by_the_list_and_flagged():
    assert judged("-91.62747,41.97688").flags == ("lon_lat_swapped",)
    assert judged("-91.62747,41.97688").position == Position(419768800, -916274700)
    assert judged("41.97688,91.62747").flags == ("lon_sign_restored",)
    assert judged("41.97688,91.62747").position == Position(419768800, -916274700)
    assert judged("91.62747,41.97688").flags == ("lon_lat_swapped", "lon_sign_restored")


@pytest.mark.req("CUS-10")
def test_a_swap_is_seen_without_a_list_only_where_it_is_impossible_as_written():
    assert settle([parse_one("113.26438,23.12911")])[0].flags == ("lon_lat_swapped",)
    assert settle([parse_one("41.97688,91.62747")])[0].flags == ()


@pytest.mark.req("CUS-10")
def test_a_rough_position_is_not_used():
    assert judged("42.0,-91.7").position is None
    assert judged("42.0,-91.7").flags == ("coordinate_rough",)


@pytest.mark.req("CUS-10")
def test_a_far_position_is_kept_and_flagged():
    assert judged("39.90872,116.39748").flags == ("coordinate_far",)
    assert judged("39.90872,116.39748").position == Position(399087200, 1163974800)


@pytest.mark.req("CUS-10")
def test_a_country_wide_list_is_not_repaired_away():
    china = [
        "23.12911,113.26438",
        "39.90872,116.39748",
        "43.82663,87.61688",
        "45.80377,126.53497",
        "20.01997,110.34863",
    ]
    china += ["30.57284,104.06680", "31.23039,121.47370", "25.03889,102.71833", "38.48720,106.23091"]
    assert [one.flags for one in settle([parse_one(text) for text in china])] == [()] * len(china)


@pytest.mark.req("CUS-10")
def test_what_is_no_position_is_a_problem():
    assert judged("人民路口").problem.code == "coordinate_unreadable"
    assert judged("541.97,-91.62").problem.code == "coordinate_range"


@pytest.mark.req("CUS-10")
def test_two_columns_and_the_other_order():
    assert settle([from_columns(23.12911, "113.26438")])[0].position == Position(231291100, 1132643800)
    assert settle([from_columns(23.12911, "")])[0].flags == ("coordinate_incomplete",)
    assert settle([parse_one("113.26438,23.12911", LON_LAT)])[0].flags == ()


@pytest.mark.req("CUS-10")
@given(st.text())
def test_no_text_breaks_the_reading(text):
    settle([parse_one(text)])
