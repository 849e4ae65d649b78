"""Picking, shipping with the invoice, delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from endcap.cash.credit import moves as credit_moves
from endcap.cash.orders import gates
from endcap.cash.orders.drafts import HoldFacts, ShipDraft
from endcap.cash.orders.errors import NothingToShip
from endcap.cash.orders.events import OrderChanged, OrderShipped
from endcap.cash.orders.models import Hold, Order, Reservation, Shipment, ShipmentLine
from endcap.cash.orders.numbers import SHIPMENT
from endcap.cash.orders.pricing import part_amount
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
from endcap.cash.orders.services.committing import SUBJECT, Case, Means, hold_of, means_of
from endcap.cash.receivables import moves as money_moves
from endcap.cash.receivables import services as receivables
from endcap.cash.receivables.drafts import InvoiceLine
from endcap.cash.receivables.terms import Figures, figures_of
from endcap.goods.stock import moves as stock_moves
from endcap.goods.stock import selectors as stock
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import InvalidInput, Problem
from endcap.kernel.ids import new_id
from endcap.kernel.numbering import services as numbering
from endcap.kernel.operations import operation
from endcap.mechanisms.ledger import services as ledger
from endcap.mechanisms.ledger.services import Line, Ref

PICKED, UNPICKED = "orders.picked", "orders.unpicked"
SHIPPED, DELIVERED, HELD = "orders.shipped", "orders.delivered", "orders.held"
SOURCE = "orders.Shipment"


@operation
def pick_order(actor: Actor, *, order_id: UUID) -> Order:
    """The goods stand ready: what is held for the order has been taken from the shelves."""
    return _step(actor, order_id, Order.State.PICKED, PICKED)


@operation
def unpick_order(actor: Actor, *, order_id: UUID) -> Order:
    """The goods were put back; the order is still promised."""
    return _step(actor, order_id, Order.State.CONFIRMED, UNPICKED)


def _step(actor: Actor, order_id: UUID, state: Order.State, action: str) -> Order:
    actor.require(Rights.SHIP)
    order = locked_order(actor, order_id)

    order.refuse_unless_may_become(state)
    if state == Order.State.CONFIRMED and order.state != Order.State.PICKED:
        order.refuse_unless_may_become(Order.State.DRAFT)  # a draft is confirmed, not put back

    before, order.state = order.state, state
    order.picked_at = actor.now if state == Order.State.PICKED else None
    order.save(update_fields=["state", "picked_at"])
    audit.record(actor, action, order, number=order.number)
    events.publish(actor, OrderChanged.of(order, before=before))
    return order


@dataclass(frozen=True, slots=True)
class Left:
    """What became of shipping: the shipment, or the reasons why nothing left."""

    order: Order
    shipment: Shipment | None
    holds: Sequence[Hold] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """A reservation, and how much of it leaves now; an expired lot goes back instead."""

    held: Reservation
    leaves: int
    is_expired: bool = False


@operation
def ship_order(
    actor: Actor, *, order_id: UUID, draft: ShipDraft | None = None, id: UUID | None = None
) -> Left:
    """Goods leave, all that is held or the quantities given; the invoice goes with them. What is in the way at the door
    (something overdue, a merchant who may not trade any more) is kept with the order, and nothing leaves.

    The same id again answers the shipment that is there. Raises NothingToShip, InvalidInput.
    """
    actor.require(Rights.SHIP)
    draft = draft or ShipDraft()
    order = locked_order(actor, order_id)
    known = Shipment.objects.unscoped(WHY).filter(pk=id, order=order).first() if id else None
    if known is not None:
        return Left(order, known)

    order.refuse_unless_may_become(Order.State.SHIPPED)
    case = case_of(actor, order)
    reasons = _at_the_door(case, means_of(actor, case.terms))
    if reasons:
        return Left(order, None, _stop(actor, order, reasons))
    parts = _parts(actor, case, draft)

    return Left(order, _ship(actor, case, parts, draft, id or new_id(actor.now)))


def _at_the_door(case: Case, means: Means) -> list[HoldFacts]:
    """Looked at again before anything leaves (CRD-04): money and credit for it are set aside already, so what counts is
    what has become overdue since, a credit line that was stopped, and whether the merchant still trades."""
    found = [gates.not_trading(case.not_trading)] if case.not_trading else []
    if means.credit is not None:
        if means.overdue:
            found.append(gates.overdue(means.overdue))
        if means.credit.state != "open":
            found.append(gates.short_of_credit(case.asked, means.credit))
    return [reason for reason in found if reason.code not in case.waived]


def _stop(actor: Actor, order: Order, reasons: Sequence[HoldFacts]) -> list[Hold]:
    """Keep why nothing leaves; what was known before stays as it is."""
    open_now = Hold.objects.unscoped(WHY).filter(order=order, cleared_at__isnull=True)
    known = {hold.code: hold for hold in open_now}
    fresh = [
        hold_of(actor, order, reason, Hold.Point.DISPATCH) for reason in reasons if reason.code not in known
    ]
    if fresh:
        Hold.objects.bulk_create(fresh)
        order.held_at = order.held_at or actor.now
        order.save(update_fields=["held_at"])
        audit.record(actor, HELD, order, number=order.number, reasons=[hold.code for hold in fresh])
        events.publish(actor, OrderChanged.of(order, before=order.state, holds=fresh))
    return [*known.values(), *fresh]


def _parts(actor: Actor, case: Case, draft: ShipDraft) -> list[_Part]:
    """Which reservations leave, first expired first; refused where more is asked than is held."""
    held = standing_reservations(case.order)
    gone = stock.expired([one.lot_id for one in held], on=actor.today)
    there = {line.pk: 0 for line in case.lines}
    for one in held:
        there[one.line_id] += 0 if one.lot_id in gone else one.quantity
    wanted = draft.quantities or there
    problems = [
        Problem(
            f"quantities.{line_id}",
            "more_than_held",
            _("这一行现在只留着 %(held)s，发不了 %(asked)s。")
            % {"held": there.get(line_id, 0), "asked": asked},
        )
        for line_id, asked in wanted.items()
        if not 0 <= asked <= there.get(line_id, 0)
    ]
    if problems:
        raise InvalidInput(problems)
    if not any(wanted.values()):
        raise NothingToShip(number=case.order.number)
    rest = dict(wanted)
    parts = []
    for one in held:
        leaves = 0 if one.lot_id in gone else min(one.quantity, rest.get(one.line_id, 0))
        if leaves:
            rest[one.line_id] -= leaves
        parts.append(_Part(one, leaves, one.lot_id in gone))
    return [part for part in parts if part.leaves or part.is_expired]


def _ship(actor: Actor, case: Case, parts: Sequence[_Part], draft: ShipDraft, shipment_id: UUID) -> Shipment:
    order = case.order
    shipment = Shipment(
        id=shipment_id,
        order=order,
        carrier=draft.carrier.strip()[:60],
        waybill=draft.waybill.strip()[:60],
        shipped_at=actor.now,
        shipped_by_name=actor.name[:60],
    )
    out, figures = _take_out(actor, case, parts, shipment)
    shipment.net, shipment.tax, shipment.total = figures.net, figures.tax, figures.total
    is_last = all(line.shipped + line.cancelled == line.quantity for line in case.lines)
    paid = min(order.set_aside, figures.total) if case.terms.is_prepaid else 0
    if case.terms.invoices_at_shipment and figures.total:
        shipment.invoice_id = _invoice(actor, case, shipment, out, paid)
        shipment.settled_at = actor.now if paid == figures.total else None
    kept = _post(actor, case, parts, figures, paid, shipment, is_last=is_last)
    shipment.number = numbering.next_number(actor, SHIPMENT.key)
    shipment.save(force_insert=True)
    ShipmentLine.objects.bulk_create(out)
    _write_reservations(actor, parts, kept)
    save_lines(case.lines, "shipped", "reserved")
    _write_order(actor, case, figures, is_last=is_last)
    audit.record(actor, SHIPPED, order, number=order.number, shipment=shipment.number, total=shipment.total)
    told = (order.pk, order.outlet_id, order.number, shipment.pk, shipment.number, shipment.total, is_last)
    events.publish(actor, OrderShipped(*told))
    return shipment


def _take_out(
    actor: Actor, case: Case, parts: Sequence[_Part], shipment: Shipment
) -> tuple[list[ShipmentLine], Figures]:
    """The lines of the shipment, priced so that all shipments of a line add up to it; counted on the order's lines."""
    by_id = {line.pk: line for line in case.lines}
    out = []
    for part in parts:
        line = by_id[part.held.line_id]
        if part.is_expired:
            line.reserved -= part.held.quantity
            continue
        before, after = line.shipped, line.shipped + part.leaves
        amount = part_amount(line.amount, line.quantity, before, after)
        line.shipped, line.reserved = after, line.reserved - part.leaves
        out.append(
            ShipmentLine(
                id=new_id(actor.now),
                shipment=shipment,
                line=line,
                lot_id=part.held.lot_id,
                quantity=part.leaves,
                amount=amount,
            )
        )
    return _joined(out), figures_of([one.amount for one in out], case.terms.tax_bp)


def _joined(out: Sequence[ShipmentLine]) -> list[ShipmentLine]:
    """Two reservations of one lot leave as one line."""
    found: dict[tuple[UUID, UUID], ShipmentLine] = {}
    for one in out:
        same = found.setdefault((one.line_id, one.lot_id), one)
        if same is not one:
            same.quantity += one.quantity
            same.amount += one.amount
    return list(found.values())


def _invoice(actor: Actor, case: Case, shipment: Shipment, out: Sequence[ShipmentLine], paid: int) -> UUID:
    """The invoice of what leaves; its lines follow the order's."""
    sums: dict[UUID, list[int]] = {}
    for one in out:
        held = sums.setdefault(one.line_id, [0, 0])
        held[0] += one.quantity
        held[1] += one.amount
    invoice = receivables.issue_invoice(
        actor,
        id=new_id(actor.now),
        terms=case.terms,
        outlet_id=case.order.outlet_id,
        source_type=SOURCE,
        source_id=shipment.pk,
        lines=[
            InvoiceLine(line.sku_id, sums[line.pk][0], line.price, sums[line.pk][1])
            for line in case.lines
            if line.pk in sums
        ],
        issued_on=actor.today,
        settled=paid,
        post=False,
    )
    return invoice.pk


def _post(
    actor: Actor,
    case: Case,
    parts: Sequence[_Part],
    figures: Figures,
    paid: int,
    shipment: Shipment,
    *,
    is_last: bool,
) -> list[Ref | None]:
    """Goods out, the invoice in, money or credit used, all at once. Answers the transfers that hold anew what stays."""
    order, payer_id = case.order, case.terms.payer_id
    assert order.warehouse_id is not None
    place = {"location_id": order.warehouse_id, "outlet_id": order.outlet_id}
    lines: list[Line] = []
    kept: list[int] = []  # the place of the line that holds the rest of each part, counted from 1
    for part in parts:
        one = stock_moves.Reserved(
            ref_of(part.held), part.held.line.sku_id, part.held.lot_id, part.held.quantity, part.leaves
        )
        builder = stock_moves.release_lines if part.is_expired else stock_moves.ship_lines
        lines += builder(**place, reserved=[one])
        kept.append(len(lines) if 0 < part.leaves < part.held.quantity else 0)
    if shipment.invoice_id:
        lines += money_moves.invoice_lines(payer_id, figures.net, figures.tax)
        lines += money_moves.settle_from_earmark_lines(payer_id, order.pk, paid) if paid else []
    if case.terms.is_prepaid and is_last and order.set_aside > paid:
        lines += money_moves.release_earmark_lines(payer_id, order.pk, order.set_aside - paid)
    ref = credit_ref(order)
    rest = 0 if is_last else max(0, order.set_aside - figures.total)
    if ref is not None and figures.total:
        lines += credit_moves.use_lines(payer_id, ref, min(figures.total, order.set_aside), rest)
    posting = ledger.post(
        actor,
        op_id=new_id(actor.now),
        kind=SHIPPED,
        lines=lines,
        subject_type=SUBJECT,
        subject_id=order.pk,
    )
    if ref is not None and figures.total:
        order.credit_op_id, order.credit_line = (posting.op_id, len(lines)) if rest else (None, 0)
    order.set_aside = rest if ref is not None else 0 if is_last else order.set_aside - paid
    return [posting.refs[number - 1] if number else None for number in kept]


def _write_reservations(actor: Actor, parts: Sequence[_Part], kept: Sequence[Ref | None]) -> None:
    """What left or went back is over; what stays is held by another transfer now."""
    rows = Reservation.objects.unscoped(WHY).filter(pk__in=[part.held.pk for part in parts])
    rows.update(ended_at=actor.now)
    fresh = [
        Reservation(
            id=new_id(actor.now),
            order_id=part.held.order_id,
            line_id=part.held.line_id,
            lot_id=part.held.lot_id,
            warehouse_id=part.held.warehouse_id,
            quantity=part.held.quantity - part.leaves,
            op_id=ref.op_id,
            op_line=ref.line,
            made_at=actor.now,
        )
        for part, ref in zip(parts, kept, strict=True)
        if ref is not None
    ]
    if fresh:
        Reservation.objects.bulk_create(fresh)


def _write_order(actor: Actor, case: Case, figures: Figures, *, is_last: bool) -> None:
    order = case.order
    if order.held_at is not None:
        ended = {"cleared_at": actor.now, "cleared_how": Hold.How.PASSED, "cleared_by_name": actor.name[:60]}
        Hold.objects.unscoped(WHY).filter(order=order, cleared_at__isnull=True).update(**ended)
    order.shipped_total += figures.total
    order.state = Order.State.SHIPPED if is_last else Order.State.CONFIRMED
    order.shipped_at = actor.now if is_last else None
    order.picked_at = order.picked_at or (actor.now if is_last else None)
    order.is_short = any(line.waiting for line in case.lines)
    order.held_at = None
    fields = ["shipped_total", "state", "shipped_at", "picked_at", "is_short", "held_at", "set_aside"]
    order.save(update_fields=[*fields, "credit_op_id", "credit_line"])


@operation
def deliver_order(actor: Actor, *, order_id: UUID) -> Order:
    """The outlet has the goods. Paid already, the order is settled with it."""
    actor.require(Rights.SHIP)
    order = locked_order(actor, order_id)

    order.refuse_unless_may_become(Order.State.DELIVERED)

    before = order.state
    shipments = Shipment.objects.unscoped(WHY).filter(order=order)
    shipments.filter(delivered_at__isnull=True).update(delivered_at=actor.now)
    is_paid = not shipments.filter(settled_at__isnull=True).exists()
    order.state, order.delivered_at = Order.State.DELIVERED, actor.now
    if is_paid:
        order.state, order.settled_at = Order.State.SETTLED, actor.now
    order.save(update_fields=["state", "delivered_at", "settled_at"])
    audit.record(actor, DELIVERED, order, number=order.number)
    events.publish(actor, OrderChanged.of(order, before=before))
    return order
