"""Showing a file, adding one, taking one away."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere, Refusal
from endcap.mechanisms.evidence import reading, selectors, services, subjects
from endcap.mechanisms.evidence.rights import Rights
from endcap.mechanisms.evidence.selectors import Shown
from endcap.mechanisms.evidence.services import Sent
from endcap.ui.toasts import toast


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _answer(shown: Shown) -> HttpResponse:
    """Bytes that a browser may look at but never runs."""
    response = HttpResponse(shown.content, content_type=shown.media_type)
    way = "inline" if shown.media_type.startswith("image/") else "attachment"
    response["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(shown.file_name)}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=600"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_GET
def file(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """A file as it is shown to whoever sees its subject."""
    return _answer(selectors.shown(_actor(request), evidence_id))


@require_GET
def small(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """The preview of a photo."""
    return _answer(selectors.shown(_actor(request), evidence_id, is_small=True))


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_ours and wanted.startswith("/") else "/"


def _sent(request: HttpRequest) -> list[Sent]:
    """What was sent; a file that is far too long is refused before it is read into memory."""
    found = request.FILES.getlist("files")
    for one in found:
        reading.refuse_size(one.size or 0, one.name or "")
    return [Sent(one.read(), one.name or "") for one in found]


@require_POST
def upload(request: HttpRequest, subject_type: str, subject_id: UUID) -> HttpResponse:
    """Add files to a subject: all of them, or none and the reason for each that can't be kept."""
    actor = _actor(request)
    kind = request.POST.get("kind", "")[:40] or "photo"
    try:
        kept = services.add(
            actor, files=_sent(request), kind=kind, subject_type=subject_type, subject_id=subject_id
        )
    except NotFoundHere:
        raise
    except Refusal as refusal:
        if not request.headers.get("HX-Request"):
            raise
        return _part(request, actor, subject_type, subject_id, kind, refusal)
    if request.headers.get("HX-Request"):
        return _part(request, actor, subject_type, subject_id, kind)
    toast(request, _("已收下 %(count)s 个文件") % {"count": len(kept)})
    return redirect(_back(request))


def _part(
    request: HttpRequest,
    actor: Actor,
    subject_type: str,
    subject_id: UUID,
    kind: str,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The list of files on a page, with what was refused above it."""
    asked = request.POST.get("only", "") == "kind"
    return render(
        request,
        "evidence/files.html",
        {
            "files": selectors.of_subject(actor, subject_type, subject_id, kinds=[kind] if asked else ()),
            "subject_type": subject_type,
            "subject_id": subject_id,
            "kind": kind,
            "only": "kind" if asked else "",
            "may_add": subjects.may_add(actor, subject_type, subject_id),
            "may_remove": actor.may(Rights.REMOVE),
            "refusal": refusal,
            "next": _back(request),
        },
    )


@require_POST
def remove(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """Take a file from view, with the reason that was typed."""
    actor = _actor(request)
    actor.require(Rights.REMOVE)
    removed = services.remove(actor, evidence_id=evidence_id, reason=request.POST.get("reason", ""))
    toast(request, _("已删除“%(name)s”") % {"name": removed.file_name})
    return redirect(_back(request))
