"""Confirming a draft, taking in goods that were missing, and looking again at what waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from endcap.cash.orders.drafts import Outcome
from endcap.cash.orders.events import OrderChanged
from endcap.cash.orders.models import Hold, Order, Reservation
from endcap.cash.orders.rights import Rights
from endcap.cash.orders.services.cases import WHY, case_of, locked_order, save_lines
from endcap.cash.orders.services.committing import SUBJECT, Case, commit, reserved
from endcap.goods.stock import moves as stock_moves
from endcap.goods.stock import selectors as stock
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.ids import new_id
from endcap.kernel.operations import operation
from endcap.mechanisms.ledger import services as ledger
from endcap.mechanisms.ledger.errors import Insufficient

HELD, RESERVED = "orders.held", "orders.reserved"
AT_ONCE = 200  # held orders of a payer that one payment looks at
_HOLD = [
    *("facts", "needs", "ships_today"),
    *("cleared_at", "cleared_how", "cleared_by_id", "cleared_by_name", "cleared_note"),
]
_STEP = [
    "state",
    "confirmed_at",
    "held_at",
    "is_short",
    "warehouse",
    "set_aside",
    "credit_op_id",
    "credit_line",
]


@operation
def confirm_order(actor: Actor, *, order_id: UUID) -> Outcome:
    """Promise the goods: reserves them and sets money or credit aside, or keeps every reason why the order waits."""
    actor.require(Rights.PLACE)
    order = locked_order(actor, order_id)

    order.refuse_unless_may_become(Order.State.CONFIRMED)

    holds = take_up(actor, case_of(actor, order))
    return Outcome(order, True, holds)


def take_up(
    actor: Actor,
    case: Case,
    *,
    how: str = Hold.How.PASSED,
    note: str = "",
    let_pass: frozenset[str] = frozenset(),
) -> list[Hold]:
    """Confirm a locked draft or say anew what is in the way; what is no longer in the way ends. Of an override or a
    release, ``let_pass`` are the holds that it lets pass, ``how`` and ``note`` what is kept of it."""
    order = case.order
    before = order.state
    standing = {
        hold.code: hold for hold in Hold.objects.unscoped(WHY).filter(order=order, cleared_at__isnull=True)
    }

    found, reservations = commit(actor, case, Hold.Point.ENTRY)

    holds = _told_anew(standing, found)
    ending = [hold for hold in standing.values() if hold not in holds]
    for hold in ending:
        hold.cleared_how, hold.cleared_note = (
            (how, note[:200]) if hold.code in let_pass else (Hold.How.PASSED, "")
        )
        hold.cleared_at, hold.cleared_by_id, hold.cleared_by_name = (
            actor.now,
            actor.person_id,
            actor.name[:60],
        )
    if standing:
        Hold.objects.unscoped(WHY).bulk_update(standing.values(), _HOLD)
    if reservations:
        save_lines(case.lines, "reserved")
    case.write([hold for hold in holds if hold.code not in standing], reservations)
    order.save(update_fields=_STEP)
    action = HELD if holds else "orders.confirmed"
    audit.record(actor, action, order, number=order.number, reasons=[hold.code for hold in holds])
    events.publish(actor, OrderChanged.of(order, before=before, holds=holds))
    return holds


def _told_anew(standing: Mapping[str, Hold], found: Sequence[Hold]) -> list[Hold]:
    """Reasons that stand already keep their beginning and get today's figures."""
    holds = []
    for hold in found:
        known = standing.get(hold.code)
        if known is not None:
            known.facts, known.needs, known.ships_today = hold.facts, hold.needs, hold.ships_today
        holds.append(known or hold)
    return holds


@operation
def reserve_waiting(actor: Actor, *, order_id: UUID) -> int:
    """Goods that were missing have come: hold them for the order. Answers how many base units are held now in addition."""
    actor.require(Rights.PLACE)
    order = locked_order(actor, order_id)
    if order.state not in (Order.State.CONFIRMED, Order.State.PICKED):
        order.refuse_unless_may_become(Order.State.PICKED)

    case = case_of(actor, order)
    made = _hold_more(actor, case)

    if made:
        order.is_short = any(line.waiting for line in case.lines)
        save_lines(case.lines, "reserved")
        Reservation.objects.bulk_create(made)
        order.save(update_fields=["is_short"])
        audit.record(actor, RESERVED, order, number=order.number, lots=len(made))
    return sum(one.quantity for one in made)


def _hold_more(actor: Actor, case: Case) -> Sequence[Reservation]:
    order = case.order
    if order.warehouse_id is None:
        return ()
    for _attempt in range(3):
        wanted = {line.sku_id: line.waiting for line in case.lines if line.waiting}
        pick = stock.pick(location_id=order.warehouse_id, wanted=wanted, on=actor.today)
        if not pick.parts:
            return ()
        parts = [stock_moves.Part(part.sku_id, part.lot_id, part.quantity) for part in pick.parts]
        lines = stock_moves.reserve_lines(
            location_id=order.warehouse_id, outlet_id=order.outlet_id, parts=parts
        )
        try:
            posting = ledger.post(
                actor,
                op_id=new_id(actor.now),
                kind=RESERVED,
                lines=lines,
                subject_type=SUBJECT,
                subject_id=order.pk,
            )
        except Insufficient:  # somebody else took the same lot just now
            continue
        return reserved(actor, case, order.warehouse_id, parts, posting)
    return ()


def look_again(actor: Actor, *, payer_id: UUID) -> int:
    """Money has come, or credit is free again: confirm the payer's held orders, the oldest first, as far as it goes.
    Called for an operation that has required its own right; answers how many went on."""
    rows = Order.objects.unscoped("whatever a payer's money frees, whoever looks after the outlet").filter(
        payer_id=payer_id, held_at__isnull=False, state=Order.State.DRAFT
    )
    went_on = 0
    for order in rows.locked().order_by("placed_at", "pk")[:AT_ONCE]:
        went_on += not take_up(actor, case_of(actor, order))
    return went_on
