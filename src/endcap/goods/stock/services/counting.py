"""Counting: a sheet is opened, filled and posted. Selling goes on meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from endcap.goods.catalog import selectors as catalog
from endcap.goods.stock import book, moves, numbers, selectors, units
from endcap.goods.stock.errors import CountOpen, CountStateRefused, NothingCounted, TooMuchHeld
from endcap.goods.stock.models import CountLine, Lot, StockCount
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.services.rows import LotMark, lots_for, open_location
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.numbering import services as numbering
from endcap.mechanisms.ledger import services as ledger
from endcap.mechanisms.ledger.errors import Insufficient
from endcap.mechanisms.ledger.models import Account, Transfer

SUBJECT = "stock.StockCount"
MOST_LINES = 20_000
State = StockCount.State


@dataclass(frozen=True)
class CountedLot:
    """So many base units of a lot were counted, at a moment (now, unless told)."""

    lot_id: UUID
    counted: int
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class FoundLot:
    """Goods that stand there and are on no sheet: what is written on the box, and how many."""

    mark: LotMark
    counted: int
    at: datetime | None = None


@transaction.atomic
def open_count(
    actor: Actor,
    *,
    location_id: UUID,
    is_blind: bool = False,
    as_of: datetime | None = None,
    id: UUID | None = None,
    note: str = "",
) -> StockCount:
    """Open a sheet with every lot that stands at a location. One count of a location at a time."""
    actor.require(Rights.COUNT)

    count_id = id or new_id(actor.now)
    rows = StockCount.objects.unscoped("the same id may have been sent before")
    there = rows.filter(pk=count_id, location_id=location_id).first()
    if there is not None:
        return there
    location = open_location(actor, location_id)
    before = rows.filter(location=location, state=State.OPEN).first()
    if before is not None:
        raise CountOpen(number=before.number)
    collect(
        [
            Problem("as_of", "future", _("盘点时刻还没到。")) if as_of and as_of > actor.now else None,
            Problem("note", "too_long", _("说明最多 200 个字符。")) if len(note.strip()) > 200 else None,
            Problem("note", "no_nul", _("里面有看不见的字符，删掉再交。")) if "\0" in note else None,
        ]
    )

    count = StockCount(
        id=count_id,
        number=numbering.next_number(actor, numbers.COUNT.key),
        location=location,
        is_blind=is_blind,
        as_of=as_of or actor.now,
        note=note.strip(),
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    count.save(force_insert=True)
    standing = [one.lot.pk for one in selectors.lots_at(location.pk) if one.on_hand]
    CountLine.objects.bulk_create([CountLine(count=count, lot_id=lot_id) for lot_id in standing])
    audit.record(actor, "stock.count_opened", count, lines=len(standing), blind=is_blind)
    return count


@transaction.atomic
def record_counts(
    actor: Actor, *, count_id: UUID, lots: Sequence[CountedLot] = (), found: Sequence[FoundLot] = ()
) -> StockCount:
    """Write down what was counted. A lot that is counted again takes the newer figure; what is on no line gets one."""
    actor.require(Rights.COUNT)

    count = _open(actor, count_id)
    collect(_problems(actor, lots, found))
    made = lots_for(actor, (one.mark for one in found))
    wanted = [*lots, *(CountedLot(made[one.mark], one.counted, one.at) for one in found)]
    newest = {one.lot_id: one for one in wanted}

    lines = {line.lot_id: line for line in CountLine.objects.filter(count=count, lot_id__in=newest)}
    missing = [CountLine(count=count, lot_id=lot_id) for lot_id in newest if lot_id not in lines]
    for line in (*lines.values(), *missing):
        one = newest[line.lot_id]
        line.counted, line.counted_at = one.counted, one.at or actor.now
        line.counted_by_name, line.note = actor.name[:60], one.note.strip()
    CountLine.objects.bulk_update(lines.values(), ["counted", "counted_at", "counted_by_name", "note"], 500)
    CountLine.objects.bulk_create(missing, 1_000)
    audit.record(actor, "stock.counted", count, lines=len(newest))
    return count


def _problems(actor: Actor, lots: Sequence[CountedLot], found: Sequence[FoundLot]) -> list[Problem | None]:
    known = set(Lot.objects.filter(pk__in=[one.lot_id for one in lots]).values_list("pk", flat=True))
    products = catalog.named({one.mark.sku_id for one in found})
    wrong: list[Problem | None] = [
        None if lots or found else Problem("lines", "required", _("至少填一行实盘数量。")),
        Problem("lines", "too_many", _("一次最多 %(most)s 行。") % {"most": MOST_LINES})
        if len(lots) + len(found) > MOST_LINES
        else None,
    ]
    for number, one in enumerate(lots, 1):
        if one.lot_id not in known:
            wrong.append(Problem(f"lines.{number}.lot_id", "unknown", _("没有这个批次。")))
        wrong.append(_figure_problem(actor, f"lines.{number}", one.counted, one.at))
        if len(one.note.strip()) > 120 or "\0" in one.note:
            wrong.append(Problem(f"lines.{number}.note", "too_long", _("说明最多 120 个字符。")))
    for number, fresh in enumerate(found, 1):
        where = f"found.{number}"
        sku = products.get(fresh.mark.sku_id)
        if sku is None or not sku.is_article:
            wrong.append(Problem(f"{where}.sku_id", "unknown", _("没有这个品项。")))
        if len(fresh.mark.code) > 40 or "\0" in fresh.mark.code:
            wrong.append(Problem(f"{where}.lot_code", "too_long", _("批号最多 40 个字符。")))
        made, good = fresh.mark.made_on, fresh.mark.expires_on
        if made and good and good < made:
            wrong.append(
                Problem(f"{where}.expires_on", "before_made", _("保质期早于生产日期，核对箱上的日期。"))
            )
        wrong.append(_figure_problem(actor, where, fresh.counted, fresh.at))
    return wrong


def _figure_problem(actor: Actor, where: str, counted: int, at: datetime | None) -> Problem | None:
    if not 0 <= counted <= units.LARGEST:
        return Problem(f"{where}.counted", "out_of_range", _("实盘数量从 0 起，填整数。"))
    if at and at > actor.now:
        return Problem(f"{where}.at", "future", _("盘点时刻还没到。"))
    return None


@transaction.atomic
def post_count(actor: Actor, *, count_id: UUID, reason: str = "") -> StockCount:
    """Correct the book by what was counted: each line against what stood there at its moment, so that what was sold or
    received since is not touched. Differences go to or come from the unexplained, all in one operation."""
    actor.require(Rights.COUNT)

    count = _open(actor, count_id)
    lines = list(count.lines.filter(counted__isnull=False).select_related("lot"))
    if not lines:
        raise NothingCounted(number=count.number)
    expected = expected_at(count.location_id, lines)
    differing = []
    for line in lines:
        line.expected = expected[line.lot_id]
        if line.difference:
            differing.append(moves.Part(line.lot.sku_id, line.lot_id, line.difference))
    if differing:
        known = reason in StockCount.REASONS
        collect([None if known else Problem("reason", "required", _("有差异，选一个差异原因。"))])
        _book(actor, count, differing)

    CountLine.objects.bulk_update(lines, ["expected"], 1_000)
    count.state, count.reason = State.POSTED, reason if differing else ""
    count.lines_counted, count.lines_differing = len(lines), len(differing)
    count.ended_at, count.ended_by_name = actor.now, actor.name[:60]
    count.save(
        update_fields=["state", "reason", "lines_counted", "lines_differing", "ended_at", "ended_by_name"]
    )
    audit.record(
        actor, "stock.count_posted", count, lines=len(lines), differing=len(differing), reason=reason
    )
    return count


def _book(actor: Actor, count: StockCount, differing: Sequence[moves.Part]) -> None:
    try:
        ledger.post(
            actor,
            op_id=count.pk,
            kind="stock.counted",
            lines=moves.difference_lines(location_id=count.location_id, differences=differing),
            subject_type=SUBJECT,
            subject_id=count.pk,
        )
    except Insufficient as short:  # counted too little, and orders hold the rest
        lots = {
            lot.pk: lot
            for lot in Lot.objects.filter(
                pk__in=[one.key.part_id for one in short.shortages if one.key.part_id]
            ).select_related("sku")
        }
        names = [
            f"{lots[one.key.part_id].sku.name} {lots[one.key.part_id].code}".strip()
            for one in short.shortages
            if one.key.part_id in lots
        ]
        raise TooMuchHeld(count=len(names), names="、".join(names[:20])) from short


def expected_at(location_id: UUID, lines: Iterable[CountLine]) -> dict[UUID, int]:
    """What stood there of each lot at the moment of its line. Holds the accounts, so that nothing moves between the two
    looks: what stands there now, and what has moved since."""
    at = {
        line.lot_id: (book.on_hand(location_id, line.lot.sku_id, line.lot_id).id, line.counted_at)
        for line in lines
    }
    moments = {account_id: moment for account_id, moment in at.values() if moment}
    rows = Account.objects.filter(pk__in=moments).order_by("pk")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(no_key=True)
    stands = {account.pk: account.balance for account in rows}
    for account_id, change in _since(moments).items():
        stands[account_id] -= change
    return {lot_id: stands.get(account_id, 0) for lot_id, (account_id, _moment) in at.items()}


def _since(moments: Mapping[UUID, datetime]) -> dict[UUID, int]:
    """What moved on accounts after the moment of each."""
    if not moments:
        return {}
    changed: dict[UUID, int] = {}
    tail = Transfer.objects.filter(phase__in=["posted", "post"], created_at__gt=min(moments.values()))
    for side, sign in (("debit_id", 1), ("credit_id", -1)):
        rows = tail.filter(**{f"{side}__in": list(moments)}).values_list(side, "amount", "created_at")
        for account_id, amount, moved_at in rows:
            if moved_at > moments[account_id]:
                changed[account_id] = changed.get(account_id, 0) + sign * amount
    return changed


@transaction.atomic
def cancel_count(actor: Actor, *, count_id: UUID) -> StockCount:
    """Throw a sheet away; nothing was booked."""
    actor.require(Rights.COUNT)

    count = _open(actor, count_id)

    count.state, count.ended_at, count.ended_by_name = State.CANCELLED, actor.now, actor.name[:60]
    count.save(update_fields=["state", "ended_at", "ended_by_name"])
    audit.record(actor, "stock.count_cancelled", count)
    return count


def _open(actor: Actor, count_id: UUID) -> StockCount:
    count = (
        StockCount.objects.visible_to(actor).locked().select_related("location").filter(pk=count_id).first()
    )
    if count is None:
        raise NotFoundHere()
    if count.state != State.OPEN:
        raise CountStateRefused(number=count.number, state=count.get_state_display())
    return count
