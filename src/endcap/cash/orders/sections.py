"""What the outlet's page shows of its orders: the latest, and each as an entry of the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.cash.orders import selectors, wording
from endcap.cash.orders.rights import Rights
from endcap.customers.outlets.slots import OutletSection
from endcap.customers.outlets.timeline import Asked, TimelineEntry, TimelineSource
from endcap.kernel.money import format_money

if TYPE_CHECKING:
    from endcap.cash.orders.models import Order
    from endcap.customers.outlets.models import Outlet
    from endcap.kernel.actor import Actor

SHOWN = 5
_TRADE = "trade"  # the filter of the timeline under which deals stand


@dataclass(frozen=True)
class LastOrders:
    """The card: the latest orders with their states, and whether another may be entered here."""

    outlet_id: object
    rows: Sequence[tuple[Order, str, str]]
    may_place: bool


def last_orders(actor: Actor, outlet: Outlet) -> LastOrders:
    """The latest orders of an outlet."""
    rows = selectors.latest_of(actor, outlet.pk, limit=SHOWN)
    shown = [(order, *wording.state_of(order)) for order in rows]
    return LastOrders(outlet.pk, shown, actor.may(Rights.PLACE) and not outlet.is_archived)


def told(actor: Actor, outlet: Outlet, asked: Asked) -> Sequence[TimelineEntry]:
    """Each order as one line of the timeline."""
    rows = selectors.latest_of(actor, outlet.pk, limit=asked.limit, until=asked.until)
    return [
        TimelineEntry(
            order.placed_at,
            f"so{order.pk}",
            "file-invoice",
            gettext("订单 %(number)s，%(amount)s 元")
            % {"number": order.number, "amount": format_money(order.total)},
            wording.state_of(order)[1],
            order.made_by_name,
            url=reverse("orders:order", args=[order.pk]),
            tone="bad" if order.held_at else "accent",
            group=_TRADE,
        )
        for order in rows
    ]


SECTION = OutletSection(
    "orders", _("订单"), "orders/section.html", last_orders, Rights.VIEW, column="trade", order=15
)
TIMELINE = TimelineSource("orders", (_TRADE,), told, Rights.VIEW)
