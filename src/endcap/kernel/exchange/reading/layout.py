"""What each row of a sheet is: header, data, title, note, blank, subtotal, total or repeated header."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from endcap.kernel.exchange.declare import Column, Kind, Shape
from endcap.kernel.exchange.reading.mapping import Dictionary, HeaderMatch, header_key
from endcap.kernel.exchange.reading.workbook import Merge, Row
from endcap.kernel.exchange.values.text import as_text, clean

HEADER_WITHIN = 30
_NUMERIC = frozenset([Kind.INTEGER, Kind.QUANTITY, Kind.MONEY, Kind.PRICE, Kind.PERCENT])
_TOTAL = re.compile(
    r"(?:合\s*计|总\s*计|总合计|共\s*计|累\s*计|grand\s*total|totals?|\s|[:：/])+", re.IGNORECASE
)
_SUBTOTAL = re.compile(
    r"(?P<a>.*?)[\s:：\-—(（]*(?:小\s*计|合\s*计|汇\s*总|sub-?\s?totals?|totals?)[\s:：)）]*|小\s*计\s*[:：]\s*(?P<b>.+)",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"(制表|制单|填表|填报|审核|复核|审批|经办|注|备注|说明|单位|日期|截止|打印|附件|notes?|remarks?|prepared|printed|page)\w{0,4}\s*[:：]"
    r"|第\s*\d+\s*页|page\s*\d+",
    re.IGNORECASE,
)


class RowKind(NamedTuple):
    """What a row is; ``label`` is the name of the group that a subtotal closes."""

    kind: str
    label: str = ""


DATA = RowKind("data")
BLANK = RowKind("blank")
REPEATED = RowKind("repeated_header")


@dataclass(frozen=True)
class HeaderFound:
    """Where the header stands (1-based, last row of it) and the texts of its cells."""

    row_no: int
    first_row_no: int
    texts: tuple[str, ...]


def is_blank(row: Row) -> bool:
    """Whether nothing is written in the row."""
    return (not any(row) and all(cell is None or cell == "" for cell in row)) or not any(
        cell is not None and (not isinstance(cell, str) or cell.strip(" \t\r\n\u3000\xa0\u200b\ufeff"))
        for cell in row
    )


def find_header(
    rows: Sequence[Row], dictionary: Dictionary, learned: Mapping[str, str], merges: Sequence[Merge]
) -> HeaderFound | None:
    """The row whose cells name the most columns, within the first rows of the sheet."""
    best: HeaderFound | None = None
    best_score = 0.0
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        written = [cell for cell in row if isinstance(cell, str) and cell.strip()]
        if not written or len(written) * 2 < sum(cell not in ("", None) for cell in row):
            continue
        texts, first = _header_texts(rows, index, merges)
        names = _named(texts, dictionary, learned)
        if names < 2 and not (names == 1 and len(written) == 1):
            continue
        score = names + names / (len(written) + 1)
        if score > best_score:
            best, best_score = HeaderFound(index + 1, first, texts), score
    return best


def _named(texts: Sequence[str], dictionary: Dictionary, learned: Mapping[str, str]) -> int:
    found: set[str] = set()
    for text in texts:
        if text and len(text) < 60:
            column = learned.get(header_key(text)) or dictionary.match(text)[0]
            if column:
                found.add(column)
    return len(found)


def _header_texts(rows: Sequence[Row], index: int, merges: Sequence[Merge]) -> tuple[tuple[str, ...], int]:
    """The header texts; a cell merged downwards from the rows above belongs to this row too."""
    texts = [as_text(cell).strip() if isinstance(cell, str) else "" for cell in rows[index]]
    first = index + 1
    for merge in merges:
        if merge.first_row <= index + 1 <= merge.last_row and merge.first_row < merge.last_row:
            column = merge.first_column - 1
            above = rows[merge.first_row - 1]
            if column < len(texts) and not texts[column] and column < len(above):
                texts[column] = as_text(above[column]).strip()
                first = min(first, merge.first_row)
    return tuple(texts), first


class Classifier:
    """Tells the rows below one header apart. Cheap for ordinary rows: most are data."""

    def __init__(
        self, header: HeaderFound, matches: Mapping[str, HeaderMatch], columns: Sequence[Column]
    ) -> None:
        kinds = {column.key: column for column in columns}
        self._header = {position: header_key(text) for position, text in enumerate(header.texts) if text}
        self._identity = [match.position for key, match in matches.items() if kinds[key].kind not in _NUMERIC]
        self._carriers = {
            match.position
            for key, match in matches.items()
            if kinds[key].required
            or kinds[key].kind is Kind.CODE
            or kinds[key].shape in (Shape.NAME, Shape.CITY)
        }
        self._probe = [match.position for match in list(matches.values())[:3]]
        self._probe_texts = {position: header.texts[position] for position in self._probe}
        self._few = min(2, max(1, len(self._identity) - 1))

    def classify(self, row: Row) -> RowKind:
        """What the row is."""
        width = len(row)
        named = 0
        for position in self._identity:
            if position < width and row[position] not in ("", None):
                named += 1
        if named > self._few:
            for position in self._probe:
                cell = row[position] if position < width else ""
                if isinstance(cell, str) and cell and cell.strip() == self._probe_texts[position]:
                    return REPEATED if self._is_header(row) else DATA
            return DATA
        if is_blank(row):
            return BLANK
        return self._look_closer(row)

    def _is_header(self, row: Row) -> bool:
        same = sum(
            position < len(row) and isinstance(row[position], str) and header_key(str(row[position])) == key
            for position, key in self._header.items()
        )
        return same * 10 >= len(self._header) * 7

    def _look_closer(self, row: Row) -> RowKind:
        """A row with little in it: a sum, a note, a header again, or a poor record."""
        written = {
            position: clean(cell)
            for position, cell in enumerate(row)
            if isinstance(cell, str) and cell.strip()
        }
        if self._is_header(row):
            return REPEATED
        for position, text in written.items():
            kind = sum_row(text)
            if kind and not any(
                other != position and other < len(row) and row[other] not in ("", None)
                for other in self._identity
            ):
                return kind
        filled = [position for position, cell in enumerate(row) if cell not in ("", None)]
        if any(_FOOTER.match(text) for text in written.values()) and not self._has_code(row, written):
            return RowKind("note")
        if len(filled) == 1 and filled[0] not in self._carriers and filled[0] in written:
            return RowKind("note")
        return DATA

    def _has_code(self, row: Row, written: Mapping[int, str]) -> bool:
        """Whether something besides remarks stands where a code or a name would."""
        return any(
            position < len(row)
            and row[position] not in ("", None)
            and not _FOOTER.match(written.get(position, ""))
            for position in self._carriers
        )


def sum_row(text: str) -> RowKind | None:
    """Whether a cell says 合计, 小计 or the like, and for which group."""
    if len(text) > 60 or not re.search(r"[计总]|汇|total", text, re.IGNORECASE):
        return None
    if _TOTAL.fullmatch(text):
        return RowKind("total")
    found = _SUBTOTAL.fullmatch(text)
    if found:
        label = (found["b"] or found["a"] or "").strip(" :：-—")
        return RowKind("subtotal", "" if label in ("本页", "本表", "grand", "Grand") else label)
    return None
