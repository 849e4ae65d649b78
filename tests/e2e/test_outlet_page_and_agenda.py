"""The outlet page and the agenda in Chromium: sections by digit, ticks with undo, a plan from the phone, axe."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from endcap.customers.outlets import selectors, services
from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.mechanisms.agenda import services as agenda

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.req("CUS-06", "CUS-07", "CUS-12"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def system():
    return Actor.system(now=clock.now())


@pytest.fixture
def rep(person):
    return person("林小满", "rep")


@pytest.fixture
def shop(system, rep):
    services.create_preset_channels(system)
    services.create_preset_schemes(system)
    channel = next(one for one in selectors.channels_in_order() if one.code == "grocery")
    draft = services.OutletDraft(
        name="福满园便利店", channel_id=channel.pk, owner_id=rep.pk, city="东渡", address="石桥路 5 号"
    )
    made = services.create_outlet(system, draft)
    as_rep = replace(system, person_id=rep.pk, name=rep.name)
    services.add_note(as_rep, outlet_id=made.pk, kind="opinion", text="嫌小箱装不好搬")
    agenda.put(
        system,
        kind="outlets.call",
        key="x",
        subject_type="outlets.Outlet",
        subject_id=made.pk,
        title=made.name,
        due_on=system.today - timedelta(days=2),
        person_id=rep.pk,
        unit_id=rep.unit_id,
    )
    contact = services.ContactDraft(
        "柳如烟", "buyer", "base", phone="13900000417", purposes={"phone": "order"}
    )
    services.add_contact(as_rep, outlet_id=made.pk, draft=contact)
    return made


def test_digits_lead_to_the_sections_and_the_timeline_comes_into_view(open_as, rep, shop):
    page = open_as(rep, f"/outlets/{shop.pk}/")
    page.keyboard.press("4")
    expect(page.locator("#timeline")).to_contain_text("嫌小箱装不好搬")
    page.locator("#timeline .ec-seg a", has_text="沟通").click()
    expect(page.locator("#timeline")).not_to_contain_text("新增档案")
    expect(page.locator("#timeline")).to_contain_text("嫌小箱装不好搬")
    assert page.locator("[data-jump] a.on").get_attribute("href") == "#timeline"


def test_a_full_number_is_shown_on_demand(open_as, rep, shop):
    page = open_as(rep, f"/outlets/{shop.pk}/")
    people = page.locator("#contacts")
    expect(people).to_contain_text("1** **** 0417")
    expect(people).not_to_contain_text("13900000417")
    people.get_by_label("显示全号，会留记录").click()
    expect(people).to_contain_text("13900000417")


def test_a_due_item_is_ticked_taken_back_and_skipped_with_a_reason(open_as, rep, shop):
    page = open_as(rep, "/agenda/", width=390)
    row = page.locator(".ec-due")
    expect(row).to_contain_text("逾期 2 天")
    row.get_by_role("button", name="办完").click()
    expect(row).to_contain_text("已办完")
    page.locator(".ec-toast .undo").click()
    expect(row).to_contain_text("逾期 2 天")
    row.locator("summary").click()
    row.get_by_role("button", name="跳过这一次").click()
    expect(row).to_contain_text("写明为什么跳过")
    row.locator("input[name=reason]").fill("店里装修")
    row.get_by_role("button", name="跳过这一次").click()
    expect(row).to_contain_text("店里装修")


def test_a_care_plan_is_written_from_the_phone_and_is_due(open_as, rep, shop):
    page = open_as(rep, f"/outlets/{shop.pk}/care/", width=390)
    page.get_by_label("怎么关怀").fill("月底带新品上门")
    page.get_by_role("button", name="存关怀计划").click()
    expect(page.locator("main")).to_contain_text("写下次日期")
    day = (clock.business_date(clock.now()) + timedelta(days=5)).isoformat()
    page.get_by_label("下次日期").fill(day)
    page.get_by_role("button", name="存关怀计划").click()
    expect(page.locator("#due")).to_contain_text("按关怀计划联系")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(open_as, rep, shop, width, language):
    for path in ("/agenda/", f"/outlets/{shop.pk}/", f"/outlets/{shop.pk}/notes/new/"):
        page = open_as(rep, path, width=width, language=language)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found] == []
