"""Taking a whole batch back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from django.db import transaction

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.exchange import registry, selectors
from endcap.kernel.exchange.declare import Effect
from endcap.kernel.exchange.errors import UndoTooLate
from endcap.kernel.exchange.models import Batch, StagedRow
from endcap.kernel.exchange.rights import Rights
from endcap.kernel.exchange.services.committing import WRITABLE
from endcap.kernel.exchange.services.intake import lock_batch
from endcap.kernel.exchange.services.meter import SILENT, Meter, calm_collector
from endcap.kernel.exchange.services.packing import unpacked

NO_IMAGE: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True)
class Undone:
    """What taking a batch back did; ``kept`` are records that people changed since."""

    batch: Batch
    removed: int
    restored: int
    kept: tuple[UUID, ...]


def _effects(batch: Batch) -> list[Effect]:
    return [
        Effect(
            staged.sheet,
            staged.row_no,
            staged.action,  # type: ignore[arg-type]
            staged.target_id,
            unpacked(staged.before) if staged.before else NO_IMAGE,
        )
        for chunk in selectors.written_in_chunks(batch, actions=WRITABLE)
        for staged in chunk
    ]


@transaction.atomic
def undo(actor: Actor, *, batch_id: UUID, meter: Meter = SILENT) -> Undone:
    """Take back what a batch wrote, within seven days. Records that people have changed since stay as they
    are
    and are listed with the batch."""
    batch = lock_batch(actor, batch_id)
    sheet = registry.sheet(batch.sheet_key)
    actor.require(Rights.IMPORT)
    actor.require(sheet.import_right)

    batch.refuse_unless_may_become(Batch.State.UNDONE)
    if not selectors.may_undo(batch, actor.now):
        raise UndoTooLate(days=selectors.UNDO_DAYS)

    meter.tell(0, batch.counts.get("data_rows", 0))
    with calm_collector():
        reverted = sheet.revert(actor, batch.pk, [] if sheet.streaming else _effects(batch))
    kept = {str(target) for target in reverted.kept}

    batch.state, batch.undone_at = Batch.State.UNDONE, actor.now
    batch.counts = {
        **batch.counts, "removed": reverted.removed, "restored": reverted.restored, "kept": len(kept)
    }  # fmt: skip
    batch.findings = {**batch.findings, "kept": _places_of(batch, kept)}
    batch.save(update_fields=["state", "undone_at", "counts", "findings"])
    audit.record(
        actor, "exchange.undone", batch, sheet=batch.sheet_key,
        removed=reverted.removed, restored=reverted.restored, kept=len(kept),
    )  # fmt: skip
    return Undone(batch, reverted.removed, reverted.restored, reverted.kept)


def _places_of(batch: Batch, targets: set[str]) -> list[dict[str, object]]:
    """Where in the file the records stood that were left alone."""
    if not targets:
        return []
    rows = StagedRow.objects.filter(batch=batch, target_id__in=list(targets)[:500]).order_by("seq")[:500]
    return [{"sheet": row.sheet, "row": row.row_no, "id": str(row.target_id)} for row in rows]
