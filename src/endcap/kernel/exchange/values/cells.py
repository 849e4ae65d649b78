"""From a column and what is known about it to the function that reads its cells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from endcap.kernel.exchange.declare import Column, Kind, Shape, Value
from endcap.kernel.exchange.values.choices import accepted_words, parse_bool, parse_choice, shown_words
from endcap.kernel.exchange.values.codes import parse_code, parse_postcode
from endcap.kernel.exchange.values.dates import parse_date
from endcap.kernel.exchange.values.gtin import parse_gtin
from endcap.kernel.exchange.values.numbers import parse_money, parse_percent, parse_price, parse_whole
from endcap.kernel.exchange.values.phones import parse_phone
from endcap.kernel.exchange.values.profiles import Tallies
from endcap.kernel.exchange.values.text import parse_text

CellParser = Callable[[object], Value]
EMPTY = Value(None)
MEMO = 20_000  # distinct written values kept per column


def parser_for(
    column: Column, tallies: Tallies, *, scale: int = 1, currency: str = "", today: date | None = None
) -> CellParser:
    """The reader of one column's cells; repeated words are read once. Coordinates are read by the row."""
    return _remembering(_plain_parser(column, tallies, scale, currency, today))


def _plain_parser(
    column: Column, tallies: Tallies, scale: int, currency: str, today: date | None
) -> CellParser:
    kind = column.kind
    if kind is Kind.CODE:
        codes = tallies.codes[column.key].profile()
        if column.shape is Shape.POSTCODE:
            return lambda cell: parse_postcode(cell, codes)
        return lambda cell: parse_code(cell, codes)
    if kind is Kind.DATE:
        dates = tallies.dates[column.key].profile()
        latest = today if column.past_only else None
        return lambda cell: _not_later(parse_date(cell, dates), latest)
    if kind is Kind.MONEY:
        return lambda cell: parse_money(cell, scale=scale, currency=currency)
    if kind is Kind.PRICE:
        return lambda cell: parse_price(cell, scale=scale, currency=currency)
    if kind is Kind.CHOICE:
        words, shown = accepted_words(column), shown_words(column)
        return lambda cell: parse_choice(cell, words, shown)
    return _SIMPLE[kind]


_SIMPLE: dict[Kind, CellParser] = {
    Kind.TEXT: parse_text,
    Kind.COORDINATE: parse_text,
    Kind.INTEGER: parse_whole,
    Kind.QUANTITY: parse_whole,
    Kind.PERCENT: parse_percent,
    Kind.BOOL: parse_bool,
    Kind.PHONE: parse_phone,
    Kind.GTIN: parse_gtin,
}


def _not_later(value: Value, latest: date | None) -> Value:
    if latest is None or not isinstance(value.value, date) or value.value <= latest:
        return value
    return Value(value.value, (*value.flags, "date_in_future"), None, value.raw)


def _remembering(parse: CellParser) -> CellParser:
    """Empty cells cost nothing and written values are read once, in a memory of fixed size.

    Each type has its own memory, since 1, 1.0 and TRUE would share a place.
    """
    memos: dict[type, dict[object, Value]] = {str: {}, float: {}, int: {}}

    def read(cell: object) -> Value:
        if cell is None or cell == "":
            return EMPTY
        memo = memos.get(type(cell))
        if memo is None:
            return parse(cell)
        found = memo.get(cell)
        if found is None:
            found = parse(cell)
            if len(memo) < MEMO:
                memo[cell] = found
        return found

    return read
