"""The working calendar as the API speaks of it."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema


class DayOut(Schema):
    """One day: ``kind`` is workday, weekend, holiday or make_up."""

    on: date
    is_working: bool
    kind: str
    name: str
    note: str


class YearOut(Schema):
    """A loaded year and the days that differ from Monday to Friday."""

    year: int
    source: str
    loaded_at: datetime
    loaded_by_name: str
    working_days: int
    days: list[DayOut]


class DayIn(Schema):
    """What a day becomes."""

    is_working: bool
    name_zh: str = ""
    name_en: str = ""
    note: str = ""


class RowIn(Schema):
    """One row of a year's list: date, type (休息 or 上班; rest or working), name."""

    on: str
    kind: str
    name: str = ""
    name_en: str = ""


class DateOut(Schema):
    """An answer that is a day."""

    on: date


class YearsOut(Schema):
    """The years that are loaded."""

    items: list[int]
    next: str
