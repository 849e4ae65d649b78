"""What the pages show, put together from a batch: plain values for the templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from endcap.kernel.exchange import selectors
from endcap.kernel.exchange.declare import Column, Kind, Sheet
from endcap.kernel.exchange.messages import FLAGS, SKIPPED
from endcap.kernel.exchange.models import Batch, StagedRow
from endcap.kernel.exchange.reading.archive import column_letters
from endcap.kernel.exchange.services.packing import said, unpacked
from endcap.kernel.exchange.titles import title_of
from endcap.kernel.exchange.writing.presenting import Shown, Style, heading_of, shown_columns

PAGE = 60
_UNCUT = (Kind.CODE, Kind.GTIN, Kind.DATE, Kind.PHONE)
TONES = {"create": "accent", "update": "ok", "same": "", "repeat": "light", "skip": "mute", "error": "bad"}
TABS = ("error", "create", "update", "repeat", "skip", "same")


@dataclass(frozen=True)
class Part:
    """A part of the bar above the preview."""

    amount: int
    tone: str
    label: str


@dataclass(frozen=True)
class Tab:
    """One cut through the rows."""

    key: str
    label: str
    count: int
    tone: str
    is_on: bool


@dataclass(frozen=True)
class GridColumn:
    """A column of the preview: as in the file, with what it was taken for."""

    letter: str
    label: str
    key: str
    is_left_out: bool


_LONG = 16  # letters of a text that needs a wider column


@dataclass(frozen=True)
class Cell:
    """A cell of the preview."""

    text: str = ""
    kind: str = ""  # er, cg, wn, skip
    mask: str = ""  # phone, name
    old: str = ""
    notes: tuple[str, ...] = ()
    is_whole: bool = False  # a code or number that no line break may cut
    place: int | None = None  # where it stands in the file, for a cell that may be put right

    @property
    def css(self) -> str:
        """The classes of the cell: what is the matter with it, and room for a long text."""
        wide = "" if self.is_whole or len(self.text) <= _LONG else "w"
        return " ".join(filter(None, (self.kind, wide)))


@dataclass(frozen=True)
class GridRow:
    """A row of the preview; ``note`` replaces the cells of a row that is no data."""

    row_no: int
    sheet: str
    action: str
    tone: str
    label: str
    cells: tuple[Cell, ...] = ()
    note: str = ""
    flags: tuple[str, ...] = ()
    joined: str = ""


@dataclass(frozen=True)
class Counted:
    """A kind with its number."""

    label: str
    count: int


@dataclass(frozen=True)
class MappedColumn:
    """A header of the file on the mapping page."""

    sheet: str
    header: str
    header_key: str
    column: str
    label: str
    how: str
    is_sure: bool
    is_hidden: bool
    suggestion: str
    examples: tuple[str, ...]
    is_personal: bool
    key: str = ""


@dataclass(frozen=True)
class Pager:
    """Where a page of rows stands."""

    first: int
    last: int
    previous: str = ""
    next: str = ""
    total: int | None = None
    estimate: int | None = None


@dataclass
class Preview:
    """Everything of the preview page."""

    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    tabs: tuple[Tab, ...]
    parts: tuple[Part, ...]
    pager: Pager
    problems: tuple[Counted, ...]
    problem_cells: int
    flags: tuple[Counted, ...]
    skipped: tuple[Counted, ...]
    told: tuple[MappedColumn, ...]
    same_headers: int
    known: int
    left_out: int
    several_sheets: bool
    tab: str
    hide_same: bool
    notes: tuple[str, ...] = field(default=())


def flag_words(code: str, sheet: Sheet) -> str:
    """What a flag means; an unknown one shows its code."""
    return str(sheet.flag_sentences.get(code) or FLAGS.get(code) or code)


def _how(how: str, score: int) -> str:
    words = {
        "label": _("表头相同"),
        "synonym": _("同义词"),
        "bilingual": _("中英表头"),
        "learned": _("上次这样对的"),
        "ignored": _("不导入"),
        "alike": _("两列相像，选一列"),
        "unknown": _("不认识"),
    }
    return words.get(how) or _("相似 %(score)s %%") % {"score": score}


def mapped_columns(batch: Batch, sheet: Sheet, language: str) -> list[MappedColumn]:
    """Every header of the file once, with the column it stands for."""
    columns = {column.key: column for column in sheet.columns}
    found: dict[str, MappedColumn] = {}
    for seen in batch.findings.get("sheets", ()):
        for one in seen["columns"]:
            column = columns.get(one["key"])
            found.setdefault(
                one["header_key"],
                MappedColumn(
                    sheet=seen["sheet"],
                    header=one["header"],
                    header_key=one["header_key"],
                    column=one["key"],
                    label=heading_of(column, language) if column else "",
                    how=_how(one["how"], one["score"]),
                    is_sure=one["how"] in ("label", "synonym", "bilingual", "learned", "ignored"),
                    is_hidden=bool(one.get("hidden")),
                    suggestion=one["suggestion"],
                    examples=tuple(one["examples"]),
                    is_personal=bool(column and column.personal),
                    key=one["how"],
                ),
            )
    return list(found.values())


class _Grid:
    """Turns staged rows into cells."""

    def __init__(self, batch: Batch, sheet: Sheet, language: str) -> None:
        self.sheet, self.language = sheet, language
        self.by_key: dict[str, Column] = {column.key: column for column in sheet.columns}
        shown = shown_columns(sheet.columns, style=Style.PEOPLE, language=language)
        self.shown: dict[str, Shown] = {one.key: one for one in shown}
        self.places: dict[str, dict[str, int]] = {}
        self.columns: list[GridColumn] = []
        self.ids: list[str] = []
        sheets = [seen for seen in batch.findings.get("sheets", ()) if seen["columns"]]
        self.several = len(sheets) > 1
        made = sum(batch.counts.get(action, 0) for action in ("create", "update", "repeat", "same", "error"))
        flagged = batch.counts.get("flagged", {})
        # what is true of nearly every row is said once, beside the grid, and not again in each row
        self.of_all = {code for code, count in flagged.items() if made >= 5 and count * 10 >= made * 9}
        for seen in sheets:
            self.places[seen["sheet"]] = {}
            for one in seen["columns"]:
                self._add(seen["sheet"], one)

    def _add(self, sheet: str, one: Mapping[str, Any]) -> None:
        name = one["key"] or f"?{one['header_key']}"
        self.places[sheet][name] = one["index"]
        if name in self.ids:
            return
        self.ids.append(name)
        column = self.by_key.get(one["key"])
        label = heading_of(column, self.language) if column else one["header"]
        letter = "" if self.several else column_letters(one["index"] + 1)
        self.columns.append(GridColumn(letter, label, one["key"], column is None))

    def row(self, staged: StagedRow) -> GridRow:
        """A staged row as it is shown."""
        tone = TONES.get(staged.action, "")
        label = staged.get_action_display()
        if staged.kind != "data":
            kind = str(SKIPPED.get(staged.kind, staged.kind))
            words = " ".join(staged.raw)
            return GridRow(
                staged.row_no,
                staged.sheet,
                staged.action,
                tone,
                label,
                note=_("%(column)s：%(sentence)s") % {"column": kind, "sentence": words} if words else kind,
            )
        problems: dict[str, list[str]] = {}
        for problem in staged.problems:
            problems.setdefault(problem["column"], []).append(said(problem["message"], self.language))
        flags: dict[str, list[str]] = {}
        for code, column in staged.flags:
            if code in self.of_all and column not in self.ids:
                continue
            flags.setdefault(column, []).append(flag_words(code, self.sheet))
        changes = {name: (before, after) for name, before, after in staged.changes}
        places = self.places.get(staged.sheet, {})
        cells = [
            self._cell(
                name,
                staged.raw,
                places.get(name),
                problems.get(name, ()),
                flags.get(name, ()),
                changes.get(name),
            )
            for name in self.ids
        ]
        loose = [
            words
            for column, found in (*problems.items(), *flags.items())
            if column not in self.ids
            for words in found
        ]
        joined = ""
        if staged.joined_row_no is not None:
            joined = _("并入第 %(row)s 行") % {"row": staged.joined_row_no}
        return GridRow(
            staged.row_no,
            staged.sheet,
            staged.action,
            tone,
            label,
            tuple(cells),
            flags=tuple(loose),
            joined=joined,
        )

    def _cell(
        self,
        name: str,
        raw: Sequence[str],
        place: int | None,
        problems: Sequence[str],
        flags: Sequence[str],
        change: tuple[Any, Any] | None,
    ) -> Cell:
        text = raw[place] if place is not None and place < len(raw) else ""
        if name.startswith("?"):
            return Cell(text, "skip")
        mask, is_whole = self._mask(name), self.by_key[name].kind in _UNCUT
        if problems:
            return Cell(text, "er", notes=tuple(problems), is_whole=is_whole, place=place)
        if change is not None and change[0] not in (None, ""):
            before, after = (self._words(name, value) for value in change)
            return Cell(after, "cg", mask, before, tuple(flags), is_whole)
        return Cell(text, "wn" if flags else "", mask, notes=tuple(flags), is_whole=is_whole)

    def _mask(self, name: str) -> str:
        column = self.by_key[name]
        if column.kind is Kind.PHONE:
            return "phone"
        return "name" if column.personal else ""

    def _words(self, name: str, value: Any) -> str:
        shown = self.shown[name].cell(unpacked(value))
        return "" if shown is None else str(shown)


def mended_words(row: StagedRow | None, language: str) -> str:
    """How a row stands after one of its cells was put right."""
    if row is None:
        return _("已改")
    if row.action != StagedRow.Action.ERROR:
        return _("第 %(row)s 行改好了：%(what)s") % {"row": row.row_no, "what": row.get_action_display()}
    wrong = "；".join(said(problem["message"], language) for problem in row.problems)
    return _("第 %(row)s 行还有错：%(wrong)s") % {"row": row.row_no, "wrong": wrong}


def _tabs(counts: Mapping[str, int], on: str) -> tuple[Tab, ...]:
    labels = dict(StagedRow.Action.choices)
    total = sum(counts.values())
    return (
        Tab("", _("全部"), total, "", not on),
        *(
            Tab(key, str(labels[key]), counts.get(key, 0), TONES[key], on == key)
            for key in TABS
            if counts.get(key) or key in ("error", "create", "update")
        ),
    )


def _parts(counts: Mapping[str, int]) -> tuple[Part, ...]:
    labels = dict(StagedRow.Action.choices)
    order = ("create", "update", "same", "repeat", "skip", "error")
    return tuple(Part(counts.get(key, 0), TONES[key], str(labels[key])) for key in order)


def shown_counts(batch: Batch) -> dict[str, int]:
    """Rows by what would happen to them."""
    keys = ("create", "update", "same", "repeat", "skip", "error")
    return {key: batch.counts.get(key, 0) for key in keys}


def preview_of(batch: Batch, sheet: Sheet, language: str, query: Mapping[str, str]) -> Preview:
    """The preview page of a batch for one address."""
    tab = query.get("tab", "") if query.get("tab") in TABS else ""
    hide_same = query.get("same") == "hide"
    after, before = _number(query.get("after")), _number(query.get("before"))
    rows = selectors.rows_page(
        batch, tab=tab, hide_same=hide_same, after=after, before=before, limit=PAGE + 1
    )
    more = len(rows) > PAGE
    if more:
        rows = rows[1:] if before is not None else rows[:PAGE]
    grid = _Grid(batch, sheet, language)
    told = mapped_columns(batch, sheet, language)
    counts = shown_counts(batch)
    return Preview(
        columns=tuple(grid.columns),
        rows=tuple(grid.row(row) for row in rows),
        tabs=_tabs(counts, tab),
        parts=_parts(counts),
        pager=_pager(
            rows,
            query,
            has_before=bool(after) or (before is not None and more),
            has_after=more or before is not None,
        ),
        problems=_problems(batch, language),
        problem_cells=sum(batch.counts.get("problems", {}).values()),
        flags=_counted(
            batch.counts.get("flagged", {}),
            lambda code: flag_words(code, sheet),
        ),
        skipped=_counted(batch.counts.get("skipped", {}), lambda kind: str(SKIPPED.get(kind, kind))),
        told=tuple(one for one in told if one.key != "label")[:30],
        same_headers=sum(one.key == "label" for one in told),
        known=sum(bool(one.column) for one in told),
        left_out=sum(not one.column for one in told),
        several_sheets=grid.several,
        tab=tab,
        hide_same=hide_same,
        notes=tuple(said(note["message"], language) for note in batch.findings.get("notes", ())),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def _pager(
    rows: Sequence[StagedRow], query: Mapping[str, str], *, has_before: bool, has_after: bool
) -> Pager:
    if not rows:
        return Pager(0, 0)
    kept = {key: value for key, value in query.items() if key in ("tab", "same") and value}

    def at(name: str, seq: int) -> str:
        return f"?{urlencode({**kept, name: seq})}"

    return Pager(
        rows[0].row_no,
        rows[-1].row_no,
        at("before", rows[0].seq) if has_before else "",
        at("after", rows[-1].seq) if has_after else "",
    )


def _problems(batch: Batch, language: str) -> tuple[Counted, ...]:
    sentences = batch.findings.get("problem_sentences", {})
    found: dict[str, int] = {}
    for code, count in batch.counts.get("problems", {}).items():
        title = title_of(code, said(sentences.get(code, {}), language))
        found[title] = found.get(title, 0) + count
    return tuple(Counted(title, count) for title, count in sorted(found.items(), key=lambda item: -item[1]))


def _counted(counts: Mapping[str, int], words: Any) -> tuple[Counted, ...]:
    return tuple(
        Counted(words(kind), count) for kind, count in sorted(counts.items(), key=lambda item: -item[1])
    )


@dataclass(frozen=True)
class BatchLine:
    """A batch in the list of recent ones."""

    batch: Batch
    title: str
    tone: str
    may_undo: bool
    undo_until: datetime | None


STATE_TONES = {
    "uploaded": "mute",
    "mapping": "warn",
    "staged": "accent",
    "committed": "ok",
    "undone": "",
    "failed": "bad",
    "cancelled": "",
}


def batch_line(batch: Batch, title: str, now: datetime) -> BatchLine:
    """A batch as a line."""
    return BatchLine(
        batch,
        title,
        STATE_TONES.get(batch.state, ""),
        selectors.may_undo(batch, now),
        selectors.undo_until(batch),
    )
