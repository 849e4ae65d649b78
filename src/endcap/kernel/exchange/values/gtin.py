"""Barcodes by the GS1 rules: lengths, check digit, and leading zeros that a spreadsheet ate."""

from __future__ import annotations

from functools import lru_cache

from endcap.kernel.exchange.declare import Value
from endcap.kernel.exchange.messages import problem
from endcap.kernel.exchange.values.codes import bare_code
from endcap.kernel.exchange.values.text import as_text, says_nothing

LENGTHS = (8, 12, 13, 14)


def check_digit(body: str) -> int:
    """The GS1 check digit of the digits before it."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return -total % 10


def passes(code: str) -> bool:
    """Whether the last digit is the check digit of the others."""
    return check_digit(code[:-1]) == int(code[-1])


def parse_gtin(cell: object) -> Value:
    """A GTIN of 8, 12, 13 or 14 digits; a shortened one is padded when its check digit then passes."""
    raw = as_text(cell)
    text, doubt = bare_code(cell)
    if doubt:
        return Value(None, (doubt,), None, raw)
    text = text.replace(" ", "").replace("-", "")
    if says_nothing(text) or not text.strip("0"):
        return Value(None, raw=raw)
    found = _judge(text)
    return Value(found.value, found.flags, found.problem, raw)


@lru_cache(maxsize=50_000)
def _judge(text: str) -> Value:
    if not (text.isascii() and text.isdecimal()):
        return Value(None, problem=problem("gtin_unreadable", raw=text))
    if len(text) in LENGTHS and passes(text):
        return Value(text)
    restored = _restored(text)
    if restored:
        return Value(restored, ("gtin_zero_restored",))
    if len(text) not in LENGTHS:
        return Value(None, problem=problem("gtin_length", count=len(text)))
    return Value(None, problem=problem("gtin_check_digit", found=text[-1], expected=check_digit(text[:-1])))


def _restored(text: str) -> str:
    """The digits with their leading zeros back: UPC-A from 9 to 11 digits, EAN-8 from 6 or 7.

    Padding never changes the check sum, so a code that fails now fails padded too.
    """
    if not passes(text):
        return ""
    if 9 <= len(text) <= 11:
        return text.zfill(12)
    if len(text) in (6, 7):
        return text.zfill(8)
    return ""
