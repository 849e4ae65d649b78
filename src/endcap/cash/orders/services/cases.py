"""Taking an order in hand: locked, with its lines and everything that decides whether it may go on."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from endcap.cash.orders.models import Hold, Order, OrderLine, Reservation
from endcap.cash.orders.selectors import entry
from endcap.cash.orders.services.committing import Case
from endcap.customers.outlets.models import Outlet
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.parameters import selectors as parameters
from endcap.mechanisms.ledger.services import Ref

WHY = "of an order that the actor was shown"


def locked_order(actor: Actor, order_id: UUID) -> Order:
    """A visible order, held until the transaction ends. Raises NotFoundHere."""
    order = Order.objects.visible_to(actor).locked().filter(pk=order_id).first()
    if order is None:
        raise NotFoundHere()
    return order


def lines_of(order: Order) -> list[OrderLine]:
    """The lines of an order in their order."""
    lines = list(OrderLine.objects.unscoped(WHY).filter(order=order).order_by("position"))
    for line in lines:
        line.order = order
    return lines


def case_of(actor: Actor, order: Order, *, lets_pass: Iterable[str] = ()) -> Case:
    """Everything that decides about an order, read anew."""
    outlet = Outlet.objects.unscoped(WHY).get(pk=order.outlet_id)
    passed = Hold.objects.unscoped(WHY).filter(
        order=order, cleared_how__in=[Hold.How.RELEASED, Hold.How.OVERRIDDEN]
    )
    return Case(
        order=order,
        lines=lines_of(order),
        terms=entry.terms_of_order(order.contract_id, order.payer_id),
        outlet=outlet,
        rules=parameters.snapshot(on=actor.today, unit_id=order.unit_id),
        not_trading=entry.why_not_trading(actor, outlet),
        waived=frozenset({*passed.values_list("code", flat=True), *lets_pass}),
    )


def standing_reservations(order: Order) -> list[Reservation]:
    """What is held for an order now, first expired first."""
    rows = Reservation.objects.unscoped(WHY).filter(order=order, ended_at__isnull=True)
    return list(rows.select_related("line", "lot").order_by("line__position", "lot__expires_on", "pk"))


def ref_of(reservation: Reservation) -> Ref:
    """The transfer that holds it."""
    return Ref(reservation.op_id, reservation.op_line)


def credit_ref(order: Order) -> Ref | None:
    """The transfer that holds the credit of an order."""
    return Ref(order.credit_op_id, order.credit_line) if order.credit_op_id else None


def save_lines(lines: Iterable[OrderLine], *fields: str) -> None:
    """Write fields of lines in one statement."""
    OrderLine.objects.unscoped(WHY).bulk_update(list(lines), fields)
