"""From typed lines to priced lines: units, quantities, prices with their reasons, and everything that is wrong. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from endcap.cash.orders.drafts import MOST_LINES, MOST_UNITS, LineDraft
from endcap.cash.orders.quantities import Packing, plain, unit_of
from endcap.goods.catalog.quoting import Candidate, Source
from endcap.kernel.errors import Problem
from endcap.kernel.money import amount_of

if TYPE_CHECKING:
    from endcap.goods.catalog.quoting import Quote

OVERRIDE = "override"
DEAREST = 10**13  # 1/10,000 of the currency for one base unit
LARGEST_TOTAL = 10**15  # fen


@dataclass(frozen=True, slots=True)
class Article:
    """What is known of a product that somebody may order."""

    id: UUID
    code: str
    name: str
    is_article: bool
    is_delisted: bool
    packing: Packing


@dataclass(frozen=True, slots=True)
class Known:
    """What the house knows about the lines of one order."""

    articles: Mapping[UUID | str, Article]  # by id and by code
    quotes: Mapping[UUID, Quote]
    norms: Mapping[UUID, int]  # what the outlet usually takes at once, in base units
    unusual: int  # so many times the norm is worth a look
    may_price: bool
    has_buyer: bool = True  # without one nothing can be said of prices


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line with its price, where the price comes from, and what it costs."""

    sku_id: UUID
    quantity: int
    typed_quantity: str
    typed_unit: str
    price: int
    quoted_price: int | None
    rule_id: UUID | None
    source: str
    by: dict[str, Any]
    note: str
    amount: int
    norm: int | None
    is_exception: bool


def priced(lines: Sequence[LineDraft], known: Known) -> tuple[list[PricedLine | None], list[Problem]]:
    """Each line with its price, none where something is wrong with it, and every problem of every line at once."""
    found: list[PricedLine | None] = []
    problems = _of_the_whole(lines)
    seen: set[UUID] = set()
    for number, line in enumerate(lines[:MOST_LINES], 1):
        where = f"lines.{number}"
        article = known.articles.get(line.sku)
        if article is None or not article.is_article:
            problems.append(_unknown(where, line, article))
            found.append(None)
            continue
        wrong = [*_typed_wrong(where, line, article), *_price_wrong(where, line, article, known)]
        if article.id in seen:
            sentence = _("%(sku)s 写了两行，合成一行。") % {"sku": article.name}
            wrong.append(Problem(f"{where}.sku", "twice", sentence))
        seen.add(article.id)
        problems += wrong
        found.append(None if wrong or not known.has_buyer else _priced(line, article, known))
    if sum(line.amount for line in found if line) > LARGEST_TOTAL:
        problems.append(Problem("lines", "too_much", _("金额大得不合理，核对数量和单价。")))
    return found, problems


def base_quantities(lines: Sequence[LineDraft], articles: Mapping[UUID | str, Article]) -> dict[UUID, int]:
    """How many base units of each product are asked for, as far as that can be told."""
    found = {}
    for line in lines:
        article = articles.get(line.sku)
        unit = unit_of(article.packing, line.unit) if article else None
        if article:
            found[article.id] = max(1, int(line.quantity * unit[1])) if unit else 1
    return found


def _of_the_whole(lines: Sequence[LineDraft]) -> list[Problem]:
    if not lines:
        return [Problem("lines", "required", _("至少写一个品项。"))]
    if len(lines) > MOST_LINES:
        sentence = _("一张订单最多 %(most)s 行，分成几张。") % {"most": MOST_LINES}
        return [Problem("lines", "too_many", sentence)]
    return []


def _unknown(where: str, line: LineDraft, article: Article | None) -> Problem:
    if article is not None:
        return Problem(
            f"{where}.sku", "not_an_article", _("%(sku)s 不是商品，不能订。") % {"sku": article.code}
        )
    return Problem(
        f"{where}.sku", "unknown_sku", _("没有这个品项：%(sku)s。核对编码或条码。") % {"sku": line.sku}
    )


def _typed_wrong(where: str, line: LineDraft, article: Article) -> list[Problem]:
    wrong = []
    if article.is_delisted:
        sentence = _("%(sku)s 已退市，不能订。换一个品项。") % {"sku": article.name}
        wrong.append(Problem(f"{where}.sku", "delisted", sentence))
    unit = unit_of(article.packing, line.unit)
    if unit is None:
        names = {"unit": line.unit, "sku": article.name, "units": "、".join(units_of(article.packing))}
        sentence = _("%(sku)s 没有“%(unit)s”这个单位。可以用：%(units)s。") % names
        wrong.append(Problem(f"{where}.unit", "unknown_unit", sentence))
    if line.quantity <= 0:
        wrong.append(Problem(f"{where}.quantity", "not_positive", _("数量要大于 0；不要就删掉这一行。")))
    elif line.quantity * (unit[1] if unit else 1) > MOST_UNITS:
        wrong.append(Problem(f"{where}.quantity", "absurd", _("数量大得不合理，核对一下单位。")))
    elif unit and (line.quantity * unit[1]) % 1:
        names = {"factor": str(unit[1]), "unit": unit[0], "base": article.packing.base_unit}
        sentence = _("1 %(unit)s = %(factor)s %(base)s，这个数量拆不成整%(base)s。改成整数。") % names
        wrong.append(Problem(f"{where}.quantity", "does_not_divide", sentence))
    return wrong


def units_of(packing: Packing) -> list[str]:
    """The units in which a product can be ordered, the largest first."""
    units = [packing.case_unit] if packing.case_factor > 1 or not packing.base_unit else []
    if packing.inner_unit:
        units.append(packing.inner_unit)
    return [*dict.fromkeys([*units, packing.base_unit])]


def _price_wrong(where: str, line: LineDraft, article: Article, known: Known) -> list[Problem]:
    quote = known.quotes.get(article.id)
    if line.price is None:
        if quote is not None or not known.has_buyer:
            return []
        sentence = _("%(sku)s 今天没有价格。先在“商品与价格”里定价。") % {"sku": article.name}
        return [Problem(f"{where}.price", "no_price", sentence)]
    if quote is not None and line.price == quote.price:
        return []
    wrong = []
    if not known.may_price:
        wrong.append(
            Problem(
                f"{where}.price", "price_right_missing", _("没有改价的权限。按系统价下单，或请有权的人改。")
            )
        )
    if not 0 <= line.price <= DEAREST:
        wrong.append(Problem(f"{where}.price", "price_range", _("单价不合理，核对一下。")))
    if not line.price_note.strip():
        wrong.append(Problem(f"{where}.price_note", "price_note_missing", _("改价要写原因。")))
    elif len(line.price_note) > 200:
        wrong.append(Problem(f"{where}.price_note", "too_long", _("改价原因最多 200 个字。")))
    return wrong


def _priced(line: LineDraft, article: Article, known: Known) -> PricedLine:
    unit = unit_of(article.packing, line.unit)
    assert unit is not None
    quantity = int(line.quantity * unit[1])
    quote = known.quotes.get(article.id)
    is_own = line.price is not None and (quote is None or line.price != quote.price)
    price = line.price if is_own and line.price is not None else quote.price  # type: ignore[union-attr]
    norm = known.norms.get(article.id)
    return PricedLine(
        sku_id=article.id,
        quantity=quantity,
        typed_quantity=plain(line.quantity)[:16],
        typed_unit=unit[0],
        price=price,
        quoted_price=quote.price if quote else None,
        rule_id=quote.rule_id if quote and not is_own else None,
        source=OVERRIDE if is_own else quote.source if quote else "",
        by=rule_as_kept(quote.given_by) if quote and not is_own else {},
        note=line.price_note.strip() if is_own else "",
        amount=amount_of(quantity, price),
        norm=norm,
        is_exception=norm is not None and quantity > norm * known.unusual,
    )


def part_amount(amount: int, quantity: int, before: int, after: int) -> int:
    """What the piece from ``before`` to ``after`` of a line costs, so that all pieces add up to the line exactly."""
    return amount * after // quantity - amount * before // quantity


_KEPT = ("number", "name", "name_en", "of_level", "of_level_en", "share_bp")


def rule_as_kept(by: Candidate) -> dict[str, Any]:
    """The rule that gave a price, as the order keeps it: what it said that day, whatever becomes of it."""
    kept = {name: value for name in _KEPT if (value := getattr(by, name))}
    return {"from": by.valid_from.isoformat(), "min": by.min_quantity, **kept}


def reason_of(source: str, kept: dict[str, Any], sku_id: UUID, price: int, rule_id: UUID | None) -> str:
    """The sentence of a kept rule in the reader's language."""
    if not kept or rule_id is None:
        return ""
    words = {name: kept[name] for name in _KEPT if name in kept}
    since = date.fromisoformat(kept["from"])
    return Candidate(sku_id, price, rule_id, Source(source), 0, 0, kept["min"], since, **words).reason
