"""Who asks, and for which shop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.customers.outlets.models import Outlet
from endcap.customers.representatives import selectors
from endcap.customers.representatives.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere

ROOMS = (
    ("home", pgettext_lazy("portal", "首页"), "home"),
    ("order", pgettext_lazy("portal", "订货"), "bottle"),
    ("orders", _("我的订单"), "file-invoice"),
    ("account", pgettext_lazy("portal", "对账"), "receipt"),
)


def show(
    request: HttpRequest, template: str, room: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of a room, with the way to the others."""
    rooms = [(key, label, icon, reverse(f"portal:{key}")) for key, label, icon in ROOMS]
    return render(request, template, {**context, "portal_rooms": rooms, "room": room}, status=status)


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person, who may be in the portal at all; the rest is asked by whatever he does."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.PORTAL)
    return actor


def id_in(text: str) -> UUID | None:
    """An id that an address or a form names; none where it is no id."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def shop_of(request: HttpRequest) -> tuple[Outlet | None, list[Outlet]]:
    """The shop that is meant, and all for which the person acts. With one shop it is that; none where the person has to
    choose. A foreign shop is not found."""
    shops = selectors.own_outlets(actor_of(request))
    asked = id_in((request.POST or request.GET).get("outlet", ""))
    if asked is None:
        return (shops[0] if len(shops) == 1 else None), shops
    meant = next((shop for shop in shops if shop.pk == asked), None)
    if meant is None:
        raise NotFoundHere()
    return meant, shops
