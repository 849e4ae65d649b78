"""Whatever is published in whatever order: the index quotes what a naive reading of all rules says (PRC-01)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.models import Channel
from endcap.goods.catalog import price_changes, selectors, services
from endcap.goods.catalog.drafting import TypedLine
from endcap.goods.catalog.models import Category, Sku
from endcap.goods.catalog.quoting import Buyer, percent_words
from endcap.goods.catalog.spans import Days, overlaid
from endcap.kernel.errors import InvalidInput
from endcap.kernel.money import round_half_up

pytestmark = pytest.mark.req("PRC-01")
TODAY = date(2026, 7, 16)
HORIZON = 12
LEVEL_PRICES = {"dealer": {"A": 3_1357, "B": 4_0000}, "sub_dealer": {"A": 3_3333}}  # B has none there
TREE = {"A": ("JUICE", "DRINKS"), "B": ("DRINKS",)}
BRANDS = {"A": "果屿", "B": "屿泉"}


@dataclass(frozen=True)
class Line:
    """A rule as the reference reads it."""

    audience: str
    target: str
    fixed: int | None
    share: int | None
    of: str
    quantity: int
    first: int
    length: int | None

    def typed(self, leaf: str, top: str) -> TypedLine:
        kind, _dot, who = self.audience.partition(":")
        who = {"leaf": leaf, "top": top}.get(who, who)
        what_kind, _dot, what = self.target.partition(":")
        first = TODAY + timedelta(self.first)
        last = "" if self.length is None else (first + timedelta(self.length)).isoformat()
        return TypedLine(
            kind,
            who,
            what_kind,
            what,
            "" if self.fixed is None else f"{self.fixed // 10000}.{self.fixed % 10000:04d}",
            "" if self.share is None else percent_words(self.share),
            "" if self.share is None else self.of,
            str(self.quantity),
            first.isoformat(),
            last,
        )

    def holds(self, day: int) -> bool:
        return self.first <= day and (self.length is None or day <= self.first + self.length)

    @property
    def key(self):
        return self.audience, self.target, self.quantity


lines = st.builds(
    Line,
    st.sampled_from(["everybody:", "level:dealer", "level:sub_dealer", "channel:leaf", "channel:top"]),
    st.sampled_from(
        ["sku:A", "sku:B", "category:DRINKS", "category:JUICE", "brand:果屿", "brand:屿泉", "all:"]
    ),
    st.none() | st.integers(0, 50_000),
    st.integers(1, 20_000),
    st.sampled_from(["dealer", "sub_dealer"]),
    st.sampled_from([1, 12, 48]),
    st.integers(0, HORIZON),
    st.none() | st.integers(0, 6),
).map(
    lambda one: (
        replace(one, share=None)
        if one.fixed is not None and one.target.startswith("sku:")
        else replace(one, fixed=None)
    )
)


def naive(
    published: list[Line], audiences: list[str], level: str, sku: str, quantity: int, day: int
) -> int | None:
    """The reference: walk everybody who could be meant, then everything that could be meant, then quantities."""
    steps = [f"channel:{one}" for one in audiences]
    if level:
        steps += [f"level:{level}", f"prices:{level}"]
    targets = [f"sku:{sku}", *(f"category:{one}" for one in TREE[sku]), f"brand:{BRANDS[sku]}", "all:"]
    for step in [*steps, "everybody:", "prices:dealer"]:
        if step.startswith("prices:"):
            held = LEVEL_PRICES[step.partition(":")[2]].get(sku)
            if held is not None:
                return held
            continue
        for target in targets:
            for reached in (48, 12, 1):
                if reached > quantity:
                    continue
                standing = [one for one in published if one.key == (step, target, reached) and one.holds(day)]
                if not standing:
                    continue
                rule = standing[-1]  # the latest publication
                if rule.fixed is not None:
                    return rule.fixed
                base = LEVEL_PRICES[rule.of].get(sku)
                if base is not None:
                    return round_half_up(base * rule.share, 10_000)
    return None


@pytest.fixture
def range_of_two(system, levels):
    outlets.create_preset_channels(system)
    drinks = services.create_category(system, code="DRINKS", name="饮料")
    juice = services.create_category(system, code="JUICE", name="果汁", parent_id=drinks.pk)
    made = {}
    for code, category in (("A", juice), ("B", drinks)):
        made[code] = services.create_sku(
            system,
            code=code,
            fields=services.SkuFields(name=code, brand=BRANDS[code], category_id=category.pk),
        )
    for level, prices in LEVEL_PRICES.items():
        for code, price in prices.items():
            services.set_price(
                system, sku_id=made[code].pk, level=level, price=price, valid_from=date(2026, 1, 1)
            )
    leaf = Channel.objects.filter(is_leaf=True, parent__isnull=False).order_by("order").first()
    assert (Category.objects.count(), Sku.objects.count()) == (2, 2)
    return made, leaf, leaf.parent


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drafts=st.lists(st.lists(lines, min_size=1, max_size=6), min_size=1, max_size=4))
def test_the_index_says_what_the_rules_say(system, range_of_two, drafts):
    made, leaf, top = range_of_two
    with transaction.atomic():
        published: list[Line] = []
        for draft in drafts:
            change = price_changes.start_change(
                system, title="x", lines=[line.typed(leaf.code, top.code) for line in draft]
            )
            try:
                price_changes.publish_change(system, change_id=change.pk)
            except InvalidInput:
                assert any(one.key == other.key for one, other in combinations(draft, 2))
                continue
            published += draft
        for channels in ([], ["top"], ["leaf", "top"]):
            for level in ("", "dealer", "sub_dealer"):
                ids = {"leaf": leaf.pk, "top": top.pk}
                who = Buyer(uuid4(), tuple(ids[one] for one in channels), level, None)
                for day in (0, 3, HORIZON + 1, HORIZON + 8):
                    for quantity in (1, 12, 47, 100):
                        quotes = selectors.quotes(
                            who,
                            sku_ids=[sku.pk for sku in made.values()],
                            on=TODAY + timedelta(day),
                            quantities={sku.pk: quantity for sku in made.values()},
                        )
                        for code, sku in made.items():
                            found = quotes[sku.pk].price if sku.pk in quotes else None
                            assert found == naive(published, channels, level, code, quantity, day)
        transaction.set_rollback(True)


days = st.tuples(st.integers(0, 20), st.none() | st.integers(0, 10))


@given(st.lists(days, max_size=12))
def test_of_one_key_one_rule_counts_on_each_day_and_it_is_the_latest(given_days):
    spans: list[Days] = []
    told: list[Days] = []
    for number, (first, length) in enumerate(given_days, 1):
        start = TODAY + timedelta(first)
        over = Days(UUID(int=number), start, None if length is None else start + timedelta(length))
        spans = overlaid(spans, [over])
        told.append(over)
    for offset in range(40):
        day = TODAY + timedelta(offset)
        latest = [one.rule_id for one in told if one.holds_on(day)][-1:]
        assert [one.rule_id for one in spans if one.holds_on(day)] == latest
