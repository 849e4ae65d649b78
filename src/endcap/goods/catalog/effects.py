"""What rules would change before they are published: who pays what today, and what then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from endcap.customers.outlets import selectors as outlets
from endcap.customers.outlets.models import Outlet
from endcap.goods.catalog import audiences, buying
from endcap.goods.catalog.drafting import ReadRule
from endcap.goods.catalog.models import Category, Price, Sku
from endcap.goods.catalog.presets import EX_FACTORY
from endcap.goods.catalog.price_reads import Held, candidates, held_for
from endcap.goods.catalog.quoting import winner
from endcap.kernel.money import FULL, round_half_up, share_bp

MOST_PAIRS = 20_000  # of rule and product that a preview works out
MOST_TERMS = 50  # outlets whose terms are asked for, one by one
_WHY = "how many outlets a price is for, whoever looks after them"


@dataclass(frozen=True)
class Effect:
    """What one rule does to the price of one product for those it is for."""

    rule: ReadRule
    sku_id: UUID
    before: int | None
    after: int | None
    own: int | None  # what the rule itself says; none where its level has no price
    floor: int | None  # the ex-factory price

    @property
    def change_bp(self) -> int:
        """How much more is paid, in basis points of before; nothing to compare with is no change."""
        if self.before is None or self.after is None:
            return 0
        return share_bp(self.after - self.before, self.before)

    @property
    def is_below_floor(self) -> bool:
        """Whether it sells below the ex-factory price."""
        return self.own is not None and self.floor is not None and self.own < self.floor


@dataclass(frozen=True)
class Warned:
    """Something that may be meant and should be seen: it never stops a publication."""

    line: int
    code: str  # below_floor | suggested_only | nothing_priced | replaces
    count: int = 1


@dataclass(frozen=True)
class Outlook:
    """What publishing would do."""

    effects: tuple[Effect, ...]
    warnings: tuple[Warned, ...]
    skus: int
    outlets: int
    is_whole: bool  # false where there were more products and rules than a preview works out

    @property
    def changed(self) -> list[Effect]:
        """Those that change a price, the biggest change first."""
        moved = (one for one in self.effects if one.before != one.after)
        return sorted(moved, key=lambda one: (-abs(one.change_bp), one.rule.position, one.sku_id))

    @property
    def raised(self) -> int:
        """Prices that go up."""
        return sum(one.change_bp > 0 for one in self.effects)

    @property
    def lowered(self) -> int:
        """Prices that go down."""
        return sum(one.change_bp < 0 for one in self.effects)


def outlook_of(rules: Sequence[ReadRule]) -> Outlook:
    """What publishing these rules would do, each compared with what counts on its first day."""
    pairs, is_whole = _pairs(rules)
    chains = _chains(rules)
    found: list[Effect] = []
    by_day: dict[date, list[tuple[ReadRule, UUID]]] = defaultdict(list)
    for rule, sku_id in pairs:
        by_day[rule.valid_from].append((rule, sku_id))
    for day, wanted in sorted(by_day.items()):
        found += _effects(wanted, chains, day)
    return Outlook(
        tuple(found),
        tuple(_warnings(rules, found)),
        len({one.sku_id for one in found}),
        _outlets(rules),
        is_whole,
    )


def _pairs(rules: Sequence[ReadRule]) -> tuple[list[tuple[ReadRule, UUID]], bool]:
    broad = [rule for rule in rules if rule.target != "sku"]
    skus = (
        list(Sku.objects.filter(is_article=True).order_by().values_list("pk", "brand_id", "category_id"))
        if broad
        else []
    )
    paths = dict(Category.objects.values_list("pk", "path")) if broad else {}
    found: list[tuple[ReadRule, UUID]] = []
    for rule in rules:
        if len(found) >= MOST_PAIRS:
            return found, False
        found += [(rule, sku_id) for sku_id in _products(rule, skus, paths)]
    return found, True


def _products(
    rule: ReadRule, skus: Sequence[tuple[UUID, UUID | None, UUID | None]], paths: Mapping[UUID, str]
) -> Iterator[UUID]:
    if rule.target == "sku" and rule.what:
        yield rule.what.id
        return
    top = paths.get(rule.what.id, "") if rule.what and rule.target == "category" else ""
    for sku_id, brand_id, category_id in skus:
        if (
            rule.target == "all"
            or (rule.target == "brand" and rule.what and brand_id == rule.what.id)
            or (rule.target == "category" and category_id and top and paths[category_id].startswith(top))
        ):
            yield sku_id


def _chains(rules: Sequence[ReadRule]) -> dict[str, tuple[str, ...]]:
    """For each audience, everything that counts for somebody of whom only that is known."""
    named = {rule.who.id for rule in rules if rule.audience == "outlet" and rule.who}
    held = {
        one.pk: one for one in Outlet.objects.unscoped(_WHY).filter(pk__in=named).only("pk", "channel_id")
    }
    parents = {one.pk: one.parent_id for one in outlets.channels_in_order()}
    found: dict[str, tuple[str, ...]] = {}
    for rule in rules:
        if rule.audience_key in found:
            continue
        if rule.audience == "outlet" and rule.who and rule.who.id in held:
            outlet = held[rule.who.id]
            if len(named) <= MOST_TERMS:
                found[rule.audience_key] = audiences.chain_of(buying.buyer_of(outlet, rule.valid_from))
            else:
                above = audiences.group_chain(buying.line_above(outlet.channel_id, parents))
                found[rule.audience_key] = (rule.audience_key, *above)
        elif rule.audience == "channel" and rule.who:
            found[rule.audience_key] = audiences.group_chain(buying.line_above(rule.who.id, parents))
        elif rule.audience == "level" and rule.who:
            found[rule.audience_key] = audiences.group_chain((), rule.who.code)
        elif rule.audience == "contract":
            found[rule.audience_key] = (rule.audience_key, *audiences.group_chain())
        else:
            found[rule.audience_key] = audiences.group_chain()
    return found


def _effects(
    wanted: Sequence[tuple[ReadRule, UUID]], chains: Mapping[str, Sequence[str]], day: date
) -> Iterator[Effect]:
    sku_ids = {sku_id for _rule, sku_id in wanted}
    used = [chains[key] for key in {rule.audience_key for rule, _sku_id in wanted}]
    by_sku: dict[UUID, list[Held]] = defaultdict(list)
    for one in held_for(used, sku_ids=sku_ids, on=day):
        by_sku[one.sku_id].append(one)
    levels = _level_prices(
        [EX_FACTORY, *(rule.of_level.code for rule, _id in wanted if rule.of_level)], sku_ids, day
    )
    for rule, sku_id in wanted:
        chain, held = chains[rule.audience_key], by_sku.get(sku_id, [])
        before = winner(candidates(chain, held), rule.min_quantity)
        kept = [one for one in held if not _is_replaced(one, rule)]
        mine = _price_of(rule, levels.get((sku_id, rule.of_level.code)) if rule.of_level else None)
        new = [] if mine is None else [_as_held(rule, sku_id, mine)]
        after = winner(candidates(chain, [*kept, *new]), rule.min_quantity)
        yield Effect(
            rule,
            sku_id,
            before.price if before else None,
            after.price if after else None,
            mine,
            levels.get((sku_id, EX_FACTORY)),
        )


def _is_replaced(one: Held, rule: ReadRule) -> bool:
    return (one.audience_key, one.specificity, one.min_quantity) == (
        rule.audience_key,
        rule.specificity,
        rule.min_quantity,
    )


def _price_of(rule: ReadRule, level_price: int | None) -> int | None:
    if rule.effect == "fixed":
        return rule.price
    if rule.effect == "none" or level_price is None or rule.share_bp is None:
        return None
    return round_half_up(level_price * rule.share_bp, FULL)


def _as_held(rule: ReadRule, sku_id: UUID, price: int) -> Held:
    return Held(
        sku_id,
        price,
        sku_id,
        rule.audience_key,
        rule.specificity,
        rule.min_quantity,
        rule.valid_from,
        "",
        "",
        "",
        "",
        "",
        None,
        False,
    )


def _level_prices(codes: Sequence[str], sku_ids: Collection[UUID], day: date) -> dict[tuple[UUID, str], int]:
    held = Price.objects.filter(level__code__in=set(codes), sku_id__in=sku_ids, valid_from__lte=day)
    held = held.exclude(valid_to__lt=day)
    rows = held.order_by().values_list("sku_id", "level__code", "price")
    return {(sku_id, code): price for sku_id, code, price in rows}


def _warnings(rules: Sequence[ReadRule], effects: Sequence[Effect]) -> Iterator[Warned]:
    below: dict[int, int] = defaultdict(int)
    priced: set[int] = set()
    for one in effects:
        below[one.rule.position] += one.is_below_floor
        if one.own is not None:
            priced.add(one.rule.position)
    for rule in rules:
        if rule.audience == "level" and rule.who and rule.who.is_suggested:
            yield Warned(rule.position, "suggested_only")
        elif below[rule.position]:
            yield Warned(rule.position, "below_floor", below[rule.position])
        if rule.effect == "share" and rule.position not in priced:
            yield Warned(rule.position, "nothing_priced")


def _outlets(rules: Sequence[ReadRule]) -> int:
    """How many outlets are meant by name, by channel, or because everybody is."""
    rows = Outlet.objects.unscoped(_WHY).filter(archived_at__isnull=True, merged_into__isnull=True)
    if any(rule.audience == "everybody" for rule in rules):
        return rows.count()
    named = {rule.who.id for rule in rules if rule.audience == "outlet" and rule.who}
    tops = {rule.who.id for rule in rules if rule.audience == "channel" and rule.who}
    below: set[UUID] = set(tops)
    for one in outlets.channels_in_order():  # parents come first
        if one.parent_id in below:
            below.add(one.pk)
    inside = rows.filter(channel_id__in=below)
    return inside.count() + rows.filter(pk__in=named).exclude(channel_id__in=below).count()
