"""The sheet of price rules: an import makes a draft, an export comes back as it went out (PRC-01)."""

from __future__ import annotations

from datetime import date

import pytest

from endcap.goods.catalog import price_changes, services
from endcap.goods.catalog.drafting import TypedLine
from endcap.goods.catalog.models import PriceChange, PriceRule
from endcap.goods.catalog.rule_sheets import PRICE_RULES
from endcap.kernel.exchange.declare import CleanRow
from endcap.kernel.ids import new_id

pytestmark = pytest.mark.req("PRC-01")


@pytest.fixture
def tea(sku, system, levels):
    made = sku("柠檬茶", code="TEA", brand="果屿")
    services.set_price(system, sku_id=made.pk, level="dealer", price=3_0000, valid_from=date(2026, 1, 1))
    return made


def rows(*values):
    return [CleanRow("Sheet1", number, each) for number, each in enumerate(values, 2)]


def row(**given):
    return {"audience": "everybody", "target": "sku", "what": "TEA", "valid_from": date(2026, 7, 16), **given}


def test_an_import_makes_one_draft_of_all_its_chunks_and_can_be_taken_back(system, tea):
    batch = new_id()
    for chunk in (
        rows(row(price=2_7000), row(price=2_6050, min_quantity=48)),
        rows(row(target="brand", what="果屿", share=9250, of_level="dealer")),
    ):
        decisions = PRICE_RULES.plan(system, chunk, {})
        assert [one.action for one in decisions] == ["create"] * len(chunk)
        applied = PRICE_RULES.apply(system, batch, list(zip(chunk, decisions, strict=True)))
    change = PriceChange.objects.get()
    assert [line for _at, line in price_changes.typed_lines(change.pk)] == [
        TypedLine("everybody", "", "sku", "TEA", "2.7000", valid_from="2026-07-16"),
        TypedLine("everybody", "", "sku", "TEA", "2.6050", min_quantity="48", valid_from="2026-07-16"),
        TypedLine("everybody", "", "brand", "果屿", "", "92.5%", "dealer", valid_from="2026-07-16"),
    ]
    assert not PriceRule.objects.unscoped("what a test looks at").exists()
    PRICE_RULES.revert(system, batch, applied.effects)
    change.refresh_from_db()
    assert change.state == "dropped"


def test_what_was_published_stays_when_the_import_is_taken_back(system, tea):
    batch, chunk = new_id(), rows(row(price=2_7000))
    applied = PRICE_RULES.apply(
        system, batch, list(zip(chunk, PRICE_RULES.plan(system, chunk, {}), strict=True))
    )
    change = PriceChange.objects.get()
    price_changes.publish_change(system, change_id=change.pk)
    assert PRICE_RULES.revert(system, batch, applied.effects).kept == (change.pk,)
    assert PriceRule.objects.unscoped("what a test looks at").count() == 1


def test_every_cell_that_is_wrong_is_named(system, tea):
    wrong = rows(row(what="NONE", price=1), row(), row(price=1, valid_from=date(2026, 7, 15)))
    decisions = PRICE_RULES.plan(system, wrong, {})
    assert [[(one.column, one.code) for one in each.problems] for each in decisions] == [
        [("what", "unknown")],
        [("price", "required")],
        [("valid_from", "past")],
    ]


def test_an_export_says_what_an_import_reads(system, tea):
    lines = [
        TypedLine("level", "dealer", "sku", "TEA", "2.70", valid_from="2026-07-16", valid_to="2026-08-01"),
        TypedLine("everybody", "", "all", "", "", "95", "dealer", "12", valid_from="2026-07-16"),
    ]
    change = price_changes.start_change(system, title="x", lines=lines)
    price_changes.publish_change(system, change_id=change.pk)
    keys = [column.key for column in PRICE_RULES.columns]
    exported = [dict(zip(keys, one, strict=True)) for one in PRICE_RULES.export(system, {}, keys)]
    assert (exported[0]["who"], exported[0]["price"], exported[0]["valid_to"]) == (
        "dealer",
        2_7000,
        date(2026, 8, 1),
    )
    assert (exported[1]["share"], exported[1]["of_level"], exported[1]["min_quantity"]) == (
        9500,
        "dealer",
        12,
    )
    decisions = PRICE_RULES.plan(system, rows(*exported), {})
    assert [one.action for one in decisions] == ["create", "create"]
