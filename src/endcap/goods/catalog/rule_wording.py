"""How price rules speak: whom, what, how much, when; warnings and states. Reads nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from endcap.goods.catalog.drafting import ReadRule
from endcap.goods.catalog.models import PriceChange, PriceRule
from endcap.ui.figures import date_text, number_text, percent_text, price_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CHANGE_TONES: Mapping[str, str] = {"draft": "accent", "published": "ok", "dropped": ""}
CELLS: Mapping[str, StrOrPromise] = {
    "audience": pgettext_lazy("price", "给谁"),
    "who": gettext_lazy("哪一个"),
    "target": gettext_lazy("管什么"),
    "what": gettext_lazy("哪一个"),
    "price": gettext_lazy("固定价"),
    "share": gettext_lazy("百分比"),
    "of_level": gettext_lazy("按哪个级别"),
    "min_quantity": gettext_lazy("起订数量"),
    "valid_from": gettext_lazy("生效日"),
    "valid_to": pgettext_lazy("price", "截止日"),
}


def named(zh: str, en: str) -> str:
    """A name in the reader's language."""
    return zh if (get_language() or "zh").startswith("zh") else en or zh


def period(first: date, last: date | None) -> str:
    """Days in words."""
    if last is None:
        return _("%(first)s 起") % {"first": date_text(first)}
    return _("%(first)s 至 %(last)s") % {"first": date_text(first), "last": date_text(last)}


def whom(rule: PriceRule) -> str:
    """Whom a published rule is for."""
    return named(rule.name, rule.name_en) or str(rule.get_audience_display())


def about(rule: PriceRule) -> str:
    """What a published rule is about."""
    if rule.target == PriceRule.Target.SKU and rule.sku:
        return rule.sku.name
    if rule.target == PriceRule.Target.CATEGORY and rule.category:
        return rule.category.name
    if rule.target == PriceRule.Target.BRAND and rule.brand:
        return rule.brand.name
    return str(PriceRule.Target.ALL.label)


def how_much(rule: PriceRule) -> str:
    """What a published rule says: a price, a share, or that there is none any more."""
    if rule.effect == PriceRule.Effect.FIXED:
        return price_text(rule.price)
    if rule.effect == PriceRule.Effect.SHARE and rule.of_level:
        return share_of(named(rule.of_level.name, rule.of_level.name_en), rule.share_bp or 0)
    return str(PriceRule.Effect.NONE.label)


def share_of(level: str, share_bp: int) -> str:
    """A share of the price of a level."""
    return _("%(level)s的 %(share)s") % {"level": level, "share": percent_text(share_bp)}


def read_whom(rule: ReadRule) -> str:
    """Whom a line of a draft is for."""
    if rule.who is None:
        return str(PriceRule.Audience.EVERYBODY.label)
    return named(rule.who.name, rule.who.name_en)


def from_quantity(quantity: int) -> str:
    """From which quantity on; a single unit needs no word."""
    return "" if quantity <= 1 else _("满 %(quantity)s 起") % {"quantity": number_text(quantity)}


@dataclass(frozen=True)
class RuleRow:
    """One rule as the list shows it."""

    rule: PriceRule
    kind: str
    whom: str
    about: str
    how_much: str
    quantity: str
    days: str
    tone: str
    state: str


def rule_row(rule: PriceRule, spans: Sequence[tuple[date, date | None]], today: date) -> RuleRow:
    """A rule with the days on which it really counts."""
    tone, state = _state(spans, today)
    days = pgettext("list", "、").join(period(first, last) for first, last in spans)
    return RuleRow(
        rule,
        str(rule.get_audience_display()),
        whom(rule),
        about(rule),
        how_much(rule),
        from_quantity(rule.min_quantity),
        days or period(rule.valid_from, rule.valid_to),
        tone,
        state,
    )


def _state(spans: Iterable[tuple[date, date | None]], today: date) -> tuple[str, str]:
    held = list(spans)
    if any(first <= today and (last is None or last >= today) for first, last in held):
        return "ok", pgettext("price rule", "生效中")
    if any(first > today for first, _last in held):
        return "accent", pgettext("price rule", "将生效")
    return "mute", pgettext("price rule", "不再生效")


def warning(code: str, count: int) -> str:
    """What was pointed out about a line."""
    if code == "below_floor":
        return ngettext("%(count)s 个品项低于出厂价。", "%(count)s 个品项低于出厂价。", count) % {
            "count": number_text(count)
        }
    if code == "suggested_only":
        return _("这个级别只作建议：终端卖多少钱由终端自己定，不据此限价、停供或扣钱。")
    return _("所按的级别还没有价格，这条暂时定不出价。")


def change_state(change: PriceChange) -> tuple[str, str]:
    """Tone and word of a draft or publication."""
    return CHANGE_TONES.get(change.state, ""), str(change.get_state_display())


def place_of(field: str) -> tuple[int, str]:
    """The line and the cell that a problem means; line 0 is the whole."""
    parts = field.split(".")
    if len(parts) == 3 and parts[0] == "lines" and parts[1].isdigit():
        return int(parts[1]), parts[2]
    return 0, field
