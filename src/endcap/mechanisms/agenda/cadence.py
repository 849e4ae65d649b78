"""When something is due: since the last time, or by a date of its own; by grade and season. Pure.

Month steps are counted from the first date, so that a day that a month lacks (31 April, 29 February) falls on
the month's last day and the following dates do not drift.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from endcap.kernel.calendar.working_days import WorkingCalendar

FOR_ALL = ""  # the key of ``every`` for grades that are not named
ONE_DAY = timedelta(days=1)
_FAR = 1_500  # days; a return that meets its season does so within four years, or never


class Basis(StrEnum):
    """Since the last time, or by a date of its own that returns."""

    INTERVAL = "interval"
    ANCHOR = "anchor"


class Step(StrEnum):
    """In what the distance is counted."""

    DAYS = "days"
    MONTHS = "months"


class Shift(StrEnum):
    """Where a due day goes that is no working day."""

    NONE = "none"
    NEXT = "next"
    PREVIOUS = "previous"


@dataclass(frozen=True)
class Cadence:
    """How often: a distance by grade (0 with an anchor: once), in the months of the season (none: all)."""

    basis: Basis
    every: Mapping[str, int]
    step: Step = Step.DAYS
    season: frozenset[int] = field(default_factory=frozenset)
    shift: Shift = Shift.NONE

    def distance(self, grade: str) -> int | None:
        """How far apart for a grade; None where nothing is due for it."""
        return self.every.get(grade, self.every.get(FOR_ALL))


@dataclass(frozen=True)
class Due:
    """One occasion: the day that the rule names, which identifies it, and the day to do it by."""

    occasion: date
    due_on: date


def plus(on: date, count: int, step: Step) -> date:
    """A day so many days or months later; the last day of the month where the month is too short."""
    if step is Step.DAYS:
        return on + timedelta(days=count)
    months = on.year * 12 + on.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def into_season(on: date, season: frozenset[int]) -> date:
    """The day itself, or the first day of the next month that is in the season."""
    while season and on.month not in season:
        on = date(on.year + on.month // 12, on.month % 12 + 1, 1)
    return on


def occasion_of(
    cadence: Cadence, *, grade: str, last_on: date | None, anchor_on: date | None, not_before: date
) -> date | None:
    """The next occasion: one distance after the last time, or the first return of the anchor not before a
    day. None where the grade has no distance, or nothing to count from is known."""
    distance = cadence.distance(grade)
    if distance is None:
        return None
    if cadence.basis is Basis.INTERVAL:
        if last_on is None or distance <= 0:
            return None
        return into_season(plus(last_on, distance, cadence.step), cadence.season)
    return _return_of(cadence, distance, anchor_on, not_before) if anchor_on else None


def _return_of(cadence: Cadence, distance: int, anchor: date, not_before: date) -> date | None:
    if distance <= 0:  # once
        fits = anchor >= not_before and (not cadence.season or anchor.month in cadence.season)
        return anchor if fits else None
    turn = first_turn(anchor, not_before, distance, cadence.step)
    while True:
        found = plus(anchor, turn * distance, cadence.step)
        if found >= not_before and (not cadence.season or found.month in cadence.season):
            return found
        if (found - not_before).days > _FAR:
            return None
        turn += 1


def first_turn(anchor: date, not_before: date, distance: int, step: Step) -> int:
    """Which return of the anchor may be the first on or after a day (never too late, at most one early)."""
    if step is Step.DAYS:
        gap = (not_before - anchor).days
        return max(0, -(-gap // distance))
    gap = (not_before.year - anchor.year) * 12 + not_before.month - anchor.month
    return max(0, gap // distance)


def shifted(on: date, shift: Shift, calendar: WorkingCalendar) -> date:
    """The day itself if people work on it, else the next or the previous working day. Make-up days count
    as worked. Raises CalendarYearMissing."""
    if shift is Shift.NONE:
        return on
    step = ONE_DAY if shift is Shift.NEXT else -ONE_DAY
    while not calendar.is_working(on):
        on += step
    return on
