"""The parts a parameter's value is made of: typed, limited, readable in words. Pure.

Raw form (what is stored and what the API speaks): whole numbers for counts, fen and basis points, ``"12:00"``
for a time of day, lists for several numbers or choices, ``null`` where a part may stay empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.kernel.money import FEN, FULL, format_money

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object

Raw = object  # int, str, bool, list of these, or None
TEXT_LIMIT = 200
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class Kind(StrEnum):
    """What a part is, and thereby how it is typed, stored and shown."""

    NUMBER = "number"
    MONEY = "money"  # fen
    SHARE = "share"  # basis points
    TIME = "time"  # of the day
    FLAG = "flag"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBERS = "numbers"
    TEXT = "text"


_WANTED: Mapping[Kind, StrOrPromise] = {
    Kind.MONEY: _("填金额，例如 3000 或 2999.50。"),
    Kind.SHARE: _("填百分数，例如 20 或 12.5。"),
}


class PartProblem(ValueError):
    """A raw value that the part cannot take: a code and the sentence for the person who typed it."""

    def __init__(self, code: str, message: StrOrPromise) -> None:
        self.code, self.message = code, message
        super().__init__(code)


@dataclass(frozen=True)
class Option:
    """One word of a choice."""

    code: str
    label: StrOrPromise


@dataclass(frozen=True)
class Part:
    """One typed field of a value, with its limits in the raw unit."""

    key: str
    label: StrOrPromise
    kind: Kind
    unit: StrOrPromise = ""
    minimum: int = 0
    maximum: int = 10**15
    options: tuple[Option, ...] = ()
    optional: bool = False

    def read(self, raw: Raw) -> object:
        """The typed value of a raw one. Raises PartProblem."""
        if raw is None or raw == "" or raw == []:
            if self.optional:
                return None
            raise PartProblem("required", _("这一项不能空。"))
        readers = {
            Kind.TIME: self._read_time,
            Kind.FLAG: self._read_flag,
            Kind.CHOICE: self._read_choice,
            Kind.CHOICES: self._read_choices,
            Kind.NUMBERS: self._read_numbers,
            Kind.TEXT: self._read_text,
        }
        return readers.get(self.kind, self._read_number)(raw)

    def write(self, value: object) -> Raw:
        """The raw form of a typed value."""
        if isinstance(value, time):
            return f"{value:%H:%M}"
        return list(value) if isinstance(value, tuple) else value

    def in_words(self, value: object) -> str:
        """The value as a person reads it, with its unit."""
        if value is None:
            return gettext("未填")
        if self.kind is Kind.FLAG:
            return gettext("是") if value else gettext("否")
        if self.kind is Kind.MONEY and isinstance(value, int):
            return gettext("%(amount)s 元") % {
                "amount": format_money(value, decimals=2 if value % FEN else 0)
            }
        if self.kind is Kind.SHARE and isinstance(value, int):
            return f"{percent_text(value)}%"
        if self.kind in (Kind.CHOICE, Kind.CHOICES):
            words = {option.code: str(option.label) for option in self.options}
            chosen = value if isinstance(value, tuple) else (value,)
            return gettext("、").join(words.get(str(code), str(code)) for code in chosen)
        if self.kind is Kind.NUMBERS and isinstance(value, tuple):
            return self._with_unit(gettext("、").join(str(number) for number in value))
        if isinstance(value, time):
            return f"{value:%H:%M}"
        return self._with_unit(f"{value:,}" if isinstance(value, int) else str(value))

    def _with_unit(self, words: str) -> str:
        return f"{words} {self.unit}" if self.unit else words

    def limits_in_words(self) -> str:
        """Between which values the part lies."""
        return gettext("%(low)s 至 %(high)s") % {
            "low": self.in_words(self.minimum),
            "high": self.in_words(self.maximum),
        }

    def _read_number(self, raw: Raw) -> int:
        if isinstance(raw, bool) or not isinstance(raw, int):
            raise PartProblem("not_a_number", _WANTED.get(self.kind, _("填整数。")))
        if not self.minimum <= raw <= self.maximum:
            raise PartProblem(
                "out_of_range", _("填 %(limits)s 之间的数。") % {"limits": self.limits_in_words()}
            )
        return raw

    def _read_numbers(self, raw: Raw) -> tuple[int, ...]:
        if not isinstance(raw, list | tuple):
            raise PartProblem("not_a_list", _("填几个整数，用逗号分开。"))
        return tuple(self._read_number(each) for each in raw)

    def _read_time(self, raw: Raw) -> time:
        found = _TIME.fullmatch(raw.strip()) if isinstance(raw, str) else None
        if not found:
            raise PartProblem("not_a_time", _("填时刻，例如 18:00。"))
        return time(int(found[1]), int(found[2]))

    def _read_flag(self, raw: Raw) -> bool:
        if not isinstance(raw, bool):
            raise PartProblem("not_a_flag", _("选“是”或“否”。"))
        return raw

    def _read_choice(self, raw: Raw) -> str:
        if raw not in [option.code for option in self.options]:  # a list: what was sent may not be hashable
            words = gettext("、").join(str(option.label) for option in self.options)
            raise PartProblem("not_a_choice", _("从这些里选：%(options)s。") % {"options": words})
        return str(raw)

    def _read_choices(self, raw: Raw) -> tuple[str, ...]:
        if not isinstance(raw, list | tuple):
            raise PartProblem("not_a_list", _("至少选一项。"))
        return tuple(dict.fromkeys(self._read_choice(each) for each in raw))

    def _read_text(self, raw: Raw) -> str:
        if not isinstance(raw, str):
            raise PartProblem("not_a_text", _("填文字。"))
        if len(raw.strip()) > TEXT_LIMIT:
            raise PartProblem("too_long", _("最多 %(limit)s 个字。") % {"limit": TEXT_LIMIT})
        return raw.strip()


def percent_text(basis_points: int) -> str:
    """Basis points as per cent, without needless zeros: 4375 is 43.75, 2000 is 20."""
    whole, rest = divmod(abs(basis_points), 100)
    text = f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
    return f"-{text}" if basis_points < 0 else text


def number(
    key: str, label: StrOrPromise, unit: StrOrPromise = "", *, low: int = 0, high: int = 1_000_000
) -> Part:
    """A count of something."""
    return Part(key, label, Kind.NUMBER, unit, low, high)


def money(key: str, label: StrOrPromise, *, high: int = 10**14, optional: bool = False) -> Part:
    """An amount in fen."""
    return Part(key, label, Kind.MONEY, maximum=high, optional=optional)


def share(key: str, label: StrOrPromise, *, high: int = FULL, optional: bool = False) -> Part:
    """A percentage in basis points."""
    return Part(key, label, Kind.SHARE, maximum=high, optional=optional)


def clock_time(key: str, label: StrOrPromise) -> Part:
    """A time of the day in the company's zone."""
    return Part(key, label, Kind.TIME)


def choice(key: str, label: StrOrPromise, *options: tuple[str, StrOrPromise]) -> Part:
    """One of a few words."""
    return Part(key, label, Kind.CHOICE, options=tuple(Option(*option) for option in options))


def choices(key: str, label: StrOrPromise, *options: tuple[str, StrOrPromise]) -> Part:
    """Some of a few words, in order."""
    return Part(key, label, Kind.CHOICES, options=tuple(Option(*option) for option in options))


def numbers(
    key: str, label: StrOrPromise, unit: StrOrPromise = "", *, low: int = 0, high: int = 10_000
) -> Part:
    """Several counts, in order."""
    return Part(key, label, Kind.NUMBERS, unit, low, high)


def flag(key: str, label: StrOrPromise) -> Part:
    """Yes or no."""
    return Part(key, label, Kind.FLAG)


def text(key: str, label: StrOrPromise) -> Part:
    """A short text."""
    return Part(key, label, Kind.TEXT)
