"""The pages of import and export: upload, columns, preview, commit, undo; and what strangers may not see."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from endcap.kernel.exchange import services
from endcap.kernel.exchange.models import Batch, ExportLog
from endcap.kernel.exchange.tests.store_sheet import shelves

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf_sheet", "frozen")]
HEAD = ["货架编码", "名称", "件数", "电话", "老板爱好"]
ROWS = [HEAD, ["A1", "甲", 3, "13500004178", "钓鱼"], ["A2", "乱", "两件", "", ""], ["小计", None, 3]]


@pytest.fixture
def clerk(person):
    """A sales clerk."""
    return person("何霜降", "sales_clerk")


@pytest.fixture
def browser(client, clerk):
    """The clerk's browser."""
    client.force_login(clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def upload(browser, path, **fields):
    given = {"source_kind": "own", "source": "自己的客户", "purpose": "送货联系", **fields}
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return browser.post(reverse("exchange:upload", args=["shelves"]), {**given, "file": file})


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.req("HOUSE")
def test_from_upload_to_undo(browser, workbook):
    page = upload(browser, workbook(ROWS))
    assert page.status_code == 302
    batch_url = page.url
    mapping = text_of(browser.get(batch_url))
    assert "看预览" in mapping
    assert "老板爱好" in mapping
    assert shelves() == {}

    chosen = {
        "map_货架编码": "code",
        "map_名称": "name",
        "map_件数": "count",
        "map_电话": "phone",
        "map_老板爱好": "",
    }
    browser.post(batch_url + "columns/", {**chosen, "purpose": "送货联系"})
    preview = text_of(browser.get(batch_url))
    assert "导入 1 行" in preview
    assert "“两件”不是数字。改成数字。" in preview
    assert "1** **** 4178" in preview
    assert "13500004178" not in preview
    assert "1 处错，归成 1 类" in preview
    assert "小计 1" in preview
    assert shelves() == {}

    browser.post(batch_url + "commit/")
    result = text_of(browser.get(batch_url))
    assert "新增 1，更新 0" in result
    assert "整批撤销" in result
    assert shelves() == {"A1": ("甲", 3)}

    browser.post(batch_url + "undo/")
    assert "去掉 1 条" in text_of(browser.get(batch_url))
    assert shelves() == {}


@pytest.mark.req("HOUSE")
def test_a_refused_file_says_why_beside_its_field_and_keeps_what_was_typed(browser, tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"%PDF-1.7")

    page = upload(browser, path)

    assert page.status_code == 422
    assert "不支持这种文件（PDF）" in text_of(page)
    assert "自己的客户" in text_of(page)


@pytest.mark.req("DEV-10")
def test_the_source_is_asked(browser, workbook):
    page = upload(browser, workbook(ROWS), source="", source_kind="")

    assert page.status_code == 422
    assert "写一句来源说明。" in text_of(page)
    assert not Batch.objects.unscoped("looking at all of them").exists()


@pytest.mark.req("CUS-09")
def test_a_personal_column_needs_a_purpose_on_the_mapping_page(browser, workbook):
    batch_url = upload(browser, workbook(ROWS), purpose="").url

    page = browser.post(
        batch_url + "columns/",
        {"map_货架编码": "code", "map_名称": "name", "map_电话": "phone", "purpose": ""},
    )

    assert page.status_code == 422
    assert "“电话”是个人信息，写明采集目的才收。" in text_of(page)


@pytest.mark.req("HOUSE")
def test_the_rows_come_in_pages_and_tabs(browser, workbook, clerk, actor):
    rows = [[f"A{n}", "乱" if n % 10 == 0 else f"架{n}", 1] for n in range(1, 201)]
    report = services.run_import(
        actor(of=clerk), sheet_key="shelves", path=workbook([HEAD[:3], *rows]), dry_run=True
    )
    url = reverse("exchange:batch", args=[report.batch_id])

    first = text_of(browser.get(url))
    assert "架59" in first
    assert "架61" not in first
    assert "?after=59" in first
    second = text_of(browser.get(url + "?after=59"))
    assert "架61" in second
    assert "?before=60" in second
    assert "架59" in text_of(browser.get(url + "?before=60"))
    wrong = text_of(browser.get(url + "?tab=error"))
    assert wrong.count("名称不能是“乱”。") == 20


@pytest.mark.req("HOUSE")
def test_the_preview_takes_a_fixed_number_of_statements(
    browser, workbook, clerk, actor, django_assert_max_num_queries
):
    rows = [[f"A{n}", f"架{n}", 1] for n in range(1, 101)]
    report = services.run_import(
        actor(of=clerk), sheet_key="shelves", path=workbook([HEAD[:3], *rows]), dry_run=True
    )

    with django_assert_max_num_queries(12):
        browser.get(reverse("exchange:batch", args=[report.batch_id]))


@pytest.mark.req("HOUSE")
def test_somebody_elses_batch_looks_like_none(browser, workbook, actor, person):
    other = actor(of=person("周小雪", "sales_clerk"))
    report = services.run_import(other, sheet_key="shelves", path=workbook(ROWS), dry_run=True)

    for name in ("batch", "mapping", "marked"):
        assert browser.get(reverse(f"exchange:{name}", args=[report.batch_id])).status_code == 404
    for name in ("commit", "undo", "drop", "restage", "mapping"):
        assert browser.post(reverse(f"exchange:{name}", args=[report.batch_id])).status_code == 404
    assert shelves() == {}


@pytest.mark.req("HOUSE")
def test_without_the_right_there_is_no_import(client, person):
    client.force_login(person(role="rep"), backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(reverse("exchange:home")).status_code == 200
    assert client.get(reverse("exchange:upload", args=["shelves"])).status_code == 403
    assert client.get(reverse("exchange:export", args=["shelves"])).status_code == 403
    assert client.get(reverse("exchange:upload", args=["moons"])).status_code == 404


@pytest.mark.req("CUS-09")
def test_an_export_asks_for_its_purpose_and_gives_the_file(browser, workbook, clerk, actor):
    services.run_import(actor(of=clerk), sheet_key="shelves", path=workbook(ROWS))
    url = reverse("exchange:export", args=["shelves"]) + "?name=甲&cols=name"
    assert "只导出列表里筛出来的行。" in text_of(browser.get(url))

    refused = browser.post(url, {"format": "csv", "cols": ["name"], "purpose": ""})
    assert refused.status_code == 422
    assert not ExportLog.objects.unscoped("looking at all of them").exists()

    done = browser.post(url, {"format": "csv", "cols": ["name"], "purpose": "盘点"})
    assert "写好了，1 行。" in text_of(browser.get(done.url))
    file = browser.get(done.url + "file/")
    assert b"".join(file.streaming_content).decode("utf-8-sig").splitlines() == ["名称", "甲"]


@pytest.mark.req("HOUSE")
def test_the_home_page_lists_sheets_and_what_was_done(browser, workbook, clerk, actor):
    services.run_import(actor(of=clerk), sheet_key="shelves", path=workbook(ROWS))

    page = text_of(browser.get(reverse("exchange:home")))

    assert "货架.xlsx" in page
    assert "已写入" in page
    template = browser.get(reverse("exchange:template", args=["shelves"]))
    assert template.content.startswith(b"PK")
