"""Phone numbers: Chinese mobiles, landlines and service numbers; others when they carry their country."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

from endcap.kernel.exchange.declare import Value
from endcap.kernel.exchange.messages import problem
from endcap.kernel.exchange.values.codes import bare_code
from endcap.kernel.exchange.values.text import as_text, narrow, says_nothing

MOBILE_DIGITS = 11
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SERVICE = re.compile(r"([48]00)\d{7}")
_SPLIT = re.compile(r"\s*[/、;；|或]\s*|(?<=\d{7})\s*,\s*|(?<=\d{11})\s+(?=1\d{10})")
_PUNCTUATION = re.compile(r"[\s().\-–—_+]")


def parse_phone(cell: object, region: str = "CN") -> Value:
    """A phone number in its usual written form; digits too few or too many are counted for the reader."""
    raw = as_text(cell)
    text, doubt = bare_code(cell)
    if doubt:
        return Value(None, (doubt,), None, raw)
    if says_nothing(text):
        return Value(None, raw=raw)
    if _MOBILE.fullmatch(text):
        return Value(text, raw=raw)
    parts = [part for part in _SPLIT.split(narrow(text)) if part]
    flags = ("phone_several",) if len(parts) > 1 and len(_digits(parts[1])) >= 7 else ()
    found = _one(parts[0] if flags else text, region)
    return Value(found.value, (*flags, *found.flags), found.problem, raw)


def _digits(text: str) -> str:
    return _PUNCTUATION.sub("", text)


@lru_cache(maxsize=50_000)
def _one(text: str, region: str) -> Value:
    digits = _digits(text)
    if text.startswith("+") and not digits.startswith("86"):
        return _from_library(text, region)
    if digits.startswith("86") and len(digits) == 13 and region == "CN":
        digits = digits[2:]
    if _MOBILE.fullmatch(digits):
        return Value(digits)
    if _SERVICE.fullmatch(digits) and region == "CN":
        return Value(f"{digits[:3]}-{digits[3:6]}-{digits[6:]}")
    if not any(character.isdigit() for character in digits):
        return Value(None, problem=problem("phone_unreadable", raw=text))
    wrong_length = _mobile_length(digits, text)
    if wrong_length is not None:
        return wrong_length
    return _from_library(text, region)


def _mobile_length(digits: str, text: str) -> Value | None:
    """A number that starts like a mobile but has a few digits too few or too many."""
    if text.startswith("+") or not re.fullmatch(r"1[3-9]\d+", digits) or len(digits) == MOBILE_DIGITS:
        return None
    missing = MOBILE_DIGITS - len(digits)
    if 0 < missing <= 3:
        return Value(None, problem=problem("phone_short", count=missing))
    if -4 <= missing < 0:
        return Value(None, problem=problem("phone_long", count=-missing))
    return None


def _from_library(text: str, region: str) -> Value:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return Value(None, problem=problem("phone_unreadable", raw=text))
    if phonenumbers.is_valid_number(number):
        home = phonenumbers.region_code_for_number(number) == region
        form = (
            phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
        )
        written = phonenumbers.format_number(number, form)
        return Value(written.replace(" ", "-") if home else written)
    digits = _digits(text)
    if digits.isdecimal() and 7 <= len(digits) <= 15:
        return Value(narrow(text), ("phone_unclear",))
    return Value(None, problem=problem("phone_unreadable", raw=text))
