"""The pages of the price structure: what one sees, what a mistake costs, and how many statements (PRC-01)."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from endcap.customers.outlets import services as outlet_services
from endcap.customers.outlets.models import Channel
from endcap.goods.catalog import price_changes, services
from endcap.goods.catalog.drafting import LINE_FIELDS, TypedLine
from endcap.goods.catalog.models import PriceChange, PriceRule

pytestmark = [pytest.mark.django_db, pytest.mark.req("PRC-01"), pytest.mark.usefixtures("frozen")]
STATEMENTS = 16  # sign-in and shell included
WHY = "what a test looks at"


@pytest.fixture
def sign_in(client, person):
    """Somebody of a role at the browser: ``sign_in("rep")``."""

    def enter(role: str, **given):
        client.force_login(
            person(role=role, **given), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return enter


@pytest.fixture
def page(sign_in):
    return sign_in("sales_manager")


@pytest.fixture
def tea(sku, system, levels):
    made = sku("柠檬茶", code="TEA")
    services.set_price(system, sku_id=made.pk, level="dealer", price=3_0000, valid_from=date(2026, 1, 1))
    return made


@pytest.fixture
def leaf(system):
    outlet_services.create_preset_channels(system)
    return Channel.objects.filter(is_leaf=True).order_by("order").first()


def typed(audience="everybody", who="", what="TEA", price="", **given):
    return TypedLine(audience, who, "sku", what, price, valid_from="2026-07-16", **given)


def draft(actor, *lines, title="夏季调价"):
    return price_changes.start_change(actor, title=title, lines=lines)


def published(actor, *lines):
    return price_changes.publish_change(actor, change_id=draft(actor, *lines).pk)


def sent(*rows, title="夏季调价", **more):
    """A form as the browser sends it: (position, line) by row."""
    data = {"title": title, "note": "", "then": "stay", **more}
    for number, (position, line) in enumerate(rows):
        data[f"l{number}-position"] = "" if position is None else str(position)
        data |= {f"l{number}-{name}": getattr(line, name) for name in LINE_FIELDS}
    return data


def get(client, name, *args, **query) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.content.decode()[:600]
    return answer.content.decode()


def test_the_structure_shows_who_pays_what_and_where_it_comes_from(page, system, tea, leaf):
    published(system, typed("channel", leaf.code, price="2.80"))
    shown = get(page, "catalog:structure")
    assert "价格体系" in shown
    assert f'data-label="{leaf.name}" title="渠道价：{leaf.name}' in shown
    assert '<span class="st a">2.80</span>' in shown
    assert 'title="级别价：经销价，2026-01-01 起生效">3.00' in shown
    assert "2.80" not in get(page, "catalog:structure", on="2026-07-15")
    assert "没有符合条件的品项" in get(page, "catalog:structure", q="没有")


def test_the_rules_are_found_and_narrowed(page, system, tea, leaf):
    first = published(system, typed("channel", leaf.code, price="2.80"), typed(price="3.10"))
    published(system, typed(price="3.20"))
    shown = get(page, "catalog:rules")
    assert [f"{first.number}/1" in shown, f"{first.number}/2" in shown] == [True, True]
    assert "不再生效" in shown
    assert f"{first.number}/2" not in get(page, "catalog:rules", audience="channel")
    assert f"{first.number}/2" in get(page, "catalog:rules", state="over")
    assert f"{first.number}/1" in get(page, "catalog:rules", q=leaf.name)
    assert "没有符合条件的规则" in get(page, "catalog:rules", state="coming")


def test_rules_come_in_pages(page, system, sku, levels, monkeypatch):
    from endcap.goods.catalog import rule_reads

    monkeypatch.setattr(rule_reads.rules_page, "__kwdefaults__", {"after": "", "size": 2})
    for number in range(3):
        sku(code=f"S{number}")
    published(system, *(typed(what=f"S{number}", price="1") for number in range(3)))
    first = get(page, "catalog:rules")
    following = re.search(r'rel="next" href="\?([^"]+)"', first).group(1)
    second = page.get(f"{reverse('catalog:rules')}?{following}").content.decode()
    assert [f"TJ-2026-000001/{n}<" in first for n in (1, 2, 3)] == [True, True, False]
    assert [f"TJ-2026-000001/{n}<" in second for n in (1, 2, 3)] == [False, False, True]


def test_without_rules_the_page_says_what_to_do(page, levels):
    assert "还没有价格规则" in get(page, "catalog:rules")
    assert "这里还没有调价单" in get(page, "catalog:changes")


def test_a_draft_is_written_saved_wrong_and_right_and_nothing_typed_is_lost(page, tea):
    wrong = typed("channel", "没有的渠道", price="三块")
    answer = page.post(reverse("catalog:new_change"), sent((None, wrong)))
    change = PriceChange.objects.get()
    assert answer.headers["Location"] == reverse("catalog:change", args=[change.pk])
    shown = get(page, "catalog:change", change.pk)
    assert "有 2 处要改，才能发布" in shown
    assert "没有这个渠道。写渠道的编码或名称。" in shown
    assert "价格写成数字，例如 3.50。" in shown
    assert 'value="没有的渠道"' in shown
    assert 'value="三块"' in shown
    page.post(
        reverse("catalog:change", args=[change.pk]), sent((1, typed(price="3.05")), version=change.version)
    )
    assert "要改，才能发布" not in get(page, "catalog:change", change.pk)


def test_a_draft_without_a_name_keeps_its_lines(page, tea):
    answer = page.post(reverse("catalog:new_change"), sent((None, typed(price="3.05")), title=""))
    assert answer.status_code == 422
    assert 'value="3.05"' in answer.content.decode()
    assert not PriceChange.objects.exists()


def test_whoever_saves_over_another_is_told_and_loses_nothing(page, system, tea):
    change = draft(system, typed(price="3.05"))
    price_changes.save_lines(system, change_id=change.pk, version=1, lines=[(1, typed(price="3.06"))])
    answer = page.post(reverse("catalog:change", args=[change.pk]), sent((1, typed(price="9.99")), version=1))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "这条记录刚被别人改过" in shown
    assert 'value="9.99"' in shown
    assert price_changes.typed_lines(change.pk)[0][1].price == "3.06"


def test_the_preview_names_what_changes_and_publishing_does_it(page, system, tea):
    change = draft(system, typed(price="2.70"))
    shown = get(page, "catalog:preview_change", change.pk)
    assert "-10 %" in shown
    assert "3.00" in shown
    assert "2.70" in shown
    answer = page.post(reverse("catalog:publish_change", args=[change.pk]), {"version": change.version})
    assert answer.headers["Location"] == reverse("catalog:change", args=[change.pk])
    after = get(page, "catalog:change", change.pk)
    assert "TJ-2026-000001" in after
    assert "已发布" in after
    assert PriceRule.objects.unscoped(WHY).count() == 1


def test_a_draft_with_problems_has_no_publish_button_and_is_not_published(page, system, tea):
    change = draft(system, typed(price="x"))
    shown = get(page, "catalog:preview_change", change.pk)
    assert reverse("catalog:publish_change", args=[change.pk]) not in shown
    assert "价格写成数字" in shown
    answer = page.post(reverse("catalog:publish_change", args=[change.pk]), {"version": change.version})
    assert answer.headers["Location"] == reverse("catalog:preview_change", args=[change.pk])
    assert not PriceRule.objects.unscoped(WHY).exists()


def test_a_draft_that_was_changed_meanwhile_is_looked_at_again(page, system, tea):
    change = draft(system, typed(price="2.70"))
    price_changes.save_lines(system, change_id=change.pk, version=1, lines=[(1, typed(price="0.01"))])
    answer = page.post(reverse("catalog:publish_change", args=[change.pk]), {"version": 1})
    assert answer.status_code == 409
    assert "0.01" in answer.content.decode()
    assert not PriceRule.objects.unscoped(WHY).exists()


def test_a_draft_is_dropped(page, system, tea):
    change = draft(system, typed(price="2.70"))
    page.post(reverse("catalog:drop_change", args=[change.pk]))
    assert "已放弃" in get(page, "catalog:change", change.pk)
    assert (
        page.post(reverse("catalog:change", args=[change.pk]), sent((1, typed(price="1")))).status_code == 422
    )


def test_a_long_draft_is_edited_in_windows(page, system, sku, levels):
    codes = [sku(code=f"L{number:03d}").code for number in range(60)]
    change = draft(system, *(typed(what=code, price="1") for code in codes))
    first = get(page, "catalog:change", change.pk)
    assert 'value="L049"' in first
    assert 'name="l49-what" value="L049"' in first
    assert 'href="?from=51"' in first
    second = page.get(reverse("catalog:change", args=[change.pk]) + "?from=51").content.decode()
    assert 'name="l0-what" value="L050"' in second
    page.post(
        reverse("catalog:change", args=[change.pk]) + "?from=51",
        sent((51, typed(what="L050", price="2")), (52, TypedLine("everybody", "", "sku")), version=1),
    )
    kept = dict(price_changes.typed_lines(change.pk))
    assert len(kept) == 59
    assert (kept[1].price, kept[51].price) == ("1", "2")


def test_the_story_tells_every_rule_and_marks_the_one_that_counts(
    page, system, tea, outlet_with_channel, leaf
):
    published(system, typed("channel", leaf.code, price="2.80", min_quantity="48"), typed(price="3.10"))
    query = {"outlet": outlet_with_channel.code, "sku": "TEA", "quantity": "1"}
    shown = get(page, "catalog:story", **query)
    assert "数量不够" in shown
    assert "定价的是它" in shown
    assert "通用价，2026-07-16 起生效" in shown
    assert "<b>3.10</b>" in shown
    assert "<b>2.80</b>" in get(page, "catalog:story", **{**query, "quantity": "48"})
    assert "基准级别价：经销价" in get(page, "catalog:story", **{**query, "on": "2026-07-15"})
    refused = page.get(reverse("catalog:story"), {"outlet": "NONE", "sku": "NONE"})
    assert refused.status_code == 422
    assert "没有这个终端，或不在可见范围内" in refused.content.decode()


@pytest.fixture
def outlet_with_channel(system, leaf, person, company):
    owner = person(role="rep")
    made = outlet_services.create_many(
        system,
        [
            outlet_services.OutletDraft(
                name="便民店", channel_id=leaf.pk, owner_id=owner.pk, unit_id=company.pk
            )
        ],
    )
    return made[0]


def test_a_customers_rule_is_hidden_from_whoever_does_not_see_the_customer(
    sign_in, system, tea, outlet_with_channel
):
    change = published(system, typed("outlet", outlet_with_channel.code, price="2.50"), typed(price="3.10"))
    rep = sign_in("rep")
    shown = get(rep, "catalog:rules")
    assert f"{change.number}/2" in shown
    assert f"{change.number}/1" not in shown
    assert "便民店" not in get(rep, "catalog:change", change.pk)
    told = rep.get(reverse("catalog:story"), {"outlet": outlet_with_channel.code, "sku": "TEA"})
    assert told.status_code == 422


def test_a_draft_is_read_only_by_whoever_sees_the_company(sign_in, system, tea):
    change = draft(system, typed(price="2.70"))
    rep = sign_in("rep")
    assert "夏季调价" not in get(rep, "catalog:changes")
    for name in ("catalog:change", "catalog:preview_change"):
        assert rep.get(reverse(name, args=[change.pk])).status_code == 404


def test_who_may_only_look_reads_drafts_and_writes_nothing(sign_in, system, tea):
    change = draft(system, typed(price="2.70"))
    client = sign_in("finance")
    assert "写下的行" in get(client, "catalog:change", change.pk)
    assert reverse("catalog:publish_change", args=[change.pk]) not in get(
        client, "catalog:preview_change", change.pk
    )
    for name, args in (
        ("catalog:new_change", []),
        ("catalog:change", [change.pk]),
        ("catalog:publish_change", [change.pk]),
        ("catalog:drop_change", [change.pk]),
    ):
        assert client.post(reverse(name, args=args), sent((1, typed(price="1")))).status_code == 403
    assert PriceChange.objects.get().state == "draft"


@pytest.mark.parametrize("many", [1, 40])
def test_a_page_costs_a_fixed_number_of_statements(
    page, system, sku, levels, leaf, django_assert_max_num_queries, many
):
    codes = [sku(code=f"P{number:02d}").code for number in range(many)]
    done = published(system, *(typed("channel", leaf.code, what=code, price="1") for code in codes))
    held = draft(system, *(typed(what=code, price="2") for code in codes))
    for name, args in (
        ("catalog:structure", []),
        ("catalog:rules", []),
        ("catalog:changes", []),
        ("catalog:change", [done.pk]),
        ("catalog:change", [held.pk]),
        ("catalog:preview_change", [held.pk]),
    ):
        with django_assert_max_num_queries(
            24 if name.endswith("_change") or args == [held.pk] else STATEMENTS
        ):
            get(page, name, *args)
