"""The shell in Chromium: keyboard, picking, theme, drawer, windows, toasts, and axe on the page of parts."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = [pytest.mark.e2e, pytest.mark.req("HOUSE"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def someone(person):
    return person("林小满", "office_manager")


def test_a_list_is_worked_with_the_keyboard_alone(open_as, someone):
    page = open_as(someone, "/parts/")
    bar = page.locator("[data-picked]")
    expect(bar).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(bar).to_be_visible()
    expect(page.locator("[data-count]")).to_have_text("1")
    assert page.locator("tbody tr.hv").get_attribute("data-href") == "#LZ-00655"
    page.locator("[data-unpick]").click()
    expect(bar).to_be_hidden()


def test_picking_the_whole_page_counts_every_row(open_as, someone):
    page = open_as(someone, "/parts/")
    page.locator("[data-pick-all]").check()
    expect(page.locator("[data-count]")).to_have_text("4")
    page.locator("td.c-pick input").first.uncheck()
    expect(page.locator("[data-count]")).to_have_text("3")
    assert page.locator("[data-pick-all]").evaluate("box => box.indeterminate")


def test_a_letter_typed_into_a_field_is_no_shortcut(open_as, someone):
    page = open_as(someone, "/parts/")
    page.locator("#id_phone").fill("")
    page.locator("#id_phone").press_sequentially("jx/")
    assert page.locator("#id_phone").input_value() == "jx/"
    assert page.locator("tr.hv").count() == 0


def test_the_theme_is_chosen_by_the_person_and_kept(open_as, someone):
    page = open_as(someone, "/parts/")
    page.locator(".ec-top .ec-menu:not(.ec-bell) > summary").click()
    page.locator("[data-theme-choice=dark]").click()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_escape_closes_what_is_open(open_as, someone):
    page = open_as(someone, "/parts/")
    page.locator(".ec-top .ec-menu:not(.ec-bell) > summary").click()
    page.keyboard.press("Escape")
    expect(page.locator(".ec-top .ec-pop.ec-person")).to_be_hidden()
    page.locator("[data-dialog=columns]").click()
    expect(page.locator("#columns")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#columns")).to_be_hidden()


def test_chosen_columns_are_in_the_address(open_as, someone):
    page = open_as(someone, "/parts/?q=x")
    page.locator("[data-dialog=columns]").click()
    page.locator("#columns input[value=phone]").check()
    page.locator("#columns .btn.go").click()
    page.wait_for_url("**/parts/?q=x&cols=rep&cols=sales&cols=phone")


def test_on_a_phone_the_navigation_is_a_drawer_and_a_table_is_cards(open_as, someone):
    page = open_as(someone, "/parts/", width=390)
    expect(page.locator("#nav")).to_be_hidden()
    page.locator("[data-drawer]").click()
    expect(page.locator("#nav")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#nav")).to_be_hidden()
    assert (
        page.locator("table.cards tbody tr").first.evaluate("row => getComputedStyle(row).display") == "grid"
    )
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_on_a_phone_a_card_is_picked_by_touching_it(open_as, someone):
    page = open_as(someone, "/parts/", width=390)
    page.locator("[data-pick-mode]").click()
    page.locator("table.cards tbody tr").nth(1).click()
    expect(page.locator("[data-count]")).to_have_text("1")
    assert page.url.endswith("/parts/")


def test_a_toast_says_what_was_done_and_can_be_closed(open_as, someone):
    page = open_as(someone, "/parts/")
    page.get_by_role("button", name="看一条真的").click()
    toast = page.locator("#ec-toasts .ec-toast")
    expect(toast).to_contain_text("已把 3 家加入 8 月计划")
    toast.locator("[data-shut]").click()
    expect(toast).to_have_count(0)


def test_a_chart_is_drawn_as_svg(open_as, someone):
    page = open_as(someone, "/parts/")
    page.locator("[data-chart] svg").wait_for()
    expect(page.locator("[data-chart] svg")).to_contain_text("15,862")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_of_parts(open_as, someone, width, language, theme):
    page = open_as(someone, "/parts/", width=width, language=language)
    page.emulate_media(color_scheme=theme)
    page.locator("[data-chart] svg").wait_for()
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
