"""Promising an order: goods held in the warehouse, money or credit set aside, all in one posting; or the reasons why not."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from endcap.cash.credit import moves as credit_moves
from endcap.cash.credit import selectors as credit
from endcap.cash.orders import gates
from endcap.cash.orders.drafts import HoldFacts
from endcap.cash.orders.gates import Asked
from endcap.cash.orders.models import Hold, Order, OrderLine, Reservation
from endcap.cash.receivables import money
from endcap.cash.receivables import moves as money_moves
from endcap.cash.receivables import selectors as receivables
from endcap.cash.receivables.terms import Terms
from endcap.customers.outlets.models import Outlet
from endcap.goods.stock import moves as stock_moves
from endcap.goods.stock import selectors as stock
from endcap.kernel.actor import Actor
from endcap.kernel.bulk import insert_many
from endcap.kernel.errors import Refusal
from endcap.kernel.ids import new_id
from endcap.kernel.parameters.definitions import P
from endcap.kernel.parameters.selectors import Snapshot
from endcap.mechanisms.ledger import selectors as ledger_read
from endcap.mechanisms.ledger import services as ledger
from endcap.mechanisms.ledger.errors import Insufficient
from endcap.mechanisms.ledger.services import Line, Posting

if TYPE_CHECKING:
    from endcap.cash.credit.selectors import CreditLine
    from endcap.cash.receivables.selectors import OpenItem

CONFIRMED = "orders.confirmed"
SUBJECT = "orders.Order"
LENT = frozenset({Hold.Code.OVER_LIMIT, Hold.Code.NO_CREDIT})
TRIES = 4  # somebody else may take the same lot between looking and booking


@dataclass(slots=True)
class Case:
    """An order with everything that decides whether it may go on."""

    order: Order
    lines: Sequence[OrderLine]
    terms: Terms
    outlet: Outlet
    rules: Snapshot
    not_trading: Refusal | None
    waived: frozenset[str] = frozenset()  # holds that somebody with the right has let pass
    approver_id: UUID | None = None

    @property
    def asked(self) -> Asked:
        """What it would take."""
        return Asked(self.order.total, [line.amount for line in self.lines])

    def write(self, holds: Sequence[Hold], reservations: Sequence[Reservation]) -> None:
        """Keep what ``commit`` answered."""
        if holds:
            Hold.objects.bulk_create(holds)
        if reservations:
            insert_many(reservations)


@dataclass(frozen=True, slots=True)
class Means:
    """What the payer has for it: credit and what of it is overdue, or money paid in advance."""

    credit: CreditLine | None = None
    overdue: tuple[OpenItem, ...] = ()
    advance: int | None = None


def means_of(actor: Actor, terms: Terms) -> Means:
    """Where the payer stands; his credit stays locked until the transaction ends, so that two orders can't take the
    same. Nothing is asked where goods are paid once they are sold."""
    if terms.is_on_credit:
        line = credit.locked_line(terms.payer_id, actor.today)
        return Means(line, receivables.overdue_of(terms.payer_id, actor.today))
    if terms.is_prepaid:
        return Means(advance=ledger_read.balance_of(money.advance(terms.payer_id)))
    return Means()


def commit(actor: Actor, case: Case, point: str) -> tuple[list[Hold], list[Reservation]]:
    """Promise the goods and set the money aside, or say everything that is in the way. Changes the order and its lines
    in memory; the caller writes them. A fixed number of statements unless somebody else is at the same goods."""
    order = case.order
    warehouse = stock.warehouse_of(case.outlet.pk)
    for _attempt in range(TRIES):
        means = means_of(actor, case.terms)
        reasons = money_reasons(case, means)
        if warehouse is None:
            reasons.append(gates.without_warehouse())
            break
        order.warehouse = warehouse
        wanted = {line.sku_id: line.waiting for line in case.lines if line.waiting}
        pick = stock.pick(location_id=warehouse.pk, wanted=wanted, on=actor.today)
        if not pick.parts:
            reasons.append(gates.without_goods(pick.short))
        if reasons:
            break
        with suppress(Insufficient):  # somebody else took the same lot or the same money just now: look again
            return [], _promised(actor, case, warehouse.pk, pick, means)
    else:
        reasons = [gates.without_goods(pick.short)]
    order.held_at = order.held_at or actor.now
    return [hold_of(actor, order, reason, point) for reason in reasons], []


def money_reasons(case: Case, means: Means) -> list[HoldFacts]:
    """What is in the way besides goods, without what was let pass."""
    found = [gates.not_trading(case.not_trading)] if case.not_trading else []
    if means.credit is not None:
        found += gates.on_credit(case.asked, means.credit, means.overdue)
    elif means.advance is not None:
        may = case.rules.value(P.SHIP_BEFORE_PAYMENT)
        found += gates.prepaid(case.asked, means.advance, may_ship_first=may)
    return [reason for reason in found if reason.code not in case.waived]


def _promised(
    actor: Actor, case: Case, warehouse_id: UUID, pick: stock.Pick, means: Means
) -> list[Reservation]:
    """Post goods and money at once, and note on the order what is held where."""
    order = case.order
    parts = [stock_moves.Part(part.sku_id, part.lot_id, part.quantity) for part in pick.parts]
    goods = stock_moves.reserve_lines(location_id=warehouse_id, outlet_id=case.outlet.pk, parts=parts)
    paid = _money_lines(case, means)
    posting = ledger.post(
        actor,
        op_id=new_id(actor.now),
        kind=CONFIRMED,
        lines=[*goods, *paid],
        subject_type=SUBJECT,
        subject_id=order.pk,
        approver_id=case.approver_id,
    )
    if paid:
        order.set_aside = paid[-1].amount
    if paid and case.terms.is_on_credit:
        order.credit_op_id, order.credit_line = posting.op_id, posting.refs[-1].line
    order.state, order.confirmed_at, order.held_at = Order.State.CONFIRMED, actor.now, None
    order.is_short = bool(pick.short)
    return reserved(actor, case, warehouse_id, parts, posting)


def reserved(
    actor: Actor, case: Case, warehouse_id: UUID, parts: Sequence[stock_moves.Part], posting: Posting
) -> list[Reservation]:
    """What is held, line by line and lot by lot, with the transfer that holds it; the first lines of the posting are
    those of the parts."""
    by_sku = {line.sku_id: line for line in case.lines}
    made = []
    for part, ref in zip(parts, posting.refs, strict=False):
        line = by_sku[part.sku_id]
        line.reserved += part.quantity
        made.append(
            Reservation(
                id=new_id(actor.now),
                order=case.order,
                line=line,
                lot_id=part.lot_id,
                warehouse_id=warehouse_id,
                quantity=part.quantity,
                op_id=ref.op_id,
                op_line=ref.line,
                made_at=actor.now,
            )
        )
    return made


def _money_lines(case: Case, means: Means) -> list[Line]:
    """Money set aside for a prepaid order, credit held for one on credit, as the last line; what was let pass is lent
    once."""
    total, payer_id = case.order.total, case.terms.payer_id
    if means.credit is not None:
        lent = max(0, total - means.credit.available) if case.waived & LENT else 0
        return [*credit_moves.grant_lines(payer_id, lent), *credit_moves.hold_lines(payer_id, total)]
    return money_moves.earmark_lines(payer_id, case.order.pk, min(total, means.advance or 0))


def hold_of(actor: Actor, order: Order, reason: HoldFacts, point: str) -> Hold:
    """A reason as it is kept."""
    return Hold(
        id=new_id(actor.now),
        order=order,
        code=reason.code,
        point=point,
        facts=reason.facts,
        needs=reason.needs,
        ships_today=reason.ships_today,
        made_at=actor.now,
    )
