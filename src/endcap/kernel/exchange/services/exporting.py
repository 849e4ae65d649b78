"""Taking a list out: exactly the rows and columns asked for, streamed, with its purpose on record
(CUS-09)."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import translation

from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import InvalidInput, NotFoundHere, Problem, Refusal
from endcap.kernel.exchange import registry, selectors
from endcap.kernel.exchange.declare import Column, Sheet
from endcap.kernel.exchange.errors import FileGone, FormatUnknown, PersonalNotAllowed, PurposeMissing
from endcap.kernel.exchange.models import ExportLog
from endcap.kernel.exchange.rights import Rights
from endcap.kernel.exchange.services.intake import media_path
from endcap.kernel.exchange.writing import tables
from endcap.kernel.exchange.writing.presenting import Shown, Style, heading_of, shown_columns
from endcap.kernel.exchange.writing.workbook import write_xlsx
from endcap.kernel.ids import new_id
from endcap.kernel.jobs import queue
from endcap.kernel.jobs import selectors as runs
from endcap.kernel.jobs import services as jobs
from endcap.kernel.jobs.actors import actor_for

EXPORT_TASK = "endcap.kernel.exchange.jobs.write_export"
AT_ONCE = 5_000  # up to so many rows are written while the person waits
_TOLD_EVERY = 2_000


@dataclass(frozen=True)
class ExportRequest:
    """What is asked for. No columns means every column that the actor may take out."""

    sheet_key: str
    format: str
    purpose: str
    columns: tuple[str, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    style: Style = Style.PEOPLE


@dataclass(frozen=True)
class ExportReport:
    """What was written."""

    export_id: UUID
    rows: int
    columns: tuple[str, ...]
    seconds_ms: int

    def as_dict(self) -> dict[str, object]:
        """For machines."""
        return {
            "export_id": str(self.export_id),
            "rows": self.rows,
            "columns": list(self.columns),
            "seconds": self.seconds_ms / 1000,
        }


def may_export_personal(actor: Actor, sheet: Sheet) -> bool:
    """Whether the actor may take personal columns of the sheet out of the house."""
    return sheet.personal_right is None or actor.may(sheet.personal_right)


def exportable_columns(actor: Actor, sheet: Sheet) -> tuple[Column, ...]:
    """The columns of the sheet that the actor may take out."""
    personal = may_export_personal(actor, sheet)
    return tuple(column for column in sheet.columns if personal or not column.personal)


def _chosen(actor: Actor, sheet: Sheet, keys: Sequence[str]) -> tuple[Column, ...]:
    known = {column.key: column for column in sheet.columns}
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise InvalidInput([Problem("columns", "column_unknown", "、".join(unknown))])
    if not keys:
        return exportable_columns(actor, sheet)
    chosen = tuple(known[key] for key in keys)
    forbidden = [column for column in chosen if column.personal]
    if forbidden and not may_export_personal(actor, sheet):
        raise PersonalNotAllowed(
            columns="、".join(heading_of(column, actor.language) for column in forbidden)
        )
    return chosen


def _agreed(actor: Actor, asked: ExportRequest) -> tuple[Sheet, tuple[Column, ...]]:
    """The sheet and its columns, once rights, format and purpose are in order."""
    sheet = registry.sheet(asked.sheet_key)
    actor.require(Rights.EXPORT)
    actor.require(sheet.export_right)
    if asked.format not in tables.FORMATS:
        raise FormatUnknown(name=asked.format)
    if not asked.purpose.strip():
        raise PurposeMissing()
    return sheet, _chosen(actor, sheet, asked.columns)


@transaction.atomic
def _logged(actor: Actor, asked: ExportRequest, sheet: Sheet, columns: Sequence[Column]) -> ExportLog:
    log = ExportLog(
        id=new_id(actor.now),
        sheet_key=sheet.key,
        file_name=f"{tables.sheet_title(_title(sheet, actor.language))}_{actor.today:%Y%m%d}.{asked.format}",
        format=asked.format,
        purpose=asked.purpose.strip()[:200],
        columns=[column.key for column in columns],
        filters=dict(asked.filters),
        has_personal=any(column.personal for column in columns),
        person_id=actor.person_id,
        person_name=actor.name,
        created_at=actor.now,
    )
    log.save(force_insert=True)
    audit.record(
        actor,
        "exchange.exported",
        log,
        sheet=sheet.key,
        purpose=log.purpose,
        columns=log.columns,
        personal=log.has_personal,
    )
    return log


def _title(sheet: Sheet, language: str) -> str:
    return str(sheet.title) if language.startswith("zh") else sheet.title_en


class _Counted:
    """Rows on their way out, counted; tells a job how far it is."""

    def __init__(self, rows: Iterable[Sequence[object]], run_id: UUID | None) -> None:
        self.rows, self.run_id, self.count = rows, run_id, 0

    def __iter__(self) -> Iterator[Sequence[object]]:
        for row in self.rows:
            self.count += 1
            if self.run_id and self.count % _TOLD_EVERY == 0:
                jobs.advance(self.run_id, self.count)
            yield row


def _write(
    log: ExportLog, path: Path, title: str, shown: Sequence[Shown], rows: Iterable[Sequence[object]]
) -> None:
    if log.format == "csv":
        tables.write_csv(path, shown, rows)
    elif log.format == "parquet":
        tables.write_parquet(path, shown, rows)
    else:
        write_xlsx(path, tables.sheet_title(title), shown, rows, mark_of(log))


def mark_of(log: ExportLog) -> str:
    """Who took the list out, when and for what, as it is written into the file: a list that turns up somewhere
    tells where it came from."""
    return f"{log.person_name}  {log.created_at.astimezone(clock.business_zone()):%Y-%m-%d %H:%M}  {log.purpose}  {log.pk}"


def _close_log(log: ExportLog, rows: int) -> None:
    log.rows, log.ended_at = rows, clock.now()
    log.save(update_fields=["rows", "ended_at"])


def export_to(actor: Actor, *, asked: ExportRequest, path: Path) -> ExportReport:
    """Write an export to a file of this machine. Nothing half-written is left if it fails."""
    sheet, columns = _agreed(actor, asked)
    log = _logged(actor, asked, sheet, columns)
    return _export_logged(actor, log, asked.style, path)


def export_to_file(
    actor: Actor,
    *,
    sheet_key: str,
    path: Path,
    purpose: str,
    columns: Sequence[str] | None = None,
    filters: Mapping[str, str] | None = None,
    headers: str = "key",
) -> int:
    """An export for the command line; answers the number of rows. Headings ``key`` gives the stored form
    (column
    keys, integers in minor units, stored words); ``zh`` and ``en`` give words and units for people."""
    asked = ExportRequest(
        sheet_key=sheet_key,
        format=path.suffix.lstrip(".").lower(),
        purpose=purpose,
        columns=tuple(columns or ()),
        filters=filters or {},
        style=Style.MACHINE if headers == "key" else Style.PEOPLE,
    )
    reader = actor if headers == "key" else replace(actor, language="en" if headers == "en" else "zh-hans")
    return export_to(reader, asked=asked, path=path).rows


def _export_logged(actor: Actor, log: ExportLog, style: Style, path: Path) -> ExportReport:
    started = time.monotonic()
    sheet = registry.sheet(log.sheet_key)
    columns = [sheet.column(key) for key in log.columns]
    draft = path.with_name(f".{path.name}.part")
    with translation.override(actor.language):
        shown = shown_columns(columns, style=style, language=actor.language)
        rows = _Counted(sheet.export(actor, log.filters, log.columns), log.run_id)
        try:
            _write(log, draft, _title(sheet, actor.language), shown, rows)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    _close_log(log, rows.count)
    return ExportReport(log.pk, rows.count, tuple(log.columns), int((time.monotonic() - started) * 1000))


def stream_csv(actor: Actor, *, asked: ExportRequest) -> Iterator[bytes]:
    """An export as CSV bytes while it is read; refusals come before the first byte."""
    sheet, columns = _agreed(actor, asked)
    log = _logged(actor, asked, sheet, columns)
    shown = shown_columns(columns, style=asked.style, language=actor.language)
    rows = _Counted(sheet.export(actor, asked.filters, log.columns), None)

    def lines() -> Iterator[bytes]:
        yield from tables.csv_lines(shown, rows)
        _close_log(log, rows.count)

    return lines()


def order_export(actor: Actor, *, asked: ExportRequest) -> ExportLog:
    """Write an export for a page: at once when it is small, by a worker when it is not."""
    sheet, columns = _agreed(actor, asked)
    log = _logged(actor, asked, sheet, columns)
    path = media_path(f"exports/{log.pk}")
    path.mkdir(parents=True)
    rows = sheet.export(actor, asked.filters, log.columns)
    first = [row for _at, row in zip(range(AT_ONCE + 1), rows, strict=False)]
    log.stored_path = f"exports/{log.pk}/{log.file_name}"
    if len(first) <= AT_ONCE:
        with translation.override(actor.language):
            shown = shown_columns(columns, style=asked.style, language=actor.language)
            _write(log, media_path(log.stored_path), _title(sheet, actor.language), shown, first)
        log.save(update_fields=["stored_path"])
        _close_log(log, len(first))
        return log
    _queue(actor, log, asked.style)
    return log


@transaction.atomic
def _queue(actor: Actor, log: ExportLog, style: Style) -> None:
    run = jobs.create_run(actor, kind="export", title=log.file_name, subject_id=log.pk)
    log.run_id = run.pk
    log.save(update_fields=["stored_path", "run_id"])
    queue.enqueue(
        EXPORT_TASK, export_id=str(log.pk), run_id=str(run.pk), style=style.value, language=actor.language
    )


def exported_file(actor: Actor, *, export_id: UUID) -> Path:
    """The file of an export, for whoever asked for it and still may. Raises FileGone once it was removed."""
    log = selectors.export_of(actor, export_id)
    if log.person_id != actor.person_id:
        raise NotFoundHere()
    actor.require(registry.sheet(log.sheet_key).export_right)
    path = media_path(log.stored_path)
    if not log.stored_path or log.ended_at is None or not path.exists():
        raise FileGone()
    return path


def write_queued_export(*, export_id: UUID, run_id: UUID, style: Style, language: str) -> None:
    """A worker writes an export that was too big to wait for, with the rights that its person has now."""
    person_id = runs.asked_by(run_id)
    jobs.begin(run_id)
    try:
        actor = actor_for(person_id, language)
        log = selectors.export_of(actor, export_id)
        actor.require(registry.sheet(log.sheet_key).export_right)
        report = _export_logged(actor, log, style, media_path(log.stored_path))
        jobs.advance(run_id, report.rows, report.rows)
        jobs.finish(run_id, result_path=log.stored_path)
    except jobs.JobCancelled:
        jobs.mark_cancelled(run_id)
    except Exception as wrong:
        jobs.fail(run_id, message=wrong.message if isinstance(wrong, Refusal) else type(wrong).__name__)
        raise
