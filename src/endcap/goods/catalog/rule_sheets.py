"""The sheet of price rules: one list of columns for template, import, export and documentation. An import makes a
draft; nothing counts before somebody publishes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.goods.catalog import price_changes, rule_reads
from endcap.goods.catalog.drafting import TypedLine, read_lines
from endcap.goods.catalog.knowing import known_for
from endcap.goods.catalog.models import PriceRule
from endcap.goods.catalog.quoting import percent_words
from endcap.goods.catalog.rights import Rights
from endcap.goods.catalog.rule_reads import RuleFilter
from endcap.goods.catalog.rule_wording import place_of
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
from endcap.kernel.money import PRICE_UNIT

_AUDIENCES = {
    "contract": ("合同", "contract"),
    "outlet": ("客户", "终端", "customer", "outlet"),
    "channel": ("渠道", "channel"),
    "level": ("价格级别", "级别", "price level", "level"),
    "everybody": ("所有客户", "全部", "everybody", "all customers"),
}
_TARGETS = {
    "sku": ("品项", "商品", "item", "product"),
    "category": ("品类", "category"),
    "brand": ("品牌", "brand"),
    "all": ("所有品项", "全部商品", "all products"),
}


class PriceRuleSheet(Sheet):
    """Price rules: whom, what, how much, from when to when."""

    key = "price_rules"
    title = _("价格规则")
    title_en = "Price rules"
    import_right = Rights.PRICE
    export_right = Rights.EXPORT
    columns: ClassVar[tuple[Column, ...]] = (  # type: ignore[misc]
        Column("number", _("规则号"), "Rule no.", Kind.TEXT, writable=False),
        Column(
            "audience",
            pgettext_lazy("price", "给谁"),
            "For whom",
            Kind.CHOICE,
            required=True,
            choices=_AUDIENCES,
            synonyms=("对象", "价格对象", "audience"),
        ),
        Column(
            "who",
            _("客户/渠道/级别"),
            "Customer, channel or level",
            Kind.TEXT,
            synonyms=("终端编码", "渠道", "outlet code", "channel", "who"),
            help=_("终端写编码，渠道和级别写编码或名称；所有客户不填。"),
        ),
        Column("who_name", pgettext_lazy("price", "客户名称"), "Name", Kind.TEXT, writable=False),
        Column(
            "target",
            _("管什么"),
            "About what",
            Kind.CHOICE,
            required=True,
            choices=_TARGETS,
            synonyms=("范围", "target"),
        ),
        Column(
            "what",
            _("品项/品类/品牌"),
            "Item no., category or brand",
            Kind.TEXT,
            synonyms=("品项编码", "商品编码", "货号", "item_no", "sku", "what"),
        ),
        Column("price", _("固定价"), "Fixed price", Kind.PRICE, synonyms=("价格", "单价", "price")),
        Column("share", _("百分比"), "Percentage", Kind.PERCENT, synonyms=("折扣率", "percent", "share")),
        Column(
            "of_level", _("按哪个级别"), "Of level", Kind.TEXT, synonyms=("基准级别", "级别价", "of level")
        ),
        Column(
            "ends",
            _("取消原定价"),
            "Ends a price",
            Kind.BOOL,
            help=_("写“是”：从生效日起，这个客户的这个品项不再单独定价。"),
        ),
        Column(
            "min_quantity",
            _("起订数量"),
            "From quantity",
            Kind.QUANTITY,
            synonyms=("起订量", "最小数量", "min quantity"),
        ),
        Column(
            "valid_from", _("生效日"), "Valid from", Kind.DATE, required=True, synonyms=("生效日期", "from")
        ),
        Column(
            "valid_to", pgettext_lazy("price", "截止日"), "Valid to", Kind.DATE, synonyms=("失效日期", "to")
        ),
    )

    def plan(self, actor: Actor, rows: Sequence[CleanRow], options: Mapping[str, str]) -> Sequence[Decision]:
        """Every row that can be understood becomes a line of a draft; all that is wrong is an error of its cell."""
        lines = [(number, _typed(row)) for number, row in enumerate(rows, 1)]
        reading = read_lines(lines, known_for(actor, [line for _no, line in lines]), today=actor.today)
        problems: dict[int, list[CellProblem]] = {}
        for problem in reading.problems:
            number, cell = place_of(problem.field)
            problems.setdefault(number, []).append(CellProblem(cell, problem.code, problem.message))
        return [
            Decision("skip", problems=tuple(problems[number])) if number in problems else Decision("create")
            for number, _line in lines
        ]

    def apply(self, actor: Actor, batch_id: UUID, rows: Sequence[tuple[CleanRow, Decision]]) -> Applied:
        """Add one chunk to the draft of this import."""
        wanted = [row for row, decision in rows if decision.action == "create"]
        lines = [_typed(row) for row in wanted]
        change_id = price_changes.draft_of_batch(batch_id)
        if lines and change_id is None:
            title = str(_("导入 %(day)s")) % {"day": actor.today.isoformat()}
            change_id = price_changes.start_change(actor, title=title, lines=lines, batch_id=batch_id).pk
        elif lines and change_id is not None:
            price_changes.save_lines(actor, change_id=change_id, lines=[(None, line) for line in lines])
        return Applied(
            created=len(wanted),
            updated=0,
            same=0,
            joined=0,
            skipped=len(rows) - len(wanted),
            effects=tuple(Effect(row.sheet, row.row_no, "create", change_id) for row in wanted),
        )

    def revert(self, actor: Actor, batch_id: UUID, rows: Sequence[Effect]) -> Reverted:
        """Give the draft up; what has been published meanwhile stays."""
        change_id = price_changes.draft_of_batch(batch_id)
        if change_id is None:
            return Reverted(0, 0, tuple({row.target_id for row in rows if row.target_id}))
        price_changes.drop_change(actor, change_id=change_id)
        return Reverted(len(rows), 0, ())

    def export(
        self, actor: Actor, filters: Mapping[str, str], columns: Sequence[str]
    ) -> Iterator[tuple[object, ...]]:
        """The published rules that the list shows."""
        actor.require(Rights.EXPORT)
        for rule in rule_reads.rules_of(actor, _filter_from(filters)).iterator(chunk_size=1000):
            row = _exported(rule)
            yield tuple(row[key] for key in columns)


def _filter_from(words: Mapping[str, str]) -> RuleFilter:
    try:
        change_id = UUID(words["change"]) if words.get("change") else None
    except ValueError:
        change_id = None
    return RuleFilter(
        words.get("q", ""),
        words.get("audience", ""),
        words.get("target", ""),
        words.get("state", ""),
        change_id,
    )


def _typed(row: CleanRow) -> TypedLine:
    value = row.values

    def text(key: str) -> str:
        found = value.get(key)
        return found.isoformat() if isinstance(found, date) else "" if found is None else str(found)

    price, share = value.get("price"), value.get("share")
    written = "" if not isinstance(price, int) else f"{price // PRICE_UNIT}.{price % PRICE_UNIT:04d}"
    return TypedLine(
        text("audience"),
        text("who"),
        text("target"),
        text("what"),
        "取消" if value.get("ends") else written,
        percent_words(share) if isinstance(share, int) else "",
        text("of_level"),
        text("min_quantity"),
        text("valid_from"),
        text("valid_to"),
    )


def _exported(rule: PriceRule) -> dict[str, object]:
    who = {
        "outlet": rule.outlet.code if rule.outlet else "",
        "channel": rule.channel.code if rule.channel else "",
        "level": rule.level.code if rule.level else "",
        "contract": rule.name,
    }.get(rule.audience, "")
    what = {
        "sku": rule.sku.code if rule.sku else "",
        "category": rule.category.code if rule.category else "",
        "brand": rule.brand.name if rule.brand else "",
    }.get(rule.target, "")
    return {
        "number": rule.number,
        "audience": rule.audience,
        "who": who,
        "who_name": rule.name,
        "target": rule.target,
        "what": what,
        "price": rule.price,
        "share": rule.share_bp,
        "of_level": rule.of_level.code if rule.of_level else "",
        "ends": rule.effect == PriceRule.Effect.NONE or None,
        "min_quantity": rule.min_quantity if rule.min_quantity > 1 else None,
        "valid_from": rule.valid_from,
        "valid_to": rule.valid_to,
    }


PRICE_RULES = PriceRuleSheet()
