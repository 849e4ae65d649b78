"""The product sheet and the price sheet: one list of columns each for template, import, export and
documentation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.goods.catalog import products, selectors
from endcap.goods.catalog.models import Barcode, Sku
from endcap.goods.catalog.products import ProductPlan, Written
from endcap.goods.catalog.rights import Rights
from endcap.goods.catalog.rows import ProductRow, product_row
from endcap.kernel.actor import Actor
from endcap.kernel.exchange.declare import (
    Applied,
    CellProblem,
    Change,
    CleanRow,
    Column,
    Decision,
    Effect,
    Flag,
    Kind,
    Reverted,
    Sheet,
)

FLAGS: Mapping[str, object] = {
    "barcode_repaired": _("条码少了开头的一个 0，已补上，校验位相符。"),
    "barcode_padded": _("条码少了开头的几个 0，已补上，校验位相符。对照包装核对一次。"),
    "barcode_invalid": _("条码的位数或校验位不对，原样保留并标出。对照包装核对。"),
    "case_barcode_repaired": _("箱码少了开头的一个 0，已补上，校验位相符。"),
    "case_barcode_padded": _("箱码少了开头的几个 0，已补上，校验位相符。对照纸箱核对一次。"),
    "case_barcode_invalid": _("箱码的位数或校验位不对，原样保留并标出。对照纸箱核对。"),
    "inner_barcode_repaired": _("中包装条码少了开头的一个 0，已补上，校验位相符。"),
    "inner_barcode_padded": _("中包装条码少了开头的几个 0，已补上，校验位相符。核对一次。"),
    "inner_barcode_invalid": _("中包装条码的位数或校验位不对，原样保留并标出。核对一次。"),
    "barcode_shared": _("几个品项用同一个条码。核对是不是换了包装或重复建档。"),
    "case_price_differs": _("箱价和单价 × 每箱数量对不上。核对哪个对。"),
}
_ROLES = {
    "main": ("主力", "主力产品", "hero"),
    "lead": ("带路", "带路产品", "lead-in"),
    "profit": ("利润", "利润产品"),
}
_STAGES = {
    "intro": ("导入期", "新品", "introduction"),
    "growth": ("成长期",),
    "mature": ("成熟期", "在售", "active"),
    "decline": ("衰退期",),
    "delisted": ("已退市", "退市", "停产", "discontinued"),
}
COLUMNS: tuple[Column, ...] = (
    Column(
        "code",
        _("品项编码"),
        "Item no.",
        Kind.CODE,
        required=True,
        synonyms=(
            "item_no",
            "item",
            "sku",
            "sku code",
            "stockcode",
            "商品编码",
            "产品编码",
            "物料编码",
            "货号",
        ),
    ),
    Column(
        "name",
        _("品项"),
        "Item",
        Kind.TEXT,
        synonyms=("description", "item description", "name", "商品名称", "产品名称", "品名", "品项名称"),
    ),
    Column(
        "brand",
        _("品牌"),
        "Brand",
        Kind.TEXT,
        synonyms=("vendor", "vendor name", "manufacturer", "厂家", "供应商"),
    ),
    Column(
        "category",
        _("品类"),
        "Category",
        Kind.TEXT,
        synonyms=("category name", "类别", "产品类别", "商品分类"),
    ),
    Column(
        "volume_ml",
        _("容量（毫升）"),
        "Volume (ml)",
        Kind.INTEGER,
        synonyms=("volume_ml", "volume", "容量", "规格毫升"),
    ),
    Column("base_unit", _("基本单位"), "Base unit", Kind.TEXT, synonyms=("unit", "单位")),
    Column("inner_unit", _("中包装单位"), "Inner unit", Kind.TEXT),
    Column(
        "inner_factor",
        _("中包装含"),
        "Units per inner",
        Kind.INTEGER,
        synonyms=("inner_pack", "inner pack", "中包数量"),
    ),
    Column("case_unit", _("箱单位"), "Case unit", Kind.TEXT),
    Column(
        "case_factor",
        _("每箱含"),
        "Units per case",
        Kind.INTEGER,
        synonyms=("pack", "case pack", "箱规", "装箱数", "每箱数量"),
    ),
    Column("role", _("角色"), "Role", Kind.CHOICE, choices=_ROLES, synonyms=("产品角色",)),
    Column("stage", _("生命周期"), "Stage", Kind.CHOICE, choices=_STAGES, synonyms=("状态", "生命周期阶段")),
    Column(
        "listed_on", _("上市日期"), "Listed on", Kind.DATE, synonyms=("list_date", "list date", "上市时间")
    ),
    # barcodes are text here: a wrong check digit is flagged and kept, since the product itself is right
    Column(
        "barcode",
        _("条码"),
        "Barcode",
        Kind.TEXT,
        synonyms=("upc", "ean", "gtin", "69码", "商品条码", "单品条码"),
    ),
    Column("inner_barcode", _("中包装条码"), "Inner barcode", Kind.TEXT),
    Column(
        "case_barcode",
        _("箱码"),
        "Case barcode",
        Kind.TEXT,
        synonyms=("scc", "itf", "itf14", "case code", "外箱条码"),
    ),
    Column(
        "price_ex_factory",
        _("出厂价"),
        "Ex-factory price",
        Kind.PRICE,
        synonyms=("bottle_cost", "cost", "unit cost", "进价"),
    ),
    Column(
        "price_dealer",
        _("经销价"),
        "Dealer price",
        Kind.PRICE,
        synonyms=("bottle_price", "bottle_retail", "供货价", "批发价"),
    ),
    Column("price_sub_dealer", _("分销价"), "Sub-dealer price", Kind.PRICE, synonyms=("二批价",)),
    Column(
        "price_retail",
        _("建议零售价"),
        "Suggested retail price",
        Kind.PRICE,
        synonyms=("零售价", "msrp", "rrp"),
    ),
    Column("price_promo", _("促销价"), "Promotion price", Kind.PRICE),
    Column("price_from", _("价格生效日"), "Prices valid from", Kind.DATE, synonyms=("生效日期",)),
    Column(
        "case_cost",
        _("箱价"),
        "Case cost",
        Kind.PRICE,
        synonyms=("case_cost", "整箱价"),
        help=_("只用来核对出厂价 × 每箱数量，不保存。"),
    ),
    Column("flags", _("标记"), "Flags", Kind.TEXT, writable=False),
)
_EXPORTED_PRICES = {
    "price_ex_factory": "ex_factory",
    "price_dealer": "dealer",
    "price_sub_dealer": "sub_dealer",
    "price_retail": "retail_suggested",
    "price_promo": "promo",
}


class ProductSheet(Sheet):
    """Products with units, barcodes and prices."""

    key = "products"
    title = _("商品")
    title_en = "Products"
    columns = COLUMNS
    import_right = Rights.IMPORT
    export_right = Rights.EXPORT
    flag_sentences = FLAGS  # type: ignore[assignment]

    def plan(self, actor: Actor, rows: Sequence[CleanRow], options: Mapping[str, str]) -> Sequence[Decision]:
        """New codes are created, known ones updated; a code that comes twice joins its first row."""
        first: dict[str, tuple[str, int]] = {}
        parsed = [product_row(row.values) for row in rows]
        kept = [
            each
            for row, each in zip(rows, parsed, strict=True)
            if first.setdefault(each.code, (row.sheet, row.row_no)) == (row.sheet, row.row_no)
        ]
        plans = {
            row.code: plan
            for row, plan in zip(kept, products.plan_products(kept, today=actor.today), strict=True)
        }
        return [
            _decision(each, plans[each.code])
            if first[each.code] == (row.sheet, row.row_no)
            else Decision("repeat", plans[each.code].sku_id, first[each.code], flags=_flags(each))
            for row, each in zip(rows, parsed, strict=True)
        ]

    def apply(self, actor: Actor, batch_id: UUID, rows: Sequence[tuple[CleanRow, Decision]]) -> Applied:
        """Write one chunk."""
        wanted = [
            (row, product_row(row.values))
            for row, decision in rows
            if decision.action in ("create", "update")
        ]
        written = products.write_products(actor, batch_id=batch_id, rows=[each for _row, each in wanted])
        return _applied(rows, wanted, written)

    def finish(self, actor: Actor, batch_id: UUID) -> None:
        """Flag barcodes that several products carry."""
        products.close_batch(actor)

    def revert(self, actor: Actor, batch_id: UUID, rows: Sequence[Effect]) -> Reverted:
        """Take a batch back."""
        return _reverted(actor, batch_id, rows)

    def export(
        self, actor: Actor, filters: Mapping[str, str], columns: Sequence[str]
    ) -> Iterator[tuple[object, ...]]:
        """Every product that the list shows, with today's prices."""
        actor.require(Rights.EXPORT)
        found = selectors.skus_of(actor, selectors.filter_from(filters), filters.get("sort") or "code")
        chunk: list[Sku] = []
        for sku in found.iterator(chunk_size=1000):
            chunk.append(sku)
            if len(chunk) == 1000:
                yield from _exported(chunk, columns, actor.today)
                chunk = []
        yield from _exported(chunk, columns, actor.today)


def _flags(row: ProductRow, shares: bool = False) -> tuple[Flag, ...]:
    shared = (Flag("barcode_shared", "barcode"),) if shares else ()
    return (*(Flag(code, column) for code, column in row.flags), *shared)


def _decision(row: ProductRow, plan: ProductPlan) -> Decision:
    problems: tuple[CellProblem, ...] = ()
    if plan.refusal:
        column = next(
            (key for key, level in _EXPORTED_PRICES.items() if level in row.prices), "price_ex_factory"
        )
        problems = (CellProblem(column, plan.refusal.code, plan.refusal.message),)
    return Decision(
        plan.action,
        plan.sku_id,
        changes=tuple(Change(*change) for change in plan.changes),
        flags=_flags(row, plan.shares_barcode),
        problems=problems,
    )


def _applied(
    rows: Sequence[tuple[CleanRow, Decision]],
    wanted: Sequence[tuple[CleanRow, ProductRow]],
    written: Sequence[Written],
) -> Applied:
    counts = {
        name: sum(decision.action == name for _row, decision in rows) for name in ("same", "repeat", "skip")
    }
    return Applied(
        created=sum(each.action == "create" for each in written),
        updated=sum(each.action == "update" for each in written),
        same=counts["same"] + sum(each.action == "same" for each in written),
        joined=counts["repeat"],
        skipped=counts["skip"],
        effects=tuple(
            Effect(row.sheet, row.row_no, each.action, each.sku_id, each.before)
            for (row, _product), each in zip(wanted, written, strict=True)
        ),
    )


def _reverted(actor: Actor, batch_id: UUID, rows: Sequence[Effect]) -> Reverted:
    written = [
        Written(row.action, row.target_id, row.before)  # type: ignore[arg-type]
        for row in rows
        if row.target_id and row.action in ("create", "update")
    ]
    taken = products.take_back(actor, batch_id=batch_id, written=written)
    return Reverted(taken.removed, taken.restored, taken.kept)


def _exported(skus: Sequence[Sku], columns: Sequence[str], today: date) -> Iterator[tuple[object, ...]]:
    ids = [sku.pk for sku in skus]
    prices = selectors.prices_on(today, ids)
    codes: dict[tuple[UUID, str], str] = {}
    for barcode in Barcode.objects.filter(sku_id__in=ids):
        codes.setdefault((barcode.sku_id, barcode.kind), barcode.gtin)
    for sku in skus:
        values: dict[str, object] = {
            "brand": sku.brand.name if sku.brand else None,
            "category": sku.category.name if sku.category else None,
            "barcode": codes.get((sku.pk, "base")),
            "inner_barcode": codes.get((sku.pk, "inner")),
            "case_barcode": codes.get((sku.pk, "case")),
            "flags": ",".join(sku.flags),
            **{key: prices.get((sku.pk, level)) for key, level in _EXPORTED_PRICES.items()},
        }
        yield tuple(values[key] if key in values else getattr(sku, key, None) for key in columns)


class PriceSheet(Sheet):
    """Prices by level and day: one row per product, level and start."""

    key = "prices"
    title = _("价格")
    title_en = "Prices"
    import_right = Rights.IMPORT
    export_right = Rights.EXPORT
    columns: ClassVar[tuple[Column, ...]] = (  # type: ignore[misc]
        Column(
            "code",
            _("品项编码"),
            "Item no.",
            Kind.CODE,
            required=True,
            synonyms=("item_no", "sku", "商品编码", "产品编码", "货号"),
        ),
        Column("name", _("品项"), "Item", Kind.TEXT, writable=False),
        Column(
            "level",
            _("价格级别"),
            "Price level",
            Kind.TEXT,
            required=True,
            synonyms=("level", "级别", "价格类型"),
        ),
        Column("price", _("价格"), "Price", Kind.PRICE, required=True, synonyms=("单价", "unit price")),
        Column("valid_from", _("生效日"), "Valid from", Kind.DATE, synonyms=("生效日期", "开始日期", "from")),
        Column("valid_to", pgettext_lazy("price", "截止日"), "Valid to", Kind.DATE, writable=False),
    )

    def plan(self, actor: Actor, rows: Sequence[CleanRow], options: Mapping[str, str]) -> Sequence[Decision]:
        """A price of a known product at a known level; anything else is an error of its cell."""
        levels = products.levels_named()
        known = selectors.ids_by_code({str(row.values.get("code") or "") for row in rows})
        seen: dict[tuple[str, str, object], tuple[str, int]] = {}
        decisions = []
        for row in rows:
            problems = _price_problems(row, levels, known)
            if problems:
                decisions.append(Decision("skip", problems=problems))
                continue
            key = (str(row.values["code"]), str(row.values["level"]).casefold(), row.values.get("valid_from"))
            place = seen.setdefault(key, (row.sheet, row.row_no))
            if place != (row.sheet, row.row_no):
                decisions.append(Decision("repeat", known[key[0]][0], place))
                continue
            plan = products.plan_products([_priced(row, levels)], today=actor.today)[0]
            decisions.append(_decision(_priced(row, levels), plan))
        return decisions

    def apply(self, actor: Actor, batch_id: UUID, rows: Sequence[tuple[CleanRow, Decision]]) -> Applied:
        """Write the prices of one chunk; several levels of one product go in one after another."""
        levels = products.levels_named()
        wanted = [
            (row, _priced(row, levels)) for row, decision in rows if decision.action in ("create", "update")
        ]
        written: list[Written] = []
        while len(written) < len(wanted):
            start, codes = len(written), set()
            part = []
            for _row, each in wanted[start:]:
                if each.code in codes:
                    break
                codes.add(each.code)
                part.append(each)
            written += products.write_products(actor, batch_id=batch_id, rows=part)
        return _applied(rows, wanted, written)

    def revert(self, actor: Actor, batch_id: UUID, rows: Sequence[Effect]) -> Reverted:
        """Take the prices back; the newest entry of a product first."""
        return _reverted(actor, batch_id, rows)

    def export(
        self, actor: Actor, filters: Mapping[str, str], columns: Sequence[str]
    ) -> Iterator[tuple[object, ...]]:
        """The price table with its history; only the prices of a day where the list shows one (``on``)."""
        actor.require(Rights.EXPORT)
        for row in selectors.price_history(selectors.filter_from(filters), _day(filters.get("on", ""))):
            yield tuple(row[key] for key in columns)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _priced(row: CleanRow, levels: Mapping[str, object]) -> ProductRow:
    since = row.values.get("valid_from")
    level = levels[str(row.values["level"]).casefold()]
    price = row.values["price"]
    assert isinstance(price, int)
    return ProductRow(
        code=str(row.values["code"]),
        fields={},
        prices={getattr(level, "code"): price},  # noqa: B009
        price_from=since if isinstance(since, date) else None,
    )


def _price_problems(
    row: CleanRow, levels: Mapping[str, object], known: Mapping[str, object]
) -> tuple[CellProblem, ...]:
    found = []
    if str(row.values.get("code") or "") not in known:
        found.append(CellProblem("code", "sku_unknown", _("没有这个品项编码。先导入商品，或核对编码。")))
    if str(row.values.get("level") or "").casefold() not in levels:
        found.append(CellProblem("level", "level_unknown", _("没有这个价格级别。写编码或名称，如“经销价”。")))
    price = row.values.get("price")
    if not isinstance(price, int) or price < 0:
        found.append(CellProblem("price", "price_invalid", _("价格要是不小于 0 的数。")))
    return tuple(found)


PRODUCTS, PRICES = ProductSheet(), PriceSheet()
