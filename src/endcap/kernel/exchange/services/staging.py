"""From a file to a preview: read, map, parse, ask the sheet, keep every row with what would happen to it."""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from endcap.kernel.actor import Actor
from endcap.kernel.errors import Problem, collect
from endcap.kernel.exchange import registry, selectors
from endcap.kernel.exchange.declare import CleanRow, Decision, Sheet
from endcap.kernel.exchange.messages import FileRefused
from endcap.kernel.exchange.models import Batch
from endcap.kernel.exchange.reading.mapping import HeaderMatch
from endcap.kernel.exchange.reading.result import ReadResult, SheetSeen
from endcap.kernel.exchange.rights import Rights
from endcap.kernel.exchange.services import storing, streams
from endcap.kernel.exchange.services.intake import lock_batch
from endcap.kernel.exchange.services.meter import SILENT, Meter, calm_collector
from endcap.kernel.exchange.services.packing import said_in_every_language
from endcap.kernel.exchange.services.storing import Line
from endcap.kernel.exchange.services.tally import LISTED, Tally

FIRST_ROWS = 200  # rows of a fact sheet that a preview keeps besides those with errors
EXAMPLES = 3


def _examples(read: ReadResult) -> dict[str, list[tuple[str, ...]]]:
    """The first raw rows of each sheet, to show what stands in a column."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for row in islice(read.rows, 200):
        rows = found.setdefault(row.sheet, [])
        if len(rows) < 20:
            rows.append(row.raw)
    return found


def _column_found(
    match: HeaderMatch, rows: Sequence[tuple[str, ...]], hidden: Sequence[int]
) -> dict[str, Any]:
    values = [
        row[match.position] for row in rows if match.position < len(row) and row[match.position].strip()
    ]
    return {
        "index": match.position,
        "header": match.header,
        "header_key": match.learn_key,
        "key": match.column,
        "how": match.how,
        "score": int(match.score * 100),
        "suggestion": match.suggestion,
        "examples": [value[:60] for value in dict.fromkeys(values)][:EXAMPLES],
        "hidden": match.position + 1 in hidden,
    }


def _sheet_found(seen: SheetSeen, rows: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    return {
        "sheet": seen.name,
        "role": seen.role,
        "header_row": seen.header_row,
        "rows_read": seen.rows_read,
        "data_rows": seen.data_rows,
        "columns": [_column_found(match, rows, seen.hidden_columns) for match in seen.matches],
        "hidden_columns": list(seen.hidden_columns),
        "hidden_rows": list(seen.hidden_rows)[:LISTED],
        "status": seen.status,
    }


def findings_of(read: ReadResult) -> dict[str, Any]:
    """What reading found about the file as a whole: its sheets, headers, hidden parts and what has to be
    settled."""
    examples = _examples(read)
    return {
        "file_kind": read.file_kind,
        "encoding": read.encoding,
        "sheets": [_sheet_found(seen, examples.get(seen.name, ())) for seen in read.sheets],
        "notes": [
            {
                "code": problem.code,
                "sheet": problem.sheet,
                "message": said_in_every_language(problem.message),
                "blocking": problem.blocking,
            }
            for problem in read.problems
        ],
    }


def _open_batch(actor: Actor, batch_id: UUID) -> tuple[Batch, Sheet]:
    batch = selectors.batch_of(actor, batch_id)
    sheet = registry.sheet(batch.sheet_key)
    actor.require(Rights.IMPORT)
    actor.require(sheet.import_right)
    return batch, sheet


def propose_mapping(actor: Actor, *, batch_id: UUID) -> Batch:
    """Read the headers of a batch's file and propose which column is which, for a person to confirm."""
    batch, sheet = _open_batch(actor, batch_id)
    batch.refuse_unless_may_become(Batch.State.MAPPING)
    with translation.override(actor.language), _refusal_noted(actor, batch_id):
        found = findings_of(streams.read_batch(actor, sheet, batch))
    return _settled(actor, batch_id, Batch.State.MAPPING, findings=found, message="")


@transaction.atomic
def choose_mapping(
    actor: Actor, *, batch_id: UUID, chosen: Mapping[str, str], options: Mapping[str, str] | None = None
) -> Batch:
    """A person says which column each header stands for; an empty column leaves it out. Two headers can't be
    the same column, and personal columns need a stated purpose."""
    batch = lock_batch(actor, batch_id)
    sheet = registry.sheet(batch.sheet_key)
    actor.require(Rights.IMPORT)
    actor.require(sheet.import_right)

    batch.refuse_unless_may_become(Batch.State.MAPPING)
    told = {**batch.options, **(options or {})}
    _refuse_unless_sound(sheet, chosen, has_purpose=bool(str(told.get("purpose", "")).strip()))

    proposed = {
        column["header_key"]: column["key"]
        for seen in batch.findings.get("sheets", ())
        for column in seen["columns"]
    }
    batch.mapping = {
        header: key
        for header, key in chosen.items()
        if header in batch.mapping or proposed.get(header) != key
    }
    batch.options = told
    batch.save(update_fields=["mapping", "options"])
    return batch


def _refuse_unless_sound(sheet: Sheet, chosen: Mapping[str, str], *, has_purpose: bool) -> None:
    known = {column.key: column for column in sheet.columns if column.writable}
    problems = []
    for header, key in chosen.items():
        if key and key not in known:
            problems.append(
                Problem(f"map_{header}", "column_unknown", _("没有“%(key)s”这一列。") % {"key": key})
            )
        elif key and known[key].personal and not has_purpose:
            sentence = _("“%(column)s”是个人信息，写明采集目的才收。") % {"column": known[key].label}
            problems.append(Problem(f"map_{header}", "purpose_missing", sentence))
    collect(problems)


@contextmanager
def _refusal_noted(actor: Actor, batch_id: UUID) -> Iterator[None]:
    """Keeps the sentence of a file that could not be read with its batch, and lets it pass on."""
    try:
        yield
    except FileRefused as refusal:
        _settled(actor, batch_id, Batch.State.FAILED, message=refusal.message)
        raise


@transaction.atomic
def _settled(actor: Actor, batch_id: UUID, state: Batch.State, **changes: Any) -> Batch:
    batch = lock_batch(actor, batch_id)
    batch.refuse_unless_may_become(state)
    batch.state = state
    for name, value in changes.items():
        setattr(batch, name, value)
    batch.save(update_fields=["state", *changes])
    return batch


def stage(actor: Actor, *, batch_id: UUID, meter: Meter = SILENT) -> Batch:
    """Make the preview of a batch. Nothing of the house is changed; an earlier preview is replaced. If
    something
    has to be settled first (a missing column, two headers alike), the batch waits at its mapping."""
    started = time.monotonic()
    batch, sheet = _open_batch(actor, batch_id)
    batch.refuse_unless_may_become(Batch.State.STAGED)
    if batch.state != Batch.State.MAPPING:
        _settled(actor, batch_id, Batch.State.MAPPING)  # whatever interrupts from here on, no preview stands
    with translation.override(actor.language), _refusal_noted(actor, batch_id), calm_collector():
        read = streams.read_batch(actor, sheet, batch, meter)
        found = findings_of(read)
        storing.drop_rows(batch_id)
        if not read.ready:
            return _settled(actor, batch_id, Batch.State.MAPPING, findings=found, counts={}, message="")
        tally = Tally()
        tally.skip(read.skipped)
        storing.insert_lines(_kept_lines(actor, sheet, batch, read, tally))
        return _settled(
            actor,
            batch_id,
            Batch.State.STAGED,
            findings={**found, **tally.findings()},
            counts=tally.counts(rows_read=read.rows_read, data_rows=read.data_rows),
            message="",
            staged_at=actor.now,
            duration_ms=int((time.monotonic() - started) * 1000),
        )


def _kept_lines(actor: Actor, sheet: Sheet, batch: Batch, read: ReadResult, tally: Tally) -> Iterator[Line]:
    """The rows of the preview in file order: all of them, or of a fact sheet the first and the wrong ones."""
    order = {seen.name: at for at, seen in enumerate(read.sheets)}
    skipped = sorted(
        (order.get(row.sheet, 0), row.row_no, row.kind, row.sheet, row.text) for row in read.skipped
    )
    if sheet.streaming:
        skipped = skipped[:LISTED]
    merged = heapq.merge(
        ((place, row_no, None, None, kind, name, text) for place, row_no, kind, name, text in skipped),
        (
            (order.get(row.sheet, 0), row.row_no, row, decision, "", "", "")
            for row, decision in _data(actor, sheet, batch, read, tally)
        ),
        key=lambda item: (item[0], item[1]),
    )
    for seq, (_at, row_no, row, decision, kind, name, text) in enumerate(merged):
        if row is not None and decision is not None:
            yield storing.data_line(batch.pk, seq, row, decision)
        else:
            yield storing.skipped_line(batch.pk, seq, name, row_no, kind, text.split(" | ") if text else ())


def _data(
    actor: Actor, sheet: Sheet, batch: Batch, read: ReadResult, tally: Tally
) -> Iterator[tuple[CleanRow, Decision]]:
    kept = wrong = 0
    for _worker, pairs in streams.decided(actor, sheet, batch, read):
        for row, decision in pairs:
            action = tally.add(row, decision)
            if not sheet.streaming:
                yield row, decision
            elif kept < FIRST_ROWS or (action == "error" and wrong < LISTED):
                kept, wrong = kept + 1, wrong + (action == "error")
                yield row, decision
