"""Reading a calendar sheet: 日期, 类型, 名称. Pure; every problem at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from endcap.kernel.calendar.china import DecreedDay
from endcap.kernel.calendar.working_days import is_weekday
from endcap.kernel.errors import Problem

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object

REST_WORDS = ("休息", "休", "放假", "节假日", "假日", "法定节假日", "公休", "rest", "holiday", "off")
WORK_WORDS = ("上班", "班", "补班", "调休上班", "工作日", "working", "workday", "work", "make-up")
NAME_LIMIT = 60
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]0?0:00(?::00)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True)
class DayRow:
    """One row as it came: the cells may be dates, numbers or text."""

    row_no: int
    on: object
    kind: object
    name: object = ""
    name_en: object = ""


def read(year: int, sheet: Sequence[DayRow]) -> tuple[list[DecreedDay], list[Problem]]:
    """The year's decreed days, and what is wrong with the sheet."""
    if not sheet:
        return [], [Problem("rows", "empty", _("表里没有数据。至少要有元旦和春节。"))]
    days: dict[date, DecreedDay] = {}
    first_row: dict[date, int] = {}
    problems: list[Problem] = []
    for row in sheet:
        day, wrong = _read_row(year, row)
        problems += wrong
        if day is None:
            continue
        if day.on in days:
            sentence = _("第 %(row)s 行：%(on)s 在第 %(first)s 行已经有了，删掉一行。")
            values = {"row": row.row_no, "on": day.on, "first": first_row[day.on]}
            problems.append(Problem(f"{row.row_no}.on", "repeated", sentence % values))
        days.setdefault(day.on, day)
        first_row.setdefault(day.on, row.row_no)
    return sorted(days.values(), key=lambda each: each.on), problems


def read_date(cell: object) -> date | None:
    """The day in a cell, however it is written; None when it is no day."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(cell)
    found = _DATE.fullmatch(text) or _COMPACT.fullmatch(text.removesuffix(".0"))
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def read_kind(cell: object) -> bool | None:
    """Whether the word means a working day; None when it means neither."""
    word = _text(cell).casefold()
    return True if word in WORK_WORDS else False if word in REST_WORDS else None


def _read_row(year: int, row: DayRow) -> tuple[DecreedDay | None, list[Problem]]:
    problems: list[Problem] = []

    def refuse(field: str, code: str, sentence: StrOrPromise, **values: object) -> None:
        problems.append(Problem(f"{row.row_no}.{field}", code, sentence % {"row": row.row_no, **values}))

    on, is_working, name = read_date(row.on), read_kind(row.kind), _text(row.name)
    if on is None:
        refuse("on", "not_a_date", _("第 %(row)s 行：日期看不懂，写成 2027-01-01 这样。"))
    elif on.year != year:
        refuse("on", "other_year", _("第 %(row)s 行：%(on)s 不在 %(year)s 年。"), on=on, year=year)
    if is_working is None:
        refuse("kind", "not_a_kind", _("第 %(row)s 行：类型写“休息”或“上班”。"))
    if len(name) > NAME_LIMIT:
        refuse("name", "too_long", _("第 %(row)s 行：名称最多 %(limit)s 个字。"), limit=NAME_LIMIT)
    if not name and is_working is False and (on is None or is_weekday(on)):
        refuse("name", "required", _("第 %(row)s 行：写上节日名称。"))
    if problems or on is None or is_working is None:
        return None, problems
    plain = ("补班", "Make-up day") if is_working else ("休息", "Rest day")
    return DecreedDay(
        on, is_working, name or plain[0], _text(row.name_en)[:NAME_LIMIT] or ("" if name else plain[1])
    ), []


def _text(cell: object) -> str:
    return "" if cell is None else unicodedata.normalize("NFKC", str(cell)).strip()
