"""The inbox: lists on the left, one request beside it, and the decision."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from endcap.kernel.actor import Actor
from endcap.mechanisms.approvals import kinds, pages, selectors, services
from endcap.mechanisms.approvals.forms import DecisionForm, InboxForm, WithdrawForm
from endcap.mechanisms.approvals.models import Outcome, Request
from endcap.mechanisms.approvals.rights import Rights
from endcap.mechanisms.approvals.views.asking import actor_of, done
from endcap.ui.toasts import toast

LISTS = {"waiting": selectors.waiting, "mine": selectors.submitted, "decided": selectors.decided}


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """A list with its first request opened beside it; on a phone the list alone."""
    actor = actor_of(request)
    context = _list(request, actor) | {"is_list": True}
    if context["lines"]:
        context |= _one(request, actor, context["lines"][0].request.pk, context["lines"])
    return render(request, "approvals/inbox.html", context)


@require_GET
def request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request beside its list."""
    actor = actor_of(request)
    context = _list(request, actor)
    context |= _one(request, actor, request_id, context["lines"])
    return render(request, "approvals/inbox.html", context)


def _list(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    form = InboxForm(request.GET)
    form.is_valid()
    value = form.cleaned_data
    may_decide = actor.may(Rights.DECIDE)
    view = value.get("view") or ("waiting" if may_decide else "mine")
    kind = value.get("kind", "")
    page = LISTS[view](actor, kind=kind, after=value.get("after", ""))
    return {
        "view": view,
        "wanted_kind": kind,
        "wanted_kind_name": kinds.name_of(kind) if kind else "",
        "kinds": [(key, kinds.name_of(key)) for key in selectors.kinds_in_hand(actor)],
        "lines": pages.lines_of(actor, page),
        "next": page.next,
        "list_query": _list_query(view, kind, value.get("after", "")),
        "waiting_count": selectors.waiting_count(actor) if may_decide else None,
        "stands_in_for": selectors.whom_one_stands_in_for(actor) if may_decide else [],
    }


def _list_query(view: str, kind: str, after: str) -> str:
    """What an address of one request keeps of its list."""
    told = {"view": "" if view == "waiting" else view, "kind": kind, "after": after}
    return urlencode({key: word for key, word in told.items() if word})


def _one(
    request: HttpRequest,
    actor: Actor,
    request_id: UUID,
    lines: list[pages.Line],
    form: DecisionForm | None = None,
) -> dict[str, Any]:
    asked = InboxForm(request.GET)
    asked.is_valid()
    file = selectors.file_of(actor, request_id, draft_no=asked.cleaned_data.get("draft"))
    following = pages.following(lines, request_id)
    return {
        "open": file.request,
        "shown": pages.shown_of(actor, file),
        "form": form or DecisionForm(initial={"version": file.request.version, "following": following}),
        "withdraw_form": WithdrawForm(),
        "next_people": pages.people_after(file),
    }


@require_POST
def decide(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Approve, reject or return; then the next request of the list."""
    actor = actor_of(request, Rights.VIEW, Rights.DECIDE)
    opened = selectors.request_of(actor, request_id)
    form = DecisionForm(request.POST)
    if done(form, lambda: _decide(actor, request_id, form)):
        toast(request, _said(opened, form.cleaned_data["outcome"]))
        following = form.cleaned_data["following"]
        still_there = following and any(each.pk == following for each in selectors.waiting(actor).requests)
        return redirect("approvals:request", following) if still_there else redirect("approvals:inbox")
    context = _list(request, actor)
    context |= _one(request, actor, request_id, context["lines"], form)
    return render(request, "approvals/inbox.html", context, status=422)


def _decide(actor: Actor, request_id: UUID, form: DecisionForm) -> None:
    value = form.cleaned_data
    services.decide(
        actor, request_id=request_id, outcome=value["outcome"], note=value["note"], version=value["version"]
    )


def _said(opened: Request, outcome: str) -> str:
    words = {
        Outcome.APPROVED: pgettext("toast", "已批准 %(title)s"),
        Outcome.REJECTED: pgettext("toast", "已拒绝 %(title)s"),
        Outcome.RETURNED: pgettext("toast", "已退回 %(title)s"),
    }
    return words[Outcome(outcome)] % {"title": opened.title}


@require_POST
def withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take one's own request back."""
    actor = actor_of(request)
    opened = selectors.request_of(actor, request_id)
    form = WithdrawForm(request.POST)
    if done(form, lambda: _withdraw(actor, request_id, form)):
        toast(request, _("已撤回 %(title)s") % {"title": opened.title})
        return redirect("approvals:request", request_id)
    context = _list(request, actor)
    context |= _one(request, actor, request_id, context["lines"]) | {"withdraw_form": form}
    return render(request, "approvals/inbox.html", context, status=422)


def _withdraw(actor: Actor, request_id: UUID, form: WithdrawForm) -> None:
    services.withdraw(actor, request_id=request_id, reason=form.cleaned_data["reason"])
