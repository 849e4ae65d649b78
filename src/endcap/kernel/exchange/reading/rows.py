"""From a file to clean rows: two passes, flat memory, nothing guessed without a flag.

The first pass finds headers, tells rows apart and lets columns learn: is a leading zero padding, is the day
first, where does the list lie, which city has this postcode. The second, repeatable pass yields clean rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from endcap.kernel.exchange.declare import (
    CellProblem,
    CleanRow,
    Column,
    Flag,
    Kind,
    MatchKeys,
    Position,
    Shape,
)
from endcap.kernel.exchange.match import address_key, name_key, phone_tail
from endcap.kernel.exchange.messages import problem, sheet_sentence
from endcap.kernel.exchange.reading.intake import Limits, OpenedFile, open_file
from endcap.kernel.exchange.reading.mapping import Dictionary, HeaderMatch, SheetProblem
from endcap.kernel.exchange.reading.mended import NO_MENDS, Mends, mend
from endcap.kernel.exchange.reading.places import PlaceBook, place_book, short_postcode, tail_of, written
from endcap.kernel.exchange.reading.result import ReadResult, SheetSeen, SkippedRow
from endcap.kernel.exchange.reading.survey import Declared, SurveyedSheet, Surveyor, candidate_of
from endcap.kernel.exchange.reading.workbook import Row
from endcap.kernel.exchange.values.address import SplitAddress, place_key, split_head
from endcap.kernel.exchange.values.cells import CellParser, parser_for
from endcap.kernel.exchange.values.coordinates import Cluster, Neighbourhood
from endcap.kernel.exchange.values.profiles import Tallies
from endcap.kernel.exchange.values.text import as_text

__all__ = ["Limits", "ReadResult", "SheetSeen", "SkippedRow", "read_file", "read_rows"]

Progress = Callable[[int, int | None], None]
NO_LEARNED: Mapping[str, str] = {}


class HasColumns(Protocol):
    """A sheet declaration, as far as reading needs it."""

    columns: tuple[Column, ...]


@dataclass
class RowInMaking:
    """One row while it is being put together."""

    values: dict[str, object]
    flags: list[Flag]
    problems: list[CellProblem]


@dataclass(frozen=True)
class _Task:
    """One mapped column of one sheet with its reader."""

    key: str
    column: Column
    position: int
    parse: CellParser


@dataclass
class RowReader:
    """The second pass over all sheets; iterating again reads the file again."""

    declared: Declared
    sheets: list[SurveyedSheet]
    tallies: Tallies
    places: PlaceBook | None
    today: date | None
    tick: Callable[[int], None]
    cluster: Cluster = field(init=False)
    near: dict[str, Neighbourhood] = field(init=False)
    known: frozenset[str] = field(init=False)
    columns: dict[str, Column] = field(init=False)

    def __post_init__(self) -> None:
        self.cluster = self.tallies.positions.cluster()
        self.near = self.places.neighbourhoods(self.cluster) if self.places is not None else {}
        self.known = self.places.known_keys() if self.places is not None else frozenset()
        self.columns = self.declared.by_key()

    def __iter__(self) -> Iterator[CleanRow]:
        for sheet in self.sheets:
            if sheet.seen.role in ("data", "continued"):
                yield from _SheetReader(self, sheet)


class _SheetReader:
    """The rows of one sheet."""

    def __init__(self, reader: RowReader, sheet: SurveyedSheet) -> None:
        self.reader = reader
        self.sheet = sheet
        self.matches = sheet.seen.mapped
        self.name = sheet.seen.name
        self.facts = sheet.source.facts
        self.tasks = [
            self._task(key, match)
            for key, match in self.matches.items()
            if reader.columns[key].kind is not Kind.COORDINATE
        ]
        columns = reader.declared.columns
        self.has_position = any(reader.columns[key].kind is Kind.COORDINATE for key in self.matches)
        self.position_columns = [column for column in columns if column.kind is Kind.COORDINATE]
        self.required = [column for column in columns if column.required and column.key in self.matches]
        self.titled = [column for column in columns if column.from_title] if sheet.seen.status else []
        self.repeating = [column for column in columns if column.repeats and column.key in self.matches]
        self.name_column = next((c.key for c in columns if c.shape is Shape.NAME), "")
        self.address_column = next((c.key for c in columns if c.shape is Shape.ADDRESS), "")
        self.city_column = next((c.key for c in columns if c.shape is Shape.CITY), "")
        self.phone_column = next((c.key for c in columns if c.kind is Kind.PHONE), "")
        self.comment_rows: dict[int, list[str]] = {}
        for (row_no, _column), text in sorted(self.facts.comments.items()):
            self.comment_rows.setdefault(row_no, []).append(text)
        self.no_value_rows = {row_no for row_no, _column in self.facts.no_value}

    def _task(self, key: str, match: HeaderMatch) -> _Task:
        column = self.reader.columns[key]
        parse = parser_for(
            column, self.reader.tallies, scale=match.scale, currency=match.currency, today=self.reader.today
        )
        return _Task(key, column, match.position, parse)

    def __iter__(self) -> Iterator[CleanRow]:
        merged = _Merged(self)
        for done, (row_no, row) in enumerate(self.sheet.rows(), start=1):
            if not done % 2000:
                self.reader.tick(2000)
            yield self._clean(row_no, row, merged.fill(row_no, row) if merged.ranges else [])

    def _clean(self, row_no: int, row: Row, flags: list[Flag]) -> CleanRow:
        values: dict[str, object] = {}
        made = RowInMaking(values, flags, [])
        width = len(row)
        for task in self.tasks:
            value = task.parse(row[task.position] if task.position < width else "")
            values[task.key] = value.value
            if value.flags:
                flags.extend(Flag(code, task.key) for code in value.flags)
            if value.problem is not None:
                found = value.problem
                made.problems.append(CellProblem(task.key, found.code, found.message, value.raw))
        if row_no in self.no_value_rows:
            self._flag_formulas(row_no, made)
        if self.titled:
            self._status_from_title(made)
        group = self.sheet.group_of(row_no)
        self._places(row, made, group)
        if self.has_position:
            self._position(row, made)
        for column in self.required:
            if values.get(column.key) is None and not any(one.column == column.key for one in made.problems):
                missing = problem("required_missing")
                made.problems.append(CellProblem(column.key, missing.code, missing.message))
        return CleanRow(
            self.name,
            row_no,
            values,
            tuple(flags),
            tuple(made.problems),
            tuple([cell if type(cell) is str else as_text(cell) for cell in row]),
            group,
            self.sheet.seen.status,
            self._keys(values),
            tuple(self.comment_rows.get(row_no, ())),
        )

    def _flag_formulas(self, row_no: int, made: RowInMaking) -> None:
        for key, match in self.matches.items():
            code = self.facts.no_value.get((row_no, match.position + 1))
            if code:
                made.flags.append(Flag(code, key))

    def _status_from_title(self, made: RowInMaking) -> None:
        for column in self.titled:
            own = made.values.get(column.key)
            if own is None:
                made.values[column.key] = self.sheet.seen.status
                made.flags.append(Flag("status_from_sheet", column.key))
            elif own != self.sheet.seen.status:
                made.flags.append(Flag("status_differs_from_sheet", column.key))

    def _places(self, row: Row, made: RowInMaking, group: str) -> None:
        """Take repeated places off the address, and fill a blank city."""
        tail = None
        for column in self.repeating:
            tail = self._split_address(column, made) or tail
        book = self.reader.places
        if book is None or (book.column.key not in self.matches and not book.fill.group):
            return
        key = book.column.key
        if made.values.get(key) is not None:
            return
        name = written(self._cell(row, book.fill.suffix_of))
        found = book.find(tail, short_postcode(self._cell(row, book.fill.postcode)), name, group)
        if found is None:
            if key in self.matches:
                made.flags.append(Flag("city_missing", key))
            return
        made.values[key] = found.value
        made.flags.append(Flag("city_filled", key))
        if not found.agreed:
            made.flags.append(Flag("city_uncertain", key))

    def _cell(self, row: Row, key: str) -> object:
        match = self.matches.get(key)
        return row[match.position] if match is not None and match.position < len(row) else ""

    def _split_address(self, column: Column, made: RowInMaking) -> SplitAddress | None:
        address = made.values.get(column.key)
        if not isinstance(address, str):
            return None
        stated = [str(made.values.get(key) or "") for key in column.repeats]
        street = split_head(address, tuple(stated)) if any(stated) else ""
        if street:
            made.values[column.key] = street
            made.flags.append(Flag("address_merged", column.key))
            return None
        fill = self.reader.places.fill if self.reader.places is not None else None
        postcode_key = fill.postcode if fill is not None else ""
        city = str(made.values.get(self.city_column) or "")
        postcode = str(made.values.get(postcode_key) or "")
        tail = tail_of(address, city, postcode)
        if tail is None:
            return None
        made.values[column.key] = tail.street
        made.flags.append(Flag("address_merged", column.key))
        if tail.postcode and postcode_key in self.matches:
            self._compare_postcode(tail.postcode, postcode, postcode_key, made)
        return tail

    def _compare_postcode(self, in_address: str, stated: str, key: str, made: RowInMaking) -> None:
        if not stated:
            made.values[key] = in_address
            made.flags.append(Flag("zip_filled", key))
        elif stated[:5] != in_address:
            made.flags.append(Flag("zip_differs", key))

    def _position(self, row: Row, made: RowInMaking) -> None:
        """The position by the verdict of the whole list, and of the row's own city."""
        candidate = candidate_of(row, self.matches, self.reader.columns)
        if candidate is None:
            return
        settled = self.reader.cluster.judge(candidate)
        where = next(column.key for column in self.position_columns if column.key in self.matches)
        made.flags.extend(Flag(code, where) for code in settled.flags)
        if settled.problem is not None:
            raw = as_text(self._cell(row, where))
            made.problems.append(CellProblem(where, settled.problem.code, settled.problem.message, raw))
        position = settled.position
        if position is not None and "coordinate_far" not in settled.flags and self.city_column:
            near = self.reader.near.get(place_key(str(made.values.get(self.city_column) or "")))
            if near is not None and near.far(position):
                made.flags.append(Flag("coordinate_far", where))
        for column in self.position_columns:
            made.values[column.key] = _share(column, position)

    def _keys(self, values: Mapping[str, object]) -> MatchKeys:
        name, address, phone, city = (
            str(values.get(key) or "") if key else ""
            for key in (self.name_column, self.address_column, self.phone_column, self.city_column)
        )
        return MatchKeys(
            name_key(name, city, places=self.reader.known) if name else "",
            address_key(address) if address else "",
            phone_tail(phone) if phone else "",
        )


def _share(column: Column, position: Position | None) -> object:
    """What one position column holds: the pair, or its half."""
    if position is None:
        return None
    if column.shape is Shape.LATITUDE:
        return position.lat_e7
    return position.lon_e7 if column.shape is Shape.LONGITUDE else position


_BELONGS_TO_ALL = frozenset([Kind.TEXT, Kind.CODE, Kind.CHOICE, Kind.DATE, Kind.PHONE, Kind.BOOL])


class _Merged:
    """Cells merged downwards: a name or a city belongs to every row, a sum of money to the first only."""

    def __init__(self, reader: _SheetReader) -> None:
        self.keys = {
            match.position: key
            for key, match in reader.matches.items()
            if reader.reader.columns[key].kind in _BELONGS_TO_ALL
        }
        self.ranges = sorted(
            merge
            for merge in reader.facts.merges
            if merge.last_row > merge.first_row
            and merge.first_column - 1 in self.keys
            and merge.first_row > reader.sheet.seen.header_row
        )
        self._next = 0
        self._open: dict[int, tuple[int, object]] = {}

    def fill(self, row_no: int, row: Row) -> list[Flag]:
        """Give the row what is merged into it."""
        flags = []
        for position, (last_row, value) in list(self._open.items()):
            if row_no > last_row:
                del self._open[position]
            elif position < len(row) and row[position] in ("", None):
                row[position] = value
                flags.append(Flag("merged_filled", self.keys[position]))
        while self._next < len(self.ranges) and self.ranges[self._next].first_row <= row_no:
            merge = self.ranges[self._next]
            self._next += 1
            position = merge.first_column - 1
            if merge.first_row == row_no and position < len(row):
                self._open[position] = (merge.last_row, row[position])
        return flags


def read_rows(
    path: str | Path,
    sheet: HasColumns,
    *,
    learned: Mapping[str, str] = NO_LEARNED,
    limits: Limits | None = None,
    progress: Progress | None = None,
    today: date | None = None,
    mends: Mends = NO_MENDS,
) -> ReadResult:
    """Read a file against a sheet declaration; see ``read_file``."""
    return read_file(
        Path(path),
        tuple(sheet.columns),
        learned=learned,
        limits=limits,
        progress=progress,
        today=today,
        mends=mends,
    )


def read_file(
    path: Path,
    columns: tuple[Column, ...],
    *,
    learned: Mapping[str, str] = NO_LEARNED,
    limits: Limits | None = None,
    progress: Progress | None = None,
    today: date | None = None,
    mends: Mends = NO_MENDS,
) -> ReadResult:
    """Read a file against a list of columns; those that are export only are not looked for.

    ``learned`` maps header keys to column keys as people confirmed them ("" for a column not wanted).
    ``progress`` hears (rows done, rows in all); what it raises stops the reading. ``mends`` stand in place of
    cells. Raises FileRefused.
    """
    opened = open_file(path, limits)
    if mends:
        mend(opened, mends)
    ticker = _Ticker(progress, [source.total_rows for source in opened.sheets])
    columns = tuple(column for column in columns if column.writable)
    declared = Declared(columns, learned, Dictionary(columns))
    tallies, places = Tallies.of(columns), place_book(columns)
    surveyor = Surveyor(declared, tallies, places, ticker.add)
    surveyed = [surveyor.survey(source) for source in opened.sheets]
    return _result(
        opened, surveyed, declared, RowReader(declared, surveyed, tallies, places, today, ticker.add)
    )


class _Ticker:
    """Counts the rows of both passes for the progress bar."""

    def __init__(self, progress: Progress | None, totals: list[int | None]) -> None:
        self._progress = progress
        self._whole = 2 * sum(total or 0 for total in totals) if None not in totals else None
        self._done = 0

    def add(self, rows: int) -> None:
        """So many more rows are done; what the listener raises stops the reading."""
        self._done += rows
        if self._progress is not None:
            self._progress(
                min(self._done, self._whole) if self._whole is not None else self._done, self._whole
            )


def _result(
    opened: OpenedFile, surveyed: list[SurveyedSheet], declared: Declared, reader: RowReader
) -> ReadResult:
    problems = [found for one in surveyed for found in one.problems]
    data_rows = sum(one.seen.data_rows for one in surveyed)
    if not any(one.seen.role == "data" for one in surveyed):
        wanted = "、".join(str(column.label) for column in declared.columns[:8])
        problems.append(SheetProblem("no_header", "", sheet_sentence("no_header", columns=wanted)))
    elif not data_rows:
        problems.append(SheetProblem("no_rows", "", sheet_sentence("no_rows")))
    encoding = opened.encoding
    if encoding is not None and encoding.repair:
        problems.append(
            SheetProblem("mojibake_repaired", "", sheet_sentence("mojibake_repaired"), blocking=False)
        )
    if encoding is not None and encoding.nul:
        problems.append(SheetProblem("nul_removed", "", sheet_sentence("nul_removed"), blocking=False))
    currencies = {
        match.currency for one in surveyed for match in one.seen.matches if match.column and match.currency
    }
    return ReadResult(
        file_kind=opened.kind,
        encoding=encoding.name if encoding is not None else "",
        delimiter=opened.delimiter,
        sheets=tuple(one.seen for one in surveyed),
        skipped=tuple(row for one in surveyed for row in one.skipped),
        problems=tuple(problems),
        rows=reader,
        rows_read=sum(one.seen.rows_read for one in surveyed),
        data_rows=data_rows,
        currencies=tuple(sorted(currencies)),
    )
