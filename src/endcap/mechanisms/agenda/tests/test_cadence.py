"""When something is due: intervals, anchors, month ends, seasons, working days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endcap.kernel.calendar import china
from endcap.kernel.calendar.errors import CalendarYearMissing
from endcap.kernel.calendar.working_days import WorkingCalendar
from endcap.mechanisms.agenda.cadence import Basis, Cadence, Shift, Step, occasion_of, plus, shifted

pytestmark = pytest.mark.req("CUS-07", "CUS-12")
PACKAGED = WorkingCalendar(
    frozenset(china.known_years()),
    {day.on: day.is_working for year in china.known_years() for day in china.days_of(year)},
)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def asked(cadence, *, grade="", last_on=None, anchor_on=None, not_before=date(2026, 7, 16)):
    return occasion_of(cadence, grade=grade, last_on=last_on, anchor_on=anchor_on, not_before=not_before)


def yearly(**more):
    return Cadence(Basis.ANCHOR, {"": 12}, Step.MONTHS, **more)


def test_a_grade_has_its_own_distance_and_the_others_share_one():
    cadence = Cadence(Basis.INTERVAL, {"A": 90, "": 180})

    assert asked(cadence, grade="A", last_on=date(2026, 4, 1)) == date(2026, 6, 30)
    assert asked(cadence, grade="C", last_on=date(2026, 4, 1)) == date(2026, 9, 28)
    assert asked(Cadence(Basis.INTERVAL, {"A": 90}), grade="B", last_on=date(2026, 4, 1)) is None


def test_without_anything_to_count_from_nothing_is_due():
    assert asked(Cadence(Basis.INTERVAL, {"": 30})) is None
    assert asked(yearly()) is None


@pytest.mark.parametrize(
    ("on", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_months_that_are_too_short_end_on_their_last_day(on, months, then):
    assert plus(on, months, Step.MONTHS) == then


def test_a_leap_day_returns_on_the_28th_and_in_leap_years_on_the_29th():
    born = date(1988, 2, 29)

    assert asked(yearly(), anchor_on=born, not_before=date(2027, 1, 1)) == date(2027, 2, 28)
    assert asked(yearly(), anchor_on=born, not_before=date(2028, 2, 28)) == date(2028, 2, 29)
    assert asked(yearly(), anchor_on=born, not_before=date(2028, 3, 1)) == date(2029, 2, 28)


def test_an_anchor_without_return_is_due_once():
    once = Cadence(Basis.ANCHOR, {"": 0})

    assert asked(once, anchor_on=date(2026, 8, 1)) == date(2026, 8, 1)
    assert asked(once, anchor_on=date(2026, 7, 15)) is None


def test_outside_the_season_an_interval_waits_for_the_first_day_of_the_next_one():
    summer = Cadence(Basis.INTERVAL, {"": 30}, season=frozenset({5, 6, 7, 8}))

    assert asked(summer, last_on=date(2026, 7, 20)) == date(2026, 8, 19)
    assert asked(summer, last_on=date(2026, 8, 20)) == date(2027, 5, 1)
    assert asked(summer, last_on=date(2026, 12, 10)) == date(2027, 5, 1)


def test_an_anchor_skips_returns_outside_the_season():
    quarterly = Cadence(Basis.ANCHOR, {"": 3}, Step.MONTHS, frozenset({1, 2, 3}))

    assert asked(quarterly, anchor_on=date(2026, 1, 31), not_before=date(2026, 2, 1)) == date(2027, 1, 31)
    never = Cadence(Basis.ANCHOR, {"": 12}, Step.MONTHS, frozenset({5}))
    assert asked(never, anchor_on=date(2026, 1, 31)) is None


@pytest.mark.req("EXP-16")
def test_due_days_move_over_holidays_and_stop_on_make_up_days():
    # golden week 2025: 1 to 8 October off; Sunday 28 September and Saturday 11 October are worked
    assert shifted(date(2025, 10, 4), Shift.NEXT, PACKAGED) == date(2025, 10, 9)
    assert shifted(date(2025, 10, 4), Shift.PREVIOUS, PACKAGED) == date(2025, 9, 30)
    assert shifted(date(2025, 9, 28), Shift.NEXT, PACKAGED) == date(2025, 9, 28)
    assert shifted(date(2025, 10, 11), Shift.NEXT, PACKAGED) == date(2025, 10, 11)
    assert shifted(date(2025, 10, 4), Shift.NONE, PACKAGED) == date(2025, 10, 4)


def test_a_year_that_is_not_loaded_is_refused_not_guessed():
    with pytest.raises(CalendarYearMissing):
        shifted(date(2041, 5, 4), Shift.NEXT, PACKAGED)


@given(last=DAYS, days=st.integers(1, 3650))
def test_an_interval_of_days_is_exactly_that_far(last, days):
    assert asked(Cadence(Basis.INTERVAL, {"": days}), last_on=last) == last + timedelta(days=days)


@given(anchor=DAYS, not_before=DAYS, months=st.sampled_from([1, 2, 3, 6, 12, 24]))
def test_the_first_return_of_an_anchor_is_the_earliest_not_before_a_day(anchor, not_before, months):
    found = asked(Cadence(Basis.ANCHOR, {"": months}, Step.MONTHS), anchor_on=anchor, not_before=not_before)

    every = [plus(anchor, turn * months, Step.MONTHS) for turn in range(0, 800 // months + 2)]
    assert found == next(day for day in every if day >= not_before)
    assert found.day == min(anchor.day, monthrange(found.year, found.month)[1])  # no drift


@given(anchor=DAYS, not_before=DAYS, days=st.integers(1, 400))
def test_the_first_return_in_days_is_the_earliest_not_before_a_day(anchor, not_before, days):
    found = asked(Cadence(Basis.ANCHOR, {"": days}), anchor_on=anchor, not_before=not_before)

    assert found >= max(anchor, not_before) if anchor >= not_before else found >= not_before
    assert (found - anchor).days % days == 0
    assert found - timedelta(days=days) < max(not_before, anchor)


@given(on=st.dates(date(2005, 1, 15), date(2025, 12, 1)), season=st.sets(st.integers(1, 12), min_size=1))
def test_a_seasonal_interval_falls_into_the_season_and_never_earlier(on, season):
    cadence = Cadence(Basis.INTERVAL, {"": 10}, season=frozenset(season))
    found = asked(cadence, last_on=on)

    assert found.month in season
    assert found >= on + timedelta(days=10)
    assert found == on + timedelta(days=10) or found.day == 1


@given(on=st.dates(date(2005, 2, 1), date(2025, 11, 30)))
def test_a_moved_day_is_worked_and_nothing_between_is(on):
    later, earlier = shifted(on, Shift.NEXT, PACKAGED), shifted(on, Shift.PREVIOUS, PACKAGED)

    assert PACKAGED.is_working(later)
    assert PACKAGED.is_working(earlier)
    assert earlier <= on <= later
    between = [earlier + timedelta(days=n) for n in range(1, (later - earlier).days)]
    assert not any(PACKAGED.is_working(day) for day in between)
