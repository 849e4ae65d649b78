"""Transfers between locations: sent, on the way, received with differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.goods.catalog import selectors as catalog
from endcap.goods.stock import moves, numbers, selectors
from endcap.goods.stock.errors import TooLittle
from endcap.goods.stock.kinds import SUBJECT
from endcap.goods.stock.models import Location, Lot, Movement
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.services.documents import (
    become,
    head_problems,
    known_before,
    lines_of,
    locked_movement,
    new_movement,
    quantity_problem,
    write_lines,
)
from endcap.goods.stock.services.rows import open_location
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Problem, collect
from endcap.kernel.ids import new_id
from endcap.mechanisms.ledger import services as ledger


@dataclass(frozen=True)
class Wanted:
    """So many base units of a product: of one lot, or, without it, of those whose turn it is."""

    sku_id: UUID
    quantity: int
    lot_id: UUID | None = None


@transaction.atomic
def send_transfer(
    actor: Actor,
    *,
    from_id: UUID,
    to_id: UUID,
    lines: Sequence[Wanted],
    id: UUID | None = None,
    sent_on: date | None = None,
    note: str = "",
) -> Movement:
    """Goods leave a location for another and are on their way until they are received. Where no lot is named, what
    expires first goes; nothing past expiry. The same id again answers what is there."""
    actor.require(Rights.MOVE)

    movement_id, on = id or new_id(actor.now), sent_on or actor.today
    there = known_before(movement_id, kind=Movement.Kind.TRANSFER, location_id=from_id, destination_id=to_id)
    if there is not None:
        return there
    source, target = open_location(actor, from_id), open_location(actor, to_id)
    collect([*head_problems(actor, len(lines), on, note=note), *_problems(lines, source, target)])
    parts = _parts(source, lines, on)

    ledger.post(
        actor,
        op_id=movement_id,
        kind="stock.sent",
        lines=moves.send_lines(from_id=source.pk, to_id=target.pk, parts=parts),
        business_on=on,
        subject_type=SUBJECT,
        subject_id=movement_id,
    )
    movement = new_movement(
        actor,
        id=movement_id,
        series=numbers.TRANSFER,
        kind=Movement.Kind.TRANSFER,
        state=Movement.State.UNDERWAY,
        location=source,
        on=on,
        destination=target,
        note=note.strip(),
    )
    write_lines(movement, parts)
    audit.record(actor, "stock.sent", movement, lines=len(parts))
    return movement


@transaction.atomic
def receive_transfer(
    actor: Actor,
    *,
    movement_id: UUID,
    arrived: Mapping[int, int] | None = None,
    received_on: date | None = None,
) -> Movement:
    """What was on its way stands at its destination. ``arrived`` says by line what came, where it is not what was sent;
    the difference is unexplained until somebody explains it."""
    actor.require(Rights.MOVE)

    movement = locked_movement(actor, movement_id, Movement.Kind.TRANSFER)
    assert movement.destination_id is not None
    target = open_location(actor, movement.destination_id)
    lines, on = lines_of(movement), received_on or actor.today
    counted = arrived or {}
    collect(
        [
            *head_problems(actor, len(lines), on),
            Problem("business_on", "before_sent", _("收货日期早于发出日期。"))
            if on < movement.business_on
            else None,
            *(
                Problem(f"lines.{number}.arrived", "negative", _("实收数量不能小于 0。"))
                for number, quantity in counted.items()
                if quantity < 0
            ),
            *(
                Problem(f"lines.{number}", "unknown", _("单据没有这一行。"))
                for number in sorted(set(counted) - {line.number for line in lines})
            ),
        ]
    )
    become(actor, movement, Movement.State.DONE)

    came = [
        moves.Arrived(line.lot.sku_id, line.lot_id, line.quantity, counted.get(line.number, line.quantity))
        for line in lines
    ]
    ledger.post(
        actor,
        op_id=uuid5(movement.pk, "received"),
        kind="stock.arrived",
        lines=moves.arrive_lines(location_id=target.pk, arrived=came),
        business_on=on,
        subject_type=SUBJECT,
        subject_id=movement.pk,
    )
    for line, one in zip(lines, came, strict=True):
        line.arrived = one.arrived
    movement.lines.bulk_update(lines, ["arrived"])
    differing = sum(one.arrived != one.sent for one in came)
    audit.record(actor, "stock.arrived", movement, lines=len(lines), differing=differing)
    return movement


def _problems(lines: Sequence[Wanted], source: Location, target: Location) -> list[Problem | None]:
    known = catalog.named({line.sku_id for line in lines})
    lots = {lot.pk: lot for lot in Lot.objects.filter(pk__in=[line.lot_id for line in lines if line.lot_id])}
    found: list[Problem | None] = [
        Problem("to_id", "same", _("调入和调出是同一个库位。")) if source.pk == target.pk else None
    ]
    seen: set[tuple[UUID, UUID | None]] = set()
    for number, line in enumerate(lines, 1):
        where = f"lines.{number}"
        lot = lots.get(line.lot_id) if line.lot_id else None
        found += [
            None if line.sku_id in known else Problem(f"{where}.sku_id", "unknown", _("没有这个品项。")),
            quantity_problem(f"{where}.quantity", line.quantity),
            Problem(f"{where}.lot_id", "unknown", _("没有这个批次。"))
            if line.lot_id and (lot is None or lot.sku_id != line.sku_id)
            else None,
            Problem(f"{where}.sku_id", "twice", _("同一品项填了两行，合成一行。"))
            if (line.sku_id, line.lot_id) in seen
            else None,
        ]
        seen.add((line.sku_id, line.lot_id))
    return found


def _parts(source: Location, lines: Sequence[Wanted], on: date) -> list[moves.Part]:
    """The lots of each line, and a refusal that names every line for which there is too little."""
    named = [moves.Part(line.sku_id, line.lot_id, line.quantity) for line in lines if line.lot_id]
    open_lines = {line.sku_id: line.quantity for line in lines if line.lot_id is None}
    picked = selectors.pick(location_id=source.pk, wanted=open_lines, on=on)
    if picked.short:
        raise TooLittle(count=len(picked.short))
    by_lot: dict[tuple[UUID, UUID], int] = {}
    turned = [moves.Part(part.sku_id, part.lot_id, part.quantity) for part in picked.parts]
    for part in named + turned:
        key = (part.sku_id, part.lot_id)
        by_lot[key] = by_lot.get(key, 0) + part.quantity
    return [moves.Part(sku_id, lot_id, quantity) for (sku_id, lot_id), quantity in by_lot.items()]
