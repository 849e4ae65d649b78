"""Clearing away what imports and exports have left behind: uploaded files, staged rows, files for download. The batch
itself, its counts and the log of exports stay."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.exchange.models import Batch, ExportLog, StagedRow
from endcap.kernel.exchange.services.intake import media_path

KEEP = timedelta(days=30)  # longer than a batch can be undone
ROWS_AT_ONCE = 5_000
_OPEN = (Batch.State.UPLOADED, Batch.State.MAPPING, Batch.State.STAGED)


@dataclass(frozen=True)
class Pruned:
    """What was cleared away."""

    batches: int
    abandoned: int
    rows: int
    exports: int


def prune(actor: Actor) -> Pruned:
    """Remove the files and rows of imports on which nobody has worked for thirty days, and exported files of that age.

    What was written can no longer be undone by then, and a preview that nobody wrote is given up. Each batch in
    transactions of its own, so that a long list holds no lock for long.
    """
    old = actor.now - KEEP
    untouched = (
        Q(created_at__lt=old)
        & (Q(staged_at=None) | Q(staged_at__lt=old))
        & (Q(committed_at=None) | Q(committed_at__lt=old))
        & (Q(undone_at=None) | Q(undone_at__lt=old))
    )
    everybody = Batch.objects.unscoped("old uploads are cleared away whoever brought them")
    abandoned = rows = 0
    has_rows = Exists(StagedRow.objects.filter(batch=OuterRef("pk")))
    batches = list(everybody.filter(untouched).filter(has_rows | ~Q(stored_path="")).order_by("created_at"))
    for batch in batches:
        rows += _drop_rows(batch)
        abandoned += _put_away(actor, batch)
    return Pruned(len(batches), abandoned, rows, _drop_exports(actor))


def _drop_rows(batch: Batch) -> int:
    dropped = 0
    while True:
        with transaction.atomic():
            some = list(StagedRow.objects.filter(batch=batch).values_list("pk", flat=True)[:ROWS_AT_ONCE])
            dropped += StagedRow.objects.filter(pk__in=some).delete()[0] if some else 0
        if len(some) < ROWS_AT_ONCE:
            return dropped


def _put_away(actor: Actor, batch: Batch) -> bool:
    """Let go of the file; a batch that waited for somebody's word waits no longer. Answers whether it did."""
    stored = batch.stored_path
    waited = batch.state in _OPEN
    with transaction.atomic():
        batch.stored_path, batch.mends = "", {}
        if waited:
            batch.state = Batch.State.CANCELLED
        batch.save(update_fields=["stored_path", "mends", "state"])
        audit.record(actor, "exchange.pruned", batch, was_abandoned=waited)
    _remove_folder(stored, batch.pk)
    return waited


def _remove_folder(stored_path: str, owner_id: UUID) -> None:
    """Delete the folder of a stored file, if it is one of its owner's own and nothing above it."""
    folder = media_path(stored_path).parent
    if stored_path and folder.name == str(owner_id):
        shutil.rmtree(folder, ignore_errors=True)


def _drop_exports(actor: Actor) -> int:
    logs = ExportLog.objects.unscoped("old exports are cleared away whoever took them")
    found = list(logs.filter(created_at__lt=actor.now - KEEP).exclude(stored_path=""))
    for log in found:
        stored = log.stored_path
        with transaction.atomic():
            log.stored_path = ""
            log.save(update_fields=["stored_path"])
        _remove_folder(stored, log.pk)
    return len(found)
