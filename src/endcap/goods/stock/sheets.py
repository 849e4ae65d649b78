"""Stock as a sheet: receipts (opening stock) come in, the lists go out; and the sheet of a count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID, uuid5

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.goods.catalog.models import Sku
from endcap.goods.stock import selectors, services, units
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.selectors import BoardFilter
from endcap.kernel.actor import Actor
from endcap.kernel.exchange.declare import (
    Applied,
    CellProblem,
    CleanRow,
    Column,
    Decision,
    Effect,
    Kind,
    Reverted,
    Sheet,
)

_UNITS = {
    units.BASE: ("基本单位", "瓶", "件", "个", "base"),
    units.INNER: ("中包装", "inner"),
    units.CASE: ("箱", "case"),
}
_PLACE = Column(
    "location", _("库位编码"), "Location", Kind.CODE, required=True, synonyms=("仓库", "仓库编码")
)
_SKU = Column(
    "sku",
    _("品项编码"),
    "Item no.",
    Kind.CODE,
    required=True,
    synonyms=("商品编码", "产品编码", "sku", "条码"),
)
_LOT = Column("lot", _("批号"), "Lot", Kind.TEXT, synonyms=("批次", "批次号"))
_MADE = Column("made_on", _("生产日期"), "Made on", Kind.DATE, past_only=True)
_EXPIRES = Column("expires_on", _("保质期至"), "Good until", Kind.DATE, synonyms=("有效期至", "到期日"))


class StockSheet(Sheet):
    """One row is one lot: what comes in becomes a receipt of its location, what goes out is what a list shows."""

    key = "stock"
    title = _("库存")
    title_en = "Stock"
    import_right = Rights.MOVE
    export_right = Rights.EXPORT
    columns = (
        _PLACE,
        _SKU,
        Column("name", _("品项"), "Item", Kind.TEXT, writable=False),
        _LOT,
        _MADE,
        _EXPIRES,
        Column(
            "quantity", _("数量"), "Quantity", Kind.QUANTITY, required=True, synonyms=("在库", "库存", "期初")
        ),
        Column("unit", _("单位"), "Unit", Kind.CHOICE, choices=_UNITS),
        Column("held", _("占用"), "Held", Kind.INTEGER, writable=False),
        Column("in_transit", _("在途"), "In transit", Kind.INTEGER, writable=False),
        Column("cover_days", _("能卖天数"), "Days of cover", Kind.INTEGER, writable=False),
        Column("order", _("建议订"), "Suggested order", Kind.INTEGER, writable=False),
    )

    def plan(self, actor: Actor, rows: Sequence[CleanRow], options: Mapping[str, str]) -> Sequence[Decision]:
        """Each row is received; what can't be says why, all of it."""
        places = _places(actor, rows)
        skus = selectors.skus_by_word([_text(row, "sku") for row in rows])
        decisions = []
        for row in rows:
            problems = list(row.problems)
            problems += _unknown(row, places, skus)
            sku = skus.get(_text(row, "sku"))
            if sku is not None and not problems:
                read = units.read(_number(row, "quantity"), _text(row, "unit") or units.BASE, sku)
                if read.problem:
                    problems.append(CellProblem("quantity", read.problem.code, read.problem.message))
            decisions.append(Decision("skip", problems=tuple(problems)) if problems else Decision("create"))
        return decisions

    def apply(self, actor: Actor, batch_id: UUID, rows: Sequence[tuple[CleanRow, Decision]]) -> Applied:
        """One receipt for each location of a chunk."""
        new = [row for row, decision in rows if decision.action == "create"]
        places = _places(actor, new)
        skus = selectors.skus_by_word([_text(row, "sku") for row in new])
        by_place: dict[UUID, list[CleanRow]] = {}
        for row in new:
            by_place.setdefault(places[_text(row, "location")], []).append(row)
        effects = []
        for place_id, its in by_place.items():
            lines: dict[tuple[UUID, str, date | None, date | None], int] = {}
            for row in its:
                sku = skus[_text(row, "sku")]
                read = units.read(_number(row, "quantity"), _text(row, "unit") or units.BASE, sku)
                key = (sku.pk, _text(row, "lot"), _day(row, "made_on"), _day(row, "expires_on"))
                lines[key] = lines.get(key, 0) + read.quantity
            made = services.receive_goods(
                actor,
                id=uuid5(batch_id, f"{place_id}/{its[0].sheet}/{its[0].row_no}"),
                location_id=place_id,
                lines=[
                    services.ReceiptLine(sku_id, quantity, lot, made, good)
                    for (sku_id, lot, made, good), quantity in lines.items()
                ],
                note=gettext("从表格导入"),
            )
            effects += [Effect(row.sheet, row.row_no, "create", made.pk) for row in its]
        return Applied(created=len(new), skipped=len(rows) - len(new), effects=tuple(effects))

    def revert(self, actor: Actor, batch_id: UUID, rows: Sequence[Effect]) -> Reverted:
        """Take the receipts back by reversing them, where the goods still stand there."""
        ids = sorted({effect.target_id for effect in rows if effect.target_id})
        gone, kept = services.reverse_receipts(actor, movement_ids=ids)
        return Reverted(removed=sum(effect.target_id in gone for effect in rows), kept=tuple(sorted(kept)))

    def export(
        self, actor: Actor, filters: Mapping[str, str], columns: Sequence[str]
    ) -> Iterator[tuple[object, ...]]:
        """The rows of a list: what stands (by lot), what is near its expiry, what is slow, what to order."""
        wanted = BoardFilter(filters.get("q", ""), _id(filters, "location"), filters.get("kind", ""))
        rows = {"near": _near, "slow": _slow, "advice": _advice}.get(filters.get("view", ""), _standing)
        for values in rows(actor, wanted):
            yield tuple(values.get(column) for column in columns)


class CountSheet(Sheet):
    """The sheet of a count: goes out with what is to be counted, comes back with what was."""

    key = "stock_counts"
    title = _("盘点表")
    title_en = "Stock count"
    import_right = Rights.COUNT
    export_right = Rights.EXPORT
    columns = (
        _PLACE,
        _SKU,
        Column("name", _("品项"), "Item", Kind.TEXT, writable=False),
        _LOT,
        _MADE,
        _EXPIRES,
        Column("expected", _("账面"), "Expected", Kind.INTEGER, writable=False),
        Column(
            "counted",
            _("实盘"),
            "Counted",
            Kind.QUANTITY,
            required=True,
            synonyms=("实盘数", "实存", "实盘数量"),
        ),
        Column("unit", _("单位"), "Unit", Kind.CHOICE, choices=_UNITS),
        Column("difference", _("差异"), "Difference", Kind.INTEGER, writable=False),
    )

    def plan(self, actor: Actor, rows: Sequence[CleanRow], options: Mapping[str, str]) -> Sequence[Decision]:
        """Each row is a figure for the open count of its location; every error at once."""
        places = _places(actor, rows)
        skus = selectors.skus_by_word([_text(row, "sku") for row in rows])
        counts = selectors.open_counts(actor, places.values())
        seen: dict[object, CleanRow] = {}
        decisions = []
        for row in rows:
            problems = [*row.problems, *_unknown(row, places, skus)]
            place_id, sku = places.get(_text(row, "location")), skus.get(_text(row, "sku"))
            if place_id is not None and place_id not in counts:
                problems.append(
                    CellProblem("location", "no_count", _("这个库位没有在盘的盘点单，先开一张。"))
                )
            if sku is not None and not problems:
                read = _counted(row, sku)
                if read.problem:
                    problems.append(CellProblem("counted", read.problem.code, read.problem.message))
                key = (place_id, _mark(row, sku.pk))
                if key in seen:
                    words = gettext("和第 %(row)s 行是同一批，合成一行。") % {"row": seen[key].row_no}
                    problems.append(CellProblem("sku", "twice", words))
                seen.setdefault(key, row)
            decisions.append(Decision("skip", problems=tuple(problems)) if problems else Decision("update"))
        return decisions

    def apply(self, actor: Actor, batch_id: UUID, rows: Sequence[tuple[CleanRow, Decision]]) -> Applied:
        """Write the figures; each belongs to the moment of its count."""
        good = [row for row, decision in rows if decision.action == "update"]
        places = _places(actor, good)
        skus = selectors.skus_by_word([_text(row, "sku") for row in good])
        counts = selectors.open_counts(actor, places.values())
        by_place: dict[UUID, list[CleanRow]] = {}
        for row in good:
            by_place.setdefault(places[_text(row, "location")], []).append(row)
        effects = []
        for place_id, its in by_place.items():
            count = counts[place_id]
            found = []
            for row in its:
                sku = skus[_text(row, "sku")]
                found.append(services.FoundLot(_mark(row, sku.pk), _counted(row, sku).quantity, count.as_of))
            services.record_counts(actor, count_id=count.pk, found=found)
            effects += [Effect(row.sheet, row.row_no, "update", count.pk) for row in its]
        return Applied(updated=len(good), skipped=len(rows) - len(good), effects=tuple(effects))

    def revert(self, actor: Actor, batch_id: UUID, rows: Sequence[Effect]) -> Reverted:
        """Figures are counted anew rather than taken back; the counts stay as they are."""
        return Reverted(kept=tuple(sorted({effect.target_id for effect in rows if effect.target_id})))

    def export(
        self, actor: Actor, filters: Mapping[str, str], columns: Sequence[str]
    ) -> Iterator[tuple[object, ...]]:
        """The lines of one count; blind ones without what is expected until they are posted."""
        count_id = _id(filters, "count")
        if count_id is None:
            return
        count = selectors.count_of(actor, count_id)
        expected = selectors.expected_now(count)
        for line in selectors.all_count_lines(count):
            lot = line.lot
            values = {
                "location": count.location.code,
                "sku": lot.sku.code,
                "name": lot.sku.name,
                "lot": lot.code,
                "made_on": lot.made_on,
                "expires_on": lot.expires_on,
                "expected": expected.get(lot.pk),
                "counted": line.counted,
                "unit": units.BASE,
                "difference": line.difference,
            }
            yield tuple(values[column] for column in columns)


def _text(row: CleanRow, column: str) -> str:
    return str(row.values.get(column) or "").strip()


def _number(row: CleanRow, column: str) -> str:
    value = row.values.get(column)
    return "" if value is None else str(value)


def _day(row: CleanRow, column: str) -> date | None:
    value = row.values.get(column)
    return value if isinstance(value, date) else None


def _id(filters: Mapping[str, str], key: str) -> UUID | None:
    try:
        return UUID(filters.get(key, ""))
    except ValueError:
        return None


def _mark(row: CleanRow, sku_id: UUID) -> services.LotMark:
    return services.LotMark(sku_id, _text(row, "lot"), _day(row, "made_on"), _day(row, "expires_on"))


def _counted(row: CleanRow, sku: Sku) -> units.Read:
    return units.read(_number(row, "counted"), _text(row, "unit") or units.BASE, sku, may_be_nothing=True)


def _places(actor: Actor, rows: Sequence[CleanRow]) -> dict[str, UUID]:
    codes = {_text(row, "location") for row in rows}
    found = selectors.locations_of(actor).filter(code__in=codes)
    return dict(found.values_list("code", "pk"))


def _unknown(row: CleanRow, places: Mapping[str, UUID], skus: Mapping[str, Sku]) -> Iterator[CellProblem]:
    if _text(row, "location") not in places and not any(one.column == "location" for one in row.problems):
        yield CellProblem("location", "unknown", _("没有这个编码的库位，或不在可见范围内。"))
    if any(one.column == "sku" for one in row.problems):
        return
    sku = skus.get(_text(row, "sku"))
    if sku is None:
        yield CellProblem("sku", "unknown", _("没有这个品项。"))
    elif not sku.is_article:
        yield CellProblem("sku", "no_article", _("这个编码不是商品，不能进库存。"))
    made, good = _day(row, "made_on"), _day(row, "expires_on")
    if made and good and good < made:
        yield CellProblem("expires_on", "before_made", _("保质期早于生产日期，核对箱上的日期。"))


def _standing(actor: Actor, wanted: BoardFilter) -> Iterator[dict[str, object]]:
    for place in selectors.places_of(actor, wanted):
        for one in selectors.lots_at(place.pk, text=wanted.text):
            yield {
                "location": place.code,
                "sku": one.lot.sku.code,
                "name": one.lot.sku.name,
                "lot": one.lot.code,
                "made_on": one.lot.made_on,
                "expires_on": one.lot.expires_on,
                "quantity": one.on_hand,
                "unit": units.BASE,
                "held": one.held,
                "in_transit": one.in_transit,
            }


def _near(actor: Actor, wanted: BoardFilter) -> Iterator[dict[str, object]]:
    for one in selectors.near_expiry(actor, wanted, limit=100_000).rows:
        yield {
            "location": one.location.code,
            "sku": one.lot.sku.code,
            "name": one.lot.sku.name,
            "lot": one.lot.code,
            "made_on": one.lot.made_on,
            "expires_on": one.lot.expires_on,
            "quantity": one.on_hand,
            "unit": units.BASE,
            "held": one.held,
        }


def _slow(actor: Actor, wanted: BoardFilter) -> Iterator[dict[str, object]]:
    for one in selectors.slow_stock(actor, wanted):
        yield {
            "location": one.location.code,
            "sku": one.sku.code,
            "name": one.sku.name,
            "quantity": one.stands.on_hand,
            "unit": units.BASE,
            "held": one.stands.held,
            "in_transit": one.stands.in_transit,
            "cover_days": one.cover_days,
        }


def _advice(actor: Actor, wanted: BoardFilter) -> Iterator[dict[str, object]]:
    if wanted.location_id is None:
        return
    after = ""
    while True:
        page = selectors.advice_page(actor, location_id=wanted.location_id, text=wanted.text, after=after)
        place = selectors.location_of(actor, wanted.location_id)
        for one in page.rows:
            yield {
                "location": place.code,
                "sku": one.sku.code,
                "name": one.sku.name,
                "quantity": one.stands.on_hand,
                "unit": units.BASE,
                "held": one.stands.held,
                "in_transit": one.stands.in_transit,
                "cover_days": one.cover_days,
                "order": one.suggestion.quantity,
            }
        if not page.next:
            return
        after = page.next


STOCK, COUNTS = StockSheet(), CountSheet()
