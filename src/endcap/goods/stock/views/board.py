"""The board, near expiry, slow stock, alarms; locations and lots."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.customers.outlets import selectors as outlets
from endcap.goods.stock import selectors, services, units, wording
from endcap.goods.stock.forms import LocationForm
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.selectors import MovementFilter
from endcap.goods.stock.views.asking import (
    actor_of,
    done,
    export_url,
    foot,
    shell,
    wanted_of,
)
from endcap.kernel.actor import Actor
from endcap.org.units import selectors as org_units
from endcap.ui.parts import Fact
from endcap.ui.toasts import toast


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """What stands where, how much of it is free, and how long it lasts."""
    actor, wanted = actor_of(request), wanted_of(request)
    page = selectors.board_page(
        actor, wanted, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = {
        **shell(actor, "board", wanted),
        "rows": [
            (
                row,
                wording.figures(row.stands, row.sku),
                wording.cover(row.cover_days),
                wording.expiry(row.expires_on, actor.today),
            )
            for row in page.rows
        ],
        "foot": foot(request, len(page.rows), following=page.next, previous=page.previous),
        "export_url": export_url(wanted, "board"),
    }
    template = "stock/board_rows.html" if request.headers.get("HX-Request") else "stock/board.html"
    return render(request, template, context)


@require_GET
def near_expiry(request: HttpRequest) -> HttpResponse:
    """Lots near or past their expiry, with what can be done about each."""
    actor, wanted = actor_of(request), wanted_of(request)
    page = selectors.near_expiry(actor, wanted, after=request.GET.get("after", ""))
    context = {
        **shell(actor, "near", wanted),
        "rows": [
            (row, units.spelled(row.free, row.lot.sku), wording.aging(row.state), wording.left(row.days_left))
            for row in page.rows
        ],
        "total": page.total,
        "foot": foot(request, len(page.rows), following=page.next),
        "export_url": export_url(wanted, "near"),
    }
    return render(request, "stock/near_expiry.html", context)


@require_GET
def slow(request: HttpRequest) -> HttpResponse:
    """Slow and dead stock, the most money first."""
    actor, wanted = actor_of(request), wanted_of(request)
    found = selectors.slow_stock(actor, wanted)
    context = {
        **shell(actor, "slow", wanted),
        "rows": [
            (row, units.spelled(row.stands.on_hand, row.sku), wording.cover(row.cover_days))
            for row in found[:200]
        ],
        "dead": sum(row.is_dead for row in found),
        "money": sum(row.value or 0 for row in found),
        "total": len(found),
        "export_url": export_url(wanted, "slow"),
    }
    return render(request, "stock/slow.html", context)


@require_GET
def alarms(request: HttpRequest) -> HttpResponse:
    """Short cover, unfilled orders, the plan, and outlets loaded at the end of a month."""
    actor, wanted = actor_of(request), wanted_of(request)
    month = _month(request.GET.get("month", ""), actor.today)
    context = {
        **shell(actor, "alarms", wanted),
        "covers": [
            (row, wording.figures(row.advice.stands, row.advice.sku))
            for row in selectors.short_covers(actor, wanted)[:100]
        ],
        "unfilled": [(row, units.spelled(row.missing, row.sku)) for row in selectors.unfilled(actor)[:100]],
        "plan": [
            (row, wording.alarm(row.alarm.kind), units.spelled(row.alarm.missing, row.sku))
            for row in selectors.supply_alarms(actor)[:100]
        ],
        "month": month,
        "loadings": selectors.loadings(actor, month=month)[:100],
    }
    return render(request, "stock/alarms.html", context)


def _month(text: str, today: date) -> date:
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


@require_http_methods(["GET", "POST"])
def locations(request: HttpRequest) -> HttpResponse:
    """Every location; and a new one."""
    actor = actor_of(request)
    if request.method == "POST":
        actor.require(Rights.ARRANGE)
    form = LocationForm(
        request.POST or None, units=org_units.choices_for(actor), people=outlets.possible_owners(actor)
    )
    if request.method == "POST" and done(form, lambda: _create(actor, form)):
        toast(request, _("库位已建好"))
        return redirect("stock:locations")
    context = {**shell(actor, "places"), "form": form}
    return render(request, "stock/locations.html", context, status=422 if form.errors else 200)


def _create(actor: Actor, form: LocationForm) -> object:
    value = form.cleaned_data
    codes = outlets.ids_by_code(actor, [value["outlet"].strip()]) if value["outlet"].strip() else {}
    draft = services.LocationDraft(
        code=value["code"],
        name=value["name"],
        kind=value["kind"],
        unit_id=UUID(value["unit_id"]) if value["unit_id"] else None,
        person_id=UUID(value["person_id"]) if value["person_id"] else None,
        outlet_id=codes.get(value["outlet"].strip()),
    )
    return services.create_location(actor, draft=draft)


@require_GET
def location(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """One location: its lots, its last documents."""
    actor = actor_of(request)
    place = selectors.location_of(actor, location_id)
    lots = selectors.lots_at(place.pk)
    facts = [
        Fact(_("编码"), place.code),
        Fact(_("类型"), place.get_kind_display()),
        Fact(_("单位"), place.unit.name),
        *([Fact(_("终端"), place.outlet.name)] if place.outlet else []),
        *([Fact(_("司机"), place.person.name)] if place.person else []),
        Fact(_("发货"), _("默认发货仓") if place.is_default else "—"),
    ]
    context = {
        **shell(actor, "places"),
        "place": place,
        "facts": facts,
        "lots": [
            (
                one,
                units.spelled(one.on_hand, one.lot.sku),
                units.spelled(one.held, one.lot.sku) if one.held else "—",
                units.spelled(one.in_transit, one.lot.sku) if one.in_transit else "—",
                wording.expiry(one.lot.expires_on, actor.today),
            )
            for one in lots
        ],
        "documents": selectors.movements_page(actor, MovementFilter(location_id=place.pk), limit=10).rows,
    }
    return render(request, "stock/location.html", context)


@require_POST
def close_location(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Close an empty location."""
    actor = actor_of(request, Rights.ARRANGE)
    place = services.close_location(actor, location_id=location_id)
    toast(request, _("“%(name)s”已停用") % {"name": place.name})
    return redirect("stock:locations")


@require_GET
def lot(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """Everything that moved of one lot where one sees."""
    actor = actor_of(request)
    shown = selectors.lot_of(lot_id)
    context = {
        **shell(actor, "board"),
        "lot": shown,
        "expiry": wording.expiry(shown.expires_on, actor.today),
        "moves": [
            (
                one,
                wording.deed(one.kind),
                wording.place(one.other_role, one.other_location),
                units.spelled(one.amount, shown.sku),
                units.spelled(one.balance, shown.sku),
            )
            for one in selectors.moves_of_lot(actor, shown)
        ],
    }
    return render(request, "stock/lot.html", context)
