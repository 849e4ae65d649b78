"""Writing a preview into the house: one transaction, all of it or nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.exchange import registry, selectors
from endcap.kernel.exchange.declare import Applied, Sheet
from endcap.kernel.exchange.errors import ErrorsLeft, NothingToCommit, PreviewStale
from endcap.kernel.exchange.models import Batch, StagedRow
from endcap.kernel.exchange.rights import Rights
from endcap.kernel.exchange.services import learning, streams
from endcap.kernel.exchange.services.intake import lock_batch
from endcap.kernel.exchange.services.meter import SILENT, Meter, calm_collector
from endcap.kernel.exchange.services.packing import row_of
from endcap.kernel.exchange.services.storing import CHUNK, action_of, keep_effects

WRITABLE = (StagedRow.Action.CREATE.value, StagedRow.Action.UPDATE.value, StagedRow.Action.REPEAT.value)


@dataclass(frozen=True)
class Written:
    """How many records a commit made and changed."""

    created: int
    updated: int
    joined: int


def writable_rows(counts: Mapping[str, int]) -> int:
    """How many rows of a preview would be written."""
    return sum(counts.get(action, 0) for action in WRITABLE)


@transaction.atomic
def commit(actor: Actor, *, batch_id: UUID, meter: Meter = SILENT) -> Batch:
    """Write the rows of a preview that have no error. If anything goes wrong on the way, nothing was
    written and
    the preview stands as it was."""
    started = time.monotonic()
    batch = lock_batch(actor, batch_id)
    sheet = registry.sheet(batch.sheet_key)
    actor.require(Rights.IMPORT)
    actor.require(sheet.import_right)

    batch.refuse_unless_may_become(Batch.State.COMMITTED)
    _refuse_unless_worth_it(batch)

    with calm_collector():
        written = (
            _stream(actor, sheet, batch, meter) if sheet.streaming else _staged(actor, sheet, batch, meter)
        )

    batch.state, batch.committed_at, batch.message = Batch.State.COMMITTED, actor.now, ""
    batch.counts = {
        **batch.counts,
        "created": written.created,
        "updated": written.updated,
        "joined": written.joined,
    }
    batch.duration_ms += int((time.monotonic() - started) * 1000)
    batch.save(update_fields=["state", "committed_at", "message", "counts", "duration_ms"])
    learning.learn(batch, now=actor.now)
    audit.record(
        actor,
        "exchange.committed",
        batch,
        sheet=batch.sheet_key,
        created=written.created,
        updated=written.updated,
        joined=written.joined,
        errors_left_out=batch.counts.get("error", 0),
    )
    return batch


def _refuse_unless_worth_it(batch: Batch) -> None:
    errors = batch.counts.get("error", 0)
    if batch.options.get("all_or_nothing") in ("1", "True") and errors:
        raise ErrorsLeft(errors=errors)
    if not writable_rows(batch.counts):
        raise NothingToCommit(errors=errors, same=batch.counts.get("same", 0))
    if batch.staged_at and selectors.written_since(batch.sheet_key, batch.staged_at, but=batch.pk):
        raise PreviewStale()


def _staged(actor: Actor, sheet: Sheet, batch: Batch, meter: Meter) -> Written:
    """Rows of the preview, some thousands at a time."""
    total, done, counted = writable_rows(batch.counts), 0, Counter[str]()
    worker = sheet.opened(actor, streams.options_of(batch, actor))
    for chunk in selectors.rows_in_chunks(batch, actions=WRITABLE, size=CHUNK):
        applied = worker.apply(actor, batch.pk, [row_of(staged) for staged in chunk])
        by_place = {(staged.sheet, staged.row_no): staged for staged in chunk}
        keep_effects((by_place[effect.sheet, effect.row_no], effect) for effect in applied.effects)
        _count(counted, applied)
        done += len(chunk)
        meter.tell(done, total)
    worker.finish(actor, batch.pk)
    return Written(counted["created"], counted["updated"], counted["joined"])


def _stream(actor: Actor, sheet: Sheet, batch: Batch, meter: Meter) -> Written:
    """A fact sheet is read from its file again, because its rows were not kept one by one."""
    counted, worker = Counter[str](), sheet
    for worker, pairs in streams.decided(actor, sheet, batch, streams.read_batch(actor, sheet, batch, meter)):
        fit = [(row, decision) for row, decision in pairs if action_of(row, decision) in WRITABLE]
        if fit:
            _count(counted, worker.apply(actor, batch.pk, fit))
    worker.finish(actor, batch.pk)
    return Written(counted["created"], counted["updated"], counted["joined"])


def _count(counted: Counter[str], applied: Applied) -> None:
    counted.update(created=applied.created, updated=applied.updated, joined=applied.joined)
