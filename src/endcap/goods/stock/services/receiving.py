"""Goods come from the supplier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.goods.catalog import selectors as catalog
from endcap.goods.stock import moves, numbers
from endcap.goods.stock.errors import IdTaken
from endcap.goods.stock.models import Movement, MovementLine
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.services.rows import ALL, LotMark, lots_for, open_location
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.numbering import services as numbering
from endcap.mechanisms.ledger import services as ledger

MOST_LINES = 5_000
LARGEST = 10**12  # base units in a line; more is a slip of the finger


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
    collect(_problems(actor, lines, on, reference, note))
    movement_id = id or new_id(actor.now)
    there = Movement.objects.unscoped(ALL).filter(pk=movement_id).first()

    lots = lots_for(actor, (line.mark for line in lines))
    parts = [moves.Part(line.sku_id, lots[line.mark], line.quantity) for line in lines]
    posting = ledger.post(
        actor,
        op_id=movement_id,
        kind="stock.received",
        lines=moves.receive_lines(location_id=location.pk, parts=parts),
        business_on=on,
        subject_type="stock.Movement",
        subject_id=movement_id,
    )
    if there is not None:
        if posting.is_new:
            raise IdTaken(number=there.number)
        return there

    movement = Movement(
        id=movement_id,
        number=numbering.next_number(actor, numbers.RECEIPT.key),
        kind=Movement.Kind.RECEIPT,
        state=Movement.State.DONE,
        location=location,
        reference=reference.strip(),
        note=note.strip(),
        business_on=on,
        made_by_id=actor.person_id,
        made_by_name=actor.name[:60],
        created_at=actor.now,
        ended_at=actor.now,
    )
    movement.save(force_insert=True)
    write_lines(movement, parts)
    audit.record(actor, "stock.received", movement, lines=len(parts))
    return movement


def write_lines(movement: Movement, parts: Sequence[moves.Part]) -> None:
    """The lines of a document, in their order."""
    MovementLine.objects.bulk_create(
        [
            MovementLine(movement=movement, number=number, lot_id=part.lot_id, quantity=part.quantity)
            for number, part in enumerate(parts, 1)
        ]
    )


def _problems(
    actor: Actor, lines: Sequence[ReceiptLine], on: date, reference: str, note: str
) -> list[Problem | None]:
    known = catalog.named({line.sku_id for line in lines})
    found: list[Problem | None] = [
        *document_problems(actor, len(lines), on, reference, note),
    ]
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


def quantity_problem(where: str, quantity: int) -> Problem | None:
    """Why a quantity can't be taken."""
    if quantity <= 0:
        return Problem(where, "not_positive", _("数量要大于 0。"))
    return Problem(where, "too_large", _("数量太大，核对一下。")) if quantity > LARGEST else None


def document_problems(actor: Actor, lines: int, on: date, reference: str, note: str) -> list[Problem | None]:
    """What may be wrong with the head of any document."""
    return [
        None if lines else Problem("lines", "required", _("至少填一行商品。")),
        Problem("lines", "too_many", _("一张单最多 %(most)s 行，分成几张。") % {"most": MOST_LINES})
        if lines > MOST_LINES
        else None,
        Problem("business_on", "future", _("日期还没到，填今天或以前的日期。")) if on > actor.today else None,
        Problem("reference", "too_long", _("外部单号最多 40 个字符。"))
        if len(reference.strip()) > 40
        else None,
        Problem("note", "too_long", _("说明最多 200 个字符。")) if len(note.strip()) > 200 else None,
        *(
            Problem(field, "no_nul", _("里面有看不见的字符，删掉再交。"))
            for field, text in (("reference", reference), ("note", note))
            if "\0" in text
        ),
    ]
