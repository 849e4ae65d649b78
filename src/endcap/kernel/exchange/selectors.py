"""Reading batches, their staged rows, what was learned, and the log of exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Count, Q

from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.exchange.models import Batch, ExportLog, LearnedHeader, StagedRow

UNDO_DAYS = 7
READ_AT_ONCE = 2_000


def batch_of(actor: Actor, batch_id: UUID) -> Batch:
    """A batch that the actor may see. Raises NotFoundHere."""
    batch = Batch.objects.visible_to(actor).filter(pk=batch_id).first()
    if batch is None:
        raise NotFoundHere()
    return batch


def recent_batches(
    actor: Actor, *, sheet_keys: Sequence[str], before: datetime | None = None, limit: int = 20
) -> list[Batch]:
    """Batches of the given sheets, newest first, from a moment backwards."""
    rows = Batch.objects.visible_to(actor).filter(sheet_key__in=sheet_keys)
    if before:
        rows = rows.filter(created_at__lt=before)
    return list(rows.order_by("-created_at")[:limit])


def batch_with_same_bytes(actor: Actor, *, sheet_key: str, sha256: str) -> Batch | None:
    """The newest earlier batch of the same file that was really written."""
    return (
        Batch.objects.visible_to(actor)
        .filter(sheet_key=sheet_key, sha256=sha256, state=Batch.State.COMMITTED)
        .order_by("-created_at")
        .first()
    )


def last_committed(actor: Actor, *, sheet_key: str, now: datetime) -> Batch | None:
    """The newest written batch that can still be undone."""
    return (
        Batch.objects.visible_to(actor)
        .filter(
            sheet_key=sheet_key,
            state=Batch.State.COMMITTED,
            committed_at__gte=now - timedelta(days=UNDO_DAYS),
        )
        .order_by("-committed_at")
        .first()
    )


def written_since(sheet_key: str, moment: datetime, *, but: UUID) -> bool:
    """Whether another batch of the sheet was written or undone after a moment."""
    return (
        Batch.objects.unscoped("a preview is stale whoever wrote in between")
        .filter(Q(committed_at__gt=moment) | Q(undone_at__gt=moment), sheet_key=sheet_key)
        .exclude(pk=but)
        .exists()
    )


def undo_until(batch: Batch) -> datetime | None:
    """Until when the batch can be undone; None if it can't be."""
    if batch.state != Batch.State.COMMITTED or batch.committed_at is None:
        return None
    return batch.committed_at + timedelta(days=UNDO_DAYS)


def may_undo(batch: Batch, now: datetime) -> bool:
    """Whether the batch can be undone at this moment."""
    until = undo_until(batch)
    return until is not None and now <= until


def rows_page(
    batch: Batch,
    *,
    tab: str = "",
    hide_same: bool = False,
    after: int | None = None,
    before: int | None = None,
    limit: int = 60,
) -> list[StagedRow]:
    """Staged rows of one tab by their place in the file, forward from or backward to a place."""
    rows = StagedRow.objects.filter(batch=batch)
    if tab:
        rows = rows.filter(action=tab)
    elif hide_same:
        rows = rows.exclude(action=StagedRow.Action.SAME)
    if before is not None:
        return list(rows.filter(seq__lt=before).order_by("-seq")[:limit])[::-1]
    if after is not None:
        rows = rows.filter(seq__gt=after)
    return list(rows.order_by("seq")[:limit])


def count_by_action(batch: Batch) -> dict[str, int]:
    """How many staged rows would be created, updated, left, joined, skipped, or have errors."""
    found = StagedRow.objects.filter(batch=batch).values_list("action").annotate(rows=Count("id"))
    return dict(found.order_by())


class StagedLine(NamedTuple):
    """A staged row as a commit needs it: without its raw cells and its problems."""

    pk: int
    seq: int
    sheet: str
    row_no: int
    action: str
    values: dict[str, Any]
    flags: list[list[str]]
    changes: list[list[Any]]
    joined_sheet: str
    joined_row_no: int | None
    target_id: UUID | None
    about: dict[str, Any]


class WrittenLine(NamedTuple):
    """A staged row as undo needs it: what was done to which record, and what stood there before."""

    seq: int
    sheet: str
    row_no: int
    action: str
    target_id: UUID | None
    before: dict[str, Any] | None


L = TypeVar("L", StagedLine, WrittenLine)


def _in_chunks(batch: Batch, kind: type[L], actions: Sequence[str], size: int) -> Iterator[list[L]]:
    after = -1
    rows = StagedRow.objects.filter(batch=batch, action__in=actions).order_by("seq")
    while chunk := [kind(*line) for line in rows.filter(seq__gt=after).values_list(*kind._fields)[:size]]:
        yield chunk
        after = chunk[-1].seq


def rows_in_chunks(
    batch: Batch, *, actions: Sequence[str], size: int = READ_AT_ONCE
) -> Iterator[list[StagedLine]]:
    """Staged rows in file order without their raw cells and problems, some thousands at a time."""
    return _in_chunks(batch, StagedLine, actions, size)


def written_in_chunks(batch: Batch, *, actions: Sequence[str]) -> Iterator[list[WrittenLine]]:
    """What a commit did, in file order, some thousands at a time."""
    return _in_chunks(batch, WrittenLine, actions, READ_AT_ONCE)


def rows_with_problems(batch: Batch, *, limit: int = 10_000) -> list[StagedRow]:
    """Rows that can't be written, in file order."""
    return list(StagedRow.objects.filter(batch=batch, action=StagedRow.Action.ERROR).order_by("seq")[:limit])


def learned_headers(sheet_key: str) -> Mapping[str, str]:
    """What this company means by its headers: header key → column key, empty: leave the column out."""
    return dict(LearnedHeader.objects.filter(sheet_key=sheet_key).values_list("header_key", "column_key"))


def export_of(actor: Actor, export_id: UUID) -> ExportLog:
    """An export that the actor may see. Raises NotFoundHere."""
    found = ExportLog.objects.visible_to(actor).filter(pk=export_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def recent_exports(actor: Actor, *, limit: int = 20) -> list[ExportLog]:
    """Exports, newest first."""
    return list(ExportLog.objects.visible_to(actor).order_by("-created_at")[:limit])


@dataclass(frozen=True)
class StagedPlace:
    """One cell of a preview: sheet, number of the row in the file, place in the row counted from 0."""

    sheet: str
    row_no: int
    place: int


def has_cell(batch: Batch, cell: StagedPlace) -> bool:
    """Whether a data row of the preview has a column there."""
    places = {
        column["index"]
        for seen in batch.findings.get("sheets", ())
        if seen["sheet"] == cell.sheet
        for column in seen["columns"]
        if column["key"]
    }
    rows = StagedRow.objects.filter(batch=batch, sheet=cell.sheet, row_no=cell.row_no, kind="data")
    return cell.place in places and rows.exists()


def row_at(batch: Batch, cell: StagedPlace) -> StagedRow | None:
    """The row of the preview in which a cell stands."""
    return StagedRow.objects.filter(batch=batch, sheet=cell.sheet, row_no=cell.row_no).first()
