"""First pass over a sheet: find its header, tell its rows apart, and collect what the columns know."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from endcap.kernel.exchange.declare import Column, Kind, Shape
from endcap.kernel.exchange.messages import sheet_sentence
from endcap.kernel.exchange.reading.archive import column_letters
from endcap.kernel.exchange.reading.encodings import find_repair, repaired
from endcap.kernel.exchange.reading.intake import SheetSource
from endcap.kernel.exchange.reading.layout import (
    HEADER_WITHIN,
    Classifier,
    HeaderFound,
    find_header,
    is_blank,
)
from endcap.kernel.exchange.reading.mapping import (
    Dictionary,
    HeaderMatch,
    Proposal,
    SheetProblem,
    propose,
    unit_of_notes,
)
from endcap.kernel.exchange.reading.places import PlaceBook, short_postcode, tail_of, written
from endcap.kernel.exchange.reading.result import SheetSeen, SkippedRow
from endcap.kernel.exchange.reading.workbook import Row
from endcap.kernel.exchange.values.cells import parser_for
from endcap.kernel.exchange.values.choices import word_key
from endcap.kernel.exchange.values.coordinates import MISSING, Candidate, from_columns, parse_one
from endcap.kernel.exchange.values.profiles import Tallies
from endcap.kernel.exchange.values.text import as_text

PROFILE_ROWS = 200_000  # rows of a plain table that are looked at before reading
TEXT_SHOWN = 120
Tick = Callable[[int], None]


@dataclass(frozen=True)
class Declared:
    """The columns to look for, prepared once per file."""

    columns: tuple[Column, ...]
    learned: Mapping[str, str]
    dictionary: Dictionary

    def by_key(self) -> dict[str, Column]:
        """Columns by key."""
        return {column.key: column for column in self.columns}


@dataclass
class SurveyedSheet:
    """One sheet after the first pass."""

    source: SheetSource
    seen: SheetSeen
    skipped: list[SkippedRow] = field(default_factory=list)
    problems: list[SheetProblem] = field(default_factory=list)
    first_data_row: int = 0
    repair: str = ""
    group_ends: list[int] = field(default_factory=list)
    group_labels: list[str] = field(default_factory=list)
    skip: set[int] = field(default_factory=set)

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Data rows with their numbers."""
        for row_no, row in enumerate(rows_of(self.source, self.repair), start=1):
            if row_no >= self.first_data_row and row_no not in self.skip:
                yield row_no, row

    def group_of(self, row_no: int) -> str:
        """The label of the subtotal that closes the group of this row."""
        place = bisect_left(self.group_ends, row_no)
        return self.group_labels[place] if place < len(self.group_labels) else ""


def rows_of(source: SheetSource, repair: str) -> Iterator[Row]:
    """The rows of a sheet, with text that was once saved wrongly put right."""
    if not repair:
        yield from source.rows()
        return
    for row in source.rows():
        yield [repaired(cell, repair) if isinstance(cell, str) else cell for cell in row]


def candidate_of(
    row: Row, matches: Mapping[str, HeaderMatch], columns: Mapping[str, Column]
) -> Candidate | None:
    """The position as the row writes it; None when the sheet has no column for it."""
    lat = lon = None
    for key, match in matches.items():
        column = columns[key]
        if column.kind is Kind.COORDINATE:
            cell = row[match.position] if match.position < len(row) else ""
            if column.shape is Shape.LATITUDE:
                lat = (cell,)
            elif column.shape is Shape.LONGITUDE:
                lon = (cell,)
            else:
                candidate = parse_one(as_text(cell), match.order)
                if candidate.lat is not None or candidate.problem is not None or lat is None:
                    return candidate
    if lat is None and lon is None:
        return None
    return from_columns(lat[0] if lat else "", lon[0] if lon else "") or MISSING


class Surveyor:
    """Goes through the sheets of one file in order; later sheets may continue earlier ones."""

    def __init__(self, declared: Declared, tallies: Tallies, places: PlaceBook | None, tick: Tick) -> None:
        self.declared = declared
        self.tallies = tallies
        self.places = places
        self.tick = tick
        self._previous: tuple[HeaderFound, Proposal] | None = None
        self._columns = declared.by_key()

    def survey(self, source: SheetSource) -> SurveyedSheet:
        """Look at one sheet."""
        facts = source.facts
        seen = SheetSeen(
            facts.name,
            facts.visibility,
            "data",
            hidden_columns=tuple(sorted(facts.hidden_columns)),
            hidden_rows=tuple(sorted(facts.hidden_rows)),
            merged_ranges=len(facts.merges),
            comments=len(facts.comments),
            status=self._status_in(facts.name),
        )
        if facts.visibility != "visible":
            return self._hidden(source, seen)
        head = list(itertools.islice(source.rows(), HEADER_WITHIN))
        header, repair = self._find_header(head, source)
        if header is not None:
            texts = list(header.texts)
            proposal = propose(
                texts, self.declared.dictionary, self.declared.columns, self.declared.learned, facts.name
            )
            self._previous = header, proposal
            return self._go_through(
                source, replace(seen, header_row=header.row_no), header, proposal, head, repair
            )
        if self._previous is not None and self._fits(head, self._previous[1]):
            first, proposal = self._previous
            continued = HeaderFound(0, 0, first.texts)
            return self._go_through(source, replace(seen, role="continued"), continued, proposal, head, "")
        return self._without_header(source, seen)

    def _status_in(self, title: str) -> str:
        """What the sheet's name says about its rows: 已关店 → closed."""
        key = word_key(title)
        for column in self.declared.columns:
            if column.from_title:
                for canonical, words in column.choices.items():
                    if any(len(word) >= 2 and word_key(word) in key for word in (canonical, *words)):
                        return canonical
        return ""

    def _hidden(self, source: SheetSource, seen: SheetSeen) -> SurveyedSheet:
        rows = source.total_rows or 0
        found = SurveyedSheet(source, replace(seen, role="hidden", rows_read=rows), first_data_row=1 << 62)
        if rows:
            found.skipped.append(SkippedRow("hidden_sheet", seen.name, 1))
            message = sheet_sentence("hidden_sheet", sheet=seen.name)
            found.problems.append(SheetProblem("hidden_sheet", seen.name, message, blocking=False))
        return found

    def _find_header(self, head: Sequence[Row], source: SheetSource) -> tuple[HeaderFound | None, str]:
        look = self.declared.dictionary, self.declared.learned, source.facts.merges
        header = find_header(head, *look)
        if header is not None:
            return header, ""
        sample = "\n".join(
            cell for row in head for cell in row if isinstance(cell, str) and not cell.isascii()
        )
        repair = find_repair(sample)
        if not repair:
            return None, ""
        mended = [[repaired(cell, repair) if isinstance(cell, str) else cell for cell in row] for row in head]
        header = find_header(mended, *look)
        return header, repair if header is not None else ""

    def _fits(self, head: Sequence[Row], proposal: Proposal) -> bool:
        """Whether rows without a header have the cells that the sheet before had in these columns."""
        tried = fitting = 0
        for row in [row for row in head if not is_blank(row)][:5]:
            for key, match in proposal.by_column.items():
                column = self._columns[key]
                cell = row[match.position] if match.position < len(row) else ""
                if column.kind in (Kind.TEXT, Kind.COORDINATE) or cell in ("", None):
                    continue
                tried += 1
                fitting += parser_for(column, self.tallies)(cell).problem is None
        return tried >= 2 and fitting * 10 >= tried * 8

    def _without_header(self, source: SheetSource, seen: SheetSeen) -> SurveyedSheet:
        found = SurveyedSheet(source, seen, first_data_row=1 << 62)
        count = 0
        for row_no, row in enumerate(source.rows(), start=1):
            count = row_no
            if not is_blank(row):
                found.skipped.append(SkippedRow("instruction", seen.name, row_no, _shown(row)))
        found.seen = replace(seen, role="instruction" if found.skipped else "empty", rows_read=count)
        return found

    def _go_through(
        self,
        source: SheetSource,
        seen: SheetSeen,
        header: HeaderFound,
        proposal: Proposal,
        head: Sequence[Row],
        repair: str,
    ) -> SurveyedSheet:
        """Classify every row below the header and let the columns learn from the data rows."""
        above = [as_text(cell) for row in head[: max(0, header.first_row_no - 1)] for cell in row if cell]
        matches = self._with_note_units(proposal, *unit_of_notes([repaired(text, repair) for text in above]))
        found = SurveyedSheet(source, seen, first_data_row=header.row_no + 1, repair=repair)
        found.problems.extend(proposal.problems)
        self._skip_above(found, head, header)
        by_column = {match.column: match for match in matches if match.column}
        classify = Classifier(header, by_column, self.declared.columns).classify
        last_row, data_rows = header.row_no, 0
        for row_no, row in enumerate(rows_of(source, repair), start=1):
            if row_no <= header.row_no:
                continue
            last_row = row_no
            kind, label = ("data", "") if source.plain else classify(row)
            if kind == "data":
                data_rows += 1
                self._learn(row, by_column)
                if source.plain and data_rows >= PROFILE_ROWS:
                    break
            else:
                self._skip(found, kind, row_no, row, label)
            if not row_no % 2000:
                self.tick(2000)
        if source.plain and source.total_rows is not None:
            last_row, data_rows = source.total_rows, source.total_rows - header.row_no
        found.seen = replace(
            seen, matches=matches, rows_read=last_row, data_rows=data_rows, mojibake_repaired=bool(repair)
        )
        self._remark(found)
        return found

    def _with_note_units(self, proposal: Proposal, scale: int, currency: str) -> tuple[HeaderMatch, ...]:
        """A unit stated above the header holds for money columns that state none themselves."""
        money = (Kind.MONEY, Kind.PRICE)
        return tuple(
            replace(match, scale=scale, currency=match.currency or currency)
            if match.column and self._columns[match.column].kind in money and match.scale == 1
            else match
            for match in proposal.matches
        )

    def _skip_above(self, found: SurveyedSheet, head: Sequence[Row], header: HeaderFound) -> None:
        titled = False
        for row_no, row in enumerate(head[: header.row_no], start=1):
            if row_no >= header.first_row_no:
                kind = "header"
            elif is_blank(row):
                kind = "blank"
            else:
                kind, titled = ("note" if titled else "title"), True
            found.skipped.append(SkippedRow(kind, found.seen.name, row_no, _shown(row)))

    def _skip(self, found: SurveyedSheet, kind: str, row_no: int, row: Row, label: str) -> None:
        found.skip.add(row_no)
        found.skipped.append(SkippedRow(kind, found.seen.name, row_no, _shown(row)))
        if kind in ("subtotal", "total"):
            found.group_ends.append(row_no)
            found.group_labels.append(label)
            if label and self.places is not None:
                self.places.learn_group(label)

    def _learn(self, row: Row, matches: Mapping[str, HeaderMatch]) -> None:
        """Evidence of one data row."""
        for tallies in (self.tallies.codes, self.tallies.dates):
            for key, tally in tallies.items():
                match = matches.get(key)
                if match is not None and match.position < len(row):
                    tally.add(row[match.position])  # type: ignore[attr-defined]
        candidate = candidate_of(row, matches, self._columns)
        if candidate is not None:
            self.tallies.positions.add(candidate)
        if self.places is not None:
            self._learn_place(self.places, row, matches, candidate)

    def _learn_place(
        self, places: PlaceBook, row: Row, matches: Mapping[str, HeaderMatch], candidate: Candidate | None
    ) -> None:
        city = written(_cell(row, matches.get(places.column.key)))
        postcode = short_postcode(_cell(row, matches.get(places.fill.postcode)))
        if not city:
            tail = tail_of(written(_cell(row, matches.get(places.fill.merged_in))), "", postcode)
            city = tail.city if tail is not None else ""
        if city:
            places.learn(city, postcode, candidate)

    def _remark(self, found: SurveyedSheet) -> None:
        name = found.seen.name
        if found.seen.hidden_columns:
            letters = "、".join(column_letters(number) for number in found.seen.hidden_columns[:20])
            message = sheet_sentence("hidden_columns", sheet=name, columns=letters)
            found.problems.append(SheetProblem("hidden_columns", name, message, blocking=False))
        if found.repair:
            message = sheet_sentence("mojibake_repaired")
            found.problems.append(SheetProblem("mojibake_repaired", name, message, blocking=False))


def _cell(row: Row, match: HeaderMatch | None) -> object:
    return row[match.position] if match is not None and match.position < len(row) else ""


def _shown(row: Row) -> str:
    return " | ".join(text for text in (as_text(cell).strip() for cell in row) if text)[:TEXT_SHOWN]
