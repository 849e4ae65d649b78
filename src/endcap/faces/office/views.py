"""Doors of the shell itself: home, settings index, language, the page of parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language as switch_language

from endcap.faces.office import context, navigation, samples
from endcap.ui.toasts import toast

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The first page that the person may open; somebody without any right gets a calm sentence."""
    entries = navigation.entries_for(_actor(request))
    if entries:
        return redirect(navigation.address_of(entries[0].url_name))
    return render(request, "office/nothing_yet.html")


@require_GET
@login_required
def settings(request: HttpRequest) -> HttpResponse:
    """Everything that can be set, one line each."""
    return render(request, "office/settings.html", {"lines": navigation.settings_for(_actor(request))})


@require_GET
@login_required
def counts(request: HttpRequest) -> JsonResponse:
    """What waits behind the entries of the sidebar and the bell; fetched after every page."""
    actor = _actor(request)
    answer = JsonResponse({"nav": navigation.counts_for(actor), "bell": context.unread_in_words(actor)})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language and stay on the page."""
    answer: HttpResponse = switch_language(request)
    return answer


@require_http_methods(["GET", "POST"])
@login_required
def parts(request: HttpRequest) -> HttpResponse:
    """Every component with its states, for people who build pages."""
    if request.method == "POST":
        toast(request, _("已把 3 家加入 8 月计划"), undo_url=request.path)
        return redirect("ui:parts")
    return render(request, "office/parts.html", samples.context())
