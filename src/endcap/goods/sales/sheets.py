"""The sales sheet: invoice lines of any size, streamed in and out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from endcap.goods.sales import selectors, services
from endcap.goods.sales.intake import Pass
from endcap.goods.sales.rights import Rights
from endcap.goods.sales.selectors import FactFilter
from endcap.kernel.actor import Actor
from endcap.kernel.exchange.declare import Applied, CleanRow, Column, Decision, Effect, Kind, Reverted, Sheet

FLAGS: Mapping[str, object] = {
    "stub_no_master": _("没有这家终端的档案，已按编码建一个待补的档案，销售不丢。补全档案。"),
    "item_no_master": _("没有这个品项的档案，已按编码建一个待补的品项。补全档案。"),
    "not_an_article": _("不是商品的编码（邮费、手续费、折扣等），另外保存，不参与定级。"),
    "customer_missing": _("没有客户号，记在“（无客户号）”名下。"),
    "exact_repeat": _("同一张单里和前面一行完全一样，已保留并标出。核对是不是重复录入。"),
    "zero_price": _("金额为 0，已保留并标出。"),
    "bad_debt": _("坏账调整单，不是商品销售。"),
    "sign_restored": _("是退货，数量和金额已改成负数。"),
    "amount_missing": _("没有金额也没有单价，金额按 0 记。补上后用更正单导入。"),
    "return": _("退货。"),
}
COLUMNS: tuple[Column, ...] = (
    Column(
        "invoice_no",
        _("单号"),
        "Invoice no.",
        Kind.TEXT,
        required=True,
        synonyms=(
            "invoice_no",
            "invoiceno",
            "invoice",
            "发票号",
            "订单号",
            "出库单号",
            "单据编号",
            "销售单号",
        ),
    ),
    Column(
        "line_no",
        _("行号"),
        "Line",
        Kind.INTEGER,
        synonyms=("line", "line_no", "line no", "明细行号", "序号"),
    ),
    Column(
        "day",
        _("日期"),
        "Date",
        Kind.DATE,
        required=True,
        synonyms=(
            "date",
            "invoicedate",
            "invoice date",
            "day",
            "销售日期",
            "开单日期",
            "单据日期",
            "出库日期",
        ),
    ),
    Column(
        "store",
        _("客户编码"),
        "Customer no.",
        Kind.CODE,
        synonyms=("store_no", "customerid", "customer id", "store", "客户号", "终端编码", "门店编码", "店号"),
    ),
    Column(
        "item",
        _("品项编码"),
        "Item no.",
        Kind.TEXT,
        required=True,
        synonyms=("item_no", "stockcode", "stock code", "sku", "item", "商品编码", "产品编码", "货号"),
    ),
    Column(
        "description",
        _("品名"),
        "Description",
        Kind.TEXT,
        synonyms=("description", "item description", "商品名称", "品项"),
    ),
    Column(
        "quantity",
        _("数量"),
        "Quantity",
        Kind.QUANTITY,
        required=True,
        synonyms=("bottles", "quantity", "qty", "销量", "件数"),
    ),
    Column(
        "amount",
        _("金额"),
        "Amount",
        Kind.MONEY,
        synonyms=("amount", "sale_dollars", "net amount", "销售额", "销售金额", "价税合计"),
    ),
    Column("unit_price", _("单价"), "Unit price", Kind.PRICE, synonyms=("unitprice", "unit price", "price")),
    Column("country", _("国家"), "Country", Kind.TEXT, synonyms=("country", "国别")),
    Column("kind", _("类型"), "Kind", Kind.TEXT, writable=False),
    Column("flags", _("标记"), "Flags", Kind.TEXT, writable=False),
)


class SalesSheet(Sheet):
    """Lines of invoices and credit notes."""

    key = "sales"
    title = _("销售记录")
    title_en = "Sales"
    columns = COLUMNS
    import_right = Rights.IMPORT
    export_right = Rights.EXPORT
    flag_sentences = FLAGS  # type: ignore[assignment]
    streaming = True

    def opened(self, actor: Actor, options: Mapping[str, str]) -> Sheet:
        """A sheet that remembers what it saw in this pass."""
        return SalesPass(actor, options)

    def plan(self, actor: Actor, rows: Sequence[CleanRow], options: Mapping[str, str]) -> Sequence[Decision]:
        """What would happen to rows that are a whole file."""
        return self.opened(actor, options).plan(actor, rows, options)

    def apply(self, actor: Actor, batch_id: UUID, rows: Sequence[tuple[CleanRow, Decision]]) -> Applied:
        """Write rows that are a whole file."""
        worker = self.opened(actor, {})
        worker.plan(actor, [row for row, _decision in rows], {})
        return worker.apply(actor, batch_id, rows)

    def finish(self, actor: Actor, batch_id: UUID) -> None:
        """Match returns, bring sums and figures up to date."""
        services.finish_import(actor, batch_id=batch_id)

    def revert(self, actor: Actor, batch_id: UUID, rows: Sequence[Effect]) -> Reverted:
        """Take the batch's facts back."""
        return Reverted(removed=services.undo_import(actor, batch_id=batch_id))

    def export(
        self, actor: Actor, filters: Mapping[str, str], columns: Sequence[str]
    ) -> Iterator[tuple[object, ...]]:
        """Facts of visible outlets, in the order they came in."""
        actor.require(Rights.EXPORT)
        outlet, sku = filters.get("outlet"), filters.get("sku")
        wanted = FactFilter(
            outlet_id=UUID(outlet) if outlet else None,
            sku_id=UUID(sku) if sku else None,
            kind=filters.get("kind", ""),
        )
        rows = selectors.facts_of(actor, wanted).order_by("pk")
        names = {"invoice_no", "line_no", "day", "quantity", "amount", "kind", "flags"}
        source = {"store": "outlet__code", "item": "sku__code", "description": "sku__name"}
        fields = [source.get(key, key if key in names else "") for key in columns]
        for values in rows.values_list(*dict.fromkeys(filter(None, fields))).iterator(chunk_size=5000):
            by_field = dict(zip(dict.fromkeys(filter(None, fields)), values, strict=True))
            yield tuple(by_field.get(field) if field else None for field in fields)


class SalesPass(SalesSheet):
    """The sales sheet during one pass over one file."""

    def __init__(self, actor: Actor, options: Mapping[str, str]) -> None:
        self._pass = Pass(actor, source=options.get("system", ""))

    def opened(self, actor: Actor, options: Mapping[str, str]) -> Sheet:
        """It is open."""
        return self

    def plan(self, actor: Actor, rows: Sequence[CleanRow], options: Mapping[str, str]) -> Sequence[Decision]:
        """What would happen to the rows of the next chunk."""
        return self._pass.plan(rows)

    def apply(self, actor: Actor, batch_id: UUID, rows: Sequence[tuple[CleanRow, Decision]]) -> Applied:
        """Write the chunk that was planned last."""
        return Applied(
            created=self._pass.write(batch_id, rows),
            joined=sum(decision.action == "repeat" for _row, decision in rows),
        )


SALES = SalesSheet()
