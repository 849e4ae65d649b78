"""The list and its map in Chromium: no tiles, a lasso, the keyboard, many outlets changed and taken back."""

from __future__ import annotations

import math
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from endcap.customers.outlets import services
from endcap.kernel.geo import Position

pytestmark = [pytest.mark.e2e, pytest.mark.req("CUS-17"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def manager(person):
    return person("江夏至", "sales_manager")


@pytest.fixture
def book(system, person):
    """Nine outlets in three rows of three, a few hundred metres apart."""
    services.create_preset_channels(system)
    services.create_preset_schemes(system)
    from endcap.customers.outlets import selectors

    owner = person("许小寒", "rep")
    channel = selectors.channel_by_code("grocery")
    drafts = [
        services.OutletDraft(
            name=f"店{row}{column}",
            code=f"T-{row}{column}",
            channel_id=channel.pk,
            owner_id=owner.pk,
            city="东渡市",
            position=Position(302_700_000 + row * 30_000, 1_199_000_000 + column * 40_000),
        )
        for row in range(3)
        for column in range(3)
    ]
    return services.create_many(system, drafts)


def _ready(page):
    expect(page.locator(".ec-pin")).to_have_count(9, timeout=20_000)


def _loop(page, radius: float) -> None:
    """Draw a loop around the middle of the map with the mouse held."""
    box = page.locator(".ec-map-canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x + radius, y)
    page.mouse.down()
    for step in range(1, 41):
        angle = step / 40 * 2 * math.pi
        page.mouse.move(x + radius * math.cos(angle), y + radius * math.sin(angle))
    page.mouse.up()


def test_without_tiles_the_map_shows_outlets_and_asks_nobody_else(open_as, manager, book, live_server):
    page = open_as(manager, "/outlets/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    _ready(page)
    expect(page.locator(".ec-place")).to_have_text("东渡市")
    assert {url for url in asked if not url.startswith((live_server.url, "data:", "blob:"))} == set()


def test_a_lasso_picks_and_what_it_picked_is_tagged_and_untagged_again(open_as, manager, book):
    page = open_as(manager, "/outlets/")
    _ready(page)
    page.locator("[data-map-lasso]").click()
    _loop(page, 150)
    expect(page.locator(".ec-map-say")).to_have_text(re.compile("圈住 [1-8] 家"))
    picked = page.locator("[data-count]").text_content()
    expect(page.locator(".ec-pin.on")).to_have_count(int(picked))
    expect(page.locator("td.c-pick input:checked")).to_have_count(int(picked))

    page.locator("[data-dialog=mass-tag]").click()
    page.locator("#mass-tag-v").fill("冰柜")
    page.locator("#mass-tag .btn.go").click()
    page.get_by_role("button", name=f"改 {picked} 家").click()
    expect(page.locator("#ec-toasts")).to_contain_text(f"已改 {picked} 家")
    page.locator("#ec-toasts .undo").click()
    expect(page.locator("#ec-toasts")).to_contain_text(f"已改回 {picked} 家")


def test_a_line_that_crosses_itself_is_refused_with_a_sentence(open_as, manager, book):
    page = open_as(manager, "/outlets/")
    _ready(page)
    box = page.locator(".ec-map-canvas").bounding_box()
    page.locator("[data-map-lasso]").click()
    for across, down in ((0.3, 0.3), (0.7, 0.6), (0.7, 0.3), (0.3, 0.6)):
        page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
    page.keyboard.press("Enter")
    expect(page.locator(".ec-map-say")).to_contain_text("自己相交")
    expect(page.locator("[data-picked]")).to_be_hidden()


def test_all_in_view_is_picked_with_the_keyboard_alone(open_as, manager, book):
    page = open_as(manager, "/outlets/")
    _ready(page)
    page.locator("[data-map-view]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-count]")).to_have_text("9")
    pin = page.locator(".ec-pin[tabindex='0']")
    pin.focus()
    expect(page.locator(".ec-map-float")).to_be_visible()
    before = page.evaluate("document.activeElement.getAttribute('aria-label')")
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.classList.contains('ec-pin')")
    assert before.startswith("店")
    page.keyboard.press("Enter")
    page.wait_for_url("**/outlets/*-*/")


def test_a_corner_is_set_with_the_keyboard_and_too_few_are_no_area(open_as, manager, book):
    page = open_as(manager, "/outlets/")
    _ready(page)
    page.locator("[data-map-lasso]").focus()
    page.keyboard.press("Enter")
    page.keyboard.press(" ")
    expect(page.locator(".ec-corner")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".ec-map-say")).to_contain_text("至少三个拐角")
    page.keyboard.press("Escape")
    expect(page.locator(".ec-corner")).to_have_count(0)


def test_a_row_and_its_pin_point_at_each_other(open_as, manager, book):
    page = open_as(manager, "/outlets/")
    _ready(page)
    page.locator("tr[data-id]", has_text="店11").hover()
    expect(page.locator(".ec-map-float")).to_contain_text("店11")
    expect(page.locator(".ec-pin.hv")).to_have_attribute("aria-label", "店11")
    page.locator(".ec-pin[aria-label='店00']").hover()
    expect(page.locator("tr.pointed")).to_contain_text("店00")


def test_the_list_follows_the_map_when_asked(open_as, manager, book):
    page = open_as(manager, "/outlets/")
    _ready(page)
    page.locator("[data-map-follow]").check()
    page.wait_for_url("**box=**")
    for _turn in range(3):
        page.locator("[data-map-in]").click()
        page.wait_for_timeout(700)
    expect(page.locator("tr[data-id]")).to_have_count(1, timeout=10_000)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_list_with_its_map(open_as, manager, book, width, language, theme):
    page = open_as(manager, "/outlets/", width=width, language=language)
    page.emulate_media(color_scheme=theme)
    _ready(page)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.parametrize(
    "path", ["/outlets/tags/", "/outlets/views/", "/outlets/many/", "/outlets/segments/"]
)
def test_axe_finds_nothing_on_the_pages_around_the_list(open_as, manager, book, system, path):
    services.create_tag(system, name="学校旁", tone="ok")
    page = open_as(manager, path)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
