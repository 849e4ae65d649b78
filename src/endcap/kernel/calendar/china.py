"""Holidays and make-up days of mainland China, as the packaged data (chinese-calendar) knows them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chinese_calendar import constants

SOURCE = "chinese-calendar"


@dataclass(frozen=True)
class DecreedDay:
    """One day that the State Council's notice names: a holiday, or a weekend day worked instead."""

    on: date
    is_working: bool
    name_zh: str
    name_en: str


def known_years() -> range:
    """The years that the data covers."""
    years = [day.year for day in constants.holidays]
    return range(min(years), max(years) + 1)


def days_of(year: int) -> tuple[DecreedDay, ...]:
    """The year's decreed days in order."""
    chinese = {holiday.value: holiday.chinese for holiday in constants.Holiday}
    off = [
        DecreedDay(day, False, chinese[name], name)
        for day, name in constants.holidays.items()
        if day.year == year
    ]
    worked = [
        DecreedDay(day, True, f"{chinese[name]}补班", f"Make-up day, {name}")
        for day, name in constants.workdays.items()
        if day.year == year
    ]
    return tuple(sorted(off + worked, key=lambda each: each.on))
