"""Goods come from the supplier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.goods.catalog import selectors as catalog
from endcap.goods.stock import moves, numbers
from endcap.goods.stock.kinds import SUBJECT
from endcap.goods.stock.models import Movement
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.services.documents import (
    head_problems,
    known_before,
    new_movement,
    quantity_problem,
    write_lines,
)
from endcap.goods.stock.services.rows import LotMark, lots_for, open_location
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Problem, collect
from endcap.kernel.ids import new_id
from endcap.mechanisms.ledger import services as ledger
from endcap.mechanisms.ledger.errors import AlreadyReversed, Insufficient


@dataclass(frozen=True)
class ReceiptLine:
    """So many base units of a product, with what is written on the box."""

    sku_id: UUID
    quantity: int
    lot_code: str = ""
    made_on: date | None = None
    expires_on: date | None = None

    @property
    def mark(self) -> LotMark:
        """The lot."""
        return LotMark(self.sku_id, self.lot_code.strip(), self.made_on, self.expires_on)


@transaction.atomic
def receive_goods(
    actor: Actor,
    *,
    location_id: UUID,
    lines: Sequence[ReceiptLine],
    id: UUID | None = None,
    received_on: date | None = None,
    reference: str = "",
    note: str = "",
) -> Movement:
    """Goods from the supplier stand at a location; lots that nobody saw before are made. A day in the past is corrected
    at once: balances of every later day are right when this returns. The same id again answers what is there."""
    actor.require(Rights.MOVE)

    location = open_location(actor, location_id)
    on = received_on or actor.today
    collect(
        [
            *head_problems(actor, len(lines), on, reference=reference, note=note),
            *line_problems(actor, lines),
        ]
    )
    movement_id = id or new_id(actor.now)
    there = known_before(movement_id, kind=Movement.Kind.RECEIPT, location_id=location.pk)

    lots = lots_for(actor, (line.mark for line in lines))
    parts = [moves.Part(line.sku_id, lots[line.mark], line.quantity) for line in lines]
    posting = ledger.post(
        actor,
        op_id=movement_id,
        kind="stock.received",
        lines=moves.receive_lines(location_id=location.pk, parts=parts),
        business_on=on,
        subject_type=SUBJECT,
        subject_id=movement_id,
    )
    if there is not None and not posting.is_new:
        return there

    movement = new_movement(
        actor,
        id=movement_id,
        series=numbers.RECEIPT,
        kind=Movement.Kind.RECEIPT,
        state=Movement.State.DONE,
        location=location,
        on=on,
        reference=reference.strip(),
        note=note.strip(),
    )
    write_lines(movement, parts)
    audit.record(actor, "stock.received", movement, lines=len(parts))
    return movement


@transaction.atomic
def reverse_receipts(actor: Actor, *, movement_ids: Sequence[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Take receipts back by reversing entries. Those whose goods have gone on stay; answers which went, which stayed."""
    actor.require(Rights.MOVE)

    rows = (
        Movement.objects.visible_to(actor)
        .locked()
        .filter(pk__in=list(movement_ids), kind=Movement.Kind.RECEIPT)
    )
    gone: set[UUID] = set()
    kept: set[UUID] = set()
    for movement in rows.order_by("pk"):
        try:
            with transaction.atomic():
                ledger.reverse(actor, op_id=uuid5(movement.pk, "reversed"), of_op_id=movement.pk)
        except (Insufficient, AlreadyReversed):
            kept.add(movement.pk)
        else:
            gone.add(movement.pk)
            audit.record(actor, "stock.receipt_reversed", movement)
    return gone, kept


def line_problems(actor: Actor, lines: Sequence[ReceiptLine]) -> list[Problem | None]:
    """What is wrong with lines that say what is written on the boxes."""
    known = catalog.named({line.sku_id for line in lines})
    found: list[Problem | None] = []
    for number, line in enumerate(lines, 1):
        where = f"lines.{number}"
        sku = known.get(line.sku_id)
        found += [
            Problem(f"{where}.sku_id", "unknown", _("没有这个品项。"))
            if sku is None
            else Problem(f"{where}.sku_id", "no_article", _("这个编码不是商品，不能进库存。"))
            if not sku.is_article
            else None,
            quantity_problem(f"{where}.quantity", line.quantity),
            Problem(f"{where}.lot_code", "too_long", _("批号最多 40 个字符。"))
            if len(line.lot_code.strip()) > 40
            else None,
            Problem(f"{where}.lot_code", "no_nul", _("里面有看不见的字符，删掉再交。"))
            if "\0" in line.lot_code
            else None,
            Problem(f"{where}.made_on", "future", _("生产日期还没到，核对箱上的日期。"))
            if line.made_on and line.made_on > actor.today
            else None,
            Problem(f"{where}.expires_on", "before_made", _("保质期早于生产日期，核对箱上的日期。"))
            if line.made_on and line.expires_on and line.expires_on < line.made_on
            else None,
        ]
    return found
