"""Hits while somebody types, for the search that opens anywhere."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from endcap.customers.outlets.selectors import search
from endcap.customers.outlets.views.asking import actor_of

SHOWN = 8
LONGEST = 100


@login_required
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """The best hits with what was matched, and the way to all of them in the list."""
    actor = actor_of(request)
    q = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    hits = search.find(actor, q, limit=SHOWN)
    there = f"{reverse('outlets:list')}?{urlencode({'q': q})}"
    return render(
        request, "outlets/hits.html", {"hits": hits, "q": q, "all_url": there if len(hits) == SHOWN else ""}
    )
