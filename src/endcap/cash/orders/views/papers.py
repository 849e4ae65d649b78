"""Papers of an order: the picking list and the delivery notes, as pages that print; and how long each step takes."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from endcap.cash.orders import selectors
from endcap.cash.orders.quantities import in_packs
from endcap.cash.orders.selectors import pace as read
from endcap.cash.orders.views.asking import actor_of
from endcap.cash.orders.views.story import packing_of
from endcap.kernel.errors import NotFoundHere
from endcap.ui.parts import Choice

PICK = "pick"
PERIODS = (7, 30, 90)


@require_GET
def paper(request: HttpRequest, order_id: UUID, which: str) -> HttpResponse:
    """The picking list (first expired first), or the delivery note of a shipment."""
    actor = actor_of(request)
    story = selectors.story_of(actor, order_id)
    shipment = next((one for one in story.shipments if one.number == which), None)
    if shipment is None and which != PICK:
        raise NotFoundHere()
    rows = [
        (one.line.sku, part.lot, in_packs(packing_of(one.line.sku), part.quantity), part)
        for one in story.lines
        for part in (one.held if shipment is None else [p for p in one.left if p.shipment_id == shipment.pk])
    ]
    context = {
        "order": story.order,
        "shipment": shipment,
        "rows": rows,
        "actor_name": actor.name,
        "now": actor.now,
    }
    return render(request, "orders/paper.html", context)


@require_GET
def pace(request: HttpRequest) -> HttpResponse:
    """How long orders wait at each step."""
    actor = actor_of(request)
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdigit() and int(asked) in PERIODS else PERIODS[1]
    words = {
        "confirm": pgettext("order step", "下单到确认"),
        "pick": pgettext("order step", "确认到拣货"),
        "ship": pgettext("order step", "拣货到发运"),
        "deliver": pgettext("order step", "发运到签收"),
        "settle": pgettext("order step", "签收到结清"),
        "all": pgettext("order step", "下单到签收"),
    }
    rows = [
        (words[one.step], one.orders, span(one.median_s), span(one.slow_s))
        for one in read.pace_of(actor, days=days)
    ]
    periods = [
        Choice(str(each), _("%(days)s 天") % {"days": each}, is_on=each == days, url=f"?days={each}")
        for each in PERIODS
    ]
    return render(request, "orders/pace.html", {"rows": rows, "periods": periods, "days": days})


def span(seconds: int | None) -> str:
    """A time span as people say it, in its two largest units."""
    if seconds is None:
        return "—"
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes = rest // 60
    if days:
        return _("%(days)s 天 %(hours)s 小时") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)s 小时 %(minutes)s 分") % {"hours": hours, "minutes": minutes}
    return _("%(minutes)s 分") % {"minutes": minutes} if minutes else _("不到 1 分")
