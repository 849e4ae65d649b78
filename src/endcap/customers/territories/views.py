"""The pages of territories: the map of all of them, and drawing one."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.customers.outlets import selectors as outlets
from endcap.customers.outlets.rights import Rights as OutletRights
from endcap.customers.territories import selectors, services
from endcap.customers.territories.forms import TerritoryForm
from endcap.customers.territories.models import Territory
from endcap.customers.territories.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere, Refusal
from endcap.kernel.rights import Right
from endcap.kernel.shapes import box_of
from endcap.org.units import selectors as units
from endcap.ui import figures, maps
from endcap.ui.toasts import toast


def _actor(request: HttpRequest, right: Right = Rights.VIEW) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(right)
    return actor


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Every territory in a table and on the map."""
    actor = _actor(request)
    return render(
        request,
        "territories/overview.html",
        {
            "ground": selectors.ground(actor),
            "given_up": selectors.given_up(actor),
            "may_edit": actor.may(Rights.EDIT),
        },
    )


@require_GET
def shapes(request: HttpRequest) -> JsonResponse:
    """The outlines, as GeoJSON."""
    found = [
        maps.feature(
            maps.polygon(one.ring),
            id=str(one.pk),
            name=one.name,
            tone=one.tone,
            url=reverse("territories:territory", args=[one.pk]),
        )
        for one in selectors.in_use(_actor(request))
    ]
    return JsonResponse(maps.collection(found))


@require_GET
def territory(request: HttpRequest, territory_id: UUID) -> HttpResponse:
    """One territory and the outlets inside it."""
    actor = _actor(request)
    shown = selectors.territory_of(actor, territory_id)
    inside = selectors.outlets_inside(actor, shown)
    elsewhere = sum(one.owner_id != shown.owner_id for one in inside) if shown.owner_id else 0
    return render(
        request,
        "territories/territory.html",
        {
            "territory": shown,
            "outlets": inside,
            "is_cut": len(inside) >= selectors.SHOWN,
            "elsewhere": elsewhere,
            "sales": sum(one.sales_12m for one in inside),
            "fit": maps.box_text(box_of(shown.ring)),
            "may_edit": actor.may(Rights.EDIT),
            "may_assign": actor.may(Rights.EDIT) and actor.may(OutletRights.ASSIGN),
        },
    )


def _form(actor: Actor, data: Any, **kwargs: Any) -> TerritoryForm:
    return TerritoryForm(
        data, units=units.visible_tree(actor), people=outlets.possible_owners(actor), **kwargs
    )


def _answer(request: HttpRequest, form: TerritoryForm, shown: Territory | None) -> HttpResponse:
    return render(
        request,
        "territories/form.html",
        {
            "form": form,
            "territory": shown,
            "fit": maps.box_text(box_of(shown.ring)) if shown else "",
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draw a new territory."""
    actor = _actor(request, Rights.EDIT)
    form = _form(actor, request.POST or None, initial={"unit": str(actor.unit_id)})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_territory(actor, draft=form.draft())
        except Refusal as refusal:
            form.take(refusal)
        else:
            toast(request, _("已新增片区“%(name)s”") % {"name": made.name})
            return redirect("territories:territory", territory_id=made.pk)
    return _answer(request, form, None)


def _initial(shown: Territory) -> dict[str, object]:
    return {
        "code": shown.code,
        "name": shown.name,
        "unit": str(shown.unit_id),
        "owner": str(shown.owner_id or ""),
        "tone": shown.tone,
        "shape": json.dumps(maps.polygon(shown.ring)),
        "version": shown.version,
    }


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, territory_id: UUID) -> HttpResponse:
    """Redraw a territory, rename it, or give it to somebody else."""
    actor = _actor(request, Rights.EDIT)
    shown = selectors.territory_of(actor, territory_id)
    form = _form(actor, request.POST or None, initial=_initial(shown))
    if request.method == "POST" and form.is_valid():
        try:
            services.update_territory(
                actor,
                territory_id=territory_id,
                version=form.cleaned_data["version"] or 0,
                draft=form.draft(),
            )
        except NotFoundHere:
            raise
        except Refusal as refusal:
            form.take(refusal)
        else:
            toast(request, _("已保存片区“%(name)s”") % {"name": form.cleaned_data["name"]})
            return redirect("territories:territory", territory_id=territory_id)
    return _answer(request, form, shown)


@require_POST
def close(request: HttpRequest, territory_id: UUID) -> HttpResponse:
    """Give a territory up."""
    shown = services.close_territory(_actor(request, Rights.EDIT), territory_id=territory_id)
    toast(
        request,
        _("片区“%(name)s”已停用") % {"name": shown.name},
        undo_url=reverse("territories:reopen", args=[shown.pk]),
    )
    return redirect("territories:overview")


@require_POST
def reopen(request: HttpRequest, territory_id: UUID) -> HttpResponse:
    """Take a territory up again."""
    shown = services.reopen_territory(_actor(request, Rights.EDIT), territory_id=territory_id)
    toast(request, _("片区“%(name)s”已恢复") % {"name": shown.name})
    return redirect("territories:territory", territory_id=shown.pk)


@require_POST
def hand_over(request: HttpRequest, territory_id: UUID) -> HttpResponse:
    """Put the outlets inside into the hands of the person in charge."""
    actor = _actor(request, Rights.EDIT)
    moved = services.hand_to_owner(actor, territory_id=territory_id)
    toast(request, _("已把 %(count)s 家交给片区负责人") % {"count": figures.number_text(moved)})
    return redirect("territories:territory", territory_id=territory_id)
