"""Codes of outlets and products, and postcodes: digits that are names, not numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from endcap.kernel.exchange.declare import Value
from endcap.kernel.exchange.values.text import as_text, narrow, says_nothing

_FLOAT_TAIL = re.compile(r"(-?\d+)\.0+")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE]\+?\d{1,3}")
_ZIP4 = re.compile(r"(\d{5})-?(\d{4})")
EXACT_DIGITS = 15  # a spreadsheet keeps no more


@dataclass(frozen=True)
class CodeProfile:
    """What the whole column says: how many numeric codes start with 0, and how long postcodes are."""

    plain: int = 0
    padded: int = 0
    usual_length: int = 0

    @property
    def zeros_are_padding(self) -> bool:
        """Most numeric codes have no leading zero, so the few that have one were padded."""
        return self.plain > self.padded


def is_scientific(text: str) -> bool:
    """Whether a long number was turned into 1.38E+10, which loses its last digits."""
    return _SCIENTIFIC.fullmatch(text) is not None


def bare_code(cell: object) -> tuple[str, str]:
    """The code without spreadsheet traces, and the reason why it can't be trusted, if any."""
    if isinstance(cell, float) and cell.is_integer():
        if abs(cell) >= 10**EXACT_DIGITS:
            return "", "digits_lost"
        return str(int(cell)), ""
    text = narrow(as_text(cell)).lstrip("'’")
    if is_scientific(text) and "." in text:
        return "", "scientific_notation"
    tail = _FLOAT_TAIL.fullmatch(text)
    if tail:
        text = tail[1]
    return text.strip(), ""


def parse_code(cell: object, profile: CodeProfile) -> Value:
    """A code as text: 5269.0, '6279.0', '006280' and full-width digits all become the same kind of code."""
    raw = as_text(cell)
    text, doubt = bare_code(cell)
    if doubt:
        return Value(None, (doubt,), raw=raw)
    if not text or says_nothing(text):
        return Value(None, raw=raw)
    if (
        text[0] == "0"
        and len(text) > 1
        and text.isdecimal()
        and text.strip("0")
        and profile.zeros_are_padding
    ):
        return Value(text.lstrip("0"), ("code_zero_padded",), raw=raw)
    return Value(text, raw=raw)


def parse_postcode(cell: object, profile: CodeProfile) -> Value:
    """A postcode as text without ``-0000``; a lost leading zero comes back when the column has one length."""
    raw = as_text(cell)
    text, doubt = bare_code(cell)
    if doubt:
        return Value(None, (doubt,), raw=raw)
    if not text or says_nothing(text):
        return Value(None, raw=raw)
    long = _ZIP4.fullmatch(text)
    if long and "-" in text:
        return Value(long[1], ("zip_plus4",), raw=raw) if long[2] == "0000" else Value(text, raw=raw)
    if text.isdecimal() and len(text) == profile.usual_length - 1:
        return Value("0" + text, ("zip_zero_restored",), raw=raw)
    return Value(text, raw=raw)
