"""A whole import in one go: the same steps as on the pages, for the command line, the API and tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from uuid import UUID

from django.utils import translation

from endcap.kernel.actor import Actor
from endcap.kernel.exchange import registry, selectors
from endcap.kernel.exchange.errors import ErrorsLeft, FileUnsettled
from endcap.kernel.exchange.models import Batch
from endcap.kernel.exchange.services.committing import commit, writable_rows
from endcap.kernel.exchange.services.error_sheet import write_error_sheet
from endcap.kernel.exchange.services.intake import file_chunks, receive
from endcap.kernel.exchange.services.meter import Meter, Watcher
from endcap.kernel.exchange.services.packing import said
from endcap.kernel.exchange.services.report import ImportReport, report_of
from endcap.kernel.exchange.services.staging import choose_mapping, stage

OWN_SOURCE = ("own", "命令行导入：本公司自己的客户资料")
SERVICE_PURPOSE = "客户档案：联系、拜访与服务"


def run_import(
    actor: Actor,
    *,
    sheet_key: str,
    path: Path | None = None,
    chunks: Iterable[bytes] | None = None,
    file_name: str = "",
    options: Mapping[str, object] | None = None,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
    progress: Watcher | None = None,
    error_sheet: Path | None = None,
    assumed: bool = True,
) -> ImportReport:
    """Receive, read, preview and (unless dry) commit a file; answers everything that was found.

    ``options``: source_kind and source (lawful origin, guardrail G-07), purpose (of personal data),
    all_or_nothing ("1"), and whatever the sheet knows. ``mapping``: header key → column key, over what was
    learned.
    ``assumed``: an administrator's own file needs no statement of source and purpose; others state both.
    ``error_sheet``: where to put a copy of the file with every problem beside its cell.
    Raises FileRefused for a file that can't be read, FileUnsettled when columns have to be settled first.
    A file in which nothing is new is no error: nothing is written and the report says so.
    """
    given = {key: str(value) for key, value in (options or {}).items() if value not in (False, None, "")}
    batch = receive(
        actor,
        sheet_key=sheet_key,
        file_name=file_name or (path.name if path else "upload"),
        chunks=chunks if chunks is not None else file_chunks(Path(path or "")),
        source_kind=given.pop("source_kind", OWN_SOURCE[0] if assumed else ""),
        source_statement=given.pop("source", OWN_SOURCE[1] if assumed else ""),
    )
    if assumed:
        given.setdefault("purpose", SERVICE_PURPOSE)
    choose_mapping(actor, batch_id=batch.pk, chosen=mapping or {}, options=given)
    meter = Meter(watcher=progress)
    batch = stage(actor, batch_id=batch.pk, meter=meter)
    if batch.state != Batch.State.STAGED:
        raise unsettled(batch, actor.language)
    if error_sheet is not None:
        ending = "csv" if error_sheet.suffix.lower() == ".csv" else "xlsx"
        shutil.copyfile(write_error_sheet(actor, batch_id=batch.pk, ending=ending).path, error_sheet)
    if not dry_run:
        if batch.options.get("all_or_nothing") in ("1", "True") and batch.counts.get("error"):
            raise ErrorsLeft(errors=batch.counts["error"])
        if writable_rows(batch.counts):
            batch = commit(actor, batch_id=batch.pk, meter=meter)
    return report(actor, batch_id=batch.pk)


def unsettled(batch: Batch, language: str) -> FileUnsettled:
    """The refusal that says what stands in the way of a preview."""
    notes = [said(note["message"], language) for note in batch.findings.get("notes", ()) if note["blocking"]]
    return FileUnsettled(what=" ".join(notes))


def report(actor: Actor, *, batch_id: UUID) -> ImportReport:
    """What a batch found and did, for its maker. Raises NotFoundHere."""
    batch = selectors.batch_of(actor, batch_id)
    with translation.override(actor.language):
        return report_of(batch, registry.sheet(batch.sheet_key), language=actor.language)
