"""What the pages of the ledger call things: kinds of operation, owners of accounts, products, documents."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from endcap.kernel.actor import Actor
from endcap.mechanisms.ledger import subjects
from endcap.mechanisms.ledger.subjects import Named

KINDS = {
    "orders.confirmed": pgettext_lazy("ledger", "确认订单"),
    "orders.reserved": pgettext_lazy("ledger", "订单占用库存"),
    "orders.shipped": pgettext_lazy("ledger", "订单发运"),
    "orders.cancelled": pgettext_lazy("ledger", "取消订单"),
    "receivables.opened": pgettext_lazy("ledger", "期初未结"),
    "receivables.received": pgettext_lazy("ledger", "收款"),
    "receivables.collected": pgettext_lazy("ledger", "业务收现金"),
    "receivables.deposited": pgettext_lazy("ledger", "现金上交"),
    "receivables.settled": pgettext_lazy("ledger", "收款核销"),
    "receivables.unsettled": pgettext_lazy("ledger", "取消核销"),
    "receivables.invoiced": pgettext_lazy("ledger", "开票"),
    "receivables.credited": pgettext_lazy("ledger", "红字发票"),
    "receivables.deducted": pgettext_lazy("ledger", "零售商扣款"),
    "receivables.late_fee": pgettext_lazy("ledger", "滞纳金"),
    "credit.granted": pgettext_lazy("ledger", "授信"),
    "credit.freed": pgettext_lazy("ledger", "额度恢复"),
    "credit.used_again": pgettext_lazy("ledger", "额度再占用"),
    "credit.withdrawn": pgettext_lazy("ledger", "额度收回"),
    "stock.received": pgettext_lazy("ledger", "入库"),
}


def connect() -> None:
    """Called once when a process starts; calling it again changes nothing."""
    subjects.register_kinds(KINDS)
    subjects.register("orders.Order", _orders)
    subjects.register("receivables.Invoice", _invoices)
    payers = ("receivable", "advance", "earmarked", "unconfirmed", "late_fees", "deductions", "written_off")
    subjects.register_owners("money", payers, _outlets)
    subjects.register_owners("money", ("cash_with_rep",), _people)
    subjects.register_owners("credit", ("free", "granted", "used"), _outlets)
    subjects.register_owners("stock", ("delivered",), _outlets)
    subjects.register_owners("stock", ("on_hand", "in_transit", "loss", "unexplained"), _locations)
    subjects.register_units("stock", _products)


def _outlets(actor: Actor, ids: Collection[UUID]) -> Mapping[UUID, Named]:
    from endcap.customers.outlets.models import Outlet

    rows = Outlet.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", "name")
    return {pk: Named(name, reverse("outlets:outlet", args=[pk])) for pk, name in rows}


def _people(actor: Actor, ids: Collection[UUID]) -> Mapping[UUID, Named]:
    from endcap.org.people.models import Person

    rows = Person.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", "name")
    return {pk: Named(name) for pk, name in rows}


def _locations(actor: Actor, ids: Collection[UUID]) -> Mapping[UUID, Named]:
    from endcap.goods.stock.models import Location

    rows = Location.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", "name")
    return {pk: Named(name) for pk, name in rows}


def _products(actor: Actor, ids: Collection[UUID]) -> Mapping[UUID, Named]:
    from endcap.goods.catalog import selectors as catalog

    return {pk: Named(sku.name, reverse("catalog:sku", args=[pk])) for pk, sku in catalog.named(ids).items()}


def _orders(actor: Actor, ids: Collection[UUID]) -> Mapping[UUID, Named]:
    from endcap.cash.orders.models import Order

    rows = Order.objects.visible_to(actor).filter(pk__in=ids)
    return {order.pk: Named(str(order), reverse("orders:order", args=[order.pk])) for order in rows}


def _invoices(actor: Actor, ids: Collection[UUID]) -> Mapping[UUID, Named]:
    from endcap.cash.receivables.models import Invoice

    rows = Invoice.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", "number")
    return {pk: Named(number) for pk, number in rows}
