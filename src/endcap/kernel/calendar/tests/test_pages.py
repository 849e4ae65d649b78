"""The calendar's pages and API."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from endcap.kernel.calendar import selectors, services

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(client: Client, person, frozen) -> Client:
    """Signed in with the right to change the calendar."""
    client.force_login(person("方会计", "finance"))
    return client


@pytest.fixture
def executive(client: Client, person, frozen) -> Client:
    """Signed in with the right to look only."""
    client.force_login(person("何总", "executive"))
    return client


def csv_file(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("2027.csv", ("日期,类型,名称\n" + "\n".join(rows)).encode("utf-8-sig"))


@pytest.mark.req("EXP-16")
def test_the_year_shows_twelve_months_with_holidays_in_words(executive: Client, system) -> None:
    services.load_year(system, year=2026)

    page = executive.get("/calendar/2026/").content.decode()

    assert page.count("<table>") == 12
    assert "国庆节" in page
    assert "工作日 248 天，节假日 33 天，补班 6 天" in page
    assert executive.get("/calendar/").headers["Location"] == "/calendar/2026/"


@pytest.mark.req("EXP-16")
def test_a_missing_year_says_how_to_get_it(finance: Client) -> None:
    packaged = finance.get("/calendar/2026/").content.decode()
    unknown = finance.get("/calendar/2027/").content.decode()

    assert "一步就能装入" in packaged
    assert "/calendar/2026/load/" in packaged
    assert "列：日期、类型、名称" in unknown
    assert "/calendar/2027/load/" not in unknown


@pytest.mark.req("EXP-16")
def test_a_packaged_year_is_loaded_with_one_button(finance: Client) -> None:
    finance.post("/calendar/2026/load/")

    assert selectors.loaded_years() == [2026]


@pytest.mark.req("EXP-16")
def test_a_day_is_changed_on_the_page(finance: Client, system) -> None:
    services.load_year(system, year=2026)

    panel = finance.get("/calendar/2026/7/20/", headers={"HX-Request": "true"}).content.decode()
    assert "保存这一天" in panel
    assert "<html" not in panel
    finance.post("/calendar/2026/7/20/", {"is_working": "no", "name_zh": "厂庆", "name_en": "", "note": ""})

    assert not selectors.is_working_day(date(2026, 7, 20))
    assert "厂庆" in finance.get("/calendar/2026/").content.decode()


@pytest.mark.req("EXP-16")
def test_a_holiday_without_a_name_is_refused_beside_the_field(finance: Client, system) -> None:
    services.load_year(system, year=2026)

    page = finance.post(
        "/calendar/2026/7/20/", {"is_working": "no", "name_zh": "", "note": "全员"}
    ).content.decode()

    assert "写明是什么节日或为什么调整。" in page
    assert "全员" in page
    assert selectors.is_working_day(date(2026, 7, 20))


@pytest.mark.req("EXP-16")
def test_a_year_is_uploaded_from_a_sheet(finance: Client) -> None:
    finance.post(
        "/calendar/2027/file/", {"file": csv_file("2027-01-01,休息,元旦", "2027-01-02,上班,元旦补班")}
    )

    assert not selectors.is_working_day(date(2027, 1, 1))
    assert selectors.is_working_day(date(2027, 1, 2))


@pytest.mark.req("EXP-16")
def test_a_wrong_sheet_names_its_rows_and_changes_nothing(finance: Client) -> None:
    page = finance.post(
        "/calendar/2027/file/", {"file": csv_file("2027-13-01,休息,元旦", "2027-01-02,也许,元旦补班")}
    ).content.decode()

    assert "第 2 行：日期看不懂" in page
    assert "第 3 行：类型写“休息”或“上班”。" in page
    assert selectors.loaded_years() == []


@pytest.mark.req("EXP-16", "HOUSE")
def test_whoever_may_only_look_changes_nothing(executive: Client, system) -> None:
    services.load_year(system, year=2026)

    assert "保存这一天" not in executive.get("/calendar/2026/7/20/").content.decode()
    assert executive.post("/calendar/2026/7/20/", {"is_working": "no", "name_zh": "厂庆"}).status_code == 403
    assert executive.post("/calendar/2025/load/").status_code == 403
    assert executive.get("/calendar/2027/file/").status_code == 403
    assert (selectors.loaded_years(), selectors.is_working_day(date(2026, 7, 20))) == ([2026], True)


@pytest.mark.req("EXP-16", "HOUSE")
def test_days_that_do_not_exist_and_years_that_are_not_loaded(executive: Client) -> None:
    assert executive.get("/calendar/2026/2/30/").status_code == 404
    assert executive.get("/calendar/99999/").status_code == 404
    assert executive.get("/calendar/2027/2/3/").status_code == 409


@pytest.mark.req("EXP-16")
def test_the_api_answers_deadlines_and_says_what_is_missing(finance: Client, system) -> None:
    services.load_year(system, year=2025)

    third = finance.get("/api/v1/calendar/working-day", {"year": 2025, "month": 10, "n": 3})
    missing = finance.get("/api/v1/calendar/working-day", {"year": 2027, "month": 1, "n": 3})

    assert third.json() == {"on": "2025-10-11"}
    assert (missing.status_code, missing.json()["code"]) == (409, "calendar_year_missing")
    assert finance.get("/api/v1/calendar/days/2025-10-08").json()["kind"] == "holiday"
    assert len(finance.get("/api/v1/calendar/years/2025").json()["days"]) == 33


@pytest.mark.req("EXP-16")
def test_the_api_loads_replaces_and_changes(finance: Client) -> None:
    assert finance.post("/api/v1/calendar/years/2026").status_code == 201
    wrong = finance.put(
        "/api/v1/calendar/years/2027",
        json.dumps([{"on": "soon", "kind": "off"}]),
        content_type="application/json",
    )
    assert {problem["field"] for problem in wrong.json()["problems"]} == {"1.on", "1.name"}
    finance.put(
        "/api/v1/calendar/years/2027",
        json.dumps([{"on": "2027-01-01", "kind": "off", "name": "元旦"}]),
        content_type="application/json",
    )
    day = finance.put(
        "/api/v1/calendar/days/2027-01-04",
        json.dumps({"is_working": False, "name_zh": "厂休"}),
        content_type="application/json",
    )

    assert day.json()["kind"] == "holiday"
    assert finance.get("/api/v1/calendar/years").json() == {"items": [2026, 2027], "next": ""}


@pytest.mark.req("HOUSE")
def test_the_year_is_english_for_english_readers(executive: Client, system) -> None:
    services.load_year(system, year=2026)

    page = executive.get("/calendar/2026/", headers={"Accept-Language": "en"}).content.decode()

    assert "Working calendar 2026" in page
    assert "National Day" in page
