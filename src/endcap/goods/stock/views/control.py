"""Suggestions, the stock curve, levers and uplifts, sharing out."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.goods.stock import chart, selectors, services, units, wording
from endcap.goods.stock.forms import LeverForm, SharingForm, UpliftForm
from endcap.goods.stock.models import Location
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.views.asking import actor_of, done, export_url, foot, shell, wanted_of
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, Problem
from endcap.kernel.money import round_half_up
from endcap.ui.figures import number_text
from endcap.ui.parts import Kpi
from endcap.ui.toasts import toast


@require_GET
def advice(request: HttpRequest) -> HttpResponse:
    """What to order for a location, with every figure that it is made of."""
    actor, wanted = actor_of(request), wanted_of(request)
    frame = shell(actor, "advice", wanted)
    stores = [one for one in frame["places"] if one.kind in (Location.Kind.WAREHOUSE, Location.Kind.DEALER)]
    place = next((one for one in frame["places"] if one.pk == wanted.location_id), None)
    place = place or next(iter(stores or frame["places"]), None)
    only = request.GET.get("only") == "order"
    rows: list[tuple[object, ...]] = []
    following = ""
    if place is not None:
        page = selectors.advice_page(
            actor,
            location_id=place.pk,
            text=wanted.text,
            only_to_order=only,
            after=request.GET.get("after", ""),
        )
        following = page.next
        rows = [
            (
                one,
                units.spelled(one.suggestion.quantity, one.sku) if one.suggestion.quantity else "—",
                units.spelled(one.suggestion.target, one.sku),
                units.spelled(one.suggestion.available, one.sku),
                wording.cover(one.cover_days),
            )
            for one in page.rows
        ]
    context = {
        **frame,
        "place": place,
        "stores": stores,
        "rows": rows,
        "only": only,
        "foot": foot(request, len(rows), following=following),
        "export_url": export_url(wanted, "advice"),
    }
    return render(request, "stock/advice.html", context)


@require_GET
def curve(request: HttpRequest, location_id: UUID, sku_id: UUID) -> HttpResponse:
    """F19: what stood there day by day and how it would run, with the mean and the safety line."""
    actor = actor_of(request)
    found = selectors.curve_of(actor, location_id=location_id, sku_id=sku_id)
    said, given = found.advice.suggestion, found.advice.inputs
    context = {
        **shell(actor, "advice"),
        "found": found,
        "chart": chart.drawn(found),
        "said": said,
        "given": given,
        "suggested": units.spelled(said.quantity, found.sku),
        "uplifts": [(name, units.spelled(amount, found.sku)) for name, amount in said.uplifts],
        "kpis": [
            Kpi(_("现在在库"), units.spelled(found.advice.stands.on_hand, found.sku)),
            Kpi(_("日均销量"), number_text(round_sale(given.sold, given.over_days)), found.sku.base_unit),
            Kpi(_("能卖"), wording.cover(found.advice.cover_days)[1]),
            Kpi(_("过去 28 天平均"), number_text(found.past_mean_x100 // 100), found.sku.base_unit),
            Kpi(_("按建议的平均"), number_text(found.ahead.mean_x100 // 100), found.sku.base_unit),
            Kpi(_("安全线"), number_text(found.ahead.safety_x100 // 100), found.sku.base_unit),
        ],
    }
    return render(request, "stock/curve.html", context)


def round_sale(sold: int, days: int) -> int:
    """The daily sale as a whole number, for the eye."""
    return round_half_up(max(0, sold), days)


@require_http_methods(["GET", "POST"])
def levers(request: HttpRequest) -> HttpResponse:
    """The levers, their log, and uplifts of peak seasons, holidays and promotions."""
    actor = actor_of(request)
    what = request.POST.get("what", "")
    if request.method == "POST":
        actor.require(Rights.PLAN)
    frame = shell(actor, "advice")
    lever_form = LeverForm(request.POST if what == "lever" else None, places=frame["places"])
    uplift_form = UpliftForm(request.POST if what == "uplift" else None)
    if what == "lever" and done(lever_form, lambda: _set_lever(actor, lever_form)):
        toast(request, _("参数已改，从今天起生效"))
        return redirect("stock:levers")
    if what == "uplift" and done(uplift_form, lambda: _add_uplift(actor, uplift_form)):
        toast(request, _("备货加量已记下"))
        return redirect("stock:levers")
    context = {
        **frame,
        "lever_form": lever_form,
        "uplift_form": uplift_form,
        "now": selectors.company_levers(actor),
        "log": selectors.lever_log(actor)[:50],
        "uplifts": selectors.uplifts(actor),
    }
    wrong = lever_form.errors or uplift_form.errors
    return render(request, "stock/levers.html", context, status=422 if wrong else 200)


def _sku_id(word: str) -> UUID | None:
    """The product that was typed; none where nothing was."""
    if not word.strip():
        return None
    sku = selectors.skus_by_word([word]).get(word.strip())
    if sku is None:
        raise InvalidInput([Problem("sku", "unknown", _("没有这个品项。"))])
    return sku.pk


def _set_lever(actor: Actor, form: LeverForm) -> object:
    value = form.cleaned_data
    draft = services.LeverDraft(
        key=value["key"],
        value=value["value"],
        reason=value["reason"],
        location_id=UUID(value["place"]) if value["place"] else None,
        sku_id=_sku_id(value["sku"]),
    )
    return services.set_lever(actor, draft=draft)


def _add_uplift(actor: Actor, form: UpliftForm) -> object:
    value = form.cleaned_data
    draft = services.UpliftDraft(
        kind=value["kind"],
        name=value["name"],
        starts_on=value["starts_on"],
        ends_on=value["ends_on"],
        extra_bp=value["percent"] * 100,
        sku_id=_sku_id(value["sku"]),
    )
    return services.add_uplift(actor, draft=draft)


@require_POST
def end_uplift(request: HttpRequest, uplift_id: UUID) -> HttpResponse:
    """Suggestions no longer count it."""
    services.end_uplift(actor_of(request, Rights.PLAN), uplift_id=uplift_id)
    return redirect("stock:levers")


@require_http_methods(["GET", "POST"])
def sharing(request: HttpRequest) -> HttpResponse:
    """What is short and shared out; and a new sharing."""
    actor = actor_of(request)
    if request.method == "POST":
        actor.require(Rights.PLAN)
    form = SharingForm(request.POST or None)
    if request.method == "POST" and done(form, lambda: _allocate(actor, form)):
        toast(request, _("已分好，各终端按分到的量订货"))
        return redirect("stock:sharing")
    context = {
        **shell(actor, "alarms"),
        "form": form,
        "rows": [
            (one, units.spelled(one.quantity, one.sku), one.ended_at is None and one.ends_on >= actor.today)
            for one in selectors.allocations(actor)[:100]
        ],
    }
    return render(request, "stock/sharing.html", context, status=422 if form.errors else 200)


def _allocate(actor: Actor, form: SharingForm) -> object:
    value = form.cleaned_data
    draft = services.AllocationDraft(
        sku_id=_sku_id(value["sku"]) or UUID(int=0),
        quantity=value["quantity"],
        starts_on=value["starts_on"],
        ends_on=value["ends_on"],
        basis=value["basis"],
    )
    return services.allocate(actor, draft=draft)


@require_http_methods(["GET", "POST"])
def shares(request: HttpRequest, allocation_id: UUID) -> HttpResponse:
    """Who may order how much of a product that is shared out; and the end of it."""
    actor = actor_of(request)
    if request.method == "POST":
        services.end_allocation(actor, allocation_id=allocation_id)
        return redirect("stock:sharing")
    shown = selectors.allocation_of(actor, allocation_id)
    context = {
        **shell(actor, "alarms"),
        "shown": shown,
        "is_running": shown.ended_at is None,
        "rows": [
            (one, units.spelled(one.quantity, shown.sku))
            for one in selectors.shares_of(actor, allocation_id)[:500]
        ],
        "back": reverse("stock:sharing"),
    }
    return render(request, "stock/shares.html", context)
