"""Dates as Chinese and English lists write them; what can be read two ways is settled by its column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from endcap.kernel.errors import Problem
from endcap.kernel.exchange.declare import Value
from endcap.kernel.exchange.messages import problem
from endcap.kernel.exchange.values.text import as_text, narrow, says_nothing

FIRST_YEAR, LAST_YEAR = 1900, 2100
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(32874, 73416)  # 1990-01-01 … 2100-12-31
_CLOCK = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?(?: ?[AaPp][Mm])?)?"
_YMD = re.compile(r"(\d{4,})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?" + _CLOCK)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0+)?")
_TWO_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4,}|\d{2})" + _CLOCK)
_ENGLISH = re.compile(r"(\d{1,2})[- /.]*([A-Za-z]{3,9})\.?[- /.,]*(\d{4,}|\d{2})" + _CLOCK)
_ENGLISH_US = re.compile(r"([A-Za-z]{3,9})\.?[- ]*(\d{1,2})(?:st|nd|rd|th)?[- ,]+(\d{4,})" + _CLOCK)
_NO_YEAR = re.compile(r"(\d{1,2})月(\d{1,2})日?")
_NO_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})月?")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}


@dataclass(frozen=True)
class DateProfile:
    """Evidence of the column: dates that can only be day first, or only month first."""

    day_first: int = 0
    month_first: int = 0

    @property
    def order(self) -> str:
        """ "dmy", "mdy", or nothing when the column does not tell."""
        if self.day_first and not self.month_first:
            return "dmy"
        return "mdy" if self.month_first and not self.day_first else ""


class Evidence(NamedTuple):
    """What one cell tells about the order of its column."""

    day_first: bool
    month_first: bool


def order_evidence(cell: object) -> Evidence | None:
    """Whether a cell like 27/06/2022 can only be read one way."""
    if not isinstance(cell, str):
        return None
    found = _TWO_FIRST.fullmatch(narrow(cell))
    if not found or len(found[3]) == 2:
        return None
    first, second = int(found[1]), int(found[2])
    return Evidence(first > 12 >= second, second > 12 >= first)


def parse_date(cell: object, profile: DateProfile) -> Value:
    """A date, or what is wrong with it."""
    if isinstance(cell, datetime):
        return _checked(cell.year, cell.month, cell.day, as_text(cell))
    if isinstance(cell, date):
        return _checked(cell.year, cell.month, cell.day, as_text(cell))
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _from_number(cell)
    raw = as_text(cell)
    text = narrow(raw)
    if says_nothing(text):
        return Value(None, raw=raw)
    return _from_text(text, raw, profile)


def _from_number(cell: float) -> Value:
    raw = as_text(cell)
    if cell == 0:
        return Value(None, raw=raw)
    if not -1e12 < cell < 1e12:  # also NaN
        return Value(None, problem=_unreadable(raw), raw=raw)
    found = _COMPACT.fullmatch(raw)
    if found:
        return _checked(int(found[1]), int(found[2]), int(found[3]), raw)
    if int(cell) in _SERIALS:
        return Value(_SERIAL_ZERO + timedelta(days=int(cell)), ("date_excel_serial",), None, raw)
    return Value(None, problem=_unreadable(raw), raw=raw)


def _from_text(text: str, raw: str, profile: DateProfile) -> Value:
    found = _COMPACT.fullmatch(text) or _YMD.fullmatch(text)
    if found:
        return _checked(int(found[1][:9]), int(found[2]), int(found[3]), raw)
    found = _ENGLISH.fullmatch(text)
    if found and found[2][:3].casefold() in _MONTHS:
        return _checked(_full_year(found[3]), _MONTHS[found[2][:3].casefold()], int(found[1]), raw)
    found = _ENGLISH_US.fullmatch(text)
    if found and found[1][:3].casefold() in _MONTHS:
        return _checked(_full_year(found[3]), _MONTHS[found[1][:3].casefold()], int(found[2]), raw)
    found = _TWO_FIRST.fullmatch(text)
    if found:
        return _either_order(int(found[1]), int(found[2]), found[3], raw, profile)
    serial = _SERIAL.fullmatch(text)
    if serial and int(serial[1]) in _SERIALS:
        return Value(_SERIAL_ZERO + timedelta(days=int(serial[1])), ("date_excel_serial",), None, raw)
    if _NO_YEAR.fullmatch(text):
        return Value(None, problem=problem("date_no_year", raw=raw), raw=raw)
    if _NO_DAY.fullmatch(text):
        return Value(None, problem=problem("date_no_day", raw=raw), raw=raw)
    return Value(None, problem=_unreadable(raw), raw=raw)


def _either_order(first: int, second: int, year_text: str, raw: str, profile: DateProfile) -> Value:
    """03/04/2022: two readings, unless one of them is no date or the column tells."""
    if len(year_text) == 2:
        if first > 31:
            return _checked(_full_year(f"{first:02d}"), second, int(year_text), raw)
        if int(year_text) <= 31:  # 22.6.27: either end may be the year
            return Value(None, ("date_ambiguous",), None, raw)
    year = _full_year(year_text)
    if first > 12 or first == second:
        return _checked(year, second, first, raw)
    if second > 12:
        return _checked(year, first, second, raw)
    if not profile.order:
        return Value(None, ("date_ambiguous",), None, raw)
    day, month = (first, second) if profile.order == "dmy" else (second, first)
    return _checked(year, month, day, raw, ("date_order_from_column",))


def _full_year(text: str) -> int:
    year = int(text[:9])
    if len(text) > 2:
        return year
    return 2000 + year if year < 70 else 1900 + year


def _checked(year: int, month: int, day: int, raw: str, flags: tuple[str, ...] = ()) -> Value:
    found: Problem | None = None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        found = problem("date_year", year=year)
    elif not 1 <= month <= 12:
        found = problem("date_month", month=month)
    else:
        try:
            return Value(date(year, month, day), flags, None, raw)
        except ValueError:
            found = problem("date_day", year=year, month=month, day=day)
    return Value(None, flags, found, raw)


def _unreadable(raw: str) -> Problem:
    return problem("date_unreadable", raw=raw)
