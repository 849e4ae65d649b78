"""The API of import and export."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, Problem
from endcap.kernel.exchange import registry, services
from endcap.kernel.exchange.rights import Rights
from endcap.kernel.exchange.schemas import ColumnOut, RefusalOut, ReportOut, SheetOut, UndoneOut
from endcap.kernel.exchange.services import ExportRequest, Style

router = Router()
_OWN = frozenset({"format", "columns", "purpose", "style"})


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return actor


@router.get("/sheets", response=list[SheetOut], summary="Which lists can come in and go out")
def list_sheets(request: HttpRequest) -> list[SheetOut]:
    """Every sheet with its columns and what the caller may do with it."""
    actor = _actor(request)
    return [
        SheetOut(
            key=sheet.key,
            title=str(sheet.title),
            title_en=sheet.title_en,
            may_import=actor.may(Rights.IMPORT) and actor.may(sheet.import_right),
            may_export=actor.may(Rights.EXPORT) and actor.may(sheet.export_right),
            columns=[
                ColumnOut(
                    key=column.key,
                    label=str(column.label),
                    label_en=column.label_en,
                    kind=column.kind.value,
                    required=column.required,
                    personal=column.personal,
                    importable=column.writable,
                )
                for column in sheet.columns
            ],
        )
        for sheet in registry.all_sheets()
    ]


def _mapping(text: str) -> dict[str, str]:
    """Header → column key, as a JSON object in a form field."""
    try:
        read = json.loads(text or "{}")
    except ValueError:
        read = None
    if not isinstance(read, dict) or not all(isinstance(value, str) for value in read.values()):
        sentence = _("列对应要写成 JSON 对象：表头 → 列。")
        raise InvalidInput([Problem("mapping", "mapping_unreadable", sentence)])
    return {str(key): str(value) for key, value in read.items()}


@router.post(
    "/sheets/{sheet_key}/import",
    response={200: ReportOut, 201: ReportOut, 422: RefusalOut},
    summary="Import a file, or only say what it would do",
)
def import_file(
    request: HttpRequest,
    sheet_key: str,
    file: UploadedFile = File(...),
    dry_run: bool = Form(False),
    all_or_nothing: bool = Form(False),
    source_kind: str = Form(""),
    source: str = Form(""),
    purpose: str = Form(""),
    mapping: str = Form(""),
) -> Status[dict[str, Any]]:
    """201 once it is written, 200 for a dry run or when nothing was new. Rows with errors are left out unless
    ``all_or_nothing``. ``source_kind`` and ``source`` say where data about others comes from; personal
    columns are
    taken only for a stated ``purpose``."""
    report = services.run_import(
        _actor(request),
        sheet_key=sheet_key,
        chunks=file.chunks(),
        file_name=file.name or "upload",
        options={
            "source_kind": source_kind,
            "source": source,
            "purpose": purpose,
            "all_or_nothing": all_or_nothing,
        },
        mapping=_mapping(mapping),
        dry_run=dry_run,
        assumed=False,
    )
    return Status(201 if report.state == "committed" else 200, report.as_dict())


@router.get("/batches/{batch_id}", response=ReportOut, summary="What an import found and did")
def get_batch(request: HttpRequest, batch_id: UUID) -> dict[str, Any]:
    """The report of a batch; somebody else's is not found."""
    return services.report(_actor(request), batch_id=batch_id).as_dict()


@router.post("/batches/{batch_id}/commit", response=ReportOut, summary="Write a preview")
def commit_batch(request: HttpRequest, batch_id: UUID) -> dict[str, Any]:
    """All rows without errors, in one transaction."""
    actor = _actor(request)
    services.commit(actor, batch_id=batch_id)
    return services.report(actor, batch_id=batch_id).as_dict()


@router.post("/batches/{batch_id}/undo", response=UndoneOut, summary="Take a whole import back")
def undo_batch(request: HttpRequest, batch_id: UUID) -> UndoneOut:
    """Within seven days; records that people changed since stay and are listed."""
    done = services.undo(_actor(request), batch_id=batch_id)
    return UndoneOut(removed=done.removed, restored=done.restored, kept=list(done.kept))


@router.get("/batches/{batch_id}/marked", summary="The file with every problem beside its cell")
def get_marked(request: HttpRequest, batch_id: UUID) -> FileResponse:
    """A copy of what was sent, to correct and send again."""
    found = services.write_error_sheet(_actor(request), batch_id=batch_id)
    return FileResponse(found.path.open("rb"), as_attachment=True, filename=found.file_name)


@router.get("/sheets/{sheet_key}/export", summary="Export a list")
def export_sheet(
    request: HttpRequest,
    sheet_key: str,
    purpose: str = Query(..., min_length=1, max_length=200),
    format: str = Query("csv"),
    columns: str = Query(""),
    style: Style = Query(Style.MACHINE),
) -> HttpResponseBase:
    """CSV is streamed; xlsx and parquet are written first. ``columns``: keys separated by commas. Every other
    parameter filters the list as it does on its page."""
    actor = _actor(request)
    asked = ExportRequest(
        sheet_key=sheet_key,
        format=format,
        purpose=purpose,
        columns=tuple(key for key in columns.split(",") if key),
        filters={key: ",".join(values) for key, values in request.GET.lists() if key not in _OWN},
        style=style,
    )
    if format == "csv":
        streamed = StreamingHttpResponse(
            services.stream_csv(actor, asked=asked), content_type="text/csv; charset=utf-8"
        )
        streamed.headers["Content-Disposition"] = f'attachment; filename="{sheet_key}.csv"'
        return streamed
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{sheet_key}.{format}"
        services.export_to(actor, asked=asked, path=path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
