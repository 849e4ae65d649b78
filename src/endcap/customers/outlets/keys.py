"""Keys of an outlet: what repeats have in common. Pure."""

from __future__ import annotations

import re
import unicodedata

from endcap.customers.outlets import spelling
from endcap.kernel.exchange import match

_DIGITS = re.compile(r"\D+")
_HOUSE_NUMBER = re.compile(r"\d")


def code_key(code: str) -> str:
    """A code without case, width, spaces and leading zeros: 006280 and 6280 are the same outlet."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", code)).upper()
    return (plain.lstrip("0") or plain) if plain.isdecimal() else plain


def name_key(name: str, city: str = "") -> str:
    """The name without case, punctuation and a city at its end."""
    return match.name_key(name, city)[:120] or name.strip().casefold()[:120]


def address_key(address: str, city: str = "") -> str:
    """The street address in one spelling, with its city; empty unless it has a number to tell houses
    apart."""
    street = match.address_key(address)
    if not street or not _HOUSE_NUMBER.search(street):
        return ""
    return f"{street}|{match.address_key(city)}"[:200]


def street_key(address: str) -> str:
    """The street address alone, in one spelling: what rows of one list have in common before their city
    is known."""
    return address_key(address).partition("|")[0]


def phone_key(phone: str) -> str:
    """The last eleven digits: a mobile number, or a fixed line with its area code; empty when too short
    to tell."""
    digits = _DIGITS.sub("", phone)
    return digits[-11:] if len(digits) >= 7 else ""


def sort_key(name: str) -> str:
    """Where the name stands in an alphabetical list; Chinese names by pinyin."""
    return pinyin_key(name)[:120] or name.casefold()[:120]


def pinyin_key(name: str) -> str:
    """How the name sounds: full pinyin without tones, so that 福满园 and 福漫园 are alike."""
    spelled = spelling.spelling_of(name)
    return spelled.sound.replace(spelling.MARK, "") or spelled.signs
