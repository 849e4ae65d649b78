"""One outlet: its page, its form, and what can be done with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.customers.outlets import pages, selectors, services, slots, thirdterminal
from endcap.customers.outlets.errors import DuplicateSuspected
from endcap.customers.outlets.filters import uuids
from endcap.customers.outlets.flags import words_of
from endcap.customers.outlets.forms import ClassForm, KeyTraitsForm, OutletForm, outlet_initial
from endcap.customers.outlets.models import Outlet
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.views.asking import actor_of
from endcap.kernel.actor import Actor
from endcap.kernel.errors import Conflict, InvalidInput, Refusal
from endcap.kernel.geo import E7
from endcap.ui.figures import date_text, number_text, yuan_text
from endcap.ui.parts import Fact, Kpi
from endcap.ui.toasts import toast


@login_required
@require_GET
def outlet(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Everything about one outlet on one page."""
    actor = actor_of(request)
    file = selectors.file_of(actor, outlet_id)
    shown = file.outlet
    context = {
        "outlet": shown,
        "file": file,
        "grading": file.grading,
        "is_stale": selectors.refresh_cut(actor).is_stale(shown),
        "facts": _facts(shown),
        "more": _more(shown),
        "kpis": _declared(shown),
        "flags": words_of(shown.flags),
        "suspects": [(near, pages.reasons_in_words(near.link.reasons)) for near in file.suspects],
        "main": slots.fill(actor, shown, "main"),
        "may_edit": actor.may(Rights.EDIT) and not shown.is_archived,
        "may_restore": actor.may(Rights.EDIT) and shown.is_archived,
        "may_classify": actor.may(Rights.CLASSIFY) and not shown.is_archived,
        "may_assign": actor.may(Rights.ASSIGN) and not shown.is_archived,
    }
    return render(request, "outlets/outlet.html", context)


def _facts(shown: Outlet) -> list[Fact]:
    channel = f"{shown.channel.get_family_display()} / {shown.channel}"
    place = f"{shown.province}{shown.city}{shown.district} {shown.address} {shown.zip}".strip()
    position = ""
    if shown.lat_e7 is not None and shown.lon_e7 is not None:
        position = f"{shown.lat_e7 / E7:.6f}, {shown.lon_e7 / E7:.6f}"
    return [
        Fact(_("渠道"), channel),
        Fact(_("终端类型"), shown.channel.get_outlet_type_display()),
        Fact(_("客户性质"), _("，").join((shown.get_party_kind_display(), shown.get_dealing_display()))),
        Fact(_("地址"), place or None),  # type: ignore[arg-type]
        Fact(_("坐标"), position or _("没有，还不能在地图上定位"), tone="" if position else "warn"),
        Fact(_("单位"), shown.unit.name),
        Fact(_("负责人"), shown.owner.name),
    ]


def _more(shown: Outlet) -> list[Fact]:
    facts = [
        (_("连锁系统"), shown.chain_name),
        (_("营业执照号"), shown.licence_no),
        (_("开户日期"), date_text(shown.opened_on) if shown.opened_on else ""),
        (_("关店日期"), date_text(shown.closed_on) if shown.closed_on else ""),
        (_("备注"), shown.remark),
        *((str(label), shown.attributes.get(key, "")) for key, label in thirdterminal.ATTRIBUTES.items()),
        (_("名单里的渠道"), shown.attributes.get("channel_said", "")),
        (_("名单里的负责人"), shown.attributes.get("owner_said", "")),
    ]
    return [Fact(label, value) for label, value in facts if value]


def _declared(shown: Outlet) -> list[Kpi]:
    """What the list itself claimed; shown until sales data speak."""
    if shown.figures_on is not None or (shown.declared_sales is None and not shown.declared_grade):
        return []
    source = _("名单申报，不是销售数据")
    return [
        Kpi(_("申报近 12 月进货"), yuan_text(shown.declared_sales, 0), comparison=source),
        Kpi(_("申报单数"), number_text(shown.declared_orders)),
        Kpi(_("申报最近下单"), date_text(shown.declared_last_order_on)),
        Kpi(_("申报级别"), shown.declared_grade or "—"),
    ]


@login_required
@require_GET
def aside(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """What stands beside the file: sections of higher areas, neighbours, tags; fetched after the page."""
    actor = actor_of(request)
    found = selectors.aside_of(actor, outlet_id)
    context = {
        "aside": found,
        "outlet": found.outlet,
        "side": slots.fill(actor, found.outlet, "side"),
        "may_edit": actor.may(Rights.EDIT) and not found.outlet.is_archived,
    }
    return render(request, "outlets/aside.html", context)


@login_required
@require_GET
def history(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Owners, reviews and the audit trail; fetched after the page, which does not wait for it."""
    actor = actor_of(request)
    found = selectors.history_of(actor, outlet_id)
    labels = {field.name: str(field.verbose_name) for field in Outlet._meta.fields}
    return render(
        request,
        "outlets/history.html",
        {"history": found, "told": [pages.told(entry, labels) for entry in found.trail]},
    )


def _form(request: HttpRequest, actor: Actor, **kwargs: Any) -> OutletForm:
    return OutletForm(
        request.POST if request.method == "POST" else None,
        channels=selectors.channels_in_order(),
        owners=selectors.possible_owners(actor),
        units=selectors.possible_units(actor),
        **kwargs,
    )


def _page(request: HttpRequest, form: OutletForm, **context: Any) -> HttpResponse:
    third = selectors.channels_of_type(thirdterminal.OUTLET_TYPE)
    return render(
        request,
        "outlets/form.html",
        {"form": form, "third_channels": third, **context},
        status=422 if form.is_bound else 200,
    )


@login_required
@require_http_methods(["GET", "POST"])
def new_outlet(request: HttpRequest) -> HttpResponse:
    """Enter an outlet."""
    actor = actor_of(request)
    actor.require(Rights.EDIT)
    form = _form(request, actor, initial={"owner": str(actor.person_id), "status": "active"})
    if request.method == "GET":
        return _page(request, form)
    valid = form.is_valid()
    draft = form.draft()
    if not valid:
        form.take(services.problems_of_new(actor, draft))
        return _page(request, form)
    try:
        made = services.create_outlet(actor, draft, is_no_duplicate=form.cleaned_data["is_no_duplicate"])
    except DuplicateSuspected as found:
        return _page(
            request, form, suspects=[(one, pages.reasons_in_words(one.reasons)) for one in found.suspects]
        )
    except Refusal as refused:
        form.take_refusal(refused)
        return _page(request, form)
    toast(request, _("已新增“%(name)s”，编码 %(code)s") % {"name": made.name, "code": made.code})
    return redirect("outlets:outlet", outlet_id=made.pk)


@login_required
@require_http_methods(["GET", "POST"])
def edit_outlet(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Change the basic data of an outlet."""
    actor = actor_of(request)
    actor.require(Rights.EDIT)
    shown = selectors.outlet_of(actor, outlet_id)
    form = _form(request, actor, is_new=False, initial=outlet_initial(shown))
    if request.method == "POST":
        try:
            if form.is_valid():
                draft = form.draft(selectors.draft_of(shown))
                services.update_outlet(actor, outlet_id=outlet_id, draft=draft, seen=form.seen_at)
                toast(request, _("“%(name)s”的档案已改") % {"name": draft.name})
                return redirect("outlets:outlet", outlet_id=outlet_id)
        except Conflict as conflict:
            form.add_error(None, conflict.message)
            retyped = request.POST.copy()
            retyped["seen"] = shown.updated_at.isoformat()
            form.data = retyped
        except Refusal as refused:
            form.take_refusal(refused)
    return _page(request, form, outlet=shown)


_STEPS = {"verify": services.verify_file, "archive": services.archive, "restore": services.restore}


@login_required
@require_POST
def step(request: HttpRequest, outlet_id: UUID, what: str) -> HttpResponse:
    """Verify, archive or restore a file."""
    actor = actor_of(request)
    done = _STEPS[what](actor, outlet_id=outlet_id)  # type: ignore[operator]
    said = {
        "verify": _("“%(name)s”的档案今天核实过"),
        "archive": _("“%(name)s”已归档，档案只能看"),
        "restore": _("“%(name)s”已恢复"),
    }
    toast(request, said[what] % {"name": done.name})
    return redirect("outlets:outlet", outlet_id=outlet_id)


@login_required
@require_POST
def judge_link(request: HttpRequest, outlet_id: UUID, link_id: UUID) -> HttpResponse:
    """Say whether two outlets have to do with each other."""
    actor = actor_of(request)
    judge = services.confirm_link if request.POST.get("verdict") == "confirm" else services.dismiss_link
    judge(actor, link_id=link_id)
    toast(request, _("已记下，以后不再提示"))
    return redirect("outlets:outlet", outlet_id=outlet_id)


@login_required
@require_POST
def hand_over(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Hand the outlet to another owner."""
    actor = actor_of(request)
    owners = uuids((request.POST.get("owner", ""),))
    try:
        moved = services.change_owner(
            actor,
            outlet_ids=[outlet_id],
            owner_id=owners[0] if owners else None,
            reason=request.POST.get("reason", ""),
        )
    except InvalidInput as refused:
        toast(request, "；".join(str(problem.message) for problem in refused.problems))
        return redirect("outlets:outlet", outlet_id=outlet_id)
    if moved:
        toast(request, _("“%(name)s”已转给%(owner)s") % {"name": moved[0].name, "owner": moved[0].owner.name})
    return redirect("outlets:list")


@login_required
@require_POST
def tag(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Put a tag on the outlet, or take one off."""
    actor = actor_of(request)
    if request.POST.get("off"):
        services.remove_tag(actor, outlet_ids=[outlet_id], name=request.POST["off"])
    else:
        try:
            services.add_tag(actor, outlet_ids=[outlet_id], name=request.POST.get("tag", ""))
        except InvalidInput as refused:
            toast(request, "；".join(str(problem.message) for problem in refused.problems))
    return redirect("outlets:outlet", outlet_id=outlet_id)


@login_required
@require_http_methods(["GET", "POST"])
def classes(request: HttpRequest, outlet_id: UUID, scheme: str) -> HttpResponse:
    """Class the outlet in one scheme, by hand or (key customers) by the rule."""
    actor = actor_of(request)
    actor.require(Rights.CLASSIFY)
    shown, chosen = selectors.outlet_of(actor, outlet_id), selectors.scheme_of(scheme)
    posted = request.POST if request.method == "POST" else None
    by_rule = posted is not None and "by_rule" in posted
    form = ClassForm(None if by_rule else posted, scheme=chosen)
    traits = KeyTraitsForm(posted if by_rule else None, initial={"has_bought": shown.sales_12m > 0})
    try:
        if posted is not None and posted.get("end"):
            services.end_classification(
                actor, outlet_id=outlet_id, scheme=scheme, reason=posted.get("reason", "")
            )
            return redirect("outlets:outlet", outlet_id=outlet_id)
        if by_rule and traits.is_valid():
            services.set_key_class_by_rule(actor, outlet_id=outlet_id, traits=traits.traits())
            return redirect("outlets:outlet", outlet_id=outlet_id)
        if posted is not None and not by_rule and form.is_valid():
            services.classify(actor, outlet_id=outlet_id, scheme=scheme, **form.cleaned_data)
            toast(request, _("分类已定，原因记在档案里"))
            return redirect("outlets:outlet", outlet_id=outlet_id)
    except Refusal as refused:
        (traits if by_rule else form).take_refusal(refused)
    context = {
        "outlet": shown,
        "scheme": chosen,
        "form": form,
        "traits": traits if chosen.kind == "key" else None,
    }
    return render(request, "outlets/classes.html", context, status=422 if posted is not None else 200)
