"""Letting a held order pass: finance confirms the money (SET-01), or somebody with the right makes an exception
(CRD-04). Nobody lets his own order pass."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import pgettext

from endcap.cash.orders.drafts import Outcome
from endcap.cash.orders.errors import MakerReleases, NotHeld, NotOverridable, ReasonMissing
from endcap.cash.orders.gates import BY_MONEY
from endcap.cash.orders.models import Hold, Order
from endcap.cash.orders.rights import Rights
from endcap.cash.orders.services.cases import WHY, case_of, locked_order
from endcap.cash.orders.services.confirming import take_up
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.operations import operation

RELEASED, OVERRIDDEN = "orders.released", "orders.overridden"
MONEY_IS_THERE = frozenset({Hold.Code.ADVANCE_SHORT, Hold.Code.OVERDUE})


@operation
def look_again_at(actor: Actor, *, order_id: UUID) -> Outcome:
    """Whether what was in the way is gone by now; then the order goes on."""
    actor.require(Rights.PLACE)
    order = locked_order(actor, order_id)
    standing = _standing(order)
    if order.state == Order.State.DRAFT:
        return Outcome(order, True, take_up(actor, case_of(actor, order)))
    return _go_on(actor, order, standing, Hold.How.PASSED, "")


@operation
def release_order(actor: Actor, *, order_id: UUID, note: str) -> Outcome:
    """Finance confirms that the money for it is there or on its way: prepayment and overdue invoices hold it no longer."""
    actor.require(Rights.RELEASE)
    return _let_pass(actor, order_id, note, MONEY_IS_THERE, Hold.How.RELEASED, RELEASED)


@operation
def override_order(actor: Actor, *, order_id: UUID, note: str) -> Outcome:
    """An exception, with a name and a reason: the order goes on over the limit, beside overdue invoices, before payment.
    Credit beyond the limit is lent for this order alone."""
    actor.require(Rights.OVERRIDE)
    return _let_pass(actor, order_id, note, BY_MONEY, Hold.How.OVERRIDDEN, OVERRIDDEN)


def _let_pass(
    actor: Actor, order_id: UUID, note: str, which: frozenset[str], how: str, action: str
) -> Outcome:
    order = locked_order(actor, order_id)
    why = note.strip()
    if not why or len(why) > 200:
        raise ReasonMissing()
    if order.made_by_id is not None and order.made_by_id == actor.person_id:
        raise MakerReleases(number=order.number)
    standing = _standing(order)
    codes = frozenset(hold.code for hold in standing) & which
    if not codes:
        stays = [str(Hold.Code(hold.code).label) for hold in standing]
        raise NotOverridable(reason=pgettext("list", "、").join(stays))

    audit.record(actor, action, order, number=order.number, note=why, reasons=sorted(codes))
    if order.state != Order.State.DRAFT:
        return _go_on(actor, order, [hold for hold in standing if hold.code in codes], how, why)
    case = case_of(actor, order, lets_pass=codes)
    return Outcome(order, True, take_up(actor, case, how=how, note=why, let_pass=codes))


def _standing(order: Order) -> list[Hold]:
    rows = list(Hold.objects.unscoped(WHY).filter(order=order, cleared_at__isnull=True))
    if not rows:
        raise NotHeld(number=order.number)
    return rows


def _go_on(actor: Actor, order: Order, standing: Sequence[Hold], how: str, note: str) -> Outcome:
    """An order that was stopped at the door may be shipped again; whoever ships looks again."""
    Hold.objects.unscoped(WHY).filter(pk__in=[hold.pk for hold in standing]).update(
        cleared_at=actor.now,
        cleared_how=how,
        cleared_by_id=actor.person_id,
        cleared_by_name=actor.name[:60],
        cleared_note=note[:200],
    )
    left = list(Hold.objects.unscoped(WHY).filter(order=order, cleared_at__isnull=True))
    if not left:
        order.held_at = None
        order.save(update_fields=["held_at"])
    return Outcome(order, True, left)
