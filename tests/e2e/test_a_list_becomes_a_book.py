"""The first thing a sales manager does: upload the list, look at the preview, write it, look around, take it back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.req("CUS-10", "CUS-06", "CUS-11"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
LIST = Path(__file__).resolve().parents[3] / "shared/data/messy_list/customer_list_east.xlsx"


@pytest.fixture
def manager(transactional_db, person):
    """A sales manager of a furnished, empty installation."""
    from endcap.config import bootstrap

    chosen = person("江夏至", "admin", login="manager")
    bootstrap.furnish()
    return chosen


def _upload(open_as, manager):
    page = open_as(manager, "/exchange/import/outlets/")
    page.set_input_files("input[type=file]", str(LIST))
    page.select_option("select[name=source_kind]", index=1)
    page.fill("input[name=source]", "自己业务里积累的名单")
    page.locator("button.btn.go").click()
    page.get_by_role("button", name="看预览").click()
    expect(page.get_by_role("button", name=re.compile("导入 278 行"))).to_be_visible(timeout=30_000)
    return page


def test_from_the_upload_to_the_outlet_and_back(open_as, manager):
    page = _upload(open_as, manager)
    expect(page.locator("nav.ec-views")).to_contain_text("新增 259")
    expect(page.locator("nav.ec-views")).to_contain_text("重复 19")

    page.get_by_role("button", name=re.compile("导入 278 行")).click()
    expect(page.get_by_text("已写入").first).to_be_visible(timeout=60_000)

    page.goto(page.url.split("/exchange")[0] + "/outlets/?q=benz")
    page.get_by_role("link", name="BENZ DISTRIBUTING").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("BENZ DISTRIBUTING")
    expect(page.get_by_text("41.97574", exact=False).first).to_be_visible()

    from endcap.customers.outlets.models import Outlet

    assert Outlet.objects.unscoped("the whole book is counted").count() == 259


def test_the_preview_fits_a_phone(open_as, manager):
    page = _upload(open_as, manager)
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_stranger_sees_the_sign_in_page_only(live_server):
    answer = Client().get("/outlets/")
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")
