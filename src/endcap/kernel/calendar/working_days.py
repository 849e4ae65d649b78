"""Counting working days. Pure: knows the complete years and the days that differ from Monday to Friday."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from endcap.kernel.calendar.errors import CalendarYearMissing, TooFewWorkingDays

ONE_DAY = timedelta(days=1)
SATURDAY = 5


def is_weekday(on: date) -> bool:
    """Whether the day is a working day as long as nobody decrees otherwise: Monday to Friday."""
    return on.weekday() < SATURDAY


@dataclass(frozen=True)
class WorkingCalendar:
    """Complete years and, within them, what differs: True is a make-up working day, False a holiday."""

    years: frozenset[int]
    decreed: Mapping[date, bool]

    def is_working(self, on: date) -> bool:
        """Whether people work on this day. Raises CalendarYearMissing."""
        if on.year not in self.years:
            raise CalendarYearMissing(on.year)
        return self.decreed.get(on, is_weekday(on))

    def working_days_of(self, year: int, month: int) -> tuple[date, ...]:
        """The month's working days in order."""
        days = (date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1))
        return tuple(day for day in days if self.is_working(day))

    def nth(self, year: int, month: int, n: int) -> date:
        """The n-th working day of a month, counted from 1. Raises TooFewWorkingDays."""
        if n < 1:
            raise ValueError("working days are counted from 1")
        days = self.working_days_of(year, month)
        if n > len(days):
            raise TooFewWorkingDays(year=year, month=month, count=len(days), n=n)
        return days[n - 1]

    def add(self, on: date, n: int) -> date:
        """The n-th working day after a day (before, if n < 0); 0 is the day itself or the next worked one."""
        step = -ONE_DAY if n < 0 else ONE_DAY
        day, left = on, abs(n)
        if n == 0:
            while not self.is_working(day):
                day += step
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def between(self, first: date, last: date) -> int:
        """Working days after the first day up to and including the last; negative, first
        excluded and last included too, when last lies before first."""
        if last < first:
            return -sum(self.is_working(last + ONE_DAY * step) for step in range((first - last).days))
        return sum(self.is_working(first + ONE_DAY * step) for step in range(1, (last - first).days + 1))
