"""The API of products and prices: rights, keysets, and the same refusals as the pages."""

from __future__ import annotations

import json
from datetime import date
from uuid import uuid4

import pytest

from endcap.goods.catalog import selectors, services
from endcap.goods.catalog.models import Price, Sku

pytestmark = [pytest.mark.django_db, pytest.mark.req("SYS-01"), pytest.mark.usefixtures("frozen")]
HERE = "/api/v1/catalog"
GOOD_CODE = "6901234567892"


@pytest.fixture
def api(client, person):
    """Somebody of a role calling: ``api("rep")("get", "/skus")`` answers status and JSON."""

    def enter(role: str = "sales_manager"):
        client.force_login(person(role=role), backend="allauth.account.auth_backends.AuthenticationBackend")

        def call(method: str, path: str, body: object = None, **query):
            if body is None:
                answer = getattr(client, method)(HERE + path, query)
            else:
                answer = getattr(client, method)(
                    HERE + path, json.dumps(body), content_type="application/json"
                )
            return answer.status_code, answer.json()

        return call

    return enter


def test_products_come_in_pages_forth_and_back(api, sku, monkeypatch):
    monkeypatch.setattr(selectors, "PAGE", 2)
    for number in range(3):
        sku(code=f"S{number}")
    call = api()
    _status, first = call("get", "/skus")
    _status, second = call("get", "/skus", after=first["next"])
    _status, again = call("get", "/skus", before=second["previous"])
    assert [row["code"] for row in first["items"]] == ["S0", "S1"]
    assert first["previous"] == ""
    assert [row["code"] for row in second["items"]] == ["S2"]
    assert second["next"] == ""
    assert again["items"] == first["items"]


def test_the_list_is_narrowed_as_on_the_page(api, sku):
    sku("柠檬茶", role="main")
    sku("橙汁", role="profit")
    call = api()
    assert [row["name"] for row in call("get", "/skus", q="nmc")[1]["items"]] == ["柠檬茶"]
    assert [row["name"] for row in call("get", "/skus", role="profit")[1]["items"]] == ["橙汁"]
    assert call("get", "/skus", sort="price")[0] == 422
    assert call("get", "/skus", brand=str(uuid4()))[1]["items"] == []
    assert call("get", "/skus", q="\0")[0] == 422


def test_a_product_is_made_changed_and_emptied(api, levels):
    call = api()
    body = {"code": "W1", "name": "天然水", "barcode": GOOD_CODE, "case_factor": 24, "volume_ml": 550}
    status, made = call("post", "/skus", body)
    assert status == 201
    assert (made["case_factor"], made["barcodes"][0]["gtin"], made["stage"]) == (24, GOOD_CODE, "mature")
    status, changed = call("patch", f"/skus/{made['id']}", {"name": "天然水 550ml", "volume_ml": None})
    assert status == 200
    assert (changed["name"], changed["volume_ml"], changed["case_factor"]) == ("天然水 550ml", None, 24)


def test_a_refused_product_names_every_problem_and_is_not_made(api, sku):
    sku(code="W1")
    body = {"code": "W1", "name": " ", "barcode": "6901234567890", "role": "boss"}
    status, refused = api()("post", "/skus", body)
    assert status == 422
    assert {problem["field"] for problem in refused["problems"]} == {"code", "name", "barcode", "role"}
    assert Sku.objects.count() == 1


def test_a_barcode_is_added_and_repaired(api, sku):
    call, tea = api(), sku()
    status, answer = call("post", f"/skus/{tea.pk}/barcodes", {"kind": "case", "barcode": "36000291452"})
    assert status == 201
    assert [(b["gtin"], b["kind"], b["is_repaired"]) for b in answer["barcodes"]] == [
        ("036000291452", "case", True)
    ]
    assert call("post", f"/skus/{tea.pk}/barcodes", {"barcode": "6901234567890"})[0] == 422


@pytest.mark.req("PRC-01")
def test_a_price_is_set_and_asked_for_by_day(api, sku):
    call, tea = api(), sku()
    for amount, since in ((3_0000, "2026-01-01"), (3_1500, "2026-08-01")):
        body = {"level": "dealer", "price": amount, "valid_from": since}
        assert call("post", f"/skus/{tea.pk}/prices", body)[0] == 200

    def on(day: str):
        return call("get", f"/skus/{tea.pk}/price", level="dealer", on=day)[1]["price"]

    assert (on("2025-12-31"), on("2026-07-31"), on("2026-08-01")) == (None, 3_0000, 3_1500)
    assert call("get", f"/skus/{tea.pk}/price", level="dealer")[1]["price"] == 3_0000  # today
    assert call("get", f"/skus/{tea.pk}/price", level="none")[0] == 404
    assert call("get", f"/skus/{tea.pk}", on="2026-09-01")[1]["prices"][0]["price"] == 3_1500


@pytest.mark.req("PRC-01")
def test_a_price_in_the_way_is_a_conflict_and_changes_nothing(api, system, sku):
    call, tea = api(), sku()
    services.set_price(system, sku_id=tea.pk, level="dealer", price=3_0000, valid_from=date(2026, 1, 1))
    status, refused = call(
        "post", f"/skus/{tea.pk}/prices", {"level": "dealer", "price": 1, "valid_from": "2026-01-01"}
    )
    assert (status, refused["code"]) == (409, "price_past")
    wrong = {"level": "x", "price": 1, "valid_from": "2026-08-02", "valid_to": "2026-08-01"}
    status, refused = call("post", f"/skus/{tea.pk}/prices", wrong)
    assert {problem["field"] for problem in refused["problems"]} == {"level", "valid_to"}
    assert Price.objects.get().price == 3_0000


@pytest.mark.req("PRC-05")
def test_levels_say_which_prices_only_suggest(api, levels):
    found = {row["code"]: row["is_suggested"] for row in api()("get", "/price-levels")[1]["items"]}
    assert found == {
        "ex_factory": False,
        "dealer": False,
        "sub_dealer": False,
        "retail_suggested": True,
        "promo": True,
    }


def test_a_rep_reads_and_may_not_write(api, sku):
    call, tea = api("rep"), sku("茶")
    assert call("get", f"/skus/{tea.pk}")[0] == 200
    for method, path, body in (
        ("post", "/skus", {"code": "A", "name": "A"}),
        ("patch", f"/skus/{tea.pk}", {"name": "x"}),
        ("post", f"/skus/{tea.pk}/prices", {"level": "dealer", "price": 1, "valid_from": "2026-08-01"}),
        ("post", f"/skus/{tea.pk}/barcodes", {"barcode": GOOD_CODE}),
    ):
        status, refused = call(method, path, body)
        assert (status, refused["code"]) == (403, "right_missing")
    assert Sku.objects.get().name == "茶"
    assert not Price.objects.exists()


def test_who_may_not_look_gets_nothing(api, sku):
    call, tea = api("equipment_coordinator"), sku()
    for path in ("/skus", f"/skus/{tea.pk}", f"/skus/{tea.pk}/price?level=dealer", "/price-levels"):
        assert call("get", path)[0] == 403, path


def test_what_is_not_there_is_not_found(api, levels):
    call = api()
    assert call("get", f"/skus/{uuid4()}")[0] == 404
    assert call("patch", f"/skus/{uuid4()}", {"name": "x"})[0] == 404
    body = {"level": "dealer", "price": 1, "valid_from": "2026-08-01"}
    assert call("post", f"/skus/{uuid4()}/prices", body)[0] == 404


@pytest.mark.parametrize("many", [1, 30])
def test_a_call_costs_a_fixed_number_of_statements(api, sku, django_assert_max_num_queries, many):
    made = [sku(f"茶{n}", brand=f"牌{n}", barcode=GOOD_CODE) for n in range(many)]
    call = api()
    for path in ("/skus", f"/skus/{made[0].pk}"):
        with django_assert_max_num_queries(12):
            assert call("get", path)[0] == 200
