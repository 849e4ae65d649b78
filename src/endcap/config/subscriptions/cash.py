"""Orders, credit and money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel import slots
from endcap.kernel.actor import Actor
from endcap.ui.nav import NavEntry, NavGroup

if TYPE_CHECKING:
    from endcap.cash.orders.events import OrderCancelledEarly
    from endcap.cash.receivables.events import PaymentReceived, Settled, Unsettled
    from endcap.customers.outlets.events import OwnersChanged


def connect() -> None:
    """Called once when a process starts; calling it again changes nothing."""
    _receivables()
    _credit()
    _orders()


def _receivables() -> None:
    """Contracts, invoices, money in."""
    from endcap.cash.receivables import money
    from endcap.mechanisms.ledger import books

    books.register(money.BOOK)


def _credit() -> None:
    from endcap.cash.credit import checking, moves
    from endcap.mechanisms.ledger import books
    from endcap.mechanisms.ledger import checking as ledger_checking

    books.register(moves.BOOK)
    for invariant in checking.INVARIANTS:
        ledger_checking.register(invariant)


def _orders() -> None:
    """Orders: navigation, the outlet's page and timeline, what money and owners do to them, care after cancelling."""
    from endcap.cash.orders import sections, selectors
    from endcap.cash.orders.events import OrderCancelledEarly
    from endcap.cash.orders.models import Attendance, Order
    from endcap.cash.orders.rights import Rights
    from endcap.cash.receivables.events import PaymentReceived, Settled, Unsettled
    from endcap.customers.outlets import following
    from endcap.customers.outlets.events import OwnersChanged
    from endcap.kernel import events
    from endcap.mechanisms.agenda import kinds

    slots.register(
        "nav",
        NavEntry(
            "orders",
            _("订单"),
            "file-invoice",
            "orders:list",
            NavGroup.MONEY,
            10,
            Rights.VIEW,
            count=selectors.to_do_count,
            is_urgent=True,
            search_param="q",
            search_hint=_("找订单：单号或终端"),
        ),
    )
    slots.register("outlet.section", sections.SECTION)
    slots.register("outlet.timeline", sections.TIMELINE)
    following.register(following.table("orders", _("订单"), Order, order=45))
    following.register(following.table("orders_paid", _("付款的订单"), Order, field="payer_id", order=46))
    following.register(
        following.table("attendances", _("订货会签到"), Attendance, once_with=("meeting_id",), order=47)
    )
    kinds.register(
        kinds.Kind(
            "orders.ask_why",
            _("下单后很快取消"),
            "phone",
            verb=pgettext_lazy("agenda", "问过了"),
            sentence=_("“%(title)s”刚下单就取消，打个电话问一声"),
            order=25,
        )
    )
    events.subscribe(PaymentReceived, _look_again)
    events.subscribe(Settled, _follow_settled)
    events.subscribe(Unsettled, _follow_unsettled)
    events.subscribe(OwnersChanged, _follow_order_owners)
    events.subscribe(OrderCancelledEarly, _ask_why)


def _look_again(actor: Actor, event: PaymentReceived) -> None:
    from endcap.cash.orders import services as orders

    orders.look_again(actor, payer_id=event.payer_id)


def _follow_settled(actor: Actor, event: Settled) -> None:
    from endcap.cash.orders import services as orders

    orders.follow_settled(actor, invoice_ids=event.invoice_ids)
    orders.look_again(actor, payer_id=event.payer_id)


def _follow_unsettled(actor: Actor, event: Unsettled) -> None:
    from endcap.cash.orders import services as orders

    orders.follow_unsettled(actor, invoice_ids=event.invoice_ids)


def _follow_order_owners(actor: Actor, event: OwnersChanged) -> None:
    from endcap.cash.orders import services as orders

    orders.follow_owners(actor, outlet_ids=event.outlet_ids)


def _ask_why(actor: Actor, event: OrderCancelledEarly) -> None:
    from endcap.cash.orders import services as orders

    orders.ask_why(actor, order_id=event.order_id)
