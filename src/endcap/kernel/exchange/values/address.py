"""Addresses that repeat the city, the state and the postcode which stand in columns of their own."""

from __future__ import annotations

import re
from typing import NamedTuple

_US_TAIL = re.compile(r"(.*\S)\s*,\s*([^,]+?)\s*,\s*([A-Za-z]{2})\.?\s*,?\s+(\d{5})(?:-(\d{4}))?\s*")
_SHORT_TAIL = re.compile(r"(.*\S)\s*,\s*([^,]+?)\s*,\s*([A-Za-z]{2})\.?\s*")
_SUFFIXES = ("特别行政区", "自治区", "自治州", "地区", "省", "市", "区", "县", "盟", "旗")


class SplitAddress(NamedTuple):
    """The street, and what stood behind it."""

    street: str
    city: str = ""
    state: str = ""
    postcode: str = ""


def place_key(text: str) -> str:
    """How place names are compared."""
    return re.sub(r"[\s.'’]", "", text).casefold()


def split_tail(address: str, city: str, postcode: str) -> SplitAddress | None:
    """Take ", CITY, ST 12345" off when city or postcode are those of the row; else change nothing."""
    found = _US_TAIL.fullmatch(address)
    if found:
        same_city = bool(city) and place_key(found[2]) == place_key(city)
        same_postcode = bool(postcode) and found[4] == postcode[:5]
        nothing_to_compare = not city and not postcode
        if same_city or same_postcode or nothing_to_compare:
            return SplitAddress(found[1], found[2], found[3].upper(), found[4])
        return None
    found = _SHORT_TAIL.fullmatch(address)
    if found and city and place_key(found[2]) == place_key(city):
        return SplitAddress(found[1], found[2], found[3].upper())
    return None


def split_head(address: str, places: tuple[str, ...]) -> str:
    """Take 广东省广州市天河区 off the start when province, city and district columns say the same."""
    rest = address
    for place in places:
        rest = _without_place(rest, place)
    return rest if rest and rest != address else ""


def _without_place(address: str, place: str) -> str:
    if not place:
        return address
    if address.startswith(place):
        return _without_suffix(address[len(place) :], place)
    short = place
    for suffix in _SUFFIXES:
        if place.endswith(suffix) and len(place) - len(suffix) >= 2:
            short = place[: -len(suffix)]
            break
    if (
        short != place
        and address.startswith(short)
        and not address.startswith((short + "路", short + "街", short + "大"))
    ):
        return address[len(short) :]
    return address


def _without_suffix(rest: str, place: str) -> str:
    """Column 广州, address 广州市天河区…: the 市 belongs to the place, but 广州路 is a street."""
    if place.endswith(_SUFFIXES):
        return rest
    for suffix in _SUFFIXES:
        if rest.startswith(suffix):
            return rest[len(suffix) :]
    return rest if not rest.startswith(("路", "街", "大")) else place + rest
