"""Forgetting people in what lists have left behind: staged rows, uploaded files, files that were taken out."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Q
from django.db.models.functions import Cast

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.exchange.models import Batch, ExportLog, StagedRow
from endcap.kernel.exchange.services.intake import media_path

_HOLDING = ("values", "raw", "before", "changes", "problems")
_BLANK: dict[str, Any] = {"values": {}, "raw": [], "before": None, "changes": [], "problems": []}


def _mentioning(words: Sequence[str]) -> Q:
    wanted = Q()
    for name in _HOLDING:
        for word in words:
            wanted |= Q(**{f"{name}_text__contains": word})
    return wanted


def rows_mentioning(words: Sequence[str]) -> list[tuple[int, UUID]]:
    """Staged rows in which one of the words stands, with their batches. Words shorter than four letters are
    left out: they would stand everywhere."""
    long_enough = [word for word in words if len(word) >= 4]
    if not long_enough:
        return []
    texts = {f"{name}_text": Cast(name, CharField()) for name in _HOLDING}
    found = StagedRow.objects.annotate(**texts).filter(_mentioning(long_enough))
    return list(found.values_list("pk", "batch_id"))


def _batches_mentioning(words: Sequence[str], known: set[UUID]) -> list[Batch]:
    """Batches whose rows, example values or mended cells hold one of the words."""
    wanted = Q(pk__in=known)
    for word in words:
        if len(word) >= 4:
            wanted |= Q(text__contains=word) | Q(mended__contains=word)
    rows = Batch.objects.unscoped("files that name somebody who is forgotten")
    texts = {"text": Cast("findings", CharField()), "mended": Cast("mends", CharField())}
    return list(rows.annotate(**texts).filter(wanted))


def _without(found: object, words: Sequence[str]) -> Any:
    """Findings of a batch without the words, wherever they stand in them."""
    if isinstance(found, str):
        for word in filter(None, words):
            found = found.replace(word, "—")
        return found
    if isinstance(found, dict):
        return {key: _without(value, words) for key, value in found.items()}
    return [_without(value, words) for value in found] if isinstance(found, list) else found


@transaction.atomic
def forget(actor: Actor, *, words: Sequence[str]) -> int:
    """Blank the staged rows in which one of the words stands, and delete the uploaded files of their batches
    and every file with personal columns that is still kept for download. Answers how many records.

    Called inside the operation of an erasure, which has required its right. What such a row changed can no
    longer be undone, because undoing would bring the person back.
    """
    rows = rows_mentioning(words)
    for start in range(0, len(rows), 500):
        StagedRow.objects.filter(pk__in=[pk for pk, _batch in rows[start : start + 500]]).update(**_BLANK)
    uploads = 0
    for batch in _batches_mentioning(words, {batch_id for _pk, batch_id in rows}):
        batch.findings = _without(batch.findings, words)
        batch.mends = {}  # of a file that is gone
        batch.save(update_fields=["findings", "mends"])
        path = media_path(batch.stored_path) if batch.stored_path else None
        if path is not None and path.is_file():
            path.unlink()
            uploads += 1
    return len(rows) + uploads + drop_personal_exports(actor)


def drop_personal_exports(actor: Actor) -> int:
    """Delete files with personal columns that are still kept for download; answers how many."""
    logs = ExportLog.objects.unscoped("files that may name somebody who is forgotten")
    gone = []
    for log in logs.filter(has_personal=True).exclude(stored_path=""):
        path = media_path(log.stored_path)
        if path.exists():
            shutil.rmtree(path.parent, ignore_errors=True)
            gone.append(log)
    if gone:
        audit.record_many(actor, "exchange.export_file_removed", gone)
    return len(gone)
