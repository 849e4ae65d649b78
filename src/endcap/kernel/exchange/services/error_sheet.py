"""A copy of the user's own file with everything that is wrong written into it: the cell red, the sentence
beside
it and in a last column. Rows that were skipped keep their place, so the copy can be corrected and sent
again."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _

from endcap.kernel.actor import Actor
from endcap.kernel.exchange import registry, selectors
from endcap.kernel.exchange.declare import Sheet
from endcap.kernel.exchange.models import Batch, StagedRow
from endcap.kernel.exchange.reading.intake import OpenedFile, SheetSource, open_file
from endcap.kernel.exchange.reading.mended import mend
from endcap.kernel.exchange.services.intake import file_of, media_path
from endcap.kernel.exchange.services.packing import said
from endcap.kernel.exchange.writing.neutral import neutral
from endcap.kernel.exchange.writing.presenting import heading_of
from endcap.kernel.exchange.writing.tables import sheet_title

_LONGEST_CELL = 32_767


@dataclass(frozen=True)
class Mark:
    """What is wrong with one row: sentences by 0-based file column, and all of them for the last column."""

    cells: Mapping[int, str]
    all: str


Marks = Mapping[tuple[str, int], Mark]


@dataclass(frozen=True)
class Marked:
    """The copy, and the name under which it is downloaded."""

    path: Path
    file_name: str


def _places(batch: Batch) -> dict[str, dict[str, int]]:
    """Sheet → column key → 0-based place in the file, as the mapping found them."""
    return {
        found["sheet"]: {column["key"]: column["index"] for column in found["columns"] if column.get("key")}
        for found in batch.findings.get("sheets", ())
    }


def _headers(batch: Batch) -> dict[str, int]:
    return {found["sheet"]: found["header_row"] for found in batch.findings.get("sheets", ())}


def _mark_of(staged: StagedRow, sheet: Sheet, places: Mapping[str, int], language: str) -> Mark:
    cells: dict[int, str] = {}
    lines: list[str] = []
    labels = {column.key: heading_of(column, language) for column in sheet.columns}
    for problem in staged.problems:
        sentence = said(problem["message"], language)
        label = labels.get(problem["column"], "")
        lines.append(
            _("%(column)s：%(sentence)s") % {"column": label, "sentence": sentence} if label else sentence
        )
        place = places.get(problem["column"])
        if place is not None:
            cells[place] = f"{cells[place]}\n{sentence}" if place in cells else sentence
    return Mark(cells, " ".join(lines))


def _marks(batch: Batch, sheet: Sheet, language: str) -> Marks:
    places = _places(batch)
    found = {
        (staged.sheet, staged.row_no): _mark_of(staged, sheet, places.get(staged.sheet, {}), language)
        for staged in selectors.rows_with_problems(batch, limit=1_000_000)
    }
    return found


def write_error_sheet(actor: Actor, *, batch_id: UUID, ending: str = "") -> Marked:
    """Make the marked copy of a batch's file, in the actor's language: xlsx for workbooks and Parquet, csv
    for text
    (or xlsx where that is asked for)."""
    batch = selectors.batch_of(actor, batch_id)
    sheet = registry.sheet(batch.sheet_key)
    actor.require(sheet.import_right)
    source = file_of(batch)
    with translation.override(actor.language):
        marks = _marks(batch, sheet, actor.language)
        opened = open_file(source)
        mend(opened, batch.mends)
        try:
            kind = ending or ("csv" if opened.kind == "csv" else "xlsx")
            path = media_path(f"imports/{batch.pk}/marked_{actor.language}.{kind}")
            write = _write_csv if kind == "csv" else _write_xlsx
            write(path, opened, marks, _headers(batch))
        finally:
            opened.close()
        name = _("%(name)s_标了错.%(ending)s") % {"name": Path(batch.file_name).stem, "ending": kind}
        return Marked(path, name)


def _write_csv(path: Path, opened: OpenedFile, marks: Marks, headers: Mapping[str, int]) -> None:
    source = opened.sheets[0]
    name = source.facts.name
    header_row = headers.get(name, 1)
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file, delimiter=opened.delimiter or ",")
        width = 0
        for row_no, row in enumerate(source.rows(), 1):
            cells = [neutral(str(cell)) if cell is not None else "" for cell in row]
            width = max(width, len(cells))
            mark = marks.get((name, row_no))
            if row_no == header_row or mark:
                cells += [""] * (width - len(cells))
                cells.append(mark.all if mark else str(_("要改的地方")))
            writer.writerow(cells)


class _Book:
    """A workbook with the formats of a marked copy."""

    def __init__(self, path: Path) -> None:
        self.book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_urls": False,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
            },
        )
        red = {"bg_color": "#FBE9E9", "border": 1, "border_color": "#C93A37"}
        self.text = self.book.add_format({"num_format": "@"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.wrong = self.book.add_format({**red, "num_format": "@"})
        self.wrong_number = self.book.add_format(red)
        self.wrong_day = self.book.add_format({**red, "num_format": "yyyy-mm-dd"})
        self.note = self.book.add_format({"font_color": "#A8201D", "text_wrap": False})
        self.title = self.book.add_format({"bold": True, "font_color": "#A8201D"})

    def put(self, sheet: Any, line: int, at: int, cell: object, *, is_wrong: bool) -> None:
        """One cell as it stood in the user's file."""
        if cell is None or cell == "":
            if is_wrong:
                sheet.write_blank(line, at, None, self.wrong)
        elif isinstance(cell, bool):
            sheet.write_boolean(line, at, cell, self.wrong_number if is_wrong else None)
        elif isinstance(cell, int | float) and cell == cell and abs(cell) != float("inf"):
            sheet.write_number(line, at, cell, self.wrong_number if is_wrong else None)
        elif isinstance(cell, datetime) and (cell.hour or cell.minute or cell.second):
            sheet.write_datetime(
                line, at, cell.replace(tzinfo=None), self.wrong_day if is_wrong else self.moment
            )
        elif isinstance(cell, date) and cell.year >= 1900:
            sheet.write_datetime(line, at, cell, self.wrong_day if is_wrong else self.day)
        else:
            text = str(cell) if not isinstance(cell, time | timedelta) else f"{cell}"
            sheet.write_string(line, at, text[:_LONGEST_CELL], self.wrong if is_wrong else self.text)


def _write_xlsx(path: Path, opened: OpenedFile, marks: Marks, headers: Mapping[str, int]) -> None:
    book = _Book(path)
    for source in opened.sheets:
        _copy_sheet(book, source, marks, headers.get(source.facts.name))
    book.book.close()


def _copy_sheet(book: _Book, source: SheetSource, marks: Marks, header_row: int | None) -> None:
    """One sheet as it stood, with its marks. Of a table that nobody edits by hand only the wrong rows are
    given."""
    name = source.facts.name
    sheet = book.book.add_worksheet(sheet_title(name))
    if source.facts.visibility != "visible":
        sheet.hide()
    last, line = _width(source), -1
    for row_no, row in enumerate(source.rows(), 1):
        mark = marks.get((name, row_no))
        if source.plain and row_no != header_row and mark is None:
            continue
        line = line + 1 if source.plain else row_no - 1
        _copy_row(book, sheet, line, row, mark)
        if mark:
            sheet.write_string(line, last, mark.all[:_LONGEST_CELL], book.note)
        elif row_no == header_row:
            sheet.write_string(line, last, _("要改的地方"), book.title)
    for column in source.facts.hidden_columns:
        sheet.set_column(column - 1, column - 1, None, None, {"hidden": True})
    sheet.set_column(last, last, 60)


def _copy_row(book: _Book, sheet: Any, line: int, row: Sequence[object], mark: Mark | None) -> None:
    wrong = mark.cells if mark else {}
    for at in range(max(len(row), max(wrong, default=-1) + 1)):
        book.put(sheet, line, at, row[at] if at < len(row) else "", is_wrong=at in wrong)
        if at in wrong:
            sheet.write_comment(line, at, wrong[at], {"author": "Endcap", "x_scale": 2})


def _width(source: SheetSource) -> int:
    """The first free column right of everything."""
    if source.plain:
        return len(next(iter(source.rows()), ()))
    return max((len(row) for row in source.rows()), default=0)


__all__: Sequence[str] = ["Mark", "Marked", "write_error_sheet"]
