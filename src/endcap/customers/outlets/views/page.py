"""The page of one outlet, in portions: the head at once, the rest when it comes into view."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.customers.outlets import (
    happenings,
    pages,
    purposes,
    selectors,
    services,
    slots,
    thirdterminal,
    timeline,
)
from endcap.customers.outlets.flags import words_of
from endcap.customers.outlets.forms import CareForm, NoteForm
from endcap.customers.outlets.models import Outlet
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.timeline import Mark
from endcap.customers.outlets.views.asking import actor_of
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, Refusal
from endcap.kernel.geo import E7
from endcap.mechanisms.agenda import selectors as agenda
from endcap.mechanisms.agenda.rights import Rights as Agenda
from endcap.ui.figures import date_text, number_text, yuan_text
from endcap.ui.parts import Choice, Fact, Kpi
from endcap.ui.toasts import toast

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_GET
def outlet(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Everything about one outlet on one page."""
    actor = actor_of(request)
    into = selectors.merged_into(actor, outlet_id)
    if into is not None:  # the address of a merged outlet leads to the one that it turned out to be
        toast(request, _("原来那家已经并入“%(name)s”") % {"name": into.name})
        return redirect("outlets:outlet", outlet_id=into.pk)
    head = selectors.head_of(actor, outlet_id)
    shown = head.outlet
    main = slots.fill(actor, shown, "main")
    figures = [kpi for filled in main for kpi in getattr(filled.it, "kpis", ())]
    context = {
        "outlet": shown,
        "head": head,
        "grading": head.grading,
        "facts": _facts(shown),
        "more": _more(shown),
        "kpis": figures[:6] or _declared(shown),
        "flags": words_of(shown.flags),
        "main": main,
        "due": agenda.of_subject(actor, Outlet._meta.label, outlet_id) if actor.may(Agenda.VIEW) else (),
        "today": actor.today,
        "may_act": actor.may(Agenda.ACT) and not shown.is_archived,
        "archive_classes": slots.archive_classes() if actor.may(Rights.EDIT) else (),
        **_may(actor, shown),
    }
    return render(request, "outlets/outlet.html", context)


def _may(actor: Actor, shown: Outlet) -> dict[str, bool]:
    return {
        "may_edit": actor.may(Rights.EDIT) and not shown.is_archived,
        "may_restore": actor.may(Rights.EDIT) and shown.is_archived and not shown.is_merged,
        "may_classify": actor.may(Rights.CLASSIFY) and not shown.is_archived,
        "may_assign": actor.may(Rights.ASSIGN) and not shown.is_archived,
        "may_export": actor.may(Rights.EXPORT),
    }


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
def people(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Contacts, care plan, neighbours, tags; fetched right after the page."""
    actor = actor_of(request)
    found = selectors.people_of(actor, outlet_id)
    context = {
        "people": found,
        "outlet": found.outlet,
        "suspects": [(near, pages.reasons_in_words(near.link.reasons)) for near in found.suspects],
        "purposes": purposes.PURPOSES,
        "today": actor.today,
        **_may(actor, found.outlet),
    }
    return render(request, "outlets/people.html", context)


@login_required
@require_GET
def aside(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """The side sections of higher areas; fetched after the page."""
    actor = actor_of(request)
    shown = selectors.outlet_of(actor, outlet_id)
    return render(request, "outlets/aside.html", {"outlet": shown, "side": slots.fill(actor, shown, "side")})


@login_required
@require_GET
def trade(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """What higher areas say of its trade: orders, money, credit, who signs in."""
    actor = actor_of(request)
    shown = selectors.outlet_of(actor, outlet_id)
    return render(request, "outlets/aside.html", {"outlet": shown, "side": slots.fill(actor, shown, "trade")})


@login_required
@require_GET
def history(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Owners, reviews and the audit trail; fetched when it comes into view."""
    actor = actor_of(request)
    found = selectors.history_of(actor, outlet_id)
    labels = {field.name: str(field.verbose_name) for field in Outlet._meta.fields}
    return render(
        request,
        "outlets/history.html",
        {"history": found, "told": [pages.told(entry, labels) for entry in found.trail]},
    )


@login_required
@require_GET
def papers(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Photos and documents; fetched when they come into view."""
    actor = actor_of(request)
    return render(request, "outlets/papers.html", {"outlet": selectors.outlet_of(actor, outlet_id)})


@login_required
@require_GET
def happened(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """The timeline, a page of it."""
    actor = actor_of(request)
    shown = selectors.outlet_of(actor, outlet_id)
    group = request.GET.get("group", "")
    group = group if group in happenings.GROUPS else ""
    if not request.headers.get("HX-Request"):  # opened in a tab of its own: a part of a page is no page
        return redirect(reverse("outlets:outlet", args=[outlet_id]) + "#timeline")
    mark = Mark.read(request.GET.get("after", "").replace("\0", ""))
    sources = (*happenings.OWN, *timeline.higher())
    page = timeline.merged(actor, shown, sources, group=group, after=mark)
    here = reverse("outlets:timeline", args=[outlet_id])
    context = {
        "outlet": shown,
        "page": page,
        "group": group,
        "is_on": mark is not None,
        "more": f"{here}?group={group}&after={quote(page.next)}" if page.next else "",
        "groups": [
            Choice(key, label, key == group, url=f"{here}?group={key}")
            for key, label in happenings.GROUPS.items()
        ],
    }
    return render(request, "outlets/timeline.html", context)


def _back(outlet_id: UUID, place: str) -> HttpResponse:
    return redirect(reverse("outlets:outlet", args=[outlet_id]) + place)


@login_required
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Write down a call, a meeting, a message or an opinion."""
    actor = actor_of(request)
    actor.require(Rights.EDIT)
    shown = selectors.outlet_of(actor, outlet_id)
    form = NoteForm(request.POST or None, initial={"on": actor.today, "kind": "call"})
    if request.method == "POST" and form.is_valid():
        try:
            services.add_note(actor, outlet_id=outlet_id, **form.cleaned_data)
            toast(request, _("已记进“%(name)s”的台账") % {"name": shown.name})
            return _back(outlet_id, "#timeline")
        except Refusal as refused:
            form.take_refusal(refused)
    return _note_page(request, shown, form, _("记一笔"))


@login_required
@require_http_methods(["GET", "POST"])
def care(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Write the next care plan."""
    actor = actor_of(request)
    actor.require(Rights.EDIT)
    shown = selectors.outlet_of(actor, outlet_id)
    held = selectors.care_plan_of(actor, outlet_id)
    form = CareForm(request.POST or None, initial={"text": held.text if held else ""})
    if request.method == "POST" and form.is_valid():
        try:
            plan = services.write_care_plan(actor, outlet_id=outlet_id, **form.cleaned_data)
            toast(request, _("关怀计划已写，%(day)s 会列入待办") % {"day": date_text(plan.next_on)})
            return _back(outlet_id, "#care")
        except Refusal as refused:
            form.take_refusal(refused)
    return _note_page(request, shown, form, _("写关怀计划"), held=held)


def _note_page(request: HttpRequest, shown: Outlet, form: Any, title: str, **context: Any) -> HttpResponse:
    return render(
        request,
        "outlets/note.html",
        {"outlet": shown, "form": form, "heading": title, **context},
        status=422 if form.is_bound else 200,
    )


@login_required
@require_POST
def ledger(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """The ledger of this customer as a workbook."""
    actor = actor_of(request)
    try:
        made = services.export_ledger(actor, outlet_id=outlet_id, purpose=request.POST.get("purpose", ""))
    except InvalidInput as refused:
        toast(request, "；".join(str(problem.message) for problem in refused.problems))
        return redirect("outlets:outlet", outlet_id=outlet_id)
    response = HttpResponse(made.content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(made.file_name)}"
    return response
