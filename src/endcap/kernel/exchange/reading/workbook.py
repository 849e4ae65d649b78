"""Spreadsheets: visible sheets, merged ranges, hidden columns and rows, comments, formulas."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar
from xml.parsers import expat  # no entities can come in: archive.py refuses files that declare any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from endcap.kernel.exchange.messages import FileRefused
from endcap.kernel.exchange.reading.archive import ArchiveFacts, SheetScan, column_number

Cell = object
T = TypeVar("T")
Row = list[Cell]
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_VISIBILITY = {"Visible": "visible", "Hidden": "hidden", "VeryHidden": "very_hidden"}


class Merge(NamedTuple):
    """A merged range, 1-based, both ends inside."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class SheetFacts:
    """What is known about a sheet besides its values; rows and columns are 1-based."""

    name: str
    visibility: str = "visible"
    hidden_columns: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    merges: tuple[Merge, ...] = ()
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    no_value: dict[tuple[int, int], str] = field(default_factory=dict)


class _Element(NamedTuple):
    tag: str
    attributes: dict[str, str]
    path: tuple[str, ...]
    text: str


def _elements(part: bytes) -> Iterator[_Element]:
    """The elements of a small XML part in the order in which they end, names without prefixes."""
    found: list[_Element] = []
    path: list[str] = []
    attributes: list[dict[str, str]] = []
    texts: list[str] = []

    def start(tag: str, given: dict[str, str]) -> None:
        path.append(tag.rpartition("}")[2])
        attributes.append({name.replace(_REL + "}", "r:"): value for name, value in given.items()})
        texts.append("")

    def end(_tag: str) -> None:
        text = texts.pop()
        found.append(_Element(path[-1], attributes.pop(), tuple(path), text))
        path.pop()
        if texts:
            texts[-1] += text

    def characters(data: str) -> None:
        if texts:
            texts[-1] += data

    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise FileRefused("file_corrupt") from error
    return iter(found)


def _relations(facts: ArchiveFacts, part: str) -> dict[str, tuple[str, str]]:
    """Relation id → (kind, part name)."""
    folder, name = posixpath.split(part)
    rels = facts.parts.get(f"{folder}/_rels/{name}.rels")
    if rels is None:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for element in _elements(rels):
        if element.tag == "Relationship":
            target = element.attributes.get("Target", "")
            path = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(folder, target))
            )
            kind = element.attributes.get("Type", "").rpartition("/")[2]
            found[element.attributes.get("Id", "")] = (kind, path)
    return found


def _parts_of_sheets(facts: ArchiveFacts) -> dict[str, str]:
    """Sheet name → part name."""
    book = facts.parts.get("xl/workbook.xml")
    if book is None:
        return {}
    relations = _relations(facts, "xl/workbook.xml")
    return {
        element.attributes.get("name", ""): relations[element.attributes["r:id"]][1]
        for element in _elements(book)
        if element.tag == "sheet" and element.attributes.get("r:id") in relations
    }


def _comments_of(facts: ArchiveFacts, part: str) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    for kind, path in _relations(facts, part).values():
        if kind != "comments" or path not in facts.parts:
            continue
        for element in _elements(facts.parts[path]):
            if element.tag == "comment":
                letters = element.attributes.get("ref", "").rstrip("0123456789")
                row = element.attributes.get("ref", "")[len(letters) :]
                if letters and row:
                    found[int(row), column_number(letters.upper())] = " ".join(element.text.split())
    return found


class WorkbookSheet:
    """One sheet of a workbook; its rows can be read again and again."""

    plain = False

    def __init__(self, book: Workbook, facts: SheetFacts) -> None:
        self.book = book
        self.facts = facts

    @property
    def total_rows(self) -> int | None:
        """Rows down to the last used one."""
        end = self.book.load(self.facts.name).end
        return end[0] + 1 if end else 0

    def rows(self) -> Iterator[Row]:
        """Rows from the first of the sheet, cells from its first column."""
        sheet = self.book.load(self.facts.name)
        start = sheet.start
        if start is None:
            return
        left: Row = [""] * start[1]
        if left:
            for row in sheet.iter_rows():
                yield left + list(row)
        else:
            yield from sheet.iter_rows()  # type: ignore[misc]


class Workbook:
    """An opened spreadsheet file; one sheet at a time is held in memory."""

    def __init__(self, path: Path, archive: ArchiveFacts | None) -> None:
        self._book = open_calamine(path)
        self._archive = archive
        self._loaded: tuple[str, CalamineSheet] | None = None
        self.sheets = [
            WorkbookSheet(
                self, self._facts(meta.name, _VISIBILITY.get(str(meta.visible).rpartition(".")[2], "visible"))
            )
            for meta in self._book.sheets_metadata
            if str(meta.typ).endswith("WorkSheet")
        ]

    def load(self, name: str) -> CalamineSheet:
        """The sheet by name, kept until another one is asked for."""
        if self._loaded is None or self._loaded[0] != name:
            self._loaded = None
            self._loaded = (
                name,
                guarded(lambda: self._book.get_sheet_by_name(name), "sheet_unreadable", name),
            )
        return self._loaded[1]

    def close(self) -> None:
        """Let go of the file and of the loaded sheet."""
        self._loaded = None
        self._book.close()

    def _facts(self, name: str, visibility: str) -> SheetFacts:
        part = _parts_of_sheets(self._archive).get(name, "") if self._archive is not None else ""
        scan = self._archive.scans.get(part, SheetScan()) if self._archive is not None else SheetScan()
        ranges = self.load(name).merged_cell_ranges or []
        return SheetFacts(
            name=name,
            visibility=visibility,
            hidden_columns=frozenset(scan.hidden_columns),
            hidden_rows=frozenset(scan.hidden_rows),
            merges=tuple(Merge(top[0] + 1, top[1] + 1, end[0] + 1, end[1] + 1) for top, end in ranges),
            comments=_comments_of(self._archive, part) if self._archive is not None and part else {},
            no_value=scan.no_value,
        )


def open_calamine(path: Path) -> CalamineWorkbook:
    """Open a spreadsheet, or say what is wrong with it."""
    return guarded(lambda: CalamineWorkbook.from_path(path), "file_corrupt", "")


def guarded(read: Callable[[], T], code: str, sheet: str) -> T:
    """Run a native reader; its errors and panics become a refusal with a sentence."""
    params = {"sheet": sheet} if sheet else {}
    try:
        return read()
    except PasswordError as error:
        raise FileRefused("file_password") from error
    except (CalamineError, OSError, ValueError) as error:
        raise FileRefused(code, **params) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the native reader gave up on a malformed file
            raise FileRefused(code, **params) from error
        raise
