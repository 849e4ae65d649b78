"""A file as somebody mended it in the preview: what was typed stands in place of a cell, the file stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from endcap.kernel.exchange.reading.intake import OpenedFile, SheetSource
from endcap.kernel.exchange.reading.workbook import Row, SheetFacts

Cells = Mapping[str, str]  # place of a cell in its row, counted from 0 → what was typed
Mends = Mapping[str, Mapping[str, Cells]]  # name of the sheet → number of the row → its cells
NO_MENDS: Mends = {}


@dataclass
class MendedSheet:
    """A sheet whose rows come out with the mended cells."""

    source: SheetSource
    rows_mended: Mapping[str, Cells]

    @property
    def facts(self) -> SheetFacts:
        """What is known about the sheet besides its values."""
        return self.source.facts

    @property
    def total_rows(self) -> int | None:
        """How many rows it has, where that is known beforehand."""
        return self.source.total_rows

    @property
    def plain(self) -> bool:
        """Whether nobody edits it by hand."""
        return self.source.plain

    def rows(self) -> Iterator[Row]:
        """Every row, the first one is number 1."""
        for row_no, row in enumerate(self.source.rows(), start=1):
            cells = self.rows_mended.get(str(row_no))
            yield _mended(row, cells) if cells else row


def _mended(row: Row, cells: Cells) -> Row:
    mended = list(row)
    for place, text in cells.items():
        mended += [""] * (int(place) + 1 - len(mended))
        mended[int(place)] = text
    return mended


def mend(opened: OpenedFile, mends: Mends) -> None:
    """Let the sheets of an opened file give what was typed instead of what stands in them."""
    sheets: list[SheetSource] = [
        MendedSheet(source, mends[source.facts.name]) if source.facts.name in mends else source
        for source in opened.sheets
    ]
    opened.sheets = sheets
