"""Entering an order: priced, checked, kept as a draft; confirmed in the same step where that is asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from endcap.cash.orders.drafts import OrderDraft, Outcome
from endcap.cash.orders.errors import MeetingClosed, NotSignedIn, OrderIdTaken
from endcap.cash.orders.events import OrderChanged
from endcap.cash.orders.models import Attendance, Hold, Meeting, Order, OrderLine, Reservation
from endcap.cash.orders.numbers import ORDER
from endcap.cash.orders.pricing import PricedLine
from endcap.cash.orders.rights import Rights
from endcap.cash.orders.selectors import asking, entry
from endcap.cash.orders.selectors.entry import Customer
from endcap.cash.orders.services.committing import Case, commit
from endcap.cash.receivables.terms import Terms, figures_of
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.bulk import insert_many
from endcap.kernel.errors import InvalidInput, NotFoundHere, Problem, Refusal
from endcap.kernel.ids import new_id
from endcap.kernel.numbering import services as numbering
from endcap.kernel.operations import operation
from endcap.kernel.parameters.selectors import Snapshot

PLACED = "orders.placed"


@dataclass(frozen=True, slots=True)
class Priced:
    """An order as it would be: for whom, under which terms, at which prices."""

    customer: Customer
    terms: Terms
    lines: Sequence[PricedLine]
    rules: Snapshot
    not_trading: Refusal | None


@operation
def place_order(actor: Actor, *, draft: OrderDraft, id: UUID | None = None, confirm: bool = False) -> Outcome:
    """Enter an order at today's prices, and with ``confirm`` promise it at once; what stands in the way is kept with it.

    The same id with the same request answers the order that is there. Raises InvalidInput with everything that is
    wrong, OrderIdTaken for another request under the id.
    """
    actor.require(Rights.PLACE)

    if id is not None and id.version != 7:
        raise InvalidInput([Problem("id", "not_version_7", _("id 要用 UUID 第 7 版。"))])
    said = fingerprint(draft, confirm=confirm)
    customer = entry.customer(actor, draft.outlet, order_id=id)
    known = _known(actor, id, said) if customer is None or customer.has_order else None
    if known is not None:
        return known

    found = priced_for(actor, draft, customer)
    _refuse_meeting(draft, found.customer)

    order, lines = _written(actor, id or new_id(actor.now), draft, found, said)
    case = Case(order, lines, found.terms, found.customer.outlet, found.rules, found.not_trading)
    holds: list[Hold] = []
    reservations: list[Reservation] = []
    if confirm:
        holds, reservations = commit(actor, case, Hold.Point.ENTRY)
    order.number = numbering.next_number(
        actor, ORDER.key
    )  # late: until the end of it everybody else waits for theirs
    order.save(force_insert=True)
    insert_many(lines)
    case.write(holds, reservations)
    audit.record(
        actor, PLACED, order, number=order.number, total=order.total, lines=len(lines), state=order.state
    )
    events.publish(actor, OrderChanged.of(order, before="", holds=holds))
    return Outcome(order, True, holds)


def fingerprint(draft: OrderDraft, *, confirm: bool) -> str:
    """What a request says, in one hash."""
    text = json.dumps([*draft.said(), confirm], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _known(actor: Actor, id: UUID | None, said: str) -> Outcome | None:
    """The order that an earlier, equal request has made."""
    if id is None:
        return None
    order = Order.objects.unscoped("an id is used once in the company").filter(pk=id).first()
    if order is None:
        return None
    if order.fingerprint != said or order.made_by_id != actor.person_id:
        raise OrderIdTaken(number=order.number if order.made_by_id == actor.person_id else "—")
    holds = Hold.objects.unscoped("of the order that was just found").filter(order=order, cleared_at=None)
    return Outcome(order, False, list(holds))


def price(actor: Actor, draft: OrderDraft) -> Priced:
    """What an order costs today and why. Raises InvalidInput with everything that is wrong with it."""
    return priced_for(actor, draft, entry.customer(actor, draft.outlet))


def priced_for(actor: Actor, draft: OrderDraft, customer: Customer | None) -> Priced:
    """The same for an outlet that was looked up already."""
    found = asking.quoted_for(actor, draft, customer)
    if found.problems or found.customer is None or found.terms is None:
        raise InvalidInput(found.problems)
    lines = [line for line in found.lines if line is not None]
    return Priced(found.customer, found.terms, lines, found.rules, found.not_trading)


def _refuse_meeting(draft: OrderDraft, customer: Customer) -> None:
    """At a meeting only those order who signed in, while it is open."""
    if draft.meeting_id is None:
        return
    meeting = Meeting.objects.unscoped("whoever may order for an outlet may do so at its meeting").filter(
        pk=draft.meeting_id
    )
    held = meeting.first()
    if held is None:
        raise NotFoundHere()
    if held.state != Meeting.State.OPEN:
        raise MeetingClosed(name=held.name)
    came = Attendance.objects.unscoped("of the outlet that orders").filter(
        meeting=held, outlet_id=customer.outlet.pk
    )
    if not came.exists():
        raise NotSignedIn(outlet=customer.outlet.name)


def _written(
    actor: Actor, id: UUID, draft: OrderDraft, found: Priced, said: str
) -> tuple[Order, list[OrderLine]]:
    figures = figures_of([line.amount for line in found.lines], found.terms.tax_bp)
    outlet, terms = found.customer.outlet, found.terms
    order = Order(
        id=id,
        outlet_id=outlet.pk,
        payer_id=terms.payer_id,
        contract_id=terms.contract_id,
        mode=terms.mode,
        term_days=terms.term_days,
        unit_id=outlet.unit_id,
        owner_id=outlet.owner_id,
        meeting_id=draft.meeting_id,
        source=draft.source,
        requested_on=draft.requested_on,
        note=draft.note.strip(),
        net=figures.net,
        tax=figures.tax,
        total=figures.total,
        line_count=len(found.lines),
        is_exception=any(line.is_exception for line in found.lines),
        fingerprint=said,
        made_by_id=actor.person_id,
        made_by_name=actor.name[:60],
        placed_at=actor.now,
    )
    lines = [
        OrderLine(
            id=new_id(actor.now),
            order=order,
            position=position,
            sku_id=line.sku_id,
            quantity=line.quantity,
            typed_quantity=line.typed_quantity,
            typed_unit=line.typed_unit,
            price=line.price,
            quoted_price=line.quoted_price,
            price_rule_id=line.rule_id,
            price_source=line.source,
            price_by=line.by,
            price_note=line.note,
            amount=line.amount,
            norm=line.norm,
            is_exception=line.is_exception,
        )
        for position, line in enumerate(found.lines, 1)
    ]
    return order, lines
