"""The parameters' pages and API, as people and programs meet them."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client

from endcap.kernel.parameters import selectors, services
from endcap.kernel.parameters.definitions import P
from endcap.kernel.parameters.models import ParameterValue

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(client: Client, person, frozen) -> Client:
    """Signed in with the right to set parameters for the whole company."""
    client.force_login(person("周启明", "sales_manager"))
    return client


@pytest.fixture
def finance(client: Client, person, frozen) -> Client:
    """Signed in with the right to look only."""
    client.force_login(person("方会计", "finance"))
    return client


@pytest.mark.req("HOUSE", "CUS-04")
def test_the_page_lists_every_parameter_in_words(finance: Client) -> None:
    page = finance.get("/parameters/").content.decode()

    assert all(f'data-id="P-{number:02d}"' in page for number in range(1, 87))
    assert "A 20%，B 30%，C 50%" in page
    assert "客情费" in page


@pytest.mark.req("HOUSE")
def test_searching_answers_the_rows_alone(finance: Client) -> None:
    rows = finance.get("/parameters/", {"q": "借款"}, headers={"HX-Request": "true"}).content.decode()

    assert "P-21" in rows
    assert "P-22" not in rows
    assert "<html" not in rows


@pytest.mark.req("HOUSE")
def test_finding_nothing_says_what_to_do(finance: Client) -> None:
    assert "清空搜索看全部参数" in finance.get("/parameters/", {"q": "没有这样的词"}).content.decode()


@pytest.mark.req("HOUSE")
def test_a_value_is_set_on_the_page_and_stands_in_the_history(director: Client) -> None:
    answer = director.post(
        "/parameters/P-21/",
        {"part_value": "2,500", "valid_from": "2026-08-01", "reason": "现金少放一点"},
        follow=True,
    )

    page = answer.content.decode()
    assert selectors.value(P.ADVANCE_CAP, on=date(2026, 8, 1)) == 250_000
    assert selectors.value(P.ADVANCE_CAP, on=date(2026, 7, 31)) == 300_000
    assert "2,500 元" in page
    assert "现金少放一点" in page
    assert "周启明" in page
    assert "还没到" in page


@pytest.mark.req("HOUSE", "CUS-04")
def test_wrong_input_is_shown_beside_its_field_and_nothing_typed_is_lost(director: Client) -> None:
    page = director.post(
        "/parameters/P-01/",
        {"part_a": "20", "part_b": "thirty", "part_c": "50", "valid_from": "", "reason": "试试"},
    ).content.decode()

    assert "填百分数，例如 20 或 12.5。" in page
    assert "填从哪天起生效。" in page
    assert 'value="thirty"' in page
    assert page.count("可不填") == 1  # only the unit may be left out
    assert "试试" in page
    assert not ParameterValue.objects.exists()


@pytest.mark.req("HOUSE")
def test_without_the_right_the_page_shows_no_form_and_takes_no_value(finance: Client) -> None:
    assert "<textarea" not in finance.get("/parameters/P-21/").content.decode()

    refused = finance.post(
        "/parameters/P-21/", {"part_value": "1", "valid_from": "2026-08-01", "reason": "试试"}
    )

    assert refused.status_code == 403
    assert not ParameterValue.objects.exists()


@pytest.mark.req("HOUSE")
def test_a_rep_does_not_see_parameters_and_a_stranger_signs_in_first(client: Client, person, frozen) -> None:
    assert client.get("/parameters/").status_code == 302
    client.force_login(person("林小满", "rep"))

    assert client.get("/parameters/").status_code == 403
    assert client.get("/parameters/P-21/").status_code == 403
    assert client.get("/api/v1/parameters").status_code == 403


@pytest.mark.req("HOUSE")
def test_an_unknown_parameter_is_not_found(finance: Client) -> None:
    assert finance.get("/parameters/P-99/").status_code == 404
    assert finance.get("/api/v1/parameters/P-99").status_code == 404


@pytest.mark.req("HOUSE")
@pytest.mark.parametrize("code", ["P-01", "P-12", "P-18", "P-23", "P-25", "P-35"])
def test_every_kind_of_input_has_its_panel(director: Client, code: str) -> None:
    panel = director.get(f"/parameters/{code}/", headers={"HX-Request": "true"}).content.decode()

    assert code in panel
    assert "保存" in panel
    assert "<html" not in panel


@pytest.mark.req("HOUSE")
def test_the_list_costs_the_same_however_much_was_set(
    finance: Client, system, django_assert_max_num_queries
) -> None:
    for number in range(5):
        services.set_value(
            system, code="P-22", value=number + 1, valid_from=date(2026, 7, 1 + number), reason="试行"
        )

    with django_assert_max_num_queries(10):
        finance.get("/parameters/")


@pytest.mark.req("HOUSE")
def test_the_page_is_english_for_english_readers(finance: Client) -> None:
    page = finance.get("/parameters/", headers={"Accept-Language": "en"}).content.decode()

    assert "Advance cap per rep" in page
    assert "3,000 yuan" in page


@pytest.mark.req("HOUSE", "CUS-04")
def test_the_api_lists_reads_and_sets(director: Client) -> None:
    listed = director.get("/api/v1/parameters").json()["items"]
    assert (len(listed), listed[0]["code"], listed[0]["value"]) == (
        92,
        "P-01",
        {"a": 2000, "b": 3000, "c": 5000},
    )

    answer = director.post(
        "/api/v1/parameters/P-01",
        json.dumps(
            {"value": {"a": 1000, "b": 3000, "c": 6000}, "valid_from": "2026-07-01", "reason": "分级收紧"}
        ),
        content_type="application/json",
    )

    assert answer.status_code == 201
    detail = director.get("/api/v1/parameters/P-01").json()
    assert (detail["words"], detail["is_default"], len(detail["history"])) == (
        "A 10%，B 30%，C 60%",
        False,
        1,
    )
    before = director.get("/api/v1/parameters/P-01", {"on": "2026-06-30"}).json()
    assert before["value"] == {"a": 2000, "b": 3000, "c": 5000}


@pytest.mark.req("HOUSE", "CUS-04")
def test_the_api_names_every_problem(director: Client) -> None:
    answer = director.post(
        "/api/v1/parameters/P-01",
        json.dumps({"value": {"a": -1, "b": 3000}, "valid_from": "2026-07-01", "reason": ""}),
        content_type="application/json",
    )

    assert answer.status_code == 422
    assert {problem["field"] for problem in answer.json()["problems"]} == {"a", "c", "reason"}
    assert not ParameterValue.objects.exists()
