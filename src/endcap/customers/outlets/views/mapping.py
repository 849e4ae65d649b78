"""The outlet list on the map: what is in sight, names of places, and what was picked with the lasso."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from endcap.customers.outlets import selectors
from endcap.customers.outlets.filters import OutletFilter
from endcap.customers.outlets.models import Outlet
from endcap.customers.outlets.views.asking import actor_of
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, Problem
from endcap.kernel.shapes import Box
from endcap.ui import figures, maps


def _zoom(text: str) -> int:
    try:
        return max(0, min(22, int(float(text))))
    except (ValueError, OverflowError):
        return 0


def _days_ago(today: date, day: date | None) -> str:
    if day is None:
        return figures.EMPTY
    days = (today - day).days
    return _("今天") if days <= 0 else _("%(days)s 天前") % {"days": days}


def _pin(outlet: Outlet, today: date) -> dict[str, object]:
    """A pin: its letter is the grade; what the float says when it is pointed at."""
    sales = figures.money_text(outlet.sales_30d, 0) if outlet.figures_on else figures.EMPTY
    return maps.point(
        outlet.lat_e7 or 0,
        outlet.lon_e7 or 0,
        id=str(outlet.pk),
        mark=outlet.grade or "·",
        tone=(outlet.grade or "none").lower(),
        name=outlet.name,
        sub=f"{outlet.code}·{outlet.channel}·{outlet.owner.name}",
        facts=[[_("30 天进货"), sales], [_("最近进货"), _days_ago(today, outlet.last_order_on)]],
        url=reverse("outlets:outlet", args=[outlet.pk]),
    )


def _cluster(one: selectors.Cluster) -> dict[str, object]:
    return maps.point(
        one.lat_e7,
        one.lon_e7,
        count=one.count,
        tone=one.grade.lower(),
        mark=one.grade,
        text=figures.number_text(one.count),
        box=maps.box_text(one.box),
    )


@login_required
@require_GET
def points(request: HttpRequest) -> JsonResponse:
    """What is in sight, as GeoJSON; without a box, where to look at first."""
    actor = actor_of(request)
    wanted = OutletFilter.from_mapping(request.GET).anywhere()
    box = maps.box_from(request.GET.get("bbox", ""))
    if box is None:
        around = selectors.extent(actor, wanted)
        return JsonResponse(maps.collection((), fit=_padded(around) if around else None))
    seen = selectors.in_sight(actor, wanted, box, _zoom(request.GET.get("zoom", "")))
    drawn = [_pin(outlet, actor.today) for outlet in seen.outlets] + [_cluster(one) for one in seen.clusters]
    return JsonResponse(maps.collection(drawn, total=seen.total))


def _padded(box: Box) -> list[float]:
    return [float(part) for part in maps.box_text(box).split(",")]


@login_required
@require_GET
def places(request: HttpRequest) -> JsonResponse:
    """Names to put on the ground, so that a map without tiles can be read."""
    found = [
        maps.point(one.lat_e7, one.lon_e7, name=one.name, count=one.count, rank=1 if one.is_city else 2)
        for one in selectors.place_names(actor_of(request))
    ]
    response = JsonResponse(maps.collection(found))
    response["Cache-Control"] = "private, max-age=600"
    return response


@login_required
@require_POST
def lasso(request: HttpRequest) -> JsonResponse:
    """The outlets inside an outline, or all in sight: their ids, for what is done with many at once."""
    actor = actor_of(request)
    wanted = OutletFilter.from_mapping(request.GET).anywhere()
    try:
        ids = _caught(actor, wanted, request)
    except InvalidInput as refused:
        sentence = str(refused.problems[0].message)
        return JsonResponse({"code": refused.problems[0].code, "message": sentence}, status=422)
    return JsonResponse(
        {
            "ids": [str(pk) for pk in ids],
            "count": len(ids),
            "text": _("圈住 %(count)s 家") % {"count": figures.number_text(len(ids))},
        }
    )


def _caught(actor: Actor, wanted: OutletFilter, request: HttpRequest) -> list[UUID]:
    try:
        asked = json.loads(request.body or b"{}")
    except ValueError:
        asked = {}
    asked = asked if isinstance(asked, dict) else {}
    box = maps.box_from(str(asked.get("bbox", "")))
    if box is not None:
        ids = selectors.within_box(actor, wanted, box)
    else:
        ids = selectors.within(actor, wanted, maps.ring_from(asked.get("shape")))
    if len(ids) > selectors.PICKED:
        sentence = _("圈住的超过 %(most)s 家。圈小一点，或先加筛选条件。")
        raise InvalidInput(
            [Problem("shape", "too_many", sentence % {"most": figures.number_text(selectors.PICKED)})]
        )
    return ids
