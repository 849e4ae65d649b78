"""Money, prices, quantities and percentages: exact integers from the ways people write numbers."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from endcap.kernel.errors import Problem
from endcap.kernel.exchange.declare import Value
from endcap.kernel.exchange.messages import problem
from endcap.kernel.exchange.values.text import as_text, narrow, says_nothing
from endcap.kernel.money import round_half_up

LARGEST = 10**16  # fits a 64-bit integer with room for sums
_CURRENCY = re.compile(
    r"(US\$|USD|RMB|CNY|HK\$|HKD|EUR|GBP|JPY|[$¥€£]|人民币|美元|美金|港币|港元|欧元|日元|英镑)", re.IGNORECASE
)
_CURRENCY_CODES = {
    "us$": "USD", "usd": "USD", "$": "USD", "美元": "USD", "美金": "USD", "rmb": "CNY",
    "cny": "CNY", "¥": "CNY", "人民币": "CNY", "hk$": "HKD", "hkd": "HKD", "港币": "HKD",
    "港元": "HKD", "eur": "EUR", "€": "EUR", "欧元": "EUR", "gbp": "GBP", "£": "GBP", "英镑": "GBP",
    "jpy": "JPY", "日元": "JPY",
}  # fmt: skip
_SCALES = {
    "": 1,
    "元": 1,
    "块": 1,
    "圆": 1,
    "千": 1_000,
    "千元": 1_000,
    "k": 1_000,
    "万": 10_000,
    "万元": 10_000,
    "w": 10_000,
}
_SCALES |= {"百万": 10**6, "百万元": 10**6, "m": 10**6, "亿": 10**8, "亿元": 10**8}
_NUMBER = re.compile(r"([+-]?)(\d[\d,]*\.?\d*|\.\d+)(-?)([a-z千万百亿元块圆]*)", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}|\d+,\d{1,2}")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,3}")
_NOT_FINITE = frozenset(["nan", "inf", "-inf", "+inf", "infinity", "-infinity"])


class Number(NamedTuple):
    """A number as written: exact, with the currency that stood beside it."""

    exact: Fraction | None
    currency: str = ""
    flags: tuple[str, ...] = ()
    problem: Problem | None = None
    own_unit: bool = False  # "19.03万" says its unit itself: that of the header doesn't apply


NO_NUMBER = Number(None)


def currency_in(text: str) -> str:
    """The currency code that a text names, or nothing."""
    found = _CURRENCY.search(text)
    return _CURRENCY_CODES.get(found[1].casefold(), "") if found else ""


def scale_of(unit: str) -> int:
    """What a unit multiplies by: 万元 → 10,000; an unknown unit → 0."""
    return _SCALES.get(unit.casefold(), 0)


def read_number(cell: object) -> Number:
    """Read one number, or say why not. Words that say nothing give no number and no problem."""
    if cell is None or cell == "":
        return NO_NUMBER
    if isinstance(cell, bool):
        return Number(None, problem=problem("number_unreadable", raw=as_text(cell)))
    if isinstance(cell, int):
        return Number(Fraction(cell))
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return Number(None, problem=problem("number_not_finite", raw=as_text(cell)))
        return Number(Fraction(Decimal(f"{cell:.15g}")))  # 15 digits are what the spreadsheet shows
    if isinstance(cell, Decimal):
        if not cell.is_finite():
            return Number(None, problem=problem("number_not_finite", raw=str(cell)))
        return Number(Fraction(cell))
    if isinstance(cell, str):
        return _read_written(cell)
    return Number(None, problem=problem("number_unreadable", raw=as_text(cell)))


def _read_written(raw: str) -> Number:
    text = narrow(raw).replace(" ", "").replace("，", ",").replace("−", "-").replace("'", "")
    if says_nothing(text):
        return NO_NUMBER
    if text.casefold() in _NOT_FINITE:
        return Number(None, problem=problem("number_not_finite", raw=raw))
    currency = currency_in(text)
    if currency:
        text = _CURRENCY.sub("", text)
    if _SCIENTIFIC.fullmatch(text):
        if abs(int(re.split("[eE]", text)[1])) > 30:
            return Number(None, problem=problem("number_too_large", raw=raw))
        return Number(Fraction(Decimal(text)), currency)
    negative = text.startswith("(") and text.endswith(")")
    if negative:
        text = text[1:-1]
    if _EUROPEAN.fullmatch(text.lstrip("+-")):
        return Number(None, currency, ("number_ambiguous",))
    found = _NUMBER.fullmatch(text)
    if not found or (found[1] and found[3]):
        return Number(None, currency, problem=problem("number_unreadable", raw=raw))
    digits, scale = found[2], scale_of(found[4])
    if not scale or ("," in digits and not _GROUPED.fullmatch(digits)):
        return Number(None, currency, problem=problem("number_unreadable", raw=raw))
    exact = Fraction(digits.replace(",", "")) * scale
    signed = -exact if negative or found[1] == "-" or found[3] else exact
    flags = ("money_coarse",) if scale >= 1000 else ()
    return Number(signed, currency, flags, own_unit=bool(found[4]))


def _scaled(cell: object, unit: int, scale: int, currency: str, rounded_flag: str) -> Value:
    """The number × unit as an integer, rounded half up with a flag."""
    raw = as_text(cell)
    number = read_number(cell)
    flags = number.flags
    if number.problem is not None or number.exact is None:
        return Value(None, flags, number.problem, raw)
    if currency and number.currency and number.currency != currency:
        flags = (*flags, "currency_differs")
    exact = number.exact * (1 if number.own_unit else scale) * unit
    if abs(exact) >= LARGEST:
        return Value(None, flags, problem("number_too_large", raw=raw), raw)
    if exact.denominator != 1:
        return Value(round_half_up(exact.numerator, exact.denominator), (*flags, rounded_flag), None, raw)
    return Value(exact.numerator, flags, None, raw)


def parse_money(cell: object, *, scale: int = 1, currency: str = "") -> Value:
    """Money in fen; ``scale`` is the unit of the header (万元 → 10,000)."""
    if type(cell) is float and scale == 1 and -1e10 < cell < 1e10:
        fen = round(cell * 100)
        if abs(cell * 100 - fen) < 1e-5:
            return Value(fen, (), None, as_text(cell))
    if type(cell) is Decimal and scale == 1 and cell.is_finite() and abs(cell) < LARGEST // 100:
        shifted = cell.scaleb(2)
        if shifted == shifted.to_integral_value():
            return Value(int(shifted), (), None, str(cell))
    return _scaled(cell, 100, scale, currency, "money_rounded")


def parse_price(cell: object, *, scale: int = 1, currency: str = "") -> Value:
    """A price in 1/10,000."""
    return _scaled(cell, 10_000, scale, currency, "price_rounded")


def parse_whole(cell: object) -> Value:
    """An integer: counts, quantities in base units."""
    if type(cell) is int and -LARGEST < cell < LARGEST:
        return Value(cell, (), None, str(cell))
    if type(cell) is float and cell.is_integer() and -1e15 < cell < 1e15:
        return Value(int(cell), (), None, as_text(cell))
    raw = as_text(cell)
    number = read_number(cell)
    if number.problem is not None or number.exact is None:
        return Value(None, number.flags, number.problem, raw)
    if number.exact.denominator != 1:
        return Value(None, number.flags, problem("not_whole", raw=raw), raw)
    if abs(number.exact) >= LARGEST:
        return Value(None, number.flags, problem("number_too_large", raw=raw), raw)
    return Value(number.exact.numerator, number.flags, None, raw)


def parse_percent(cell: object) -> Value:
    """Basis points: '15%' and 0.15 (a formatted cell arrives as a fraction) are 1,500."""
    raw = as_text(cell)
    if isinstance(cell, str) and narrow(cell).endswith("%"):
        return (
            _scaled(narrow(cell)[:-1], 100, 1, "", "money_rounded")
            if narrow(cell) != "%"
            else Value(None, raw=raw)
        )
    number = read_number(cell)
    if number.problem is not None or number.exact is None:
        return Value(None, number.flags, number.problem, raw)
    if 0 < abs(number.exact) <= 1:
        points = number.exact * 10_000
        return Value(
            round_half_up(points.numerator, points.denominator), ("percent_from_fraction",), None, raw
        )
    points = number.exact * 100
    return Value(round_half_up(points.numerator, points.denominator), number.flags, None, raw)
