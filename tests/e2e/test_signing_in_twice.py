"""Signing in with a security key in Chromium, setting up an app by reading its secret, leave and the unit tree by
mouse and keyboard, in both languages, wide and narrow, with axe."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from endcap.kernel import clock
from endcap.org.people import selectors
from endcap.org.people.models import Role
from endcap.org.people.services.second_factor import code_at, step_of
from endcap.org.units.models import Unit

pytestmark = [pytest.mark.e2e, pytest.mark.req("SEC-02", "SEC-03"), pytest.mark.django_db(transaction=True)]
GOOD = "correct horse battery"


@pytest.fixture
def visitor(browser, live_server) -> Callable[..., Page]:
    """Somebody who has not signed in, with a security key that a finger touches at once."""
    contexts = []

    def go(path: str, *, width: int = 1440, language: str = "zh-hans") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "usb",
                    "hasResidentKey": False,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        page.goto(live_server.url + path)
        return page

    yield go
    for context in contexts:
        context.close()


def sign_in(page: Page, login: str) -> None:
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", GOOD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("networkidle")


def clean(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_security_key_is_set_up_and_opens_the_house(visitor, person):
    person("林小满", "office_manager", login="linxm", password=GOOD)
    page = visitor("/people/me/")
    sign_in(page, "linxm")
    page.get_by_role("link", name="设置两步验证").click()
    page.get_by_role("link", name="添加", exact=True).click()
    page.fill("input[name=name]", "办公室的密钥")
    page.get_by_role("button", name="添加这把密钥").click()
    expect(page.locator(".ec-codes li")).to_have_count(10)
    recovery = page.locator(".ec-codes code").first.inner_text()
    page.get_by_role("link", name="已经放好").click()
    expect(page.get_by_text("办公室的密钥", exact=True)).to_be_visible()

    page.locator(".ec-top .ec-menu.right summary").last.click()
    page.get_by_role("button", name="退出").click()
    page.goto(page.url.split("/accounts/")[0] + "/people/me/")
    sign_in(page, "linxm")
    expect(page.get_by_role("heading", name="两步验证")).to_be_visible()
    clean(page)
    page.get_by_role("button", name="用安全密钥").click()
    page.wait_for_url("**/people/me/")
    expect(page.get_by_text("这台设备")).to_be_visible()

    other = visitor("/people/me/")  # with a key that this account does not know
    sign_in(other, "linxm")
    other.get_by_role("button", name="用安全密钥").click()
    expect(other.locator("[data-key-said]")).to_be_visible()  # a sentence, and another way
    other.fill("input[name=code]", recovery)
    other.get_by_role("button", name="登录", exact=True).click()
    expect(other.get_by_role("heading", name="林小满")).to_be_visible()


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 390), ("en", 1440)])
def test_a_role_that_asks_for_it_leads_through_the_setup(visitor, person, roles, language, width):
    Role.objects.filter(code="finance").update(requires_mfa=True)
    person("方立夏", "finance", login="fang", password=GOOD)
    page = visitor("/", language=language, width=width)
    sign_in(page, "fang")
    clean(page)
    page.get_by_role("link", name="Authenticator app" if language == "en" else "手机上的验证器").click()
    expect(page.locator(".ec-qr svg")).to_be_visible()
    clean(page)
    page.locator("details summary").click()
    secret = page.locator(".ec-secret").inner_text().replace(" ", "")
    page.fill("input[name=code]", "000000")
    page.press("input[name=code]", "Enter")
    expect(page.locator(".err")).to_be_visible()
    page.fill("input[name=code]", code_at(secret, step_of(clock.now())))
    page.press("input[name=code]", "Enter")
    expect(page.locator(".ec-codes li")).to_have_count(10)
    clean(page)
    page.locator(".btn.go").click()
    expect(page.locator("h1")).to_contain_text("Two-step sign-in" if language == "en" else "两步验证")
    clean(page)


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 1440), ("en", 390)])
def test_leave_and_a_deputy_are_entered_on_ones_own_page(visitor, person, language, width):
    lin = person("林小满", "office_manager", login="linxm", password=GOOD)
    zhou = person("周惊蛰", "office_manager")
    page = visitor("/people/me/", language=language, width=width)
    sign_in(page, "linxm")
    today = clock.business_date(clock.now())
    leave, deputy = ("登记请假", "找人代理") if language != "en" else ("Enter leave", "Choose a deputy")
    page.locator("summary", has_text=leave).click()
    page.fill("#id_absence-to_on", "2020-01-01")
    page.get_by_role("button", name=leave).click()
    expect(page.locator(".err").first).to_be_visible()  # ends before it begins; nothing typed is lost
    assert page.locator("#id_absence-to_on").input_value() == "2020-01-01"
    clean(page)
    page.fill("#id_absence-to_on", today.isoformat())
    page.get_by_role("button", name=leave).click()
    page.locator("summary", has_text=deputy).click()
    page.select_option("#id_delegation-to_person", label="周惊蛰")
    page.locator("details[open] button.btn").last.click()
    expect(page.locator(".ec-rows li")).to_have_count(3)  # leave, deputy, this device
    clean(page)
    assert selectors.acting_for(zhou.pk, on=today) == {lin.pk}


def test_a_unit_is_moved_by_dragging_and_by_the_keyboard_and_taken_back(open_as, person, unit):
    north, south = unit("北区", kind="region"), unit("南区", kind="region")
    office = unit("东渡办事处", parent=north)
    page = open_as(person("江夏至", "admin"), "/people/units/")
    clean(page)
    page.locator(f"tr[data-id='{office.pk}']").drag_to(page.locator(f"tr[data-id='{south.pk}']"))
    page.wait_for_url(re.compile(r"/move/\?to="))
    clean(page)
    page.get_by_role("button", name="移到“南区”下面").click()
    expect(page.locator("#ec-toasts")).to_contain_text("已移到“南区”下面")
    assert Unit.objects.get(pk=office.pk).parent_id == south.pk
    page.locator("#ec-toasts .undo").click()
    page.wait_for_load_state("networkidle")
    assert Unit.objects.get(pk=office.pk).parent_id == north.pk

    page.goto(page.url.split("/people/")[0] + f"/people/units/{office.pk}/")
    page.get_by_role("link", name="移到别处").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/move/")
    page.select_option("select[name=to]", str(south.pk))
    page.get_by_role("button", name="看影响").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="移到“南区”下面").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#ec-toasts")).to_contain_text("已移到“南区”下面")
    assert Unit.objects.get(pk=office.pk).parent_id == south.pk


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_pages_of_people_hold_for_everybody(open_as, person, unit, language, width):
    office = unit("东渡办事处")
    someone = person("林小满", "rep", unit=office)
    admin = person("江夏至", "admin")
    for path in (
        "/people/me/",
        f"/people/{someone.pk}/",
        f"/people/units/{office.pk}/",
        f"/people/units/{office.pk}/move/",
        "/accounts/second-factor/",
    ):
        page = open_as(admin, path, language=language, width=width)
        clean(page)
