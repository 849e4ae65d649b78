"""Who buys, what a product costs them, and which rule said so. Pure.

Whoever has a special price pays it: contract before outlet, outlet before channel (the leaf before the channels
above it), channel before level, level before what everybody pays. For one of these, a rule about the product itself
goes before one about its category (the nearest first), then its brand, then all products; and of the quantities that
are reached, the largest. ``docs/areas/prices.md`` says it for people; nothing else decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from endcap.kernel.money import FULL
from endcap.ui.figures import percent_text


@dataclass(frozen=True)
class Buyer:
    """Who asks for a price: an outlet, its channel and the channels above it, its level, its contract."""

    outlet_id: UUID
    channel_ids: tuple[UUID, ...]  # the leaf first, then its ancestors
    level_code: str
    contract_id: UUID | None = None


class Source(StrEnum):
    """What kind of rule gave a price."""

    CONTRACT = "contract"
    OUTLET = "outlet"
    CHANNEL = "channel"
    LEVEL = "level"  # a rule for a level
    LEVEL_PRICE = "level_price"  # the price of the level itself
    EVERYBODY = "everybody"
    BASE_PRICE = "base_price"  # the price of the level that counts where nothing else does


@dataclass(frozen=True)
class Candidate:
    """A price that could hold for one product: from which rule, for whom, from which quantity on."""

    sku_id: UUID
    price: int  # in 1/10,000 per base unit
    rule_id: UUID
    source: Source
    rank: int  # of whom it is for; the smallest wins
    specificity: int  # of what it is about; the largest wins
    min_quantity: int  # base units
    valid_from: date
    number: str = ""  # of the rule, as people know it
    name: str = ""  # whom it is for
    name_en: str = ""
    of_level: str = ""  # the level of whose price it is a share
    of_level_en: str = ""
    share_bp: int | None = None

    @property
    def place(self) -> tuple[int, int, int]:
        """Its place among all that could hold; no two of one product and day share it."""
        return self.rank, -self.specificity, -self.min_quantity

    @property
    def reason(self) -> str:
        """Which rule this is, in a sentence of the reader's language."""
        return _reason(self)


@dataclass(frozen=True)
class Break:
    """From this quantity of base units on, the price is another one."""

    quantity: int
    price: int
    rule_id: UUID


@dataclass(frozen=True)
class Quote:
    """What one base unit costs the buyer, which rule gave it, and what larger quantities cost."""

    sku_id: UUID
    price: int
    rule_id: UUID
    source: Source
    given_by: Candidate
    breaks: tuple[Break, ...] = ()

    @property
    def reason(self) -> str:
        """Which rule gave the price, in a sentence of the reader's language."""
        return self.given_by.reason


def winner(candidates: Iterable[Candidate], quantity: int = 1) -> Candidate | None:
    """The one price that holds for a quantity of base units; none where nobody named one."""
    reached = (one for one in candidates if one.min_quantity <= quantity)
    return min(reached, key=lambda one: one.place, default=None)


def quote_of(candidates: Sequence[Candidate], quantity: int = 1) -> Quote | None:
    """The price of one product at a quantity, with the quantities from which it is another one."""
    won = winner(candidates, quantity)
    if won is None:
        return None
    breaks, price = [], won.price
    for more in sorted({one.min_quantity for one in candidates if one.min_quantity > quantity}):
        then = winner(candidates, more)
        if then is not None and then.price != price:
            breaks.append(Break(more, then.price, then.rule_id))
            price = then.price
    return Quote(won.sku_id, won.price, won.rule_id, won.source, won, tuple(breaks))


def quoted(
    candidates: Iterable[Candidate], quantities: Mapping[UUID, int] | None = None
) -> dict[UUID, Quote]:
    """The price of each product that has one."""
    by_sku: dict[UUID, list[Candidate]] = {}
    for one in candidates:
        by_sku.setdefault(one.sku_id, []).append(one)
    found = {}
    for sku_id, held in by_sku.items():
        quote = quote_of(held, max(1, (quantities or {}).get(sku_id, 1)))
        if quote is not None:
            found[sku_id] = quote
    return found


def _named(zh: str, en: str) -> str:
    return zh if (get_language() or "zh").startswith("zh") else en or zh


def _whose(one: Candidate) -> str:
    name = _named(one.name, one.name_en)
    words = {
        Source.CONTRACT: _("合同价"),
        Source.OUTLET: _("客户价：%(name)s"),
        Source.CHANNEL: _("渠道价：%(name)s"),
        Source.LEVEL: _("级别规则：%(name)s"),
        Source.LEVEL_PRICE: _("级别价：%(name)s"),
        Source.EVERYBODY: _("通用价"),
        Source.BASE_PRICE: _("基准级别价：%(name)s"),
    }[one.source]
    return words % {"name": name} if "%(" in words else words


def percent_words(share_bp: int) -> str:
    """A share of a price as people write it: 95%, 92.5%."""
    whole, rest = divmod(share_bp * 100, FULL)
    return f"{whole}%" if not rest else f"{whole}.{rest:04d}".rstrip("0") + "%"


def _reason(one: Candidate) -> str:
    parts = [_whose(one)]
    if one.share_bp is not None:
        level = _named(one.of_level, one.of_level_en)
        parts.append(_("%(level)s的 %(share)s") % {"level": level, "share": percent_text(one.share_bp)})
    if one.min_quantity > 1:
        parts.append(_("满 %(quantity)s 起") % {"quantity": f"{one.min_quantity:,}"})
    parts.append(_("%(day)s 起生效") % {"day": one.valid_from.isoformat()})
    if one.number:
        parts.append(_("规则 %(number)s") % {"number": one.number})
    return pgettext("list", "，").join(parts)
