"""The audit log as a page: newest first, and a button that walks the chain."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from endcap.kernel.actor import Actor
from endcap.kernel.audit import selectors
from endcap.kernel.audit.rights import Rights
from endcap.kernel.audit.selectors import Verdict

PAGE = 50


class LogFilterForm(forms.Form):
    """The conditions of the log, all in the address."""

    q = forms.CharField(required=False, max_length=60)
    action = forms.CharField(required=False, max_length=60)
    object = forms.UUIDField(required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62)


def _page(request: HttpRequest, actor: Actor, verdict: Verdict | None = None) -> HttpResponse:
    asked = LogFilterForm(request.GET)
    asked.is_valid()
    value = asked.cleaned_data
    found = selectors.page(
        actor,
        before=value.get("before"),
        action=value.get("action", ""),
        text=value.get("q", ""),
        object_id=value.get("object"),
        limit=PAGE + 1,
    )
    kept = {key: str(value[key]) for key in ("q", "action", "object") if value.get(key)}
    context = {
        "entries": found[:PAGE],
        "q": value.get("q", ""),
        "action": value.get("action", ""),
        "object": value.get("object"),
        "older": f"?{urlencode({**kept, 'before': found[PAGE - 1].seq})}" if len(found) > PAGE else "",
        "newest": (f"?{urlencode(kept)}" if kept else request.path) if value.get("before") else "",
        "head": selectors.head()[0],
        "verdict": verdict,
    }
    return render(
        request, "audit/rows.html" if request.headers.get("HX-Request") else "audit/log.html", context
    )


@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """What was done, by whom, newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return _page(request, actor)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Walk the chain and say whether it holds, and where not."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return _page(request, actor, selectors.verify())
