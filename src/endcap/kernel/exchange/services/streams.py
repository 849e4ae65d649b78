"""Reading a batch's file and asking its sheet what would happen to each row, without holding all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from endcap.kernel.actor import Actor
from endcap.kernel.exchange import selectors
from endcap.kernel.exchange.declare import CleanRow, Column, Decision, Sheet
from endcap.kernel.exchange.models import Batch
from endcap.kernel.exchange.reading.result import ReadResult
from endcap.kernel.exchange.reading.rows import read_rows
from endcap.kernel.exchange.services.intake import file_of
from endcap.kernel.exchange.services.meter import SILENT, Meter

PLAN_CHUNK = 4_000
Pairs = Sequence[tuple[CleanRow, Decision]]


def options_of(batch: Batch, actor: Actor) -> Mapping[str, str]:
    """What the sheet is told about this import."""
    return {
        **{str(key): str(value) for key, value in batch.options.items()},
        "source": batch.source_statement,
        "language": actor.language,
    }


def chosen_headers(batch: Batch) -> dict[str, str]:
    """Header key → column: what the company taught, and over it what was chosen for this file."""
    return {**selectors.learned_headers(batch.sheet_key), **batch.mapping}


@dataclass
class _Wanted:
    """The columns that may be taken in."""

    columns: tuple[Column, ...]


def wanted_columns(sheet: Sheet, batch: Batch) -> tuple[Column, ...]:
    """Every column, but personal ones only for a stated purpose."""
    has_purpose = bool(str(batch.options.get("purpose", "")).strip())
    return tuple(column for column in sheet.columns if has_purpose or not column.personal)


def read_batch(actor: Actor, sheet: Sheet, batch: Batch, meter: Meter = SILENT) -> ReadResult:
    """The batch's file, read with its mapping. Raises FileRefused."""

    def heard(done: int, whole: int | None) -> None:
        meter.tell(done, whole or 0)

    wanted = _Wanted(wanted_columns(sheet, batch))
    return read_rows(
        file_of(batch),
        wanted,
        learned=chosen_headers(batch),
        today=actor.today,
        progress=heard,
        mends=batch.mends,
    )


def _chunks(rows: Iterable[CleanRow], size: int | None) -> Iterator[list[CleanRow]]:
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        yield chunk
        if size is None:
            return


def decided(actor: Actor, sheet: Sheet, batch: Batch, read: ReadResult) -> Iterator[tuple[Sheet, Pairs]]:
    """Rows with the decisions about them, chunk by chunk, and the sheet's worker for this pass.

    A sheet that remembers from chunk to chunk (``opened`` answers a fresh one) gets chunks; one that
    remembers
    nothing gets all rows at once, since repeats may lie far apart.
    """
    options = options_of(batch, actor)
    worker = sheet.opened(actor, options)
    for rows in _chunks(read.rows, PLAN_CHUNK if worker is not sheet or sheet.streaming else None):
        decisions = worker.plan(actor, rows, options)
        yield worker, list(zip(rows, decisions, strict=True))
