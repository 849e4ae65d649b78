"""The three kinds of file, each written row by row so that memory does not grow with the table."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import duckdb
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from endcap.kernel.exchange.writing.neutral import neutral
from endcap.kernel.exchange.writing.presenting import Look, Shown

FORMATS = ("xlsx", "csv", "parquet")
ROWS_PER_WORKSHEET = 1_000_000
_LONGEST_CELL = 32_767
_NUMBER_FORMATS = {
    Look.TEXT: "@",
    Look.WHOLE: "0",
    Look.MONEY: "#,##0.00",
    Look.PRICE: "0.00##",
    Look.PERCENT: "0.00%",
    Look.DEGREES: "0.0000000",
    Look.DATE: "yyyy-mm-dd",
}
_TYPES = {Look.WHOLE: "BIGINT", Look.DATE: "DATE"}
_DECIMALS = {Look.MONEY: "DECIMAL(18,2)", Look.PRICE: "DECIMAL(18,4)", Look.PERCENT: "DECIMAL(18,4)"}
_EPOCH = date(1899, 12, 30)


class _Echo:
    """Gives the CSV writer's line back instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def csv_lines(columns: Sequence[Shown], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """UTF-8 with byte order mark, so that spreadsheet programs show Chinese; text that could run is
    neutral."""
    write = csv.writer(_Echo()).writerow
    cells = [column.cell for column in columns]
    yield b"\xef\xbb\xbf" + str(write([neutral(column.heading) for column in columns])).encode()
    block: list[str] = []
    for row in rows:
        block.append(str(write([_plain(cell(value)) for cell, value in zip(cells, row, strict=True)])))
        if len(block) >= 500:
            yield "".join(block).encode()
            block = []
    if block:
        yield "".join(block).encode()


def write_csv(path: Path, columns: Sequence[Shown], rows: Iterable[Sequence[object]]) -> None:
    """A CSV file."""
    with path.open("wb") as file:
        file.writelines(csv_lines(columns, rows))


class _Sheets:
    """Worksheets of a workbook, a new one whenever one is full."""

    def __init__(self, book: Any, title: str, columns: Sequence[Shown]) -> None:
        self.book, self.title, self.columns, self.number = book, title, columns, 0
        self.heading = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        self.formats = {look: book.add_format({"num_format": text}) for look, text in _NUMBER_FORMATS.items()}
        self.protected = book.add_format({"num_format": "@", "quote_prefix": True})

    def next(self) -> Worksheet:
        """A fresh worksheet with its headings."""
        self.number += 1
        name = self.title if self.number == 1 else f"{self.title} {self.number}"
        sheet = self.book.add_worksheet(name[:31])
        for at, column in enumerate(self.columns):
            wide = 14 if column.look is not Look.TEXT else 18
            sheet.set_column(at, at, wide, self.formats[column.look])
            sheet.write_string(0, at, column.heading, self.heading)
        sheet.freeze_panes(1, 0)
        return sheet


def write_xlsx(
    path: Path | IO[bytes], title: str, columns: Sequence[Shown], rows: Iterable[Sequence[object]]
) -> None:
    """A workbook in constant memory. Text is always written as text, never as a formula or a link."""
    book = xlsxwriter.Workbook(
        str(path) if isinstance(path, Path) else path,
        {
            "constant_memory": True,
            "strings_to_urls": False,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
        },
    )
    sheets = _Sheets(book, sheet_title(title), columns)
    sheet = sheets.next()
    plan = [(at, column.cell, sheets.formats[column.look]) for at, column in enumerate(columns)]
    line = 0
    for row in rows:
        line += 1
        if line > ROWS_PER_WORKSHEET:
            sheet, line = sheets.next(), 1
        for (at, cell, look), value in zip(plan, row, strict=True):
            shown = cell(value)
            if shown is None:
                continue
            if isinstance(shown, str):
                form = sheets.protected if shown[:1] in "=+-@＝＋－＠'\t\r" else look
                sheet.write_string(line, at, shown[:_LONGEST_CELL], form)
            elif isinstance(shown, date):
                sheet.write_number(line, at, (shown - _EPOCH).days, look)
            else:
                sheet.write_number(line, at, shown, look)
    book.close()


def sheet_title(title: str) -> str:
    """A worksheet name that spreadsheet programs accept."""
    return "".join(" " if sign in "[]:*?/\\'" else sign for sign in title).strip()[:28] or "Sheet"


def write_parquet(path: Path, columns: Sequence[Shown], rows: Iterable[Sequence[object]]) -> None:
    """A Parquet file with typed columns, through a temporary table on disk."""
    with TemporaryDirectory(dir=path.parent) as folder:
        between = Path(folder) / "rows.csv"
        cells = [column.cell for column in columns]
        with between.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(
                file, quoting=csv.QUOTE_NOTNULL if hasattr(csv, "QUOTE_NOTNULL") else csv.QUOTE_MINIMAL
            )
            for row in rows:
                writer.writerow([_raw(cell(value)) for cell, value in zip(cells, row, strict=True)])
        _csv_to_parquet(between, path, columns)


def _raw(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _csv_to_parquet(between: Path, path: Path, columns: Sequence[Shown]) -> None:
    types = {
        column.key: _TYPES.get(column.look)
        or _DECIMALS.get(column.look)
        or ("DOUBLE" if column.look is Look.DEGREES else "VARCHAR")
        for column in columns
    }
    listed = ", ".join(f"'c{at}': '{kind}'" for at, kind in enumerate(types.values()))
    chosen = ", ".join(f'c{at} AS "{key}"' for at, key in enumerate(types))
    reading = (
        f"read_csv(?, auto_detect=false, header=false, columns={{{listed}}}, delim=',', quote='\"', "
        "escape='\"', nullstr='', new_line='\\r\\n', max_line_size=10000000)"
    )
    with duckdb.connect(config={"memory_limit": "200MB", "threads": "2"}) as base:
        base.execute(
            f"COPY (SELECT {chosen} FROM {reading}) TO '{_quoted(path)}' (FORMAT parquet)",  # noqa: S608
            [str(between)],
        )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
