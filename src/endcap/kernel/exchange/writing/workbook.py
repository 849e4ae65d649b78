"""A workbook written row by row. Its frame (parts, styles, validation) is made by xlsxwriter; the rows, of which
there may be a million, are put straight into its row file, which takes a third of the time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from endcap.kernel.exchange.writing.presenting import Look, Shown

ROWS_PER_WORKSHEET = 1_000_000
LONGEST_CELL = 32_767
_NUMBER_FORMATS = {
    Look.TEXT: "@",
    Look.WHOLE: "0",
    Look.MONEY: "#,##0.00",
    Look.PRICE: "0.00##",
    Look.PERCENT: "0.00%",
    Look.DEGREES: "0.0000000",
    Look.DATE: "yyyy-mm-dd",
}
_EPOCH = date(1899, 12, 30)
_RUNS = "=+-@＝＋－＠'\t\r"
_PLAIN = re.compile(
    r"[^\x00-\x20&<>_\ud800-\udfff\ufffe\uffff](?:[^\x00-\x1f&<>_\ud800-\udfff\ufffe\uffff]*[^\x00-\x20&<>_\ud800-\udfff\ufffe\uffff])?"
)
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]")
_LOOKS_HIDDEN = re.compile(r"_(x[0-9A-Fa-f]{4}_)")
_SURROGATES = re.compile("[\ud800-\udfff]")


def cell_text(text: str) -> str:
    """A text cell's inside as XML; control characters in the notation of spreadsheets."""
    if _PLAIN.fullmatch(text):
        return f"<t>{text}</t>"
    text = _SURROGATES.sub("�", text)
    text = _LOOKS_HIDDEN.sub(r"_x005F_\1", text)
    text = _HIDDEN.sub(lambda found: f"_x{ord(found[0]):04X}_", escape(text))
    return f'<t xml:space="preserve">{text}</t>'


class _Pages:
    """Worksheets of a workbook, a new one whenever one is full."""

    def __init__(self, book: Any, title: str, columns: Sequence[Shown], mark: str = "") -> None:
        self.book, self.title, self.columns, self.number = book, title, columns, 0
        self.foot = f"&L{mark[:200].replace('&', '&&')}&R&P / &N" if mark else ""
        self.heading = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        self.formats = {look: book.add_format({"num_format": text}) for look, text in _NUMBER_FORMATS.items()}
        self.protected = book.add_format({"num_format": "@", "quote_prefix": True})
        self.page: Any = None

    def next(self) -> Callable[[str], object]:
        """A fresh worksheet with its headings; answers where its rows are written to."""
        self.number += 1
        name = self.title if self.number == 1 else f"{self.title} {self.number}"
        self.page = self.book.add_worksheet(name[:31])
        for at, column in enumerate(self.columns):
            self.page.set_column(
                at, at, 14 if column.look is not Look.TEXT else 18, self.formats[column.look]
            )
            self.page.write_string(0, at, column.heading, self.heading)
        self.page.freeze_panes(1, 0)
        if self.foot:
            self.page.set_footer(self.foot)
        self.page._write_single_row(1)  # the headings go first into the row file
        write: Callable[[str], object] = self.page.row_data_fh.write
        return write

    def close(self, line: int) -> None:
        """The worksheet has so many rows below its headings."""
        self.page.dim_rowmax = self.page.previous_row = line


def write_xlsx(
    path: Path | IO[bytes],
    title: str,
    columns: Sequence[Shown],
    rows: Iterable[Sequence[object]],
    mark: str = "",
) -> None:
    """A workbook in constant memory. Text is always written as text, never as a formula or a link.

    ``mark`` says who took it out, when and for what: in the file's properties and on every printed page.
    """
    book = xlsxwriter.Workbook(str(path) if isinstance(path, Path) else path, {"constant_memory": True})
    if mark:
        book.set_properties({"title": title, "comments": mark})
    pages = _Pages(book, title, columns, mark)
    write, line = pages.next(), 0
    make = _row_maker(columns, pages)
    for row in rows:
        if line == ROWS_PER_WORKSHEET:
            pages.close(line)
            write, line = pages.next(), 0
        line += 1
        write(make(line + 1, row))
    pages.close(line)
    book.close()


def _row_maker(columns: Sequence[Shown], pages: _Pages) -> Callable[[int, Sequence[object]], str]:
    """The function that turns a row into XML; numbers of rows count from 1, as in spreadsheets."""
    protected = pages.protected._get_xf_index()
    plan = [
        (f'<c r="{xl_col_to_name(at)}', pages.formats[column.look]._get_xf_index(), column.cell)
        for at, column in enumerate(columns)
    ]

    def made(number: int, row: Sequence[object]) -> str:
        parts = [f'<row r="{number}">']
        for (start, look, cell), value in zip(plan, row, strict=True):
            shown = cell(value)
            if shown is None:
                continue
            if isinstance(shown, str):
                form = protected if shown[:1] in _RUNS else look
                text = cell_text(shown[:LONGEST_CELL])
                parts.append(f'{start}{number}" s="{form}" t="inlineStr"><is>{text}</is></c>')
            else:
                figure = (shown - _EPOCH).days if isinstance(shown, date) else shown
                parts.append(f'{start}{number}" s="{look}"><v>{figure}</v></c>')
        parts.append("</row>")
        return "".join(parts)

    return made
