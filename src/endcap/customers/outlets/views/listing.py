"""The outlet list: filter, sort, page, pick, save as a view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from endcap.customers.outlets import pages, selectors, services
from endcap.customers.outlets.filters import PAGE, Cursor, OutletFilter, uuids
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.views.asking import actor_of
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput
from endcap.ui.parts import Foot
from endcap.ui.toasts import toast


@login_required
@require_GET
def outlet_list(request: HttpRequest) -> HttpResponse:
    """The book of outlets, as far as the person sees it."""
    actor = actor_of(request)
    wanted = OutletFilter.from_mapping(request.GET)
    page = selectors.list_page(actor, wanted, cursor=Cursor.read(request.GET.get("after", "")), size=PAGE)
    context = _context(request, actor, wanted, page)
    template = "outlets/rows.html" if request.headers.get("HX-Request") else "outlets/list.html"
    return render(request, template, context)


def _context(
    request: HttpRequest, actor: Actor, wanted: OutletFilter, page: selectors.ListPage
) -> dict[str, Any]:
    shown = pages.shown_columns(request.GET.getlist("cols"))
    query = wanted.as_query()
    return {
        "wanted": wanted,
        "sort": wanted.sort,
        "q": wanted.q,
        "page": page,
        "foot": _foot(request, page),
        "columns": shown,
        "column_choices": pages.column_choices(shown),
        "conditions": pages.chips(wanted, selectors.shown_conditions(actor, wanted)),
        "views": pages.tabs(selectors.saved_views(actor), query),
        "is_saved": any(tab.is_on for tab in pages.tabs((), query)),
        "query": query,
        "export_url": _export_url(request, query),
        "may_edit": actor.may(Rights.EDIT),
        "may_assign": actor.may(Rights.ASSIGN),
        "may_import": actor.may(Rights.IMPORT),
        "may_export": actor.may(Rights.EXPORT),
    }


def _export_url(request: HttpRequest, query: str) -> str:
    return f"{reverse('exchange:export', args=['outlets'])}?{query}"


def _foot(request: HttpRequest, page: selectors.ListPage) -> Foot:
    def address(after: str) -> str:
        params = request.GET.copy()
        params["after"] = after
        return f"?{params.urlencode()}"

    return Foot(
        page.first,
        page.last,
        previous=address(page.previous) if page.previous else "",
        next=address(page.next) if page.next else "",
        total=None if page.is_capped else page.total,
        estimate=page.total - 1 if page.is_capped else None,
    )


@login_required
@require_GET
def filter_menu(request: HttpRequest) -> HttpResponse:
    """What the filter menu offers; fetched when it opens, so that the list does not pay for it."""
    actor = actor_of(request)
    wanted = OutletFilter.from_mapping(request.GET)
    return render(
        request,
        "outlets/filter_menu.html",
        {"groups": pages.filter_groups(selectors.filter_choices(actor), wanted)},
    )


def _back(request: HttpRequest) -> HttpResponse:
    """To the list as it stood."""
    there = request.POST.get("back", "")
    fits = there.startswith("/") and url_has_allowed_host_and_scheme(there, allowed_hosts=None)
    return redirect(there if fits else reverse("outlets:list"))


def _picked(request: HttpRequest) -> list[UUID]:
    return uuids(tuple(request.POST.getlist("ids")))


@login_required
@require_POST
def tag_many(request: HttpRequest) -> HttpResponse:
    """Tag the picked outlets."""
    actor = actor_of(request)
    picked = _picked(request)
    try:
        tagged = services.add_tag(actor, outlet_ids=picked, name=request.POST.get("tag", ""))
    except InvalidInput as refused:
        toast(request, "；".join(str(problem.message) for problem in refused.problems))
        return _back(request)
    toast(
        request,
        _("已给 %(count)s 家打上标签“%(tag)s”")
        % {"count": tagged, "tag": request.POST.get("tag", "").strip()},
    )
    return _back(request)


@login_required
@require_GET
def owner_choices(request: HttpRequest) -> HttpResponse:
    """To whom outlets may be handed; fetched when the dialog opens."""
    actor = actor_of(request)
    actor.require(Rights.ASSIGN)
    return render(
        request,
        "outlets/owner_choices.html",
        {"owners": selectors.possible_owners(actor), "plain": "plain" in request.GET},
    )


@login_required
@require_POST
def hand_over(request: HttpRequest) -> HttpResponse:
    """Hand the picked outlets to another owner."""
    actor = actor_of(request)
    owners: Sequence[UUID] = uuids((request.POST.get("owner", ""),))
    try:
        moved = services.change_owner(
            actor,
            outlet_ids=_picked(request),
            owner_id=owners[0] if owners else None,
            reason=request.POST.get("reason", ""),
        )
    except InvalidInput as refused:
        toast(request, "；".join(str(problem.message) for problem in refused.problems))
        return _back(request)
    name = moved[0].owner.name if moved else ""
    toast(request, _("已把 %(count)s 家转给%(name)s") % {"count": len(moved), "name": name})
    return _back(request)


@login_required
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the filter as a view."""
    actor = actor_of(request)
    query = request.POST.get("query", "")
    try:
        view = services.save_view(
            actor,
            name=request.POST.get("name", ""),
            query=query,
            is_shared=request.POST.get("is_shared") == "1",
        )
    except InvalidInput as refused:
        toast(request, "；".join(str(problem.message) for problem in refused.problems))
        kept = OutletFilter.from_mapping(parse_qs(query)).as_query()
        return redirect(f"{reverse('outlets:list')}?{kept}")
    toast(request, _("视图“%(name)s”已存") % {"name": view.name})
    return redirect(f"{reverse('outlets:list')}?{view.query}")


@login_required
@require_POST
def delete_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Drop a view of one's own."""
    services.delete_view(actor_of(request), view_id=view_id)
    toast(request, _("视图已删"))
    return redirect("outlets:list")
