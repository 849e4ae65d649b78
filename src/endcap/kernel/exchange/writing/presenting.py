"""How a stored value looks in a cell: for people in their units and language, for machines as it is
stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from endcap.kernel.exchange.declare import Column, Kind, Shape

_E7 = Decimal(10_000_000)
_HAN = re.compile(r"[\u3400-\u9fff]")


class Style(StrEnum):
    """For whom a table is written."""

    PEOPLE = "people"  # labels, 元, words of the reader's language; comes back through import
    MACHINE = "machine"  # column keys, integers in minor units, stored words


class Look(StrEnum):
    """The number format of a cell."""

    TEXT = "text"
    WHOLE = "whole"
    MONEY = "money"
    PRICE = "price"
    PERCENT = "percent"
    DEGREES = "degrees"
    DATE = "date"


@dataclass(frozen=True)
class Shown:
    """A column as it is written: its heading, its number format, and how each value becomes a cell.

    ``cell`` answers None, str, int, Decimal or date.
    """

    key: str
    heading: str
    look: Look
    cell: Callable[[object], object]


def _words(value: object) -> object:
    """Several codes in one cell."""
    if isinstance(value, list | tuple | set | frozenset):
        return ";".join(str(item) for item in value)
    return str(value)


def _text(value: object) -> object:
    return None if value is None or value == "" else _words(value)


def _whole(value: object) -> object:
    return value if isinstance(value, int) else _text(value)


def _over(divisor: int, places: int) -> Callable[[object], object]:
    quantum, by = Decimal(1).scaleb(-places), Decimal(divisor)

    def divided(value: object) -> object:
        return (Decimal(value) / by).quantize(quantum) if isinstance(value, int) else _text(value)

    return divided


def _degrees(value: object) -> object:
    if isinstance(value, int):
        return Decimal(value) / _E7
    if isinstance(value, tuple) and len(value) == 2:
        return f"{Decimal(value[0]) / _E7:f},{Decimal(value[1]) / _E7:f}"
    return _text(value)


def _date(value: object) -> object:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else _text(value)


def _bool(yes: str, no: str) -> Callable[[object], object]:
    def said(value: object) -> object:
        return None if value is None else yes if value else no

    return said


def choice_words(column: Column, language: str) -> dict[str, str]:
    """The word shown for each stored word: the first accepted one in the reader's language."""
    chinese = language.startswith("zh")
    shown: dict[str, str] = {}
    for stored, accepted in column.choices.items():
        fitting = [word for word in accepted if bool(_HAN.search(word)) == chinese]
        shown[stored] = fitting[0] if fitting else stored
    return shown


def _choice(column: Column, language: str) -> Callable[[object], object]:
    words = choice_words(column, language)

    def said(value: object) -> object:
        return None if value is None or value == "" else words.get(str(value), str(value))

    return said


def heading_of(column: Column, language: str) -> str:
    """The column's heading in the reader's language."""
    return str(column.label) if language.startswith("zh") else column.label_en


def _look_of_position(column: Column) -> Look:
    """A latitude or a longitude is a number; both together are text."""
    return Look.TEXT if column.shape is Shape.PLAIN else Look.DEGREES


def _for_people(column: Column, language: str) -> tuple[Look, Callable[[object], object]]:
    kind = column.kind
    if kind in (Kind.INTEGER, Kind.QUANTITY):
        return Look.WHOLE, _whole
    if kind is Kind.MONEY:
        return Look.MONEY, _over(100, 2)
    if kind is Kind.PRICE:
        return Look.PRICE, _over(10_000, 4)
    if kind is Kind.PERCENT:
        return Look.PERCENT, _over(10_000, 4)
    if kind is Kind.COORDINATE:
        return _look_of_position(column), _degrees
    if kind is Kind.DATE:
        return Look.DATE, _date
    if kind is Kind.BOOL:
        return Look.TEXT, _bool(_("是"), _("否"))
    if kind is Kind.CHOICE:
        return Look.TEXT, _choice(column, language)
    return Look.TEXT, _text


def _for_machines(column: Column) -> tuple[Look, Callable[[object], object]]:
    if column.kind in (Kind.INTEGER, Kind.QUANTITY, Kind.MONEY, Kind.PRICE, Kind.PERCENT):
        return Look.WHOLE, _whole
    if column.kind is Kind.COORDINATE:
        return _look_of_position(column), _degrees
    if column.kind is Kind.DATE:
        return Look.DATE, _date
    if column.kind is Kind.BOOL:
        return Look.TEXT, _bool("true", "false")
    return Look.TEXT, _text


def shown_columns(columns: Sequence[Column], *, style: Style, language: str) -> tuple[Shown, ...]:
    """The columns as they will be written."""
    found = []
    for column in columns:
        if style is Style.MACHINE:
            look, cell = _for_machines(column)
            found.append(Shown(column.key, column.key, look, cell))
        else:
            look, cell = _for_people(column, language)
            found.append(Shown(column.key, heading_of(column, language), look, cell))
    return tuple(found)
