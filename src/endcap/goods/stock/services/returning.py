"""Customer returns: asked for with a reason, approved, received into stock or the losses; then the credit note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.models import Outlet
from endcap.goods.stock import moves, numbers, selectors
from endcap.goods.stock.errors import NoWarehouse, StateRefused
from endcap.goods.stock.events import GoodsReturned, ReturnedLine
from endcap.goods.stock.kinds import RETURN_KIND, SUBJECT
from endcap.goods.stock.models import Location, Movement
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.services.documents import (
    become,
    head_problems,
    known_before,
    lines_of,
    locked_movement,
    new_movement,
    reason_problem,
    worth,
    write_lines,
)
from endcap.goods.stock.services.receiving import ReceiptLine, line_problems
from endcap.goods.stock.services.rows import lots_for, open_location
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.mechanisms.approvals import services as approvals
from endcap.mechanisms.ledger import services as ledger

State = Movement.State


@dataclass(frozen=True)
class Came:
    """What came of a line of a return, and whether it can't be sold any more."""

    quantity: int
    into_loss: bool = False


@transaction.atomic
def request_return(
    actor: Actor,
    *,
    outlet_id: UUID,
    lines: Sequence[ReceiptLine],
    reason: str,
    location_id: UUID | None = None,
    id: UUID | None = None,
    note: str = "",
) -> Movement:
    """Ask that goods of an outlet may come back: what is written on the boxes, how many, why. Somebody approves it;
    nothing moves before the goods are there."""
    actor.require(Rights.REQUEST_RETURN)

    movement_id = id or new_id(actor.now)
    there = known_before(movement_id, kind=Movement.Kind.RETURN, outlet_id=outlet_id, reason=reason)
    if there is not None:
        return there
    outlet = Outlet.objects.visible_to(actor).filter(pk=outlet_id).first()
    if outlet is None:
        raise NotFoundHere()
    location = _into(actor, outlet.pk, location_id)
    collect(
        [
            *head_problems(actor, len(lines), actor.today, note=note),
            reason_problem(reason, Movement.FOR_RETURN),
            *line_problems(actor, lines),
        ]
    )

    lots = lots_for(actor, (line.mark for line in lines))
    parts = [moves.Part(line.sku_id, lots[line.mark], line.quantity) for line in lines]
    amount, _is_whole = worth(parts, actor.today)
    movement = new_movement(
        actor,
        id=movement_id,
        series=numbers.RETURN,
        kind=Movement.Kind.RETURN,
        state=State.WAITING,
        location=location,
        on=actor.today,
        outlet=outlet,
        reason=reason,
        note=note.strip(),
        amount=amount,
    )
    write_lines(movement, parts)
    request = approvals.submit(
        actor,
        kind=RETURN_KIND,
        subject_type=SUBJECT,
        subject_id=movement.pk,
        title=gettext("退货 %(number)s：%(outlet)s") % {"number": movement.number, "outlet": outlet.name},
        document={
            "number": movement.number,
            "outlet": outlet.name,
            "reason": reason,
            "lines": len(parts),
            "amount": amount,
            "note": movement.note,
        },
        amount=amount,
        rolling_key=f"{outlet.pk}",
        unit_id=outlet.unit_id,
    )
    movement.request_id = request.pk
    movement.save(update_fields=["request_id"])
    audit.record(actor, "stock.return_asked", movement, reason=reason)
    return movement


def _into(actor: Actor, outlet_id: UUID, location_id: UUID | None) -> Location:
    if location_id is not None:
        return open_location(actor, location_id)
    location = selectors.warehouse_of(outlet_id)
    if location is None:
        raise NoWarehouse()
    return location


@transaction.atomic
def receive_return(
    actor: Actor,
    *,
    movement_id: UUID,
    came: Mapping[int, Came] | None = None,
    received_on: date | None = None,
) -> Movement:
    """The goods of an approved return are there: what came of each line goes to the shelf, or to the losses where it
    can't be sold; past its expiry it always does. Tells ``GoodsReturned``, so that the credit note follows."""
    actor.require(Rights.MOVE)

    movement = locked_movement(actor, movement_id, Movement.Kind.RETURN)
    location, outlet_id = open_location(actor, movement.location_id), movement.outlet_id
    lines, on, told = lines_of(movement), received_on or actor.today, came or {}
    assert outlet_id is not None
    collect(
        [
            *head_problems(actor, len(lines), on),
            *_came_problems(told, {line.number: line.quantity for line in lines}),
        ]
    )
    if movement.state == State.WAITING:  # a write-off may go from here to done, a return may not
        raise StateRefused(
            number=movement.number, before=movement.get_state_display(), after=State.DONE.label
        )
    become(actor, movement, State.DONE)

    bad = selectors.expired([line.lot_id for line in lines], on=on)
    for line in lines:
        one = told.get(line.number, Came(line.quantity))
        line.arrived, line.into_loss = one.quantity, one.into_loss or line.lot_id in bad
    posted: list[ledger.Line] = []
    for into_loss in (False, True):
        parts = [
            moves.Part(line.lot.sku_id, line.lot_id, line.arrived)
            for line in lines
            if line.arrived and line.into_loss == into_loss
        ]
        posted += moves.return_lines(
            location_id=location.pk, outlet_id=outlet_id, parts=parts, into_loss=into_loss
        )
    if posted:
        ledger.post(
            actor,
            op_id=uuid5(movement.pk, "received"),
            kind="stock.returned",
            lines=posted,
            business_on=on,
            subject_type=SUBJECT,
            subject_id=movement.pk,
        )
    movement.lines.bulk_update(lines, ["arrived", "into_loss"])
    audit.record(actor, "stock.returned", movement, lines=len(posted))
    events.publish(
        actor,
        GoodsReturned(
            return_id=movement.pk,
            number=movement.number,
            outlet_id=outlet_id,
            reason=movement.reason,
            returned_on=on,
            lines=tuple(
                ReturnedLine(line.lot.sku_id, line.lot_id, line.arrived, line.into_loss)
                for line in lines
                if line.arrived
            ),
        ),
    )
    return movement


def _came_problems(told: Mapping[int, Came], asked: Mapping[int, int]) -> list[Problem | None]:
    found: list[Problem | None] = []
    for number, one in told.items():
        if number not in asked:
            found.append(Problem(f"lines.{number}", "unknown", _("单据没有这一行。")))
        elif one.quantity < 0:
            found.append(Problem(f"lines.{number}.arrived", "negative", _("实收数量不能小于 0。")))
        elif one.quantity > asked[number]:
            words = _("实收比批准的多，最多 %(most)s；多出来的另开退货单。") % {"most": asked[number]}
            found.append(Problem(f"lines.{number}.arrived", "too_many", words))
    return found
