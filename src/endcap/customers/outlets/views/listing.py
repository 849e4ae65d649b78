"""The outlet list: filter, sort, page, pick, save as a view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from endcap.customers.outlets import pages, selectors
from endcap.customers.outlets.filters import PAGE, Cursor, OutletFilter
from endcap.customers.outlets.models import SavedView
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.views.asking import actor_of
from endcap.kernel.actor import Actor
from endcap.ui.parts import Foot


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
    query = wanted.as_query()
    views = selectors.saved_views(actor)
    shown = pages.shown_columns(request.GET.getlist("cols") or _kept_columns(request, actor, views, query))
    layout = pages.layout_of(request.GET.get("layout", ""))
    return {
        "layout": layout,
        "layouts": pages.layouts(request.GET, layout),
        "map_points": f"{reverse('outlets:map')}?{wanted.anywhere().as_query()}",
        "map_legend": pages.MAP_LEGEND,
        "wanted": wanted,
        "sort": wanted.sort,
        "q": wanted.q,
        "page": page,
        "foot": _foot(request, page),
        "columns": shown,
        "column_choices": pages.column_choices(shown),
        "conditions": pages.chips(wanted, selectors.shown_conditions(actor, wanted)),
        "views": pages.tabs(views, query),
        "is_saved": any(tab.is_on for tab in pages.tabs((), query)),
        "query": query,
        "export_url": _export_url(query, shown),
        "may_arrange": actor.may(Rights.ARRANGE),
        "may_edit": actor.may(Rights.EDIT),
        "may_assign": actor.may(Rights.ASSIGN),
        "may_classify": actor.may(Rights.CLASSIFY),
        "may_import": actor.may(Rights.IMPORT),
        "may_export": actor.may(Rights.EXPORT),
    }


def _kept_columns(
    request: HttpRequest, actor: Actor, views: Sequence[SavedView], query: str
) -> Sequence[str]:
    """The columns of the view in force, else those that the person once chose."""
    of_view = next((view.columns for view in views if view.columns and view.query == query), "")
    if of_view:
        return of_view.split(",")
    if pages.COLUMNS_KEY not in request.session:
        request.session[pages.COLUMNS_KEY] = selectors.chosen_columns(actor)
    return str(request.session[pages.COLUMNS_KEY]).split(",")


def _export_url(query: str, shown: Sequence[str]) -> str:
    """The export of exactly these rows, in this order, with these columns."""
    asked = [("query", query), *(("cols", column) for column in pages.exported_columns(shown))]
    return f"{reverse('exchange:export', args=['outlets'])}?{urlencode(asked)}"


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
        {
            "groups": pages.filter_groups(selectors.filter_choices(actor), wanted),
            "wanted": wanted,
            "day_choices": pages.DAY_CHOICES,
        },
    )


@login_required
@require_GET
def owner_choices(request: HttpRequest) -> HttpResponse:
    """To whom outlets may be handed; fetched when the dialog opens."""
    actor = actor_of(request)
    actor.require(Rights.ASSIGN)
    return render(
        request,
        "outlets/owner_choices.html",
        {"owners": selectors.possible_owners(actor)},
    )
