"""The outcome of an import, in one shape for the command line, the API and the pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from endcap.kernel.exchange.declare import Sheet
from endcap.kernel.exchange.messages import SKIPPED
from endcap.kernel.exchange.models import Batch
from endcap.kernel.exchange.services.packing import said


@dataclass(frozen=True)
class Place:
    """A row of the file."""

    sheet: str
    row: int


@dataclass(frozen=True)
class Found:
    """How many rows of a kind, and where (the first ten thousand)."""

    count: int
    rows: tuple[Place, ...]


@dataclass(frozen=True)
class RowError:
    """One cell that could not be accepted."""

    sheet: str
    row: int
    column: str
    code: str
    message: str


@dataclass(frozen=True)
class ColumnFound:
    """One header of the file and the column it was taken for; empty: left out."""

    sheet: str
    header: str
    column: str
    how: str


@dataclass(frozen=True)
class ImportReport:
    """Everything that an import did, or would do."""

    batch_id: UUID
    sheet_key: str
    file_name: str
    state: str
    rows_read: int
    data_rows: int
    created: int
    updated: int
    same: int
    joined_as_repeats: int
    left_out: int
    skipped: Mapping[str, Found]
    flagged: Mapping[str, Found]
    errors: tuple[RowError, ...]
    error_rows: int
    mapping: tuple[ColumnFound, ...]
    unknown_columns: tuple[str, ...]
    hidden_columns: tuple[str, ...]
    notes: tuple[str, ...]
    same_file_as: UUID | None
    seconds_ms: int

    @property
    def is_settled(self) -> bool:
        """Whether the file could be read to the end; if not, the notes say what is in the way."""
        return self.state in (Batch.State.STAGED, Batch.State.COMMITTED, Batch.State.UNDONE)

    def in_words(self) -> str:
        """A few lines for the command line."""
        lines = [
            _("%(name)s：读了 %(rows)s 行，数据 %(data)s 行，用时 %(seconds)s 秒")
            % {
                "name": self.file_name,
                "rows": self.rows_read,
                "data": self.data_rows,
                "seconds": f"{self.seconds_ms / 1000:.1f}",
            },
            _("新增 %(created)s，更新 %(updated)s，没有变化 %(same)s，并入重复 %(joined)s，有错 %(errors)s")
            % {
                "created": self.created,
                "updated": self.updated,
                "same": self.same,
                "joined": self.joined_as_repeats,
                "errors": self.error_rows,
            },
        ]
        if self.state == Batch.State.STAGED:
            lines.append(_("只是预览，还没写入。"))
        if self.skipped:
            listed = "，".join(f"{SKIPPED.get(kind, kind)} {one.count}" for kind, one in self.skipped.items())
            lines.append(_("跳过：%(listed)s") % {"listed": listed})
        if self.flagged:
            listed = "，".join(f"{code} {one.count}" for code, one in self.flagged.items())
            lines.append(_("要留意：%(listed)s") % {"listed": listed})
        if self.unknown_columns:
            lines.append(_("没导入的列：%(columns)s") % {"columns": "、".join(self.unknown_columns)})
        for one in self.errors[:20]:
            lines.append(f"  {one.sheet}!{one.row} {one.column}: {one.message}")
        lines.extend(self.notes)
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "batch_id": str(self.batch_id),
            "sheet": self.sheet_key,
            "file_name": self.file_name,
            "state": self.state,
            "rows_read": self.rows_read,
            "data_rows": self.data_rows,
            "created": self.created,
            "updated": self.updated,
            "same": self.same,
            "joined_as_repeats": self.joined_as_repeats,
            "left_out": self.left_out,
            "skipped": _found_dict(self.skipped),
            "flagged": _found_dict(self.flagged),
            "errors": [
                {
                    "sheet": one.sheet,
                    "row": one.row,
                    "column": one.column,
                    "code": one.code,
                    "message": one.message,
                }
                for one in self.errors
            ],
            "error_rows": self.error_rows,
            "mapping": [
                {"sheet": one.sheet, "header": one.header, "column": one.column, "how": one.how}
                for one in self.mapping
            ],
            "unknown_columns": list(self.unknown_columns),
            "hidden_columns": list(self.hidden_columns),
            "notes": list(self.notes),
            "same_file_as": str(self.same_file_as) if self.same_file_as else None,
            "seconds": self.seconds_ms / 1000,
        }


def _found_dict(found: Mapping[str, Found]) -> dict[str, Any]:
    return {
        kind: {"count": one.count, "rows": [{"sheet": place.sheet, "row": place.row} for place in one.rows]}
        for kind, one in found.items()
    }


def _found(counts: Mapping[str, int], places: Mapping[str, Sequence[Sequence[Any]]]) -> dict[str, Found]:
    return {
        kind: Found(count, tuple(Place(str(sheet), int(row)) for sheet, row in places.get(kind, ())))
        for kind, count in counts.items()
    }


def _headers(findings: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    for sheet in findings.get("sheets", ()):
        for column in sheet["columns"]:
            yield sheet["sheet"], column


def report_of(batch: Batch, sheet: Sheet, *, language: str) -> ImportReport:
    """The report of a batch in the reader's language; before its commit the numbers say what would happen."""
    counts, findings = batch.counts, batch.findings
    written = batch.state in (Batch.State.COMMITTED, Batch.State.UNDONE)
    return ImportReport(
        batch_id=batch.pk,
        sheet_key=batch.sheet_key,
        file_name=batch.file_name,
        state=batch.state,
        rows_read=counts.get("rows_read", 0),
        data_rows=counts.get("data_rows", 0),
        created=counts.get("created" if written else "create", 0),
        updated=counts.get("updated" if written else "update", 0),
        same=counts.get("same", 0),
        joined_as_repeats=counts.get("repeat", 0),
        left_out=counts.get("left", 0),
        skipped=_found(counts.get("skipped", {}), findings.get("skipped_at", {})),
        flagged=_found(counts.get("flagged", {}), findings.get("flagged_at", {})),
        errors=tuple(
            RowError(one["sheet"], one["row"], one["column"], one["code"], said(one["message"], language))
            for one in findings.get("errors", ())
        ),
        error_rows=counts.get("error", 0),
        mapping=tuple(
            ColumnFound(name, column["header"], column["key"], column["how"])
            for name, column in _headers(findings)
        ),
        unknown_columns=tuple(
            dict.fromkeys(
                column["header"]
                for _name, column in _headers(findings)
                if column["how"] in ("unknown", "alike")
            )
        ),
        hidden_columns=tuple(
            dict.fromkeys(column["header"] for _name, column in _headers(findings) if column.get("hidden"))
        ),
        notes=tuple(said(note["message"], language) for note in findings.get("notes", ())),
        same_file_as=batch.same_as,
        seconds_ms=batch.duration_ms,
    )
