"""What all documents share: loading within scope, states, lines, and what the goods are worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from endcap.goods.catalog import selectors as catalog
from endcap.goods.stock import moves, units
from endcap.goods.stock.errors import IdTaken, NotThatKind, StateRefused
from endcap.goods.stock.models import Location, Lot, Movement, MovementLine
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere, Problem
from endcap.kernel.money import amount_of
from endcap.kernel.numbering import services as numbering
from endcap.kernel.numbering.definitions import SeriesKind

MOST_LINES = 5_000
ALL = "the document was found within the scope of the actor"


@dataclass(frozen=True)
class LotQuantity:
    """So many base units of a lot."""

    lot_id: UUID
    quantity: int


def locked_movement(actor: Actor, movement_id: UUID, kind: str) -> Movement:
    """A visible document of a kind, held."""
    movement = Movement.objects.visible_to(actor).locked().filter(pk=movement_id).first()
    if movement is None:
        raise NotFoundHere()
    if movement.kind != kind:
        raise NotThatKind(number=movement.number, kind=movement.get_kind_display())
    return movement


def become(actor: Actor, movement: Movement, state: Movement.State) -> None:
    """Go to another state, if there is a way, and write it."""
    if state not in Movement.TRANSITIONS.get(Movement.State(movement.state), ()):
        raise StateRefused(number=movement.number, before=movement.get_state_display(), after=state.label)
    movement.state = state
    movement.ended_at = None if state in Movement.OPEN else actor.now
    movement.save(update_fields=["state", "ended_at"])


def known_before(movement_id: UUID, **said: object) -> Movement | None:
    """The document that was sent with this id before; refused where it says something else."""
    there = Movement.objects.unscoped("the same id may have been sent before").filter(pk=movement_id).first()
    if there is not None and any(getattr(there, name) != value for name, value in said.items()):
        raise IdTaken(number=there.number)
    return there


def new_movement(
    actor: Actor,
    *,
    id: UUID,
    series: SeriesKind,
    kind: str,
    state: str,
    location: Location,
    on: date,
    **more: object,
) -> Movement:
    """A document with its number, written."""
    movement = Movement(
        id=id,
        number=numbering.next_number(actor, series.key),
        kind=kind,
        state=state,
        location=location,
        business_on=on,
        made_by_id=actor.person_id,
        made_by_name=actor.name[:60],
        created_at=actor.now,
        ended_at=None if state in Movement.OPEN else actor.now,
        **more,
    )
    movement.save(force_insert=True)
    return movement


def write_lines(movement: Movement, parts: Sequence[moves.Part]) -> None:
    """The lines of a document, in their order."""
    MovementLine.objects.bulk_create(
        [
            MovementLine(movement=movement, number=number, lot_id=part.lot_id, quantity=part.quantity)
            for number, part in enumerate(parts, 1)
        ]
    )


def lines_of(movement: Movement) -> list[MovementLine]:
    """The lines with their lots and products."""
    return list(movement.lines.select_related("lot__sku"))


def parts_of(lines: Iterable[MovementLine]) -> list[moves.Part]:
    """The lines as goods that move."""
    return [moves.Part(line.lot.sku_id, line.lot_id, line.quantity) for line in lines]


def lots_wanted(lines: Sequence[LotQuantity]) -> tuple[dict[UUID, Lot], list[Problem | None]]:
    """The lots of asked lines, and what is wrong with the lines. A lot is named once."""
    lots = {lot.pk: lot for lot in Lot.objects.filter(pk__in=[line.lot_id for line in lines])}
    seen: set[UUID] = set()
    found: list[Problem | None] = []
    for number, line in enumerate(lines, 1):
        where = f"lines.{number}"
        if line.lot_id not in lots:
            found.append(Problem(f"{where}.lot_id", "unknown", _("没有这个批次。")))
        if line.lot_id in seen:
            found.append(Problem(f"{where}.lot_id", "twice", _("同一批次填了两行，合成一行。")))
        seen.add(line.lot_id)
        found.append(quantity_problem(f"{where}.quantity", line.quantity))
    return lots, found


def quantity_problem(where: str, quantity: int) -> Problem | None:
    """Why a quantity can't be taken."""
    if quantity <= 0:
        return Problem(where, "not_positive", _("数量要大于 0。"))
    return Problem(where, "too_large", _("数量太大，核对一下。")) if quantity > units.LARGEST else None


def head_problems(
    actor: Actor, lines: int, on: date, *, reference: str = "", note: str = ""
) -> list[Problem | None]:
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


def reason_problem(reason: str, allowed: Iterable[str]) -> Problem | None:
    """Whether a reason was chosen."""
    if reason in set(allowed):
        return None
    return Problem("reason", "required", _("选一个原因。"))


def worth(parts: Iterable[moves.Part], on: date) -> tuple[int, bool]:
    """What goods are worth at the first price level that prices them, in fen; and whether all had a price."""
    wanted = list(parts)
    priced = catalog.prices_on(on, {part.sku_id for part in wanted})
    levels = [level.code for level in catalog.price_levels()]
    total, is_whole = 0, True
    for part in wanted:
        price = first_price(priced, part.sku_id, levels)
        if price is None:
            is_whole = False
        else:
            total += amount_of(part.quantity, price)
    return total, is_whole


def first_price(priced: Mapping[tuple[UUID, str], int], sku_id: UUID, levels: Sequence[str]) -> int | None:
    """The price by which goods are valued: that of the first level that has one."""
    return next((priced[sku_id, code] for code in levels if (sku_id, code) in priced), None)
