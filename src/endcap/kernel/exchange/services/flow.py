"""Long steps for pages: small ones at once, big ones by a worker whose progress can be watched and
stopped."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from endcap.kernel.actor import Actor
from endcap.kernel.errors import Refusal
from endcap.kernel.exchange import registry, selectors
from endcap.kernel.exchange.errors import BusyBatch
from endcap.kernel.exchange.models import Batch
from endcap.kernel.exchange.rights import Rights
from endcap.kernel.exchange.services.committing import commit, writable_rows
from endcap.kernel.exchange.services.intake import lock_batch
from endcap.kernel.exchange.services.meter import Meter
from endcap.kernel.exchange.services.staging import propose_mapping, stage
from endcap.kernel.exchange.services.undoing import undo
from endcap.kernel.jobs import queue
from endcap.kernel.jobs import selectors as runs
from endcap.kernel.jobs import services as jobs
from endcap.kernel.jobs.actors import actor_for

AT_ONCE_BYTES = 250_000  # about two thousand rows of a packed workbook
AT_ONCE_ROWS = 2_000
TASKS = {
    "stage": "endcap.kernel.exchange.jobs.stage_batch",
    "commit": "endcap.kernel.exchange.jobs.commit_batch",
    "undo": "endcap.kernel.exchange.jobs.undo_batch",
}


def is_small_file(batch: Batch) -> bool:
    """Whether the file is read while the person waits."""
    return batch.size_bytes <= AT_ONCE_BYTES and not batch.file_name.lower().endswith(".parquet")


def begin_reading(actor: Actor, *, batch_id: UUID) -> Batch:
    """What comes after the upload: the columns of a small file are shown at once for a person to confirm,
    a big
    one is read by a worker, with the columns as they are recognised."""
    batch = selectors.batch_of(actor, batch_id)
    if is_small_file(batch):
        return propose_mapping(actor, batch_id=batch_id)
    return begin_staging(actor, batch_id=batch_id)


def begin_staging(actor: Actor, *, batch_id: UUID) -> Batch:
    """Make the preview, at once or by a worker."""
    batch = selectors.batch_of(actor, batch_id)
    if is_small_file(batch):
        return stage(actor, batch_id=batch_id)
    return _queue(actor, batch_id, "stage", _("读 %(name)s") % {"name": batch.file_name}, Batch.State.STAGED)


def begin_commit(actor: Actor, *, batch_id: UUID) -> Batch:
    """Write the preview, at once or by a worker."""
    batch = selectors.batch_of(actor, batch_id)
    if writable_rows(batch.counts) <= AT_ONCE_ROWS:
        return commit(actor, batch_id=batch_id)
    return _queue(
        actor, batch_id, "commit", _("写入 %(name)s") % {"name": batch.file_name}, Batch.State.COMMITTED
    )


def begin_undo(actor: Actor, *, batch_id: UUID) -> Batch:
    """Take the batch back, at once or by a worker."""
    batch = selectors.batch_of(actor, batch_id)
    if writable_rows(batch.counts) <= AT_ONCE_ROWS:
        return undo(actor, batch_id=batch_id).batch
    return _queue(actor, batch_id, "undo", _("撤销 %(name)s") % {"name": batch.file_name}, Batch.State.UNDONE)


@transaction.atomic
def _queue(actor: Actor, batch_id: UUID, step: str, title: str, wanted: Batch.State) -> Batch:
    actor.require(Rights.IMPORT)
    batch = lock_batch(actor, batch_id)
    batch.refuse_unless_may_become(wanted)
    busy = runs.run_for_subject(batch.pk, batch.run_id) if batch.run_id else None
    if busy is not None and not busy.is_over:
        raise BusyBatch()

    run = jobs.create_run(actor, kind=f"exchange.{step}", title=title, subject_id=batch.pk)
    batch.run_id = run.pk
    batch.save(update_fields=["run_id"])
    queue.enqueue(TASKS[step], batch_id=str(batch.pk), run_id=str(run.pk), language=actor.language)
    return batch


_STEPS: dict[str, Callable[[Actor, UUID, Meter], object]] = {
    "stage": lambda actor, batch_id, meter: stage(actor, batch_id=batch_id, meter=meter),
    "commit": lambda actor, batch_id, meter: commit(actor, batch_id=batch_id, meter=meter),
    "undo": lambda actor, batch_id, meter: undo(actor, batch_id=batch_id, meter=meter),
}


def work(step: str, *, batch_id: UUID, run_id: UUID, language: str) -> None:
    """A worker does one step for the person who asked, with that person's rights of today."""
    person_id = runs.asked_by(run_id)
    try:
        jobs.begin(run_id)
    except jobs.JobOver:
        return  # cancelled before a worker came to it
    try:
        with translation.override(language):
            jobs.raise_if_cancelled(run_id)
            _STEPS[step](actor_for(person_id, language), batch_id, Meter(run_id))
    except jobs.JobCancelled:
        jobs.mark_cancelled(run_id)
    except Refusal as refusal:
        with translation.override(language):
            jobs.fail(run_id, message=refusal.message)
    except Exception:
        with suppress(Refusal), translation.override(language):
            jobs.fail(run_id, message=_("没做完，什么也没有写入。再试一次；还不行，把文件名告诉管理员。"))
        raise
    else:
        jobs.finish(run_id)


def cancel_step(actor: Actor, *, batch_id: UUID) -> Batch:
    """Ask the step that is at work on a batch to stop; it rolls back what it wrote."""
    batch = selectors.batch_of(actor, batch_id)
    if batch.run_id:
        with suppress(jobs.JobOver):
            jobs.request_cancel(actor, run_id=batch.run_id)
    return batch


@transaction.atomic
def drop_batch(actor: Actor, *, batch_id: UUID) -> Batch:
    """Give an import up before anything was written."""
    actor.require(Rights.IMPORT)
    batch = lock_batch(actor, batch_id)
    actor.require(registry.sheet(batch.sheet_key).import_right)
    batch.refuse_unless_may_become(Batch.State.CANCELLED)
    batch.state = Batch.State.CANCELLED
    batch.save(update_fields=["state"])
    return batch
