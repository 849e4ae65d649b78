"""Many outlets at once: choose what to do, look at what it would do, do it, take it back."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from endcap.customers.outlets import pages, selectors, services
from endcap.customers.outlets.filters import OutletFilter, uuids
from endcap.customers.outlets.models import MassAction
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.views.asking import actor_of, back_to_list
from endcap.kernel.errors import InvalidInput, Refusal
from endcap.ui.toasts import toast

_SAID_AS = {"untag": "tag"}  # what the field of a kind is called where it is taken in


def _selection(request: HttpRequest) -> services.Selection:
    """What was picked: ticked rows, ids that a lasso caught, or all that the filter finds."""
    if request.POST.get("found") == "1":
        query = parse_qs(request.POST.get("query", ""))
        return services.Selection(found_by=OutletFilter.from_mapping(query))
    more = tuple(request.POST.get("more", "").split(","))
    return services.Selection(ids=tuple(uuids((*request.POST.getlist("ids"), *more))))


@login_required
@require_GET
def choices(request: HttpRequest) -> HttpResponse:
    """What may be set; fetched when the first outlet is picked, so that the list does not pay for it."""
    actor = actor_of(request)
    return render(
        request, "outlets/mass_choices.html", {"may": pages.mass_rights(actor), **_choices(request)}
    )


def _choices(request: HttpRequest) -> dict[str, Any]:
    actor = actor_of(request)
    return {
        "owners": selectors.possible_owners(actor) if actor.may(Rights.ASSIGN) else (),
        "tags": selectors.tags(),
        "channels": selectors.leaves(),
        "schemes": selectors.schemes(),
        "statuses": pages.STATUS_WORDS.items(),
    }


@login_required
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Say what it would do."""
    actor = actor_of(request)
    kind = request.POST.get("kind", "")
    given = {
        _SAID_AS.get(kind, kind): request.POST.get("value", ""),
        "reason": request.POST.get("reason", ""),
    }
    try:
        action = services.preview_mass_action(actor, kind=kind, given=given, selection=_selection(request))
    except InvalidInput as refused:
        toast(request, "；".join(str(problem.message) for problem in refused.problems))
        return back_to_list(request)
    here = reverse("outlets:mass_action", args=[action.pk])
    request.session["outlets.back"] = request.POST.get("back", "")
    return redirect(here)


@login_required
@require_GET
def mass_action(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """One change: its preview, its progress, or how it went."""
    actor = actor_of(request)
    outline = selectors.outline_of(actor, action_id)
    return render(
        request,
        "outlets/mass_action.html",
        {
            "outline": outline,
            "action": outline.action,
            "words": pages.mass_words(outline.action),
            "counts": pages.mass_counts(outline.action),
            "back": request.session.get("outlets.back") or reverse("outlets:list"),
            "may_act": actor.may(services.mass_right(outline.action.kind)),
        },
    )


@login_required
@require_GET
def mass_actions(request: HttpRequest) -> HttpResponse:
    """Changes of one's own, each with its way back."""
    actor = actor_of(request)
    rows = [(one, pages.mass_words(one)) for one in selectors.mass_actions(actor)]
    return render(request, "outlets/mass_actions.html", {"rows": rows})


@login_required
@require_POST
def run(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Do it."""
    actor = actor_of(request)
    try:
        action = services.begin_mass_action(actor, action_id=action_id)
    except Refusal as refused:
        return _refused(request, refused, action_id)
    if action.state != MassAction.State.DONE:
        return redirect("outlets:mass_action", action_id=action.pk)
    text = _("%(what)s：已改 %(count)s 家") % {
        "what": pages.mass_words(action),
        "count": f"{action.changing:,}",
    }
    toast(request, text, undo_url=reverse("outlets:undo_mass_action", args=[action.pk]))
    return back_to_list(request, request.session.get("outlets.back", ""))


@login_required
@require_POST
def undo(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Take it back."""
    actor = actor_of(request)
    try:
        action = services.begin_undo_mass_action(actor, action_id=action_id)
    except Refusal as refused:
        return _refused(request, refused, action_id)
    if action.state == MassAction.State.UNDONE:
        counts = {"count": f"{action.restored:,}", "kept": f"{action.kept:,}"}
        kept = _("已改回 %(count)s 家，%(kept)s 家之后又改过，没有改回") % counts
        toast(request, kept if action.kept else _("已改回 %(count)s 家") % counts)
    return redirect("outlets:mass_action", action_id=action.pk)


def _refused(request: HttpRequest, refused: Refusal, action_id: UUID) -> HttpResponse:
    if refused.status in (403, 404):
        raise refused
    problems = refused.problems if isinstance(refused, InvalidInput) else ()
    toast(request, "；".join(str(one.message) for one in problems) or refused.message)
    return redirect("outlets:mass_action", action_id=action_id)


@login_required
@require_POST
def drop(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Give the preview up."""
    try:
        services.drop_mass_action(actor_of(request), action_id=action_id)
    except Refusal as refused:
        return _refused(request, refused, action_id)
    return back_to_list(request, request.session.get("outlets.back", ""))
