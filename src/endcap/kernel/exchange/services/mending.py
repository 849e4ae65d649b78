"""A wrong cell is put right in the preview: what is typed stands in its place, and every row is judged again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.exchange import registry, selectors
from endcap.kernel.exchange.errors import TooBigToMend
from endcap.kernel.exchange.models import Batch
from endcap.kernel.exchange.rights import Rights
from endcap.kernel.exchange.selectors import StagedPlace
from endcap.kernel.exchange.services.flow import is_small_file
from endcap.kernel.exchange.services.intake import lock_batch
from endcap.kernel.exchange.services.staging import stage

_LONGEST = 500


def may_mend(batch: Batch) -> bool:
    """Whether cells of this batch can be put right in its preview: files that are read while the person waits."""
    return batch.state == Batch.State.STAGED and bool(batch.stored_path) and is_small_file(batch)


def mend_cell(actor: Actor, *, batch_id: UUID, cell: StagedPlace, text: str) -> Batch:
    """Type another value for one cell. The preview is made anew with it and with every earlier one, since a
    repeat or a sum may depend on it; the file itself, the columns and all other rows stay as they are."""
    _keep(actor, batch_id, cell, text.strip())
    return stage(actor, batch_id=batch_id)


@transaction.atomic
def _keep(actor: Actor, batch_id: UUID, cell: StagedPlace, text: str) -> None:
    actor.require(Rights.IMPORT)
    batch = lock_batch(actor, batch_id)
    actor.require(registry.sheet(batch.sheet_key).import_right)

    batch.refuse_unless_may_become(Batch.State.COMMITTED)  # only what stands as a preview may be mended
    if not is_small_file(batch):
        raise TooBigToMend()
    if not selectors.has_cell(batch, cell):
        raise NotFoundHere()
    too_long = Problem("value", "too_long", _("一格最多 500 个字。"))
    collect([too_long if len(text) > _LONGEST else None])

    mends: dict[str, Any] = {sheet: dict(rows) for sheet, rows in batch.mends.items()}
    row = mends.setdefault(cell.sheet, {})
    row[str(cell.row_no)] = {**row.get(str(cell.row_no), {}), str(cell.place): text}
    batch.mends = mends
    batch.save(update_fields=["mends"])
    audit.record(actor, "exchange.mended", batch, row=cell.row_no, place=cell.place)
