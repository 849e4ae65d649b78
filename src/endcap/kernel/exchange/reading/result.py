"""What reading a file found, told before a single row is planned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from endcap.kernel.exchange.declare import CleanRow
from endcap.kernel.exchange.reading.mapping import HeaderMatch, SheetProblem


class SkippedRow(NamedTuple):
    """A row that is no data, and why: title, note, blank, header, repeated_header, subtotal, total…"""

    kind: str
    sheet: str
    row_no: int
    text: str = ""


@dataclass(frozen=True)
class SheetSeen:
    """One sheet of the file. ``role``: data, continued (no header of its own), instruction, hidden, empty.

    Columns and rows are 1-based. ``matches`` is the mapping proposal, ready for the mapping page.
    """

    name: str
    visibility: str
    role: str
    header_row: int = 0
    matches: tuple[HeaderMatch, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    merged_ranges: int = 0
    comments: int = 0
    rows_read: int = 0
    data_rows: int = 0
    status: str = ""
    mojibake_repaired: bool = False

    @property
    def mapped(self) -> dict[str, HeaderMatch]:
        """Matches by column key."""
        return {match.column: match for match in self.matches if match.column}

    @property
    def unknown(self) -> tuple[HeaderMatch, ...]:
        """Headers that stand for no column."""
        return tuple(match for match in self.matches if match.how in ("unknown", "alike"))


@dataclass(frozen=True)
class ReadResult:
    """The outcome of reading: ``rows`` may be iterated several times, each time in file order."""

    file_kind: str
    encoding: str
    delimiter: str
    sheets: tuple[SheetSeen, ...]
    skipped: tuple[SkippedRow, ...]
    problems: tuple[SheetProblem, ...]
    rows: Iterable[CleanRow]
    rows_read: int
    data_rows: int
    currencies: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether nothing stands in the way of planning the rows."""
        return not any(problem.blocking for problem in self.problems)

    def skipped_by_kind(self) -> dict[str, tuple[int, ...]]:
        """Row numbers per kind of skipped row."""
        found: dict[str, list[int]] = {}
        for row in self.skipped:
            found.setdefault(row.kind, []).append(row.row_no)
        return {kind: tuple(numbers) for kind, numbers in found.items()}
