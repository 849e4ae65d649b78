"""The pages of import and export."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, NotFoundHere, Refusal
from endcap.kernel.exchange import pages, registry, selectors, services
from endcap.kernel.exchange.declare import Sheet
from endcap.kernel.exchange.forms import ExportForm, UploadForm
from endcap.kernel.exchange.models import Batch
from endcap.kernel.exchange.rights import Rights
from endcap.kernel.exchange.services import ExportRequest
from endcap.kernel.exchange.sources import asks_source
from endcap.kernel.exchange.writing.presenting import heading_of
from endcap.kernel.jobs import selectors as jobs

_OWN_PARAMETERS = frozenset({"cols", "format", "purpose", "csrfmiddlewaretoken", "sort", "after", "before"})


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return actor


def title_in(sheet: Sheet, language: str) -> str:
    """The sheet's name in the reader's language."""
    return str(sheet.title) if language.startswith("zh") else sheet.title_en


def _batch(actor: Actor, batch_id: UUID) -> tuple[Batch, Sheet]:
    batch = selectors.batch_of(actor, batch_id)
    return batch, registry.sheet(batch.sheet_key)


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Every sheet that may come in or go out, and what was done lately."""
    actor = _actor(request)
    sheets = registry.all_sheets()
    titles = {sheet.key: title_in(sheet, actor.language) for sheet in sheets}
    cards = [
        {
            "key": sheet.key,
            "title": titles[sheet.key],
            "may_import": actor.may(Rights.IMPORT) and actor.may(sheet.import_right),
            "may_export": actor.may(Rights.EXPORT) and actor.may(sheet.export_right),
            "columns": sum(column.writable for column in sheet.columns),
        }
        for sheet in sheets
    ]
    batches = selectors.recent_batches(actor, sheet_keys=list(titles))
    context = {
        "cards": [card for card in cards if card["may_import"] or card["may_export"]],
        "lines": [pages.batch_line(batch, titles[batch.sheet_key], actor.now) for batch in batches],
        "exports": [
            (log, titles.get(log.sheet_key, log.sheet_key)) for log in selectors.recent_exports(actor)
        ],
    }
    return render(request, "exchange/home.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, sheet_key: str) -> HttpResponse:
    """Hand a file in."""
    actor = _actor(request)
    sheet = registry.sheet(sheet_key)
    actor.require(Rights.IMPORT)
    actor.require(sheet.import_right)
    posted = request.method == "POST"
    form = UploadForm(
        request.POST if posted else None, request.FILES if posted else None, asks_source=asks_source(sheet)
    )
    if posted and form.is_valid():
        try:
            batch = services.receive(
                actor,
                sheet_key=sheet_key,
                file_name=form.upload.name or "upload",
                chunks=form.upload.chunks(),
                source_kind=form.cleaned_data.get("source_kind", ""),
                source_statement=form.cleaned_data.get("source", ""),
                options=form.options(),
            )
            services.begin_reading(actor, batch_id=batch.pk)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("exchange:batch", batch_id=batch.pk)
    context = {
        "form": form,
        "sheet": sheet,
        "title": title_in(sheet, actor.language),
        "last": _last(actor, sheet),
    }
    return render(request, "exchange/upload.html", context, status=422 if posted else 200)


def _last(actor: Actor, sheet: Sheet) -> pages.BatchLine | None:
    """The last import of this sheet that can still be taken back."""
    last = selectors.last_committed(actor, sheet_key=sheet.key, now=actor.now)
    return pages.batch_line(last, title_in(sheet, actor.language), actor.now) if last else None


@login_required
@require_GET
def template(request: HttpRequest, sheet_key: str) -> HttpResponse:
    """The empty sheet to fill in."""
    name, content = services.blank_sheet(_actor(request), sheet_key=sheet_key)
    response = HttpResponse(
        content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response.headers["Content-Disposition"] = _attachment(name)
    return response


def _attachment(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(True, name) or "attachment"


@login_required
@require_GET
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """A batch where it stands: being worked on, waiting for its columns, as a preview, or done."""
    actor = _actor(request)
    found, sheet = _batch(actor, batch_id)
    run = jobs.run_for_subject(found.pk, found.run_id) if found.run_id else None
    context: dict[str, Any] = {
        "batch": found,
        "sheet": sheet,
        "title": title_in(sheet, actor.language),
        "run": run,
        "is_own": found.person_id == actor.person_id,
        "may_import": actor.may(Rights.IMPORT) and actor.may(sheet.import_right),
    }
    if run is not None and not run.is_over:
        return render(request, "exchange/progress.html", context)
    if found.state in (Batch.State.UPLOADED, Batch.State.MAPPING):
        return _mapping_page(request, actor, context)
    if found.state == Batch.State.STAGED:
        return _preview_page(request, actor, context)
    return render(request, "exchange/result.html", context | _outcome(actor, found, sheet))


def _outcome(actor: Actor, found: Batch, sheet: Sheet) -> dict[str, Any]:
    line = pages.batch_line(found, title_in(sheet, actor.language), actor.now)
    preview = pages.preview_of(found, sheet, actor.language, {"tab": "error"})
    return {"line": line, "preview": preview, "writable": services.writable_rows(found.counts)}


def _preview_page(request: HttpRequest, actor: Actor, context: dict[str, Any]) -> HttpResponse:
    found, sheet = context["batch"], context["sheet"]
    context |= {
        "preview": pages.preview_of(found, sheet, actor.language, request.GET.dict()),
        "writable": services.writable_rows(found.counts),
        "may_mend": context["may_import"] and services.may_mend(found),
        "last": _last(actor, sheet),
        "earlier": _earlier(actor, found),
    }
    name = "exchange/grid.html" if request.headers.get("HX-Request") else "exchange/preview.html"
    return render(request, name, context)


def _earlier(actor: Actor, found: Batch) -> Batch | None:
    if not found.same_as:
        return None
    try:
        return selectors.batch_of(actor, found.same_as)
    except NotFoundHere:
        return None


def _mapping_page(
    request: HttpRequest, actor: Actor, context: dict[str, Any], problem: str = ""
) -> HttpResponse:
    found, sheet = context["batch"], context["sheet"]
    notes = found.findings.get("notes", ())
    language = actor.language
    context |= {
        "found": pages.mapped_columns(found, sheet, language),
        "choices": [
            (column.key, heading_of(column, language), column.required)
            for column in sheet.columns
            if column.writable
        ],
        "blocking": [note["message"].get(language, "") for note in notes if note["blocking"]],
        "remarks": [note["message"].get(language, "") for note in notes if not note["blocking"]],
        "purpose": found.options.get("purpose", ""),
        "asks_purpose": asks_source(sheet),
        "problem": problem,
        "earlier": _earlier(actor, found),
    }
    return render(request, "exchange/mapping.html", context, status=422 if problem else 200)


@login_required
@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Say which column of the file is which, then see the preview."""
    actor = _actor(request)
    found, sheet = _batch(actor, batch_id)
    context: dict[str, Any] = {"batch": found, "sheet": sheet, "title": title_in(sheet, actor.language)}
    if request.method == "GET":
        return _mapping_page(request, actor, context)
    chosen = {key[4:]: str(value) for key, value in request.POST.items() if key.startswith("map_")}
    options = {"purpose": request.POST["purpose"].strip()} if "purpose" in request.POST else {}
    try:
        services.choose_mapping(actor, batch_id=batch_id, chosen=chosen, options=options)
        services.begin_staging(actor, batch_id=batch_id)
    except InvalidInput as wrong:
        return _mapping_page(request, actor, context, " ".join(str(one.message) for one in wrong.problems))
    return redirect("exchange:batch", batch_id=batch_id)


@login_required
@require_POST
def restage(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Make the preview anew."""
    services.begin_staging(_actor(request), batch_id=batch_id)
    return redirect("exchange:batch", batch_id=batch_id)


@login_required
@require_POST
def mend(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Type another value for a wrong cell; back to its row, which says how it stands now."""
    actor = _actor(request)
    row, place = (request.POST.get(name, "") for name in ("row", "place"))
    if not (row.isdecimal() and place.isdecimal() and len(row) < 9 and len(place) < 5):
        raise NotFoundHere()
    cell = selectors.StagedPlace(request.POST.get("sheet", ""), int(row), int(place))
    try:
        found = services.mend_cell(actor, batch_id=batch_id, cell=cell, text=request.POST.get("value", ""))
    except InvalidInput as wrong:
        messages.error(request, " ".join(str(one.message) for one in wrong.problems))
    else:
        messages.success(request, pages.mended_words(selectors.row_at(found, cell), actor.language))
    kept = {key: request.POST[key] for key in ("tab", "same") if request.POST.get(key)}
    query = f"?{urlencode(kept)}" if kept else ""
    return redirect(f"{reverse('exchange:batch', args=[batch_id])}{query}#row-{cell.row_no}")


@login_required
@require_POST
def commit(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Write the preview."""
    actor = _actor(request)
    done = services.begin_commit(actor, batch_id=batch_id)
    if done.state == Batch.State.COMMITTED:
        rows = services.writable_rows(done.counts)
        undo_url = reverse("exchange:undo", kwargs={"batch_id": batch_id})
        messages.success(
            request, _("已导入 %(rows)s 行") % {"rows": f"{rows:,}"}, extra_tags=f"undo={undo_url}"
        )
    return redirect("exchange:batch", batch_id=batch_id)


@login_required
@require_POST
def undo(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Take a whole batch back."""
    done = services.begin_undo(_actor(request), batch_id=batch_id)
    if done.state == Batch.State.UNDONE:
        messages.success(request, _("已撤销 %(name)s") % {"name": done.file_name})
    return redirect("exchange:batch", batch_id=batch_id)


@login_required
@require_POST
def drop(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Give an import up before anything was written."""
    done = services.drop_batch(_actor(request), batch_id=batch_id)
    messages.success(request, _("已取消 %(name)s，没有写入任何内容") % {"name": done.file_name})
    return redirect("exchange:home")


@login_required
@require_GET
def marked(request: HttpRequest, batch_id: UUID) -> FileResponse:
    """The person's own file with every problem beside its cell."""
    found = services.write_error_sheet(_actor(request), batch_id=batch_id)
    return FileResponse(found.path.open("rb"), as_attachment=True, filename=found.file_name)


def _filters(request: HttpRequest) -> dict[str, str]:
    """Everything in the address that is not the export's own: the filters of the list it came from."""
    return {
        key: ",".join(values)
        for key, values in request.GET.lists()
        if key not in _OWN_PARAMETERS and any(values)
    }


@login_required
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, sheet_key: str) -> HttpResponse:
    """Say what an export is for; it holds exactly the rows of the address and the chosen columns."""
    actor = _actor(request)
    sheet = registry.sheet(sheet_key)
    actor.require(Rights.EXPORT)
    actor.require(sheet.export_right)
    allowed = services.exportable_columns(actor, sheet)
    asked = [key for key in request.GET.getlist("cols") if key in {column.key for column in allowed}]
    form = ExportForm(
        request.POST or None,
        columns=[(column.key, heading_of(column, actor.language)) for column in allowed],
        initial={
            "format": "xlsx",
            "cols": asked or [column.key for column in allowed if not column.personal],
        },
    )
    if request.method == "POST" and form.is_valid():
        wanted = ExportRequest(
            sheet_key=sheet_key,
            format=form.cleaned_data["format"],
            purpose=form.cleaned_data["purpose"],
            columns=tuple(form.cleaned_data["cols"]),
            filters=_filters(request),
        )
        log = services.order_export(actor, asked=wanted)
        return redirect("exchange:exported", export_id=log.pk)
    context = {
        "form": form,
        "sheet": sheet,
        "title": title_in(sheet, actor.language),
        "filters": _filters(request),
        "personal": pgettext("between items", "、").join(
            heading_of(column, actor.language) for column in allowed if column.personal
        ),
    }
    return render(request, "exchange/export.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def exported(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """An export: in the making, or ready to be fetched."""
    actor = _actor(request)
    log = selectors.export_of(actor, export_id)
    run = jobs.run_for_subject(log.pk, log.run_id) if log.run_id else None
    title = title_in(registry.sheet(log.sheet_key), actor.language)
    return render(request, "exchange/exported.html", {"log": log, "run": run, "title": title})


@login_required
@require_GET
def download(request: HttpRequest, export_id: UUID) -> FileResponse:
    """The file of an export; only its maker may fetch it."""
    actor = _actor(request)
    path: Path = services.exported_file(actor, export_id=export_id)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
