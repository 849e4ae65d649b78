"""Reading the working calendar."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from endcap.kernel.calendar import china
from endcap.kernel.calendar.china import DecreedDay
from endcap.kernel.calendar.models import CalendarDay, CalendarYear
from endcap.kernel.calendar.working_days import WorkingCalendar, is_weekday


@dataclass(frozen=True)
class DayCell:
    """One day on the year page. ``kind`` is workday, weekend, holiday or make_up."""

    on: date
    is_working: bool
    kind: str
    name: str
    note: str


@dataclass(frozen=True)
class MonthView:
    """One month: weeks from Monday to Sunday, None outside the month."""

    first: date
    weeks: tuple[tuple[DayCell | None, ...], ...]
    working_days: int


@dataclass(frozen=True)
class Spell:
    """Days in a row of the same kind: a holiday of eight days, or one make-up day."""

    kind: str
    names: tuple[str, ...]
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class YearView:
    """A loaded year as a page shows it."""

    year: int
    source: str
    loaded_by_name: str
    loaded_at: datetime
    months: tuple[MonthView, ...]
    working_days: int
    holidays: tuple[DayCell, ...]
    make_ups: tuple[DayCell, ...]

    @property
    def spells(self) -> tuple[Spell, ...]:
        """Holidays without a working day between them as one, and each make-up day, in order."""
        found: list[Spell] = []
        for cell in sorted((*self.holidays, *self.make_ups), key=lambda each: each.on):
            before = found[-1] if found else None
            if (
                before
                and before.kind == cell.kind == "holiday"
                and cell.on - before.last == timedelta(days=1)
            ):
                names = before.names if cell.name in before.names else (*before.names, cell.name)
                found[-1] = Spell("holiday", names, before.first, cell.on)
            else:
                found.append(Spell(cell.kind, (cell.name,), cell.on, cell.on))
        return tuple(found)


def working_calendar(years: Iterable[int]) -> WorkingCalendar:
    """What is known about these years, in two statements, for code that asks about many days.

    Years that are not loaded are refused when a day in them is asked for, not here.
    """
    wanted = sorted(set(years))
    loaded = frozenset(CalendarYear.objects.filter(year__in=wanted).values_list("year", flat=True))
    days = CalendarDay.objects.filter(on__gte=date(wanted[0], 1, 1), on__lte=date(wanted[-1], 12, 31))
    return WorkingCalendar(loaded, dict(days.values_list("on", "is_working")))


def is_working_day(on: date) -> bool:
    """Whether people work on this day. Raises CalendarYearMissing."""
    return working_calendar([on.year]).is_working(on)


def nth_working_day(year: int, month: int, n: int) -> date:
    """The n-th working day of a month. Raises CalendarYearMissing, TooFewWorkingDays."""
    return working_calendar([year]).nth(year, month, n)


def add_working_days(on: date, n: int) -> date:
    """The n-th working day after a day (before it, if n < 0); 0 is the day itself or the next working one."""
    reach = timedelta(days=2 * abs(n) + 31)
    far = on - reach if n < 0 else on + reach
    low, high = min(on, far).year, max(on, far).year
    return working_calendar(range(low, high + 1)).add(on, n)


def working_days_between(first: date, last: date) -> int:
    """Working days after the first day up to and including the last; negative when last lies before first."""
    low, high = min(first, last).year, max(first, last).year
    return working_calendar(range(low, high + 1)).between(first, last)


def loaded_years() -> list[int]:
    """The years that are complete."""
    return list(CalendarYear.objects.order_by("year").values_list("year", flat=True))


def sample_sunday(year: int) -> date:
    """The first Sunday of a year, for the example of a make-up day."""
    return date(year, 1, 7 - date(year, 1, 1).weekday())


def is_packaged(year: int) -> bool:
    """Whether the data that comes with the installation covers a year."""
    return year in china.known_years()


def year_view(year: int) -> YearView | None:
    """A year for its page; None when it is not loaded."""
    found = CalendarYear.objects.filter(year=year).first()
    if found is None:
        return None
    days = {day.on: day for day in CalendarDay.objects.filter(on__year=year)}
    months = tuple(_month(year, month, days) for month in range(1, 13))
    cells = [cell for month in months for week in month.weeks for cell in week if cell]
    return YearView(
        year=year,
        source=found.source,
        loaded_by_name=found.loaded_by_name,
        loaded_at=found.loaded_at,
        months=months,
        working_days=sum(month.working_days for month in months),
        holidays=tuple(cell for cell in cells if cell.kind == "holiday"),
        make_ups=tuple(cell for cell in cells if cell.kind == "make_up"),
    )


def decreed_days(year: int | None = None) -> list[DecreedDay]:
    """What is decreed, by date, in one year or in all."""
    rows = CalendarDay.objects.order_by("on")
    return [_decreed(row) for row in (rows.filter(on__year=year) if year else rows)]


def decreed_on(days: Collection[date]) -> dict[date, DecreedDay]:
    """What is decreed for these days."""
    return {row.on: _decreed(row) for row in CalendarDay.objects.filter(on__in=days)}


def _decreed(row: CalendarDay) -> DecreedDay:
    return DecreedDay(row.on, row.is_working, row.name_zh, row.name_en)


def day_of(on: date) -> CalendarDay | None:
    """What is decreed for a day, if anything."""
    return CalendarDay.objects.filter(on=on).first()


def day_cell(on: date) -> DayCell:
    """One day as the year page shows it. Raises CalendarYearMissing."""
    working_calendar([on.year]).is_working(on)
    return _cell(on, day_of(on))


def _month(year: int, month: int, days: dict[date, CalendarDay]) -> MonthView:
    weeks = tuple(
        tuple(_cell(on, days.get(on)) if on.month == month else None for on in week)
        for week in Calendar().monthdatescalendar(year, month)
    )
    working = sum(cell.is_working for week in weeks for cell in week if cell)
    return MonthView(date(year, month, 1), weeks, working)


def _cell(on: date, day: CalendarDay | None) -> DayCell:
    if day is None:
        working = is_weekday(on)
        return DayCell(on, working, "workday" if working else "weekend", "", "")
    return DayCell(on, day.is_working, "make_up" if day.is_working else "holiday", day.name, day.note)
