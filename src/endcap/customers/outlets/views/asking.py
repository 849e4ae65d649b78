"""Who asks, and how a page answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from endcap.customers.outlets.rights import Rights
from endcap.kernel.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person, who may see outlets at all."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return actor


def back_to_list(request: HttpRequest, there: str = "") -> HttpResponse:
    """To the list as it stood."""
    there = there or request.POST.get("back", "")
    fits = there.startswith("/") and url_has_allowed_host_and_scheme(there, allowed_hosts=None)
    return redirect(there if fits else reverse("outlets:list"))
