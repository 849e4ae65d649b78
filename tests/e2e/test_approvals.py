"""Approvals in Chromium: the inbox by keyboard, a decision from the phone, a chain set up, and axe on every page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from endcap.kernel import clock
from endcap.kernel.calendar import services as calendar
from endcap.kernel.ids import new_id
from endcap.mechanisms.approvals import kinds, services
from endcap.mechanisms.approvals.kinds import Check, Kind
from endcap.org.people import selectors as people
from endcap.ui.parts import Fact

pytestmark = [pytest.mark.e2e, pytest.mark.req("HOUSE"), pytest.mark.django_db(transaction=True)]
TITLES = ("陈列费 7 月，福美宜超市", "柠檬茶 500ml 特价 39.50，丰茂园批发部", "老客户答谢会场租，河埠二批")


def _checks(_actor, _request):
    return [
        Check("地点对得上", "ok", "4 张都在门店 35 米内"),
        Check("不是旧照、不是翻拍", "ok", "和 318,420 张比过，无重复"),
        Check("端架 2 价签看不清", "warn", "第 4 张得分 0.71，线 0.80"),
        Check("收款人是门店对公户", "ok", "尾号 6621"),
    ]


@pytest.fixture(autouse=True)
def kind():
    kinds.register(
        Kind(
            "display",
            "陈列费",
            None,
            lambda request: f"/approvals/{request.pk}/",
            checks=_checks,
            after=lambda _actor, _request: [Fact("7 月陈列预算剩", "21,840 → 18,240")],
            words={"shelf": "端架", "per": "每组每月", "paid": "付款日"},
            answers=("同意，按合同", "补端架 2 照片"),
        )
    )
    yield
    kinds.forget("display")


@pytest.fixture
def staff(system, person, unit):
    calendar.seed_china(system)
    services.create_preset_chains(system)
    region = unit("华东大区", kind="region")
    office = unit("东渡办事处", parent=region)
    made = {
        "rep": person("林小满", "rep", unit=office),
        "manager": person("江夏至", "office_manager", unit=office),
        "region": person("夏立夏", "branch_manager", unit=region),
        "boss": person("秦小暑", "sales_manager"),
    }
    for number, title in enumerate(TITLES):
        rep = people.actor_of(made["rep"], now=clock.now() + timedelta(seconds=number))
        services.submit(
            rep,
            kind="display",
            subject_type="display.Fee",
            subject_id=new_id(),
            title=title,
            document={"shelf": "2 组", "per": "1,800.00", "paid": "08-10，对公"},
            amount=(360_000, 474_000, 200_000)[number],
            rolling_key="outlet:1" if number < 2 else "",
        )
    return made


def test_the_inbox_is_worked_with_the_keyboard(open_as, staff):
    page = open_as(staff["manager"], "/approvals/")
    expect(page.locator(".ec-inbox-title")).to_have_text(TITLES[0])
    page.keyboard.press("j")
    expect(page.locator(".ec-inbox-title")).to_have_text(TITLES[1])
    page.keyboard.press("k")
    expect(page.locator(".ec-inbox-title")).to_have_text(TITLES[0])
    page.keyboard.press("r")
    page.keyboard.type("jka")
    expect(page.locator("#id_note")).to_have_value("jka")
    page.get_by_role("button", name="同意，按合同").click()
    expect(page.locator("#id_note")).to_have_value("同意，按合同")
    page.locator("h1").click()
    page.keyboard.press("a")
    expect(page.locator("[data-approve]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".ec-inbox-title")).to_have_text(TITLES[1])
    expect(page.locator("#ec-toasts")).to_contain_text(f"已批准 {TITLES[0]}")


def test_a_decision_from_the_phone(open_as, staff):
    page = open_as(staff["manager"], "/approvals/", width=390)
    expect(page.locator(".ec-inbox-doc")).to_be_hidden()
    page.locator(".ec-inbox-line").first.click()
    expect(page.locator(".ec-inbox-list")).to_be_hidden()
    expect(page.locator(".ec-inbox-title")).to_have_text(TITLES[0])
    approve = page.locator("[data-approve]")
    expect(approve).to_be_in_viewport()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    approve.click()
    expect(page.locator(".ec-inbox-title")).to_have_text(TITLES[1])


def test_a_chain_is_set_up_in_the_browser(open_as, staff):
    page = open_as(staff["boss"], "/approvals/chains/")
    page.get_by_role("link", name="给它单独设一条").first.click()
    page.locator("#id_kind").select_option("display")
    page.locator("#id_s1-who").select_option("company_role")
    expect(page.locator("#id_s1-role_id")).to_be_visible()
    expect(page.locator("#id_s1-person_id")).to_be_hidden()
    page.locator("#id_s1-role_id").select_option(label="财务部")
    page.locator("#id_s1-from_amount").fill("3,000")
    page.locator("[data-more-steps]").click()
    expect(page.locator("#id_s2-who")).to_be_focused()
    page.get_by_role("button", name="保存审批链").click()
    expect(page.locator("#ec-toasts")).to_contain_text("审批链已保存")
    expect(page.locator(".ec-chain-words").last).to_contain_text("财务部 累计满 ¥3,000")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing(open_as, staff, width, language):
    wrong = {}
    first = None
    for who, path in (
        ("manager", "/approvals/"),
        ("manager", "request"),
        ("rep", "/approvals/"),
        ("manager", "/approvals/?view=decided"),
        ("boss", "/approvals/chains/"),
        ("boss", "/approvals/chains/new/"),
    ):
        page = open_as(staff[who], first if path == "request" else path, width=width, language=language)
        if first is None:
            first = page.locator(".ec-inbox-line").first.get_attribute("href")
        found = Axe().run(page).response["violations"]
        wrong |= {(path, rule["id"]): [node["target"] for node in rule["nodes"]] for rule in found}
    assert wrong == {}
