"""What somebody should do about an order that was called off right after it was placed (REL-11)."""

from __future__ import annotations

from uuid import UUID

from endcap.cash.orders.models import Order
from endcap.kernel.actor import Actor
from endcap.mechanisms.agenda import services as agenda

KIND = "orders.ask_why"


def ask_why(actor: Actor, *, order_id: UUID) -> None:
    """Put on the agenda of the outlet's owner to ask what was wrong. For an operation that has required its right."""
    order = (
        Order.objects.unscoped("of the order that was just cancelled")
        .select_related("outlet")
        .get(pk=order_id)
    )
    agenda.put(
        actor,
        kind=KIND,
        key=str(order.pk),
        subject_type="outlets.Outlet",
        subject_id=order.outlet_id,
        title=order.outlet.name,
        due_on=actor.today,
        person_id=order.owner_id,
        unit_id=order.unit_id,
        url=f"/outlets/{order.outlet_id}/",
    )
