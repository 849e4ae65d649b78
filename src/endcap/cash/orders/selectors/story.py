"""One order with everything that happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from endcap.cash.orders.models import Hold, Issue, Order, OrderLine, Reservation, Shipment, ShipmentLine
from endcap.cash.orders.rights import Rights
from endcap.cash.orders.selectors.listing import order_of
from endcap.cash.receivables.models import Invoice
from endcap.kernel.actor import Actor
from endcap.kernel.audit import selectors as audit
from endcap.kernel.audit.selectors import Entry
from endcap.kernel.errors import NotFoundHere
from endcap.mechanisms.ledger import selectors as ledger
from endcap.mechanisms.ledger.models import Op

SUBJECT = "orders.Order"
_WHY = "of an order that the reader was shown"


@dataclass(frozen=True)
class LineStory:
    """One line, the lots that are held for it, the lots that left."""

    line: OrderLine
    held: Sequence[Reservation]
    left: Sequence[ShipmentLine]


@dataclass(frozen=True)
class OrderStory:
    """An order, its lines, what holds it up, what left, what went wrong."""

    order: Order
    lines: Sequence[LineStory]
    holds: Sequence[Hold]  # those that stand
    ended: Sequence[Hold]  # those that were
    shipments: Sequence[Shipment]
    issues: Sequence[Issue]


def story_of(actor: Actor, order_id: UUID) -> OrderStory:
    """One order that the actor sees, in a fixed number of statements. Raises NotFoundHere."""
    actor.require(Rights.VIEW)
    order = order_of(actor, order_id)
    if order is None:
        raise NotFoundHere()
    lines = list(
        OrderLine.objects.unscoped(_WHY).filter(order=order).select_related("sku").order_by("position")
    )
    held = Reservation.objects.unscoped(_WHY).filter(order=order, ended_at__isnull=True).select_related("lot")
    left = ShipmentLine.objects.filter(shipment__order=order).select_related("lot", "shipment")
    by_held: dict[UUID, list[Reservation]] = {}
    for one in held.order_by("lot__expires_on", "pk"):
        by_held.setdefault(one.line_id, []).append(one)
    by_left: dict[UUID, list[ShipmentLine]] = {}
    for part in left.order_by("shipment__shipped_at", "lot__expires_on"):
        by_left.setdefault(part.line_id, []).append(part)
    holds = list(Hold.objects.unscoped(_WHY).filter(order=order))
    issues = Issue.objects.unscoped(_WHY).filter(order=order).select_related("person")
    return OrderStory(
        order,
        [LineStory(line, by_held.get(line.pk, ()), by_left.get(line.pk, ())) for line in lines],
        [hold for hold in holds if hold.cleared_at is None],
        [hold for hold in holds if hold.cleared_at is not None],
        list(Shipment.objects.unscoped(_WHY).filter(order=order)),
        list(issues),
    )


@dataclass(frozen=True)
class Books:
    """What other books say about an order: its invoices, what was done to it, what was booked."""

    invoices: dict[UUID | None, Invoice]
    trail: Sequence[Entry]
    ops: Sequence[Op]


def books_of(order: Order, shipments: Sequence[Shipment]) -> Books:
    """The invoices, the audit trail and the postings of an order that the reader was shown."""
    ids = [one.invoice_id for one in shipments if one.invoice_id]
    invoices = Invoice.objects.unscoped(_WHY).filter(pk__in=ids) if ids else ()
    return Books(
        {invoice.pk: invoice for invoice in invoices},
        audit.trail_of(Order._meta.label, order.pk, limit=40),
        list(ledger.ops_about(SUBJECT, order.pk)[:40]),
    )
