"""Windows of time for sales figures. Pure."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """From the first to the last day, both included."""

    first: date
    last: date

    def whole_months(self) -> Window | None:
        """The part made of whole calendar months, as first day of the first and first day of the last
        month."""
        start = self.first if self.first.day == 1 else month_after(self.first)
        end = (
            self.last.replace(day=1)
            if is_month_end(self.last)
            else (self.last.replace(day=1) - _DAY).replace(day=1)
        )
        return Window(start, end) if start <= end else None

    def edges(self) -> list[Window]:
        """The days that lie in no whole month."""
        months = self.whole_months()
        if months is None:
            return [self]
        found = []
        if self.first < months.first:
            found.append(Window(self.first, months.first - _DAY))
        if month_after(months.last) <= self.last:
            found.append(Window(month_after(months.last), self.last))
        return found


def month_after(day: date) -> date:
    """The first day of the next month."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def is_month_end(day: date) -> bool:
    """Whether the day is the last of its month."""
    return day.day == calendar.monthrange(day.year, day.month)[1]


def months_back(day: date, months: int) -> date:
    """The same day so many months earlier; the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def window_of(as_of: date, months: int) -> Window:
    """The months before and including a day: 12 months as of 30 June begin on 1 July."""
    if is_month_end(as_of):
        return Window(months_back(as_of.replace(day=1), months - 1), as_of)
    return Window(months_back(as_of, months) + _DAY, as_of)
