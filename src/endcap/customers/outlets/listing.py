"""Rows of a customer list, compared with each other and with the book. Pure.

A repeat is the same outlet written twice. Codes that differ are never joined, even at one address: shops
change
hands. A row without a code is joined only where name, address, status and figures agree.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from endcap.customers.outlets import keys
from endcap.kernel.exchange.declare import Change, CleanRow
from endcap.kernel.exchange.declare import Position as Pair
from endcap.kernel.geo import Position, distance_m

# Columns of the list that are kept on the outlet as they are.
PLAIN = (
    "code",
    "name",
    "chain_name",
    "province",
    "city",
    "district",
    "address",
    "zip",
    "phone",
    "contact_name",
    "licence_no",
    "status",
    "declared_sales",
    "declared_orders",
    "declared_last_order_on",
    "declared_grade",
    "remark",
    "opened_on",
    "party_kind",
)
SPECIAL = ("position", "datum", "channel", "owner", "unit", "verified_on")
COLUMNS = (*PLAIN, *SPECIAL)
PLACE = {name: at for at, name in enumerate(COLUMNS)}
_DOUBTFUL = frozenset(
    {
        "city_filled",
        "city_uncertain",
        "lon_lat_swapped",
        "lon_sign_restored",
        "lat_sign_restored",
        "coordinate_far",
        "money_coarse",
        "currency_differs",
        "date_in_future",
        "zip_filled",
        "zip_differs",
        "phone_unclear",
        "phone_several",
    }
)
_POSITION, _GRADE = PLACE["position"], PLACE["declared_grade"]
_COMMON = tuple(
    PLACE[name]
    for name in ("city", "province", "district", "zip", "channel", "owner", "unit", "status", "remark")
    if name in PLACE
)
_NO_GRADE = frozenset({"", "?", "？", "??", "-", "—", "/", "无", "未知", "待定", "N/A", "NA"})
_NEAR_M = 50
_NOTHING_DOUBTED: frozenset[str] = frozenset()
_COARSE = 1000  # a thousandth: what is lost when a sum is written in 万


class Entry(NamedTuple):
    """One row of the list, ready to be compared. ``values`` follow COLUMNS; None: the list says nothing."""

    place: tuple[str, int]
    values: tuple[object, ...]
    code_key: str
    name_key: str
    address_key: str
    doubtful: frozenset[str]
    target_id: UUID | None = None

    def get(self, column: str) -> object:
        """The value of a column."""
        return self.values[PLACE[column]]

    def text(self, column: str) -> str:
        """The value of a text column, empty if there is none."""
        value = self.values[PLACE[column]]
        return value if isinstance(value, str) else ""


def pair_of(values: Mapping[str, object]) -> Pair | None:
    """The position of a row, from one column or from two."""
    both = values.get("position")
    if isinstance(both, tuple):
        return Pair(*both)
    lat, lon = values.get("latitude"), values.get("longitude")
    return Pair(lat, lon) if isinstance(lat, int) and isinstance(lon, int) else None


def _grade(value: object) -> str | None:
    """The list's own grade; a question mark or a dash is none."""
    word = str(value or "").strip().upper()
    return None if word in _NO_GRADE else word


def _values_of(row: CleanRow) -> tuple[object, ...]:
    kept = list(map(row.values.get, COLUMNS))
    kept[_POSITION] = pair_of(row.values)
    kept[_GRADE] = _grade(kept[_GRADE])
    for at in _COMMON:
        if type(word := kept[at]) is str:
            kept[at] = sys.intern(word)  # the same few words in a hundred thousand rows
    return tuple(kept)


def _doubtful(row: CleanRow) -> frozenset[str]:
    found = {
        "position" if flag.column in ("latitude", "longitude") else flag.column
        for flag in row.flags
        if flag.code in _DOUBTFUL
    }
    return frozenset(found) if found else _NOTHING_DOUBTED


def unkeyed(row: CleanRow) -> Entry:
    """A row as it is written: its values, without the keys by which rows are compared."""
    return Entry((row.sheet, row.row_no), _values_of(row), "", "", "", _doubtful(row))


def entry_of(row: CleanRow) -> Entry:
    """A row as it is compared."""
    found = unkeyed(row)
    return Entry(
        found.place,
        found.values,
        keys.code_key(found.text("code")) if found.get("code") else "",
        row.keys.name or keys.name_key(found.text("name"), found.text("city")),
        keys.street_key(found.text("address")),
        found.doubtful,
    )


def _agree(one: object, other: object) -> bool:
    return one is None or other is None or one == other


def _sums_agree(one: object, other: object) -> bool:
    if not isinstance(one, int) or not isinstance(other, int):
        return True
    return abs(one - other) * _COARSE <= max(abs(one), abs(other), 100 * _COARSE)


def is_other_place(one: Entry, other: Entry) -> bool:
    """Whether neither name nor address speak for the same outlet."""
    names_differ = one.name_key != other.name_key
    addresses_differ = bool(one.address_key and other.address_key and one.address_key != other.address_key)
    return names_differ and addresses_differ


def is_same_without_code(one: Entry, other: Entry) -> bool:
    """Whether two rows, one of which has no code, are the same outlet beyond doubt."""
    return (
        bool(one.address_key)
        and one.name_key == other.name_key
        and one.address_key == other.address_key
        and _agree(one.text("city").casefold() or None, other.text("city").casefold() or None)
        and _agree(one.get("status"), other.get("status"))
        and _agree(one.get("declared_last_order_on"), other.get("declared_last_order_on"))
        and _sums_agree(one.get("declared_sales"), other.get("declared_sales"))
    )


@dataclass(frozen=True, slots=True)
class Completion:
    """What a repeat adds to the row that it repeats, and whether it contradicts it."""

    changes: tuple[Change, ...]
    differs: bool


def _means_the_same(column: str, one: object, other: object, *, coarse: bool) -> bool:
    if one == other:
        return True
    if column == "name":
        return True  # the same outlet, spelled otherwise
    if isinstance(one, Pair) and isinstance(other, Pair):
        return distance_m(Position(*one), Position(*other)) <= _NEAR_M
    if column == "address":
        return keys.address_key(str(one)) == keys.address_key(str(other))
    if column == "code":
        return keys.code_key(str(one)) == keys.code_key(str(other))
    if column == "declared_sales" and coarse:
        return _sums_agree(one, other)
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return False


def complete(first: Entry, repeat: Entry) -> Completion:
    """Empty and doubtful values of the first row give way to sound ones of the repeat; remarks add up."""
    changes: list[Change] = []
    differs = False
    for column, old, new in zip(COLUMNS, first.values, repeat.values, strict=True):
        if new is None or new == old:
            continue
        if old is None:
            changes.append(Change(column, None, new))
        elif column == "remark":
            if str(new) not in str(old):
                changes.append(Change(column, old, f"{old}；{new}"[:500]))
        else:
            better = column in first.doubtful and column not in repeat.doubtful
            if better:
                changes.append(Change(column, old, new))
            coarse = column in first.doubtful or column in repeat.doubtful
            differs = differs or not (better or _means_the_same(column, old, new, coarse=coarse))
    return Completion(tuple(changes), differs)


def is_known_already(entry: Entry, column: str, held: object) -> bool:
    """Whether the row says nothing new: a remark that stands in the book, or a doubtful value of what is
    held."""
    new = entry.get(column)
    if column == "remark":
        return bool(held) and str(new) in str(held)
    return (
        column in entry.doubtful
        and held not in (None, "")
        and _means_the_same(column, held, new, coarse=True)
    )


def merged(first: Entry, repeat: Entry, done: Completion) -> Entry:
    """The first row as it stands after the repeat has completed it."""
    values = list(first.values)
    for change in done.changes:
        values[PLACE[change.field]] = change.after
    improved = {change.field for change in done.changes}
    return Entry(
        first.place,
        tuple(values),
        first.code_key or repeat.code_key,
        first.name_key,
        first.address_key or repeat.address_key,
        first.doubtful - improved,
        first.target_id,
    )


def day(value: object) -> date | None:
    """A day, if it is one."""
    return value if isinstance(value, date) else None
