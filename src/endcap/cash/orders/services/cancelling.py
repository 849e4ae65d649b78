"""Calling an order off, or what is left of it."""

from __future__ import annotations

from uuid import UUID

from endcap.cash.credit import moves as credit_moves
from endcap.cash.credit import services as credit
from endcap.cash.orders.errors import ReasonMissing
from endcap.cash.orders.events import OrderCancelledEarly, OrderChanged
from endcap.cash.orders.models import Hold, Order, Reservation
from endcap.cash.orders.rights import Rights
from endcap.cash.orders.services.cases import (
    WHY,
    case_of,
    credit_ref,
    locked_order,
    ref_of,
    save_lines,
    standing_reservations,
)
from endcap.cash.orders.services.committing import SUBJECT, Case, means_of
from endcap.cash.receivables import moves as money_moves
from endcap.goods.stock import moves as stock_moves
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.ids import new_id
from endcap.kernel.operations import operation
from endcap.kernel.parameters.definitions import P
from endcap.mechanisms.ledger import services as ledger
from endcap.mechanisms.ledger.services import Line

CANCELLED = "orders.cancelled"


@operation
def cancel_order(actor: Actor, *, order_id: UUID, reason: str) -> Order:
    """Nothing more leaves for this order: goods, money and credit that are held for it are free again. Of an order of
    which a part has left the rest is called off."""
    actor.require(Rights.CANCEL)
    order = locked_order(actor, order_id)
    why = reason.strip()
    if not why or len(why) > 200:
        raise ReasonMissing()

    order.refuse_unless_may_become(Order.State.CANCELLED)

    case = case_of(actor, order)
    before = order.state
    _let_go(actor, case)
    for line in case.lines:
        line.cancelled += line.reserved + line.waiting
        line.reserved = 0
    save_lines(case.lines, "cancelled", "reserved")
    _write(actor, order, why)
    audit.record(actor, CANCELLED, order, number=order.number, reason=why)
    events.publish(actor, OrderChanged.of(order, before=before))
    minutes = int((actor.now - order.placed_at).total_seconds() // 60)
    if order.state == Order.State.CANCELLED and minutes <= case.rules.value(P.EARLY_CANCEL_MINUTES):
        told = (order.pk, order.outlet_id, order.number, why, minutes)
        events.publish(actor, OrderCancelledEarly(*told))
    return order


def _let_go(actor: Actor, case: Case) -> None:
    """Free everything that is held, in one posting."""
    order, payer_id = case.order, case.terms.payer_id
    means = means_of(actor, case.terms) if order.set_aside else None
    held = standing_reservations(order)
    lines: list[Line] = []
    if held and order.warehouse_id:
        lines += stock_moves.release_lines(
            location_id=order.warehouse_id,
            outlet_id=order.outlet_id,
            reserved=[
                stock_moves.Reserved(ref_of(one), one.line.sku_id, one.lot_id, one.quantity, 0)
                for one in held
            ],
        )
    ref = credit_ref(order)
    if ref is not None:
        lines += credit_moves.void_lines(payer_id, ref, order.set_aside)
    elif order.set_aside:
        lines += money_moves.release_earmark_lines(payer_id, order.pk, order.set_aside)
    if lines:
        ledger.post(
            actor,
            op_id=new_id(actor.now),
            kind=CANCELLED,
            lines=lines,
            subject_type=SUBJECT,
            subject_id=order.pk,
        )
        Reservation.objects.unscoped(WHY).filter(pk__in=[one.pk for one in held]).update(ended_at=actor.now)
    if means is not None and means.credit is not None and means.credit.to_withdraw > 0:
        credit.withdraw_due(
            actor, payer_id=payer_id, subject_type=SUBJECT, subject_id=order.pk, op_id=new_id(actor.now)
        )


def _write(actor: Actor, order: Order, why: str) -> None:
    ended = {"cleared_at": actor.now, "cleared_how": Hold.How.CANCELLED, "cleared_by_name": actor.name[:60]}
    if order.held_at is not None:
        Hold.objects.unscoped(WHY).filter(order=order, cleared_at__isnull=True).update(**ended)
    if order.shipped_total:
        order.state, order.shipped_at = Order.State.SHIPPED, actor.now
    else:
        order.state = Order.State.CANCELLED
    order.cancelled_at, order.cancel_reason = actor.now, why
    order.held_at, order.is_short, order.set_aside = None, False, 0
    order.credit_op_id, order.credit_line = None, 0
    fields = ["state", "shipped_at", "cancelled_at", "cancel_reason", "held_at", "is_short", "set_aside"]
    order.save(update_fields=[*fields, "credit_op_id", "credit_line"])
