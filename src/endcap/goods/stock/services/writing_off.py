"""Writing goods off: held at once, gone when it is small or somebody has approved it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext

from endcap.goods.stock import moves, numbers
from endcap.goods.stock.kinds import SUBJECT, WRITE_OFF_KIND
from endcap.goods.stock.models import Movement
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.selectors.levers import write_off_limit
from endcap.goods.stock.services.documents import (
    LotQuantity,
    become,
    head_problems,
    known_before,
    lines_of,
    lots_wanted,
    new_movement,
    parts_of,
    reason_problem,
    worth,
    write_lines,
)
from endcap.goods.stock.services.rows import open_location
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import collect
from endcap.kernel.ids import new_id
from endcap.mechanisms.approvals import services as approvals
from endcap.mechanisms.ledger import services as ledger
from endcap.mechanisms.ledger.models import Phase

if TYPE_CHECKING:
    from endcap.goods.stock.models import Location

State = Movement.State


@transaction.atomic
def write_off(
    actor: Actor,
    *,
    location_id: UUID,
    lines: Sequence[LotQuantity],
    reason: str,
    id: UUID | None = None,
    gone_on: date | None = None,
    note: str = "",
) -> Movement:
    """Goods that can't be sold any more go to the losses, with a reason. From the limit of the location on, or where a
    price is missing, somebody has to approve it; until then nobody can take them."""
    actor.require(Rights.MOVE)

    movement_id, on = id or new_id(actor.now), gone_on or actor.today
    there = known_before(movement_id, kind=Movement.Kind.WRITE_OFF, location_id=location_id, reason=reason)
    if there is not None:
        return there
    location = open_location(actor, location_id)
    lots, wrong = lots_wanted(lines)
    collect(
        [
            *head_problems(actor, len(lines), on, note=note),
            reason_problem(reason, Movement.FOR_WRITE_OFF),
            *wrong,
        ]
    )
    parts = [moves.Part(lots[line.lot_id].sku_id, line.lot_id, line.quantity) for line in lines]
    amount, is_whole = worth(parts, on)
    is_small = is_whole and amount < write_off_limit(location.pk, actor.today)

    ledger.post(
        actor,
        op_id=movement_id,
        kind="stock.written_off" if is_small else "stock.write_off_asked",
        lines=_held(location, parts)
        if not is_small
        else moves.write_off_lines(location_id=location.pk, parts=parts),
        business_on=on,
        subject_type=SUBJECT,
        subject_id=movement_id,
    )
    movement = new_movement(
        actor,
        id=movement_id,
        series=numbers.WRITE_OFF,
        kind=Movement.Kind.WRITE_OFF,
        state=State.DONE if is_small else State.WAITING,
        location=location,
        on=on,
        reason=reason,
        note=note.strip(),
        amount=amount,
    )
    write_lines(movement, parts)
    if not is_small:
        _ask(actor, movement, len(parts))
    audit.record(actor, "stock.written_off" if is_small else "stock.write_off_asked", movement, amount=amount)
    return movement


def _held(location: Location, parts: Sequence[moves.Part]) -> list[ledger.Line]:
    lines = moves.write_off_lines(location_id=location.pk, parts=parts)
    return [replace(line, phase=Phase.PENDING) for line in lines]


def _ask(actor: Actor, movement: Movement, lines: int) -> None:
    request = approvals.submit(
        actor,
        kind=WRITE_OFF_KIND,
        subject_type=SUBJECT,
        subject_id=movement.pk,
        title=gettext("报损 %(number)s：%(place)s")
        % {"number": movement.number, "place": movement.location.name},
        document={
            "number": movement.number,
            "location": movement.location.name,
            "reason": movement.reason,
            "lines": lines,
            "amount": movement.amount,
            "note": movement.note,
        },
        amount=movement.amount,
        rolling_key=f"{movement.location_id}",
        unit_id=movement.location.unit_id,
    )
    movement.request_id = request.pk
    movement.save(update_fields=["request_id"])


def end_write_off(actor: Actor, movement: Movement, *, state: State) -> None:
    """Approved: gone. Refused or cancelled: free again. The operation is the requester's, the approver stands on it."""
    is_gone = state == State.DONE
    become(actor, movement, state)
    lines = moves.write_off_lines(location_id=movement.location_id, parts=parts_of(lines_of(movement)))
    phase = Phase.POST if is_gone else Phase.VOID
    maker = replace(actor, person_id=movement.made_by_id, name=movement.made_by_name) if is_gone else actor
    ledger.post(
        maker,
        op_id=uuid5(movement.pk, "ended"),
        kind="stock.written_off" if is_gone else "stock.write_off_dropped",
        lines=[
            replace(line, phase=phase, resolves=ledger.Ref(movement.pk, number))
            for number, line in enumerate(lines, 1)
        ],
        subject_type=SUBJECT,
        subject_id=movement.pk,
        approver_id=actor.person_id if is_gone and actor.person_id != movement.made_by_id else None,
    )
    audit.record(actor, f"stock.write_off_{state}", movement)
