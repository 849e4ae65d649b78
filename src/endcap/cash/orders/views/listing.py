"""The list of orders."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from endcap.cash.orders import columns, selectors
from endcap.cash.orders.forms import ListForm
from endcap.cash.orders.models import Order
from endcap.cash.orders.rights import Rights
from endcap.cash.orders.selectors import EXCEPTION, HELD, SHORT, VIEWS, OrderFilter
from endcap.cash.orders.views.asking import actor_of, address
from endcap.ui.parts import Foot

COUNTED_TO = 999


def label_of(view: str) -> str:
    """What a tab is called."""
    words = {
        "": pgettext("order list", "全部"),
        HELD: _("被拦下"),
        SHORT: _("缺货待补"),
        EXCEPTION: _("超出平常"),
    }
    return words[view] if view in words else str(Order.State(view).label)


@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """Orders, the newest first: by state, found by number or by whatever is known of the outlet."""
    actor = actor_of(request)
    form = ListForm(request.GET)
    form.is_valid()
    value = form.cleaned_data
    wanted = selectors.filter_from(value)
    page = selectors.orders_page(actor, wanted, after=value.get("after", ""), before=value.get("before", ""))
    holds = selectors.holds_of(page.rows)
    shown = columns.shown_columns(request.GET.getlist("cols"))
    counts = selectors.counts(actor)
    context = {
        "page": page,
        "wanted": wanted,
        "sort": wanted.sort,
        "columns": shown,
        "column_choices": columns.choices_of(shown),
        "rows": [(order, columns.cells_of(order, holds.get(order.pk, ()), shown)) for order in page.rows],
        "views": [(view, label_of(view), counts.get(view), address(request, view=view)) for view in VIEWS],
        "sources": [(code, str(label)) for code, label in Order.Source.choices],
        "in_force": _in_force(wanted),
        "foot": Foot(
            first=1 if page.rows else 0,
            last=len(page.rows),
            previous=address(request, before=page.previous) if page.previous else "",
            next=address(request, after=page.next) if page.next else "",
        ),
        "is_filtered": not wanted.is_plain or bool(wanted.view),
        "may_place": actor.may(Rights.PLACE),
        "may_meet": actor.may(Rights.MEET),
    }
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, "orders/rows.html" if is_part else "orders/list.html", context)


def _in_force(wanted: OrderFilter) -> list[tuple[str, str, str]]:
    """The filters that narrow the list, besides the tab and the search."""
    found = []
    if wanted.source:
        found.append(("source", _("来源"), str(Order.Source(wanted.source).label)))
    if wanted.first:
        found.append(("first", _("下单从"), wanted.first.isoformat()))
    if wanted.last:
        found.append(("last", _("下单到"), wanted.last.isoformat()))
    if wanted.outlet_id:
        found.append(("outlet", _("终端"), _("一家")))
    if wanted.meeting_id:
        found.append(("meeting", _("订货会"), _("一场")))
    return found
