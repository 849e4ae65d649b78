"""The search that opens anywhere, in Chromium: keyboard, phone, what was matched, axe."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from endcap.customers.outlets import services
from endcap.customers.outlets.selectors import channel_by_code

pytestmark = [pytest.mark.e2e, pytest.mark.req("CUS-04"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def rep(person, system):
    """Somebody with a few shops."""
    someone = person("林小满", "rep")
    services.create_preset_channels(system)
    channel = channel_by_code("grocery")
    for n, name in enumerate(("福满园便利店", "福满多超市", "隆盛商行")):
        draft = services.OutletDraft(
            name=name, channel_id=channel.pk, owner_id=someone.pk, code=f"LZ-{n}", phone=f"1990000041{n}"
        )
        services.create_outlet(system, draft, is_no_duplicate=True)
    return someone


def test_a_shop_is_found_and_opened_with_the_keyboard_alone(open_as, rep):
    page = open_as(rep, "/parts/")
    page.keyboard.press("/")
    field = page.locator("#palette input")
    expect(field).to_be_focused()
    page.keyboard.type("fm")
    expect(page.locator("#palette [role=option]")).to_have_count(2)
    expect(page.locator("#palette mark").first).to_have_text("福满")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#palette [role=option]").nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#palette [role=option]").nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.type("y")
    expect(page.locator("#palette [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("福满园便利店")


def test_control_k_opens_it_and_escape_leaves_everything_as_it_was(open_as, rep):
    page = open_as(rep, "/parts/")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.type("0412")
    expect(page.locator("#palette [role=option]")).to_contain_text(["电话尾号 1** **** 0412"])
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    assert page.url.endswith("/parts/")
    page.keyboard.press("/")
    page.keyboard.type("lsh")
    expect(page.locator("#palette [role=option]")).to_have_count(1)


def test_on_a_phone_it_fills_the_screen_and_a_hit_is_touched(open_as, rep):
    page = open_as(rep, "/parts/", width=390)
    page.locator(".ec-top a[data-dialog=palette]").click()
    page.locator("#palette input").fill("隆盛")
    assert page.locator("#palette").evaluate("box => box.getBoundingClientRect().width") == 390
    page.locator("#palette [role=option]").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("隆盛商行")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing_on_the_search(open_as, rep, width, language):
    page = open_as(rep, "/parts/", width=width, language=language)
    page.locator("[data-chart] svg").wait_for()
    page.keyboard.press("Control+k")
    for q in ("", "fm", "鑫鑫鑫"):
        page.locator("#palette input").fill(q)
        if q:
            page.wait_for_function("q => document.querySelector('#palette [data-say]') !== null", arg=q)
        found = Axe().run(page, context="#palette").response["violations"]
        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
