"""Saved views and tags: made, renamed, put in order, shared, joined, dropped."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.customers.outlets import pages, selectors, services
from endcap.customers.outlets.filters import OutletFilter, uuids
from endcap.customers.outlets.models import Tag
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.views.asking import actor_of, back_to_list
from endcap.kernel.errors import InvalidInput
from endcap.ui.toasts import toast


def _told(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """Do it and say so, or say what has to be otherwise."""
    try:
        act()
    except InvalidInput as refused:
        toast(request, "；".join(str(problem.message) for problem in refused.problems))
    else:
        toast(request, done)


@login_required
@require_GET
def views(request: HttpRequest) -> HttpResponse:
    """One's own views and the shared ones."""
    actor = actor_of(request)
    return render(
        request,
        "outlets/views.html",
        {"views": selectors.views_to_arrange(actor), "may_share": actor.may(Rights.ARRANGE)},
    )


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
            columns=pages.known_columns(request.POST.getlist("cols")),
        )
    except InvalidInput as refused:
        toast(request, "；".join(str(problem.message) for problem in refused.problems))
        kept = OutletFilter.from_mapping(parse_qs(query)).as_query()
        return redirect(f"{reverse('outlets:list')}?{kept}")
    toast(request, _("视图“%(name)s”已存") % {"name": view.name})
    return redirect(f"{reverse('outlets:list')}?{view.query}")


@login_required
@require_POST
def change_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Rename it, share it or keep it to oneself; or put it one place further."""
    actor = actor_of(request)
    if step := {"up": -1, "down": 1}.get(request.POST.get("move", "")):
        services.move_view(actor, view_id=view_id, step=step)
        return redirect("outlets:views")
    name, is_shared = request.POST.get("name", ""), request.POST.get("is_shared") == "1"
    _told(
        request,
        lambda: services.change_view(actor, view_id=view_id, name=name, is_shared=is_shared),
        _("视图已改"),
    )
    return redirect("outlets:views")


@login_required
@require_POST
def delete_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Drop a view."""
    services.delete_view(actor_of(request), view_id=view_id)
    toast(request, _("视图已删"))
    return redirect("outlets:views")


@login_required
@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Remember the columns of the list."""
    chosen = pages.known_columns(request.POST.getlist("cols")) if not request.POST.get("usual") else ()
    request.session[pages.COLUMNS_KEY] = services.choose_columns(actor_of(request), columns=chosen)
    return back_to_list(request)


@login_required
@require_http_methods(["GET", "POST"])
def tags(request: HttpRequest) -> HttpResponse:
    """Every tag with its outlets; whoever arranges them makes new ones."""
    actor = actor_of(request)
    if request.method == "POST":
        name, tone = request.POST.get("name", ""), request.POST.get("tone", "")
        _told(request, lambda: services.create_tag(actor, name=name, tone=tone), _("标签已建"))
        return redirect("outlets:tags")
    return render(
        request,
        "outlets/tags.html",
        {
            "counted": selectors.tag_counts(actor),
            "tones": Tag.Tone.choices,
            "may_arrange": actor.may(Rights.ARRANGE),
        },
    )


@login_required
@require_POST
def change_tag(request: HttpRequest, tag_id: UUID) -> HttpResponse:
    """Rename a tag, colour it, join it with another, or drop it."""
    actor = actor_of(request)
    name, tone = request.POST.get("name", ""), request.POST.get("tone", "")
    into = uuids((request.POST.get("into", ""),))
    act = request.POST.get("act", "")
    if act == "delete":
        _told(request, lambda: services.delete_tag(actor, tag_id=tag_id), _("标签已删"))
    elif act == "merge":
        target = into[0] if into else tag_id
        _told(request, lambda: services.merge_tags(actor, tag_id=tag_id, into_id=target), _("标签已合并"))
    else:
        _told(request, lambda: services.change_tag(actor, tag_id=tag_id, name=name, tone=tone), _("标签已改"))
    return redirect("outlets:tags")
