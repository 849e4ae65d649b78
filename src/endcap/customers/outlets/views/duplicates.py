"""Outlets that may be one: the queue, two files side by side, merging, and taking a merge back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.customers.outlets import comparing, pages, selectors, services
from endcap.customers.outlets.filters import uuids
from endcap.customers.outlets.forms import OutletForm
from endcap.customers.outlets.models import OutletLink
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.selectors import merging
from endcap.customers.outlets.selectors.typing import look_alikes
from endcap.customers.outlets.views.asking import actor_of
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, Refusal
from endcap.ui import maps
from endcap.ui.toasts import toast

SURE = 80


def _first_words(refused: Refusal) -> str:
    if isinstance(refused, InvalidInput):
        return "；".join(str(problem.message) for problem in refused.problems)
    return refused.message


@login_required
@require_http_methods(["GET", "POST"])
def suspects(request: HttpRequest) -> HttpResponse:
    """The queue with the surest pair open; a scan looks through the whole book."""
    actor = actor_of(request)
    if request.method == "POST":
        result = services.scan_duplicates(actor)
        toast(
            request,
            _("看过 %(outlets)s 家：疑似重复 %(suspects)s 对，前后手 %(successors)s 对")
            % {"outlets": result.outlets, "suspects": result.suspects, "successors": result.successors},
        )
        return redirect("outlets:suspects")
    if request.GET.get("state") == "merged":
        return render(request, "outlets/merges.html", _frame(actor) | {"merges": merging.merges(actor)})
    waiting = merging.waiting_pairs(actor)
    return _review(request, actor, waiting, waiting[0] if waiting else None, is_opened=False)


def _frame(actor: Actor) -> dict[str, Any]:
    return {
        "waiting_count": merging.waiting_count(actor),
        "may_edit": actor.may(Rights.EDIT),
        "may_merge": actor.may(Rights.MERGE),
    }


def _review(
    request: HttpRequest,
    actor: Actor,
    waiting: list[OutletLink],
    link: OutletLink | None,
    *,
    is_opened: bool,
) -> HttpResponse:
    context = _frame(actor) | {
        "queue": [(one, pages.reasons_in_words(one.reasons)) for one in waiting],
        "link": link,
        "is_opened": is_opened,
        "today": actor.today,
    }
    if link is not None:
        keep = uuids((request.GET.get("keep", ""),))
        pair = merging.comparison(
            actor, link.outlet_id, link.other_id, link=link, keep=keep[0] if keep else None
        )
        order = [one.pk for one in waiting]
        at = order.index(link.pk) if link.pk in order else -1
        context |= {
            "pair": pair,
            "rows": comparing.rows_of(pair),
            "why": pages.reasons_in_words(link.reasons),
            "distance": comparing.distance_in_words(pair.distance_m),
            "next": order[at + 1] if at + 1 < len(order) else None,
            "previous": order[at - 1] if at > 0 else None,
            "is_mapped": pair.survivor.outlet.has_position or pair.loser.outlet.has_position,
            "may_decide": actor.may(Rights.EDIT)
            and not (pair.survivor.outlet.is_archived or pair.loser.outlet.is_archived),
        }
    return render(request, "outlets/suspects.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """One pair; whoever may decides what the two are to each other."""
    actor = actor_of(request)
    if request.method == "GET":
        link = merging.pair_of(actor, link_id)
        return _review(request, actor, merging.waiting_pairs(actor), link, is_opened=True)
    actor.require(Rights.EDIT)
    link = merging.pair_of(actor, link_id)
    after = _after(actor, link)
    decide = _VERDICTS.get(request.POST.get("verdict", ""), _dismiss)
    try:
        toast(request, decide(actor, link, request))
    except Refusal as refused:
        if refused.status in (403, 404):
            raise
        toast(request, _first_words(refused))
        return redirect("outlets:judge_suspect", link_id=link.pk)
    return _on(after)


def _after(actor: Actor, link: OutletLink) -> UUID | None:
    """The pair that comes up when this one is settled."""
    order = [one.pk for one in merging.waiting_pairs(actor)]
    if link.pk not in order:
        return order[0] if order else None
    at = order.index(link.pk)
    left = order[:at] + order[at + 1 :]
    return left[min(at, len(left) - 1)] if left else None


def _on(link_id: UUID | None) -> HttpResponse:
    return redirect("outlets:judge_suspect", link_id=link_id) if link_id else redirect("outlets:suspects")


def _dismiss(actor: Actor, link: OutletLink, _request: HttpRequest) -> str:
    services.dismiss_link(actor, link_id=link.pk)
    return _("已记下不是同一家，以后不再提示")


def _confirm(actor: Actor, link: OutletLink, _request: HttpRequest) -> str:
    services.confirm_link(actor, link_id=link.pk)
    return _("已记下，以后不再提示")


def _same_place(actor: Actor, link: OutletLink, request: HttpRequest) -> str:
    services.set_same_place(
        actor, one_id=link.outlet_id, other_id=link.other_id, note=request.POST.get("note", "")
    )
    return _("已记下：同一地址，是两家")


def _successor(actor: Actor, link: OutletLink, request: HttpRequest) -> str:
    before = uuids((request.POST.get("before", ""),))
    ends = (link.outlet_id, link.other_id)
    first = before[0] if before and before[0] in ends else ends[0]
    second = ends[1] if first == ends[0] else ends[0]
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        on = None
    services.set_successor(actor, before_id=first, after_id=second, on=on, note=request.POST.get("note", ""))
    return _("已记下：前后手，是两家")


_VERDICTS: dict[str, Callable[[Actor, OutletLink, HttpRequest], str]] = {
    "dismiss": _dismiss,
    "confirm": _confirm,
    "same_place": _same_place,
    "successor": _successor,
}


@login_required
@require_POST
def merge(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Merge the pair as it was compared; the next pair comes up."""
    actor = actor_of(request)
    actor.require(Rights.MERGE)
    link = merging.pair_of(actor, link_id)
    ends = (link.outlet_id, link.other_id)
    keep = uuids((request.POST.get("keep", ""),))
    survivor = keep[0] if keep and keep[0] in ends else ends[0]
    loser = ends[1] if survivor == ends[0] else ends[0]
    take = [key.removeprefix("take-") for key, value in request.POST.items() if value == "goes"]
    after = _after(actor, link)
    try:
        made = services.merge_outlets(
            actor,
            loser_id=loser,
            survivor_id=survivor,
            take=take,
            reason=request.POST.get("reason", ""),
            seen=_seen(request),
        )
    except Refusal as refused:
        if refused.status in (403, 404):
            raise
        toast(request, _first_words(refused))
        return redirect("outlets:judge_suspect", link_id=link.pk)
    told = _("已把“%(loser)s”并入“%(survivor)s”") % {
        "loser": made.loser.name,
        "survivor": made.survivor.name,
    }
    toast(request, told, undo_url=reverse("outlets:undo_merge", args=[made.pk]))
    return _on(after)


def _seen(request: HttpRequest) -> services.Seen | None:
    try:
        return services.Seen(
            datetime.fromisoformat(request.POST["seen_goes"]),
            datetime.fromisoformat(request.POST["seen_stays"]),
        )
    except (KeyError, ValueError):
        return None


@login_required
@require_POST
def undo_merge(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """Take a merge back."""
    actor = actor_of(request)
    try:
        undone = services.undo_merge(actor, merge_id=merge_id)
    except Refusal as refused:
        if refused.status in (403, 404):
            raise
        toast(request, _first_words(refused))
        return redirect(f"{reverse('outlets:suspects')}?state=merged")
    toast(request, _("已撤销，“%(name)s”又是单独一家") % {"name": undone.loser.name})
    return redirect("outlets:outlet", outlet_id=undone.loser_id)


@login_required
@require_GET
def pair_map(request: HttpRequest, link_id: UUID) -> JsonResponse:
    """Where the two stand, for the small map."""
    actor = actor_of(request)
    link = merging.pair_of(actor, link_id)
    pair = merging.comparison(actor, link.outlet_id, link.other_id)
    placed = [s.outlet for s in (pair.survivor, pair.loser) if s.outlet.has_position]
    drawn = [
        maps.point(
            outlet.lat_e7 or 0,
            outlet.lon_e7 or 0,
            id=str(outlet.pk),
            mark=outlet.grade or "·",
            tone=(outlet.grade or "none").lower(),
            name=outlet.name,
            sub=f"{outlet.code}·{outlet.address}",
            facts=[],
            url=reverse("outlets:outlet", args=[outlet.pk]),
        )
        for outlet in placed
    ]
    return JsonResponse(maps.collection(drawn, fit=_around(placed)))


def _around(placed: list[Any]) -> list[float] | None:
    """A box around both with some ground beside it: about 60 m at least."""
    if not placed:
        return None
    lats, lons = [o.lat_e7 for o in placed], [o.lon_e7 for o in placed]
    edge = max(6_000, (max(lats) - min(lats)) // 2, (max(lons) - min(lons)) // 2)
    west, south = maps.shown(min(lats) - edge, min(lons) - edge)
    east, north = maps.shown(max(lats) + edge, max(lons) + edge)
    return [west, south, east, north]


@login_required
@require_POST
def propose(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Put this outlet beside another one, named by its code."""
    actor = actor_of(request)
    actor.require(Rights.EDIT)
    selectors.outlet_of(actor, outlet_id)
    code = request.POST.get("code", "").strip()
    found = selectors.ids_by_code(actor, [code]).get(code)
    if found is None:
        toast(request, _("没有编码是“%(code)s”的终端，或不在可见范围内。核对编码。") % {"code": code})
        return redirect("outlets:outlet", outlet_id=outlet_id)
    try:
        link = services.propose_pair(actor, one_id=outlet_id, other_id=found)
    except Refusal as refused:
        if refused.status in (403, 404):
            raise
        toast(request, _first_words(refused))
        return redirect("outlets:outlet", outlet_id=outlet_id)
    return redirect("outlets:judge_suspect", link_id=link.pk)


@login_required
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """What looks like the outlet that is being typed; asked whenever a telling field changes."""
    actor = actor_of(request)
    actor.require(Rights.EDIT)
    form = OutletForm(request.POST, channels=(), owners=(), units=())
    form.full_clean()
    alike = comparing.alike_in_words(look_alikes(actor, form.draft()))
    is_sure = any(found.one.score >= SURE for found in alike)
    context = {
        "alike": alike,
        "is_sure": is_sure,
        "form": OutletForm(request.POST, channels=()) if is_sure else None,
    }
    return render(request, "outlets/alike.html", context)
