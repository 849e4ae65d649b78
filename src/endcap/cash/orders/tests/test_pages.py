"""Pages of orders: what somebody sees and does in the browser."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from endcap.cash.orders import services
from endcap.cash.orders.models import Hold, Issue, Meeting, Order, Shipment
from endcap.cash.orders.tests.trade import lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def browser(team):
    """A signed-in person's browser: ``browser("rep")``."""

    def make(who="rep", language="zh-hans"):
        client = Client()
        client.force_login(vars(team.people)[who], backend=BACKEND)
        client.cookies["django_language"] = language
        return client

    return make


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def url(name, *args):
    return reverse(f"orders:{name}", args=args)


def test_an_empty_list_says_what_to_do(browser, team):
    assert "还没有订单" in text_of(browser().get(url("list")))


@pytest.mark.req("ORD-04")
def test_the_list_shows_what_waits_and_why(browser, trade, team, tea):
    trade.place(team.rep, trade.prepaid(), lines((tea, 3)))
    trade.place(team.rep, trade.prepaid(1_000_00, "万家超市"), lines((tea, 300)))
    page = text_of(browser().get(url("list")))
    assert "预付款差 ¥6.00" in page
    assert "被拦下 1" in page
    held = text_of(browser().get(url("list") + "?view=held"))
    assert ("福满小卖部" in held, "万家超市" in held) == (True, False)


@pytest.mark.req("ORD-04", "SET-01")
def test_a_held_order_shows_the_ways_out(browser, trade, team, tea, water):
    order = trade.place(team.rep, trade.prepaid(50_00), lines((tea, 20), (water, 20))).order
    page = text_of(browser().get(url("order", order.pk)))
    assert "先款后货：这张单要 70.00，账上可用的预付款是 50.00。" in page
    assert "收 ¥20.00" in page
    assert "今天发 ¥40.00" in page
    english = text_of(browser(language="en").get(url("order", order.pk)))
    assert "Prepaid" in english


@pytest.mark.req("ORD-04", "ORD-08")
def test_an_order_is_taken_through_by_its_buttons(browser, trade, team, tea):
    order = trade.place(team.rep, trade.prepaid(1_000_00), lines((tea, 30)), confirm=False).order
    clerk = browser("clerk")
    clerk.post(url("confirm", order.pk))
    clerk.post(url("pick", order.pk))
    clerk.post(url("unpick", order.pk))
    clerk.post(url("pick", order.pk))
    [line] = order.lines.visible_to(team.rep)
    wrong = clerk.post(url("ship", order.pk), {f"q-{line.pk}": "31", "carrier": "早班车"})
    assert (wrong.status_code, "发不了 31" in text_of(wrong), "早班车" in wrong.content.decode()) == (
        422,
        True,
        True,
    )
    clerk.post(url("ship", order.pk), {f"q-{line.pk}": "10", "carrier": "早班车"})
    clerk.post(url("ship", order.pk), {f"q-{line.pk}": "20"})
    clerk.post(url("deliver", order.pk))
    order.refresh_from_db()
    assert order.state == "settled"
    page = text_of(clerk.get(url("order", order.pk)))
    for words in ("下单", "拣好了货", "DN-2026-000001", "FP-", "早班车", "已结清", "级别价", "账上的分录"):
        assert words in page
    shipment = Shipment.objects.unscoped("shown by a test").first()
    note = text_of(clerk.get(url("paper", order.pk, shipment.number)))
    assert ("送货单 DN-2026-000001" in note, "20.00" in note) == (True, True)
    assert clerk.get(url("paper", order.pk, "DN-9")).status_code == 404


def test_the_picking_list_names_lots(browser, trade, team, tea):
    order = trade.place(team.rep, trade.prepaid(1_000_00), lines((tea, 30))).order
    page = text_of(browser("clerk").get(url("paper", order.pk, "pick")))
    assert ("拣货单" in page, "L1" in page, "1箱6瓶" in page) == (True, True, True)


def test_cancelling_asks_for_a_reason_and_keeps_the_page(browser, trade, team, tea):
    order = trade.place(team.rep, trade.prepaid(1_000_00), lines((tea, 30))).order
    page = browser().post(url("cancel", order.pk), {"reason": " "})
    assert (page.status_code, "写明原因" in text_of(page)) == (422, True)
    browser().post(url("cancel", order.pk), {"reason": "客户改主意"})
    order.refresh_from_db()
    assert (order.state, order.cancel_reason) == ("cancelled", "客户改主意")


@pytest.mark.req("CRD-04", "SET-01")
def test_finance_releases_and_the_manager_overrides(browser, trade, team, tea):
    prepaid = trade.place(team.rep, trade.prepaid(), lines((tea, 3))).order
    credit = trade.place(team.rep, trade.on_credit(1_00), lines((tea, 3))).order
    browser("finance").post(url("release", prepaid.pk), {"reason": "回单 8812"})
    browser("manager").post(url("override", credit.pk), {"reason": "老客户"})
    for order in (prepaid, credit):
        order.refresh_from_db()
        assert order.state == "confirmed"
    hows = Hold.objects.unscoped("read by a test").order_by("code").values_list("code", "cleared_how")
    assert list(hows) == [("advance_short", "released"), ("over_limit", "overridden")]
    assert browser("rep").post(url("override", credit.pk), {"reason": "x"}).status_code == 403


@pytest.mark.req("ORD-02")
def test_an_issue_is_opened_and_closed(browser, trade, team, tea):
    order = trade.place(team.rep, trade.prepaid(100_00), lines((tea, 3))).order
    empty = browser().post(url("open_issue", order.pk), {"kind": "late", "text": ""})
    assert (empty.status_code, "写明出了什么问题" in text_of(empty)) == (422, True)
    browser().post(url("open_issue", order.pk), {"kind": "late", "text": "说好 15 号到"})
    issue = Issue.objects.unscoped("read by a test").get()
    assert (issue.person, issue.due_on - team.rep.today) == (
        team.people.rep,
        timedelta(days=4),
    )  # two working days
    browser().post(url("close_issue", order.pk, issue.pk), {"outcome": "当天补送"})
    issue.refresh_from_db()
    assert (issue.outcome, issue.closed_by_name) == ("当天补送", "林小满")


@pytest.mark.req("ORD-01")
def test_entry_begins_with_the_outlet_and_shows_what_it_took(browser, trade, team, tea):
    shop = trade.prepaid(1_000_00)
    trade.place(team.rep, shop, lines((tea, 3), unit="箱"))
    assert "福满小卖部" in text_of(browser().get(url("new") + "?q=福满"))
    page = browser().get(url("new") + f"?outlet={shop.pk}")
    assert ("最近订过" in text_of(page), "3箱" in text_of(page)) == (True, True)
    assert browser("stranger").get(url("new") + f"?outlet={shop.pk}").status_code == 404


def test_products_are_found_by_code_pinyin_and_barcode(browser, trade):
    from endcap.goods.catalog import services as catalog

    tea = trade.sku("柠檬茶 500ml")
    catalog.add_barcode(trade.system, sku_id=tea.pk, kind="base", barcode="6901234567892")
    catalog.add_barcode(trade.system, sku_id=tea.pk, kind="case", barcode="16901234567899")
    found = {
        q: browser().get(url("find"), {"q": q}).content.decode()
        for q in ("S01", "nmc", "6901234567892", "16901234567899", "没有")
    }
    assert all('data-code="S01"' in found[q] for q in ("S01", "nmc", "6901234567892", "16901234567899"))
    assert 'data-unit="瓶"' in found["6901234567892"]
    assert 'data-unit="箱"' in found["16901234567899"]
    assert "没有这个品项" in found["没有"]


@pytest.mark.req("ORD-06")
def test_typed_lines_are_priced_and_every_problem_stands_at_its_line(browser, trade, tea):
    shop = trade.prepaid(10_00)
    given = {"sku": [tea.code, "NO", tea.code], "qty": ["1箱", "1", "三箱"]}
    page = text_of(browser().post(url("price", shop.pk), given))
    for words in (
        "48.00",
        "有货，东渡仓",
        "没有这个品项：NO",
        "写了两行",
        "数量写成 3箱 或 36 这样",
        "预付款差 ¥38.00",
    ):
        assert words in page


@pytest.mark.req("ORD-04")
def test_what_was_typed_becomes_an_order_or_stays_with_its_problems(browser, trade, team, tea):
    shop = trade.prepaid(1_000_00)
    wrong = browser().post(
        url("new"), {"outlet": shop.pk, "sku": [tea.code, "NO"], "qty": ["2箱", "1"], "note": "早上送"}
    )
    assert (wrong.status_code, "没有这个品项：NO" in text_of(wrong)) == (422, True)
    assert ('value="2箱"' in wrong.content.decode(), 'value="早上送"' in wrong.content.decode()) == (
        True,
        True,
    )
    done = browser().post(
        url("new"), {"outlet": shop.pk, "sku": [tea.code], "qty": ["2箱"], "note": "早上送", "act": "confirm"}
    )
    order = Order.objects.visible_to(team.rep).get()
    assert (done.status_code, done.url) == (302, url("order", order.pk))
    assert (order.state, order.total, order.note, order.source) == ("confirmed", 96_00, "早上送", "office")


@pytest.mark.req("ORD-07")
def test_a_meeting_signs_outlets_in_and_sums_what_they_order(browser, trade, team, tea):
    shop, clerk = trade.prepaid(1_000_00), browser("clerk")
    bad = clerk.post(url("meetings"), {"name": "", "on": ""})
    assert (bad.status_code, "给订货会起个名字" in text_of(bad)) == (422, True)
    clerk.post(
        url("meetings"),
        {"name": "秋季订货会", "on": "2026-07-16", "place": "东渡宾馆", "unit": str(team.office.pk)},
    )
    meeting = Meeting.objects.visible_to(team.clerk).get()
    early = clerk.post(
        url("new"), {"outlet": shop.pk, "meeting": meeting.pk, "sku": [tea.code], "qty": ["1"]}
    )
    assert (early.status_code, "还没有签到" in text_of(early)) == (409, True)
    assert "福满小卖部" in text_of(clerk.get(url("meeting", meeting.pk) + "?q=福满"))
    clerk.post(url("sign_in", meeting.pk, shop.pk))
    clerk.post(
        url("new"),
        {"outlet": shop.pk, "meeting": meeting.pk, "sku": [tea.code], "qty": ["1箱"], "act": "confirm"},
    )
    page = text_of(clerk.get(url("meeting", meeting.pk)))
    assert ("48.00" in page, "柠檬茶 500ml" in page) == (True, True)
    assert Order.objects.visible_to(team.clerk).get().source == "meeting"
    clerk.post(url("close_meeting", meeting.pk))
    late = clerk.post(url("new"), {"outlet": shop.pk, "meeting": meeting.pk, "sku": [tea.code], "qty": ["1"]})
    assert (late.status_code, "已经结束" in text_of(late)) == (409, True)


@pytest.mark.req("ORD-03")
def test_the_median_of_each_step_is_shown(browser, trade, team, tea):
    shop = trade.prepaid(1_000_00)
    for minutes in (10, 20, 90):
        order = trade.place(team.rep, shop, lines((tea, 1)), confirm=False).order
        services.confirm_order(
            replace(team.rep, now=team.rep.now + timedelta(minutes=minutes)), order_id=order.pk
        )
    page = text_of(browser().get(url("pace")))
    assert ("下单到确认 3 20 分 1 小时 30 分" in page) is True


@pytest.mark.req("ORD-04")
def test_the_outlet_page_shows_its_orders(browser, trade, team, tea):
    shop = trade.prepaid(1_000_00)
    order = trade.place(team.rep, shop, lines((tea, 1))).order
    page = text_of(browser().get(reverse("outlets:trade", args=[shop.pk])))
    told = text_of(browser().get(reverse("outlets:timeline", args=[shop.pk]), headers={"HX-Request": "true"}))

    assert (order.number in page, f"订单 {order.number}，2.00 元" in told) == (True, True)
