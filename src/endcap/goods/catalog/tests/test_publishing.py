"""Price rules: drafted freely, checked as a whole, published once, never edited (PRC-01)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.models import Channel
from endcap.goods.catalog import price_changes, selectors, services
from endcap.goods.catalog.drafting import TypedLine
from endcap.goods.catalog.errors import PriceChangeClosed
from endcap.goods.catalog.models import PriceChange, PriceEntry, PriceRule
from endcap.goods.catalog.quoting import Break, Buyer, Source
from endcap.kernel.errors import Conflict, InvalidInput, RightMissing

pytestmark = pytest.mark.req("PRC-01")
TODAY = date(2026, 7, 16)
OPEN = "2026-07-16"


@pytest.fixture
def channels(db, system):
    """Traditional trade with two shops below it."""
    outlets.create_preset_channels(system)
    leaf = Channel.objects.filter(is_leaf=True, parent__isnull=False).order_by("order").first()
    return leaf, leaf.parent


@pytest.fixture
def tea(sku, system, levels):
    made = sku("柠檬茶", code="TEA", brand="果屿")
    services.set_price(system, sku_id=made.pk, level="ex_factory", price=2_8000, valid_from=date(2026, 1, 1))
    services.set_price(system, sku_id=made.pk, level="dealer", price=3_0000, valid_from=date(2026, 1, 1))
    return made


def line(audience="everybody", who="", what="TEA", *, target="sku", price="", share="", of_level="", **given):
    given.setdefault("valid_from", OPEN)
    return TypedLine(audience, who, target, what, price, share, of_level, **given)


def publish(actor, *lines, title="调价"):
    change = price_changes.start_change(actor, title=title, lines=lines)
    return price_changes.publish_change(actor, change_id=change.pk)


def buyer(channels, level="", **given):
    return Buyer(
        given.get("outlet_id") or uuid4(), tuple(one.pk for one in channels), level, given.get("contract_id")
    )


def price(who, sku, on=TODAY, **given):
    found = selectors.quotes(who, sku_ids=[sku.pk], on=on, **given).get(sku.pk)
    return found and found.price


def problems(refused):
    return {(one.field, one.code) for one in refused.value.problems}


def test_whom_it_is_for_decides_before_what_it_is_about(system, tea, channels):
    leaf, top = channels
    publish(
        system,
        line("everybody", price="3.10"),
        line("level", "dealer", price="3.05"),
        line("channel", top.code, price="3.20"),
        line("channel", leaf.code, share="99", of_level="dealer", target="brand", what="果屿"),
    )
    assert price(buyer(channels), tea) == 2_9700  # the leaf, though it only speaks of the brand
    assert price(buyer([top]), tea) == 3_2000
    assert price(buyer([], "dealer"), tea) == 3_0500  # a rule for the level before its own price
    assert price(buyer([], "sub_dealer"), tea) == 3_1000  # no price at the level: what everybody pays
    assert price(buyer([]), tea) == 3_1000  # before the base level


def test_a_quote_names_its_rule(system, tea, channels):
    leaf, _top = channels
    change = publish(system, line("channel", leaf.name, share="92.5", of_level="经销价"))
    quote = selectors.quotes(buyer(channels), sku_ids=[tea.pk], on=TODAY)[tea.pk]
    assert (quote.price, quote.source, quote.rule_id) == (
        2_7750,
        Source.CHANNEL,
        PriceRule.objects.unscoped("what a test sees").get().pk,
    )
    assert quote.reason == (
        f"渠道价：{leaf.name}，经销价的 92.5 %，2026-07-16 起生效，规则 {change.number}/1"
    )


def test_larger_quantities_cost_less(system, tea, channels):
    publish(
        system,
        line(price="3.00"),
        line(price="2.90", min_quantity="48"),
        line(price="2.80", min_quantity="120"),
    )
    quote = selectors.quotes(buyer([]), sku_ids=[tea.pk], on=TODAY)[tea.pk]
    assert [(one.quantity, one.price) for one in quote.breaks] == [(48, 2_9000), (120, 2_8000)]
    assert isinstance(quote.breaks[0], Break)
    assert price(buyer([]), tea, quantities={tea.pk: 47}) == 3_0000
    assert price(buyer([]), tea, quantities={tea.pk: 48}) == 2_9000
    assert price(buyer([]), tea, quantities={tea.pk: 500}) == 2_8000


def test_a_contract_goes_first(system, tea, channels, unit):
    contract = uuid4()
    from endcap.goods.catalog import buying
    from endcap.kernel import slots

    slots.register(buying.CONTRACTS, lambda actor, numbers: {"HT-1": contract})
    try:
        publish(
            system, line("contract", "HT-1", price="2.50"), line("channel", channels[0].code, price="2.60")
        )
    finally:
        slots._slots.pop(buying.CONTRACTS)
    assert price(buyer(channels, contract_id=contract), tea) == 2_5000
    assert price(buyer(channels), tea) == 2_6000


def test_a_later_rule_takes_over_on_its_days_and_the_former_comes_back(system, tea):
    publish(system, line(price="3.10"))
    publish(system, line(price="2.70", valid_from="2026-08-01", valid_to="2026-08-10"))
    days = {
        date(2026, 7, 31): 3_1000,
        date(2026, 8, 1): 2_7000,
        date(2026, 8, 10): 2_7000,
        date(2026, 8, 11): 3_1000,
    }
    assert {day: price(buyer([]), tea, day) for day in days} == days
    assert (
        PriceRule.objects.unscoped("what a test sees").filter(valid_to__isnull=True).count() == 1
    )  # as it was published


def test_a_rule_can_be_ended(system, tea):
    publish(system, line(price="3.10"))
    publish(system, line(price="取消", valid_from="2026-08-01"))
    assert price(buyer([]), tea, date(2026, 7, 31)) == 3_1000
    assert price(buyer([]), tea, date(2026, 8, 1)) == 3_0000  # the base level again


def test_a_share_follows_the_price_of_its_level_from_today_on(system, tea):
    publish(system, line(share="90", of_level="dealer"))
    assert price(buyer([]), tea) == 2_7000
    services.set_price(system, sku_id=tea.pk, level="dealer", price=4_0000, valid_from=date(2026, 8, 1))
    assert price(buyer([]), tea, date(2026, 7, 31)) == 2_7000
    assert price(buyer([]), tea, date(2026, 8, 1)) == 3_6000


def test_a_product_that_changes_its_category_pays_by_the_new_one(system, tea):
    drinks = services.create_category(system, code="D", name="饮料")
    juice = services.create_category(system, code="J", name="果汁", parent_id=drinks.pk)
    publish(
        system,
        line(target="category", what="饮料", share="95", of_level="dealer"),
        line(target="category", what="J", share="80", of_level="dealer"),
    )
    assert price(buyer([]), tea) == 3_0000
    services.update_sku(system, sku_id=tea.pk, fields=services.SkuFields(category_id=juice.pk))
    assert price(buyer([]), tea) == 2_4000  # the nearer category


def test_what_has_been_quoted_is_never_rewritten(system, tea, now):
    from dataclasses import replace

    publish(system, line(share="90", of_level="dealer"))
    later = replace(system, now=now + timedelta(days=10))
    services.update_sku(later, sku_id=tea.pk, fields=services.SkuFields(brand="屿泉"))
    services.set_price(later, sku_id=tea.pk, level="dealer", price=4_0000, valid_from=later.today)
    publish(later, line(share="50", of_level="dealer", valid_from=later.today.isoformat()))
    assert price(buyer([]), tea, later.today - timedelta(days=1)) == 2_7000
    assert price(buyer([]), tea, later.today) == 2_0000


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_published(system, tea):
    change = price_changes.start_change(
        system,
        title="乱写",
        lines=[
            line("channel", "没有的渠道", price="3"),
            line(what="NONE", price="abc"),
            line(price="3", share="90", of_level="dealer"),
            line(target="all", what="", price="3"),
            line(share="90", of_level="none"),
            line(price="3", valid_from="2026-07-15"),
            line(price="3", valid_from="2026-08-02", valid_to="2026-08-01"),
            line("", price=""),
            line(price="取消", min_quantity="7"),
            line(price="2", min_quantity="9"),
            line(price="2.1", min_quantity="9", valid_from="2026-09-01"),
        ],
    )
    with pytest.raises(InvalidInput) as refused:
        price_changes.publish_change(system, change_id=change.pk)
    assert problems(refused) == {
        ("lines.1.who", "unknown"),
        ("lines.2.what", "unknown"),
        ("lines.2.price", "unreadable"),
        ("lines.3.share", "either"),
        ("lines.4.price", "one_sku"),
        ("lines.5.of_level", "unknown"),
        ("lines.6.valid_from", "past"),
        ("lines.7.valid_to", "before_start"),
        ("lines.8.audience", "unknown"),
        ("lines.8.price", "required"),
        ("lines.9.price", "nothing_to_end"),
        ("lines.11.valid_from", "overlaps"),
    }
    change.refresh_from_db()
    assert (change.state, change.number) == ("draft", "")
    assert not PriceRule.objects.unscoped("what a test sees").exists()
    assert not PriceEntry.objects.exists()
    assert len(price_changes.typed_lines(change.pk)) == 11


def test_an_empty_draft_is_not_published(system, levels):
    change = price_changes.start_change(system, title="空")
    with pytest.raises(InvalidInput) as refused:
        price_changes.publish_change(system, change_id=change.pk)
    assert problems(refused) == {("lines", "required")}


def test_lines_are_kept_where_they_stand_and_emptied_ones_go(system, tea):
    change = price_changes.start_change(
        system, title="草稿", lines=[line(price="1"), line(price="2"), line(price="3")]
    )
    saved = price_changes.save_lines(
        system,
        change_id=change.pk,
        version=1,
        title="新名",
        lines=[(2, TypedLine("everybody", target="sku")), (3, line(price="3.5")), (None, line(price="4"))],
    )
    kept = [(position, one.price) for position, one in price_changes.typed_lines(change.pk)]
    assert kept == [(1, "1"), (3, "3.5"), (4, "4")]
    assert (saved.title, saved.version) == ("新名", 2)


def test_whoever_saves_over_anothers_change_is_told(system, tea):
    change = price_changes.start_change(system, title="草稿", lines=[line(price="1")])
    price_changes.save_lines(system, change_id=change.pk, version=1, lines=[(1, line(price="2"))])
    with pytest.raises(Conflict):
        price_changes.save_lines(system, change_id=change.pk, version=1, lines=[(1, line(price="9"))])
    assert price_changes.typed_lines(change.pk)[0][1].price == "2"


def test_what_is_published_is_not_edited_and_not_published_again(system, tea):
    change = publish(system, line(price="3.10"))
    for attempt in (
        lambda: price_changes.save_lines(system, change_id=change.pk, lines=[(1, line(price="9"))]),
        lambda: price_changes.publish_change(system, change_id=change.pk),
        lambda: price_changes.drop_change(system, change_id=change.pk),
    ):
        with pytest.raises(PriceChangeClosed) as refused:
            attempt()
        assert refused.value.message == "调价单“调价”已发布，不能再改。要改价就另起一张。"
    assert price(buyer([]), tea) == 3_1000


def test_a_dropped_draft_never_counts(system, tea):
    change = price_changes.start_change(system, title="草稿", lines=[line(price="1")])
    price_changes.drop_change(system, change_id=change.pk)
    with pytest.raises(PriceChangeClosed):
        price_changes.publish_change(system, change_id=change.pk)
    assert price(buyer([]), tea) == 3_0000


def test_without_the_right_nothing_is_drafted_or_published(system, actor, tea):
    change = price_changes.start_change(system, title="草稿", lines=[line(price="1")])
    for role in ("rep", "finance", "sales_clerk"):
        with pytest.raises(RightMissing):
            price_changes.start_change(actor(role), title="x")
        with pytest.raises(RightMissing):
            price_changes.publish_change(actor(role), change_id=change.pk)
    assert PriceChange.objects.get().state == "draft"


@pytest.mark.req("PRC-05")
def test_below_ex_factory_and_mere_suggestions_are_pointed_out_and_stop_nothing(system, tea):
    change = publish(
        system,
        line(price="2.70"),
        line("level", "retail_suggested", price="1.00"),
        line("level", "sub_dealer", share="50", of_level="promo"),
    )
    assert change.warnings == [[1, "below_floor", 1], [2, "suggested_only", 1], [3, "nothing_priced", 1]]
    assert price(buyer([]), tea) == 2_7000


def test_publishing_takes_a_fixed_number_of_statements(system, sku, levels, channels):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for many in (2, 60):
        made = [sku(code=f"M{many}-{number}") for number in range(many)]
        change = price_changes.start_change(
            system, title="多行", lines=[line(what=one.code, price="2") for one in made]
        )
        with CaptureQueriesContext(
            connection,
        ) as told:
            price_changes.publish_change(system, change_id=change.pk)
        counts.append(len([one for one in told if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    # rows are written one after another by one prepared statement each; everything else is the same
    # (the first publication of all opens the book)
    assert counts[1] - counts[0] == 58 * 2 or counts[0] - 2 <= counts[1] <= counts[0]
