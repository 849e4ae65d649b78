"""Counting working days, with the year's holidays and make-up days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endcap.kernel.calendar import china
from endcap.kernel.calendar.errors import CalendarYearMissing, TooFewWorkingDays
from endcap.kernel.calendar.working_days import WorkingCalendar

PACKAGED = WorkingCalendar(
    frozenset(china.known_years()),
    {day.on: day.is_working for year in china.known_years() for day in china.days_of(year)},
)
INSIDE = st.dates(date(2005, 1, 1), date(2025, 12, 31))


@pytest.mark.req("EXP-16")
def test_golden_week_2025_with_its_make_up_days() -> None:
    october = [date(2025, 10, day) for day in range(1, 13)]

    assert [day.day for day in october if PACKAGED.is_working(day)] == [9, 10, 11]  # the 11th is a Saturday
    assert PACKAGED.is_working(date(2025, 9, 28))  # a Sunday, worked
    assert PACKAGED.nth(2025, 10, 3) == date(2025, 10, 11)
    assert PACKAGED.add(date(2025, 9, 30), 1) == date(2025, 10, 9)
    assert (
        PACKAGED.between(date(2025, 9, 26), date(2025, 10, 11)) == 6
    )  # 28, 29, 30 September and 9 to 11 October


@pytest.mark.req("EXP-16", "EXP-06", "EXP-07", "EXP-13")
def test_the_three_closes_of_a_month_that_begins_with_a_week_of_holidays() -> None:
    decreed = {date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True}
    month = WorkingCalendar(frozenset({2026}), decreed)

    assert date(2026, 10, 1).strftime("%A") == "Thursday"
    assert [month.nth(2026, 10, n).day for n in (3, 8, 9)] == [10, 16, 19]


@pytest.mark.req("EXP-16")
def test_deadlines_count_across_the_turn_of_the_year() -> None:
    assert PACKAGED.add(date(2025, 12, 30), 2) == date(
        2026, 1, 4
    )  # 1 to 3 January off, Sunday the 4th worked
    assert PACKAGED.add(date(2026, 1, 4), -2) == date(2025, 12, 30)


@pytest.mark.req("EXP-16")
def test_zero_working_days_on_is_the_day_itself_or_the_next_that_is_worked() -> None:
    assert PACKAGED.add(date(2025, 10, 9), 0) == date(2025, 10, 9)
    assert PACKAGED.add(date(2025, 10, 1), 0) == date(2025, 10, 9)


@pytest.mark.req("EXP-16")
def test_a_missing_year_is_refused_and_never_guessed() -> None:
    with pytest.raises(CalendarYearMissing) as refused:
        PACKAGED.add(date(2026, 12, 30), 5)

    assert refused.value.year == 2027
    assert refused.value.message == (
        "2027 年的工作日历还没有装入，算不出工作日。"
        "到“系统 → 工作日历 → 导入”装入这一年的表，列为：日期、类型、名称。"
    )


@pytest.mark.req("EXP-16")
def test_a_working_day_that_the_month_does_not_have_is_refused() -> None:
    with pytest.raises(TooFewWorkingDays) as refused:
        PACKAGED.nth(2025, 10, 23)

    assert "只有 18 个工作日" in refused.value.message
    with pytest.raises(ValueError, match="counted from 1"):
        PACKAGED.nth(2025, 10, 0)


@pytest.mark.req("EXP-16")
@given(INSIDE, st.integers(1, 60))
def test_adding_working_days_and_counting_them_agree(on: date, n: int) -> None:
    there = PACKAGED.add(on, n)

    assert PACKAGED.is_working(there)
    assert PACKAGED.between(on, there) == n
    assert PACKAGED.between(on, there - timedelta(days=1)) == n - 1


@pytest.mark.req("EXP-16")
@given(INSIDE, st.integers(1, 60))
def test_going_back_meets_a_working_day_and_counts_the_same(on: date, n: int) -> None:
    there = PACKAGED.add(on, -n)

    assert PACKAGED.is_working(there)
    assert PACKAGED.between(on, there) == -n


@pytest.mark.req("EXP-16")
def test_the_packaged_years_are_whole_and_their_days_named() -> None:
    assert list(china.known_years()) == list(range(2004, 2027))
    for year in china.known_years():
        days = china.days_of(year)
        assert any(day.name_zh == "春节" for day in days)
        assert all(day.name_zh and day.name_en for day in days)
        assert all(day.on.weekday() >= 5 for day in days if day.is_working)
