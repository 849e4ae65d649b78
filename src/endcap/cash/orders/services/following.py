"""What orders learn from below: invoices that were paid, or no longer; outlets that have another owner."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from endcap.cash.orders.events import OrderChanged
from endcap.cash.orders.models import Order, Shipment
from endcap.cash.receivables.models import Invoice
from endcap.customers.outlets.models import Outlet
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.operations import operation

SETTLED = "orders.settled"
_WHY = "follows what happened to invoices and outlets, whoever did it"
_CHUNK = 500


@operation
def follow_settled(actor: Actor, *, invoice_ids: Collection[UUID]) -> int:
    """Invoices were paid: delivered orders of which everything is paid are settled. Answers how many."""
    paid = Invoice.objects.unscoped(_WHY).filter(pk__in=invoice_ids)
    whole = [pk for pk, total, settled in paid.values_list("pk", "total", "settled") if settled >= total]
    shipments = Shipment.objects.unscoped(_WHY).filter(invoice_id__in=whole, settled_at__isnull=True)
    order_ids = sorted(set(shipments.values_list("order_id", flat=True)))
    if not order_ids:
        return 0
    rows = Order.objects.unscoped(_WHY).filter(pk__in=order_ids).locked().order_by("pk")
    orders = list(rows)
    shipments.update(settled_at=actor.now)
    open_ones = Shipment.objects.unscoped(_WHY).filter(order_id__in=order_ids, settled_at__isnull=True)
    waiting = set(open_ones.values_list("order_id", flat=True))
    done = [order for order in orders if order.state == Order.State.DELIVERED and order.pk not in waiting]
    for order in done:
        order.state, order.settled_at = Order.State.SETTLED, actor.now
    if done:
        Order.objects.unscoped(_WHY).bulk_update(done, ["state", "settled_at"])
        audit.record_many(actor, SETTLED, done)
        for order in done:
            events.publish(actor, OrderChanged.of(order, before=Order.State.DELIVERED))
    return len(done)


@operation
def follow_unsettled(actor: Actor, *, invoice_ids: Collection[UUID]) -> int:
    """A payment turned out to be none: what it had settled is owed again."""
    rows = Shipment.objects.unscoped(_WHY).filter(invoice_id__in=invoice_ids, settled_at__isnull=False)
    order_ids = sorted(set(rows.values_list("order_id", flat=True)))
    if not order_ids:
        return 0
    orders = Order.objects.unscoped(_WHY).filter(pk__in=order_ids).locked().order_by("pk")
    back = [order for order in orders if order.state == Order.State.SETTLED]
    rows.update(settled_at=None)
    for order in back:
        order.state, order.settled_at = Order.State.DELIVERED, None
    if back:
        Order.objects.unscoped(_WHY).bulk_update(back, ["state", "settled_at"])
        audit.record_many(actor, "orders.unsettled", back)
    return len(back)


def follow_owners(actor: Actor, *, outlet_ids: Collection[UUID]) -> int:
    """Outlets have another owner or unit: their orders are seen by whoever looks after them now."""
    ids = list(outlet_ids)
    changed = 0
    for start in range(0, len(ids), _CHUNK):
        outlets = Outlet.objects.unscoped(_WHY).filter(pk__in=ids[start : start + _CHUNK])
        by_owner: dict[tuple[UUID, UUID], list[UUID]] = {}
        for pk, owner_id, unit_id in outlets.values_list("pk", "owner_id", "unit_id"):
            by_owner.setdefault((owner_id, unit_id), []).append(pk)
        for (owner_id, unit_id), chosen in by_owner.items():
            rows = Order.objects.unscoped(_WHY).filter(outlet_id__in=chosen)
            changed += rows.update(owner_id=owner_id, unit_id=unit_id)
    return changed
