"""Filling in an investigation, and reading one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from endcap.cash.credit import selectors, services
from endcap.cash.credit.models import Investigation
from endcap.cash.credit.rights import Rights
from endcap.cash.credit.views.asking import actor_of
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, Problem
from endcap.mechanisms.evidence import reading
from endcap.mechanisms.evidence import selectors as evidence
from endcap.mechanisms.evidence import services as keeping
from endcap.mechanisms.evidence.errors import FileRefused
from endcap.mechanisms.questions import pages
from endcap.mechanisms.questions.interpreter import questions_of
from endcap.ui.toasts import toast


@require_POST
def investigate(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Begin an investigation."""
    form = "entry" if request.POST.get("form") == "entry" else "credit"
    begun = services.begin_investigation(actor_of(request, Rights.INVESTIGATE), payer_id=outlet_id, form=form)
    return redirect("credit:investigation", investigation_id=begun.pk)


@require_http_methods(["GET", "POST"])
def investigation(request: HttpRequest, investigation_id: UUID) -> HttpResponse:
    """An investigation: to fill in while it is open, to read afterwards."""
    actor = actor_of(request, *((Rights.INVESTIGATE,) if request.method == "POST" else ()))
    found = selectors.investigation_of(actor, investigation_id)
    if request.method == "GET":
        return _page(request, actor, found)
    answers = pages.answers_from(found.reply.version.definition, request.POST)
    problems = _kept_files(actor, request, found)
    services.save_answers(actor, investigation_id=found.pk, answers=answers)
    if request.POST.get("act") != "submit" and not problems:
        toast(request, _("草稿已存"))
        return redirect("credit:investigation", investigation_id=found.pk)
    if not problems:
        try:
            services.submit_investigation(actor, investigation_id=found.pk, answers=answers)
        except InvalidInput as refusal:
            problems = list(refusal.problems)
        else:
            toast(request, _("已提交调查"))
            return redirect("credit:file", outlet_id=found.payer_id)
    return _page(request, actor, found, answers=answers, problems=problems)


@require_POST
def draft(request: HttpRequest, investigation_id: UUID) -> HttpResponse:
    """Keep what is answered so far, while one types."""
    actor = actor_of(request, Rights.INVESTIGATE)
    found = selectors.investigation_of(actor, investigation_id)
    answers = pages.answers_from(found.reply.version.definition, request.POST)
    saved = services.save_answers(actor, investigation_id=found.pk, answers=answers)
    context = {"sheet": pages.sheet_of(saved.reply, files=_files(actor, found)), "saved_at": actor.now}
    return render(request, "questions/standing.html", context)


def _page(
    request: HttpRequest,
    actor: Actor,
    found: Investigation,
    *,
    answers: dict[str, dict[str, object]] | None = None,
    problems: list[Problem] | None = None,
) -> HttpResponse:
    is_open = found.done_on is None and actor.may(Rights.INVESTIGATE)
    address = reverse("credit:investigation", args=[found.pk])
    context = {
        "found": found,
        "payer": found.payer,
        "sheet": pages.sheet_of(
            found.reply, answers=answers, problems=problems or (), files=_files(actor, found)
        ),
        "problems": problems,
        "is_open": is_open,
        "save_url": address,
        "draft_url": reverse("credit:draft", args=[found.pk]),
        "submit_word": _("提交调查"),
    }
    return render(request, "credit/investigation.html", context)


def _files(actor: Actor, found: Investigation) -> dict[str, list[pages.Link]]:
    held: dict[str, list[pages.Link]] = {}
    for one in evidence.of_subject(actor, services.FILES_SUBJECT, found.pk):
        link = pages.Link(one.file_name, reverse("evidence:file", args=[one.pk]))
        held.setdefault(one.kind, []).append(link)
    return held


def _kept_files(actor: Actor, request: HttpRequest, found: Investigation) -> list[Problem]:
    """Keep the papers that came along, each with its question; what can't be kept is said beside it."""
    problems = []
    for _section, question in questions_of(found.reply.version.definition):
        key = question["key"]
        sent = request.FILES.getlist(pages.FILES + key)
        if not sent or "files" not in question or found.done_on is not None:
            continue
        try:
            for one in sent:
                reading.refuse_size(one.size or 0, one.name or "")
            keeping.keep_all(
                actor,
                files=[keeping.Sent(one.read(), one.name or "") for one in sent],
                kind=key,
                subject_type=services.FILES_SUBJECT,
                subject_id=found.pk,
            )
        except (FileRefused, InvalidInput) as refusal:
            problems.append(Problem(key, refusal.code, refusal.message))
    return problems
