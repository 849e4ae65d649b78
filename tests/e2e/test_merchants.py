"""A merchant from its first photo to the right to trade, and a shop owner who registers by himself."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from endcap.customers.merchants import selectors, services
from endcap.customers.merchants.drafts import LinkDraft
from endcap.customers.merchants.models import Merchant, Reading
from endcap.customers.merchants.tests.licences import CODE, photo_of_licence
from endcap.customers.outlets import selectors as outlets_read
from endcap.customers.outlets import services as outlets
from endcap.kernel import clock
from endcap.kernel.calendar import services as calendar
from endcap.mechanisms.approvals import services as approvals
from endcap.mechanisms.evidence.services import Sent
from endcap.mechanisms.evidence.tests.pictures import photo
from endcap.org.people import selectors as people

pytestmark = [pytest.mark.e2e, pytest.mark.req("CUS-15", "M73"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shop(system, person, unit):
    """An outlet with its rep and the office manager above."""
    calendar.seed_china(system)
    approvals.create_preset_chains(system)
    outlets.create_preset_channels(system)
    office = unit("东渡办事处")
    rep, manager = (
        person("林小满", "rep", unit=unit("一组", kind="team", parent=office)),
        person("江夏至", "office_manager", unit=office),
    )
    channel = next(one for one in outlets_read.channels_in_order() if one.code == "grocery")
    draft = outlets.OutletDraft(name="福满小卖部", channel_id=channel.pk, owner_id=rep.pk, city="东渡")
    [outlet] = outlets.create_many(system, [draft])
    return SimpleNamespace(rep=rep, manager=manager, outlet=outlet)


def file(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def test_a_newcomer_onboards_a_merchant_and_the_manager_approves_it(open_as, shop):
    page = open_as(shop.rep, "/merchants/")
    page.get_by_role("link", name="办准入").first.click()
    page.get_by_role("button", name="选这家 福满小卖部").click()

    page.set_input_files("#photo-files", file("执照.jpg", photo_of_licence()))
    page.get_by_role("button", name="上传并识别").click()
    expect(page.get_by_text("正在读照片")).to_be_visible()
    services.read_photo(Reading.objects.unscoped("the worker of this test").get().pk)
    expect(page.locator("#id_licence_no")).to_have_value(CODE, timeout=10_000)
    expect(page.locator("#id_legal_person")).to_have_value("柳青禾")
    expect(page.get_by_text("照片上读的，核对一下").first).to_be_visible()
    page.fill("#id_contact_name", "罗小满")
    page.fill("#id_contact_phone", "13800000417")
    page.get_by_role("button", name="存好，下一步").click()

    page.fill("#id_bank_name", "东渡银行")
    page.fill("#id_account_no", "6222 0000 1234 5678")
    page.set_input_files("#papers", file("许可.jpg", photo()))
    page.get_by_role("button", name="存好，下一步").click()
    page.get_by_role("button", name="提交审批").click()
    expect(page.locator(".ec-title")).to_contain_text("审批中")

    boss = open_as(shop.manager, "/approvals/")
    expect(boss.locator(".ec-inbox-title")).to_contain_text("商户准入")
    expect(boss.get_by_text("读出 7 项，与填写一致")).to_be_visible()
    expect(boss.locator(".ec-shot img").first).to_be_visible()
    boss.locator("[data-approve]").click()
    expect(boss.locator("#ec-toasts")).to_contain_text("已批准")

    page.reload()
    expect(page.locator(".ec-title")).to_contain_text("已准入")
    rep = people.actor_of(shop.rep, now=clock.now())
    assert selectors.trading_problem(rep, shop.outlet.pk) is None


def test_a_shop_owner_registers_on_his_phone(browser, live_server, shop):
    manager = people.actor_of(shop.manager, now=clock.now())
    link = services.create_link(manager, LinkDraft("渡口街", shop.rep.pk))
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/join/{services.token_of(link.pk)}/")
    page.get_by_role("button", name="提交登记").click()
    expect(page.get_by_text("填店名，就是招牌上的名字。")).to_be_visible()
    page.fill("#id_shop_name", "乐家便利店")
    page.fill("#id_city", "东渡市")
    page.fill("#id_address", "渡口街 86 号")
    page.fill("#id_contact_name", "姚清和")
    page.fill("#id_contact_phone", "13900000862")
    page.set_input_files("#id_licence_photo", file("执照.jpg", photo()))
    page.check("#id_has_read_notice")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.get_by_role("button", name="提交登记").click()
    expect(page.locator(".ec-receipt")).to_have_text(Merchant.objects.unscoped("a test looks").get().number)
    page.goto(f"{live_server.url}/join/{services.token_of(link.pk)}/")
    expect(page.get_by_text("这个登记链接已失效。")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing(open_as, shop, width, language):
    rep = people.actor_of(shop.rep, now=clock.now())
    merchant = services.start_merchant(rep, outlet_ids=[shop.outlet.pk])
    services.add_photos(
        rep,
        merchant_id=merchant.pk,
        kind="licence",
        files=[Sent(photo(), "执照.jpg")],
    )
    manager = people.actor_of(shop.manager, now=clock.now())
    link = services.create_link(manager, LinkDraft("渡口街", shop.rep.pk))
    one = f"/merchants/{merchant.pk}"
    found = {}
    for path in (
        "/merchants/",
        "/merchants/new/",
        "/merchants/links/",
        f"{one}/",
        f"{one}/steps/photo/",
        f"{one}/steps/licence/",
        f"{one}/steps/bank/",
        f"{one}/steps/check/",
        f"{one}/outlets/",
        f"{one}/renew/",
        f"/join/{services.token_of(link.pk)}/",
    ):
        page = open_as(shop.manager, path, width=width, language=language)
        result = Axe().run(page)
        if result.violations_count:
            found[path] = result.generate_report()
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
        assert page.locator(".btn.go:visible").count() <= 1, path
    assert found == {}
