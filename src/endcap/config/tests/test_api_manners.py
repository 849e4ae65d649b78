"""What holds for every operation of the API."""

from __future__ import annotations

import pytest
from django.test import Client
from ninja import Schema
from pydantic import create_model

from endcap.config.api import api
from endcap.config.api_manners import Api
from endcap.org.people import services as people

pytestmark = [pytest.mark.req("HOUSE")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
REFUSAL = {"$ref": "#/components/schemas/Refusal"}


@pytest.fixture(scope="module")
def operations():
    """Every operation of the description: path, method, what it says."""
    schema = api.get_openapi_schema()
    return [
        (path, method, told) for path, methods in schema["paths"].items() for method, told in methods.items()
    ]


@pytest.fixture
def signed(person, db):
    client = Client()
    client.force_login(person("江夏至", "admin"), backend=BACKEND)
    return client


def test_every_operation_declares_its_refusals_in_one_shape(operations):
    for path, method, told in operations:
        codes = {str(code) for code in told["responses"]}
        assert {"401", "403"} <= codes, path
        if "{" in path:
            assert {"404", "409", "422"} <= codes, path
        if method != "get":
            assert {"404", "409"} <= codes, path
        for code, answer in told["responses"].items():
            if str(code)[0] == "4":
                assert answer["content"]["application/json"]["schema"] == REFUSAL, path


def test_every_list_has_one_shape(operations):
    for path, _method, told in operations:
        for code, answer in told["responses"].items():
            for content in (answer.get("content") or {}).values():
                assert content.get("schema", {}).get("type") != "array", f"{path} {code}"


def test_every_operation_says_what_it_does(operations):
    assert [path for path, _method, told in operations if not told.get("summary")] == []


def test_two_schemas_of_one_name_do_not_hide_each_other():
    planted = Api(urls_namespace="planted", title="planted")
    for area, fields in (("orders", {"total": (int, ...)}), ("stock", {"level": (int, ...)})):
        line = create_model("LineOut", __base__=Schema, **fields)

        def answer(request):
            return []

        answer.__module__ = f"endcap.wing.{area}.api"
        planted.get(f"/{area}", response=list[line], operation_id=area)(answer)

    shapes = planted.get_openapi_schema(path_prefix="")["components"]["schemas"]

    assert set(shapes["LineOut"]["properties"]) == {"total"}
    assert set(shapes["StockLineOut"]["properties"]) == {"level"}


def test_a_request_id_comes_back(signed):
    assert (
        signed.get("/api/v1/people/me", headers={"X-Request-Id": "erp-4711"}).headers["X-Request-Id"]
        == "erp-4711"
    )
    for odd in ("", "x" * 101, "a b", "äö"):
        given = signed.get("/api/v1/people/me", headers={"X-Request-Id": odd}).headers["X-Request-Id"]
        assert len(given) == 36
    assert "X-Request-Id" in Client().get("/api/v1/people/me").headers
    assert "X-Request-Id" not in signed.get("/parts/").headers


@pytest.mark.django_db
def test_strangers_and_made_up_tokens_get_the_one_shape():
    for headers in ({}, {"Authorization": "Bearer ec_madeup"}):
        answer = Client().get("/api/v1/people/me", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json()["message"]


@pytest.mark.parametrize(
    "body",
    [b'{"name": "a\\u0000b"}', b'{"name": "\\ud800"}', b'{"na\\u0000me": "x"}', b'{"name": "a\x00b"}'],
)
def test_what_is_no_text_is_refused_before_anything_looks_at_it(signed, body):
    answer = signed.post("/api/v1/outlets", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["code"] in ("not_text", "unreadable")


def test_text_that_only_looks_odd_is_taken(signed):
    body = b'{"ids": [], "topic": "\\\\u0000 \\ud83d\\ude00"}'
    assert signed.post("/api/v1/messages/mark", body, content_type="application/json").status_code == 200
    assert signed.get("/api/v1/outlets", {"q": "\0"}).status_code == 422
    assert signed.get("/api/v1/outlets", {"q": "%00"}).status_code == 200


def test_a_broken_body_a_wrong_field_and_a_huge_number_are_refused_in_one_shape(signed):
    for body, code in ((b"{", "unreadable"), (b"[]", None), (b'{"name": 5}', None)):
        answer = signed.post("/api/v1/outlets", body, content_type="application/json")
        assert answer.status_code == 422
        assert answer.json()["code"] == "invalid_input"
        assert "处要改" in answer.json()["message"]
        assert code in (None, answer.json()["problems"][0]["code"])


def test_a_form_of_another_site_is_refused_in_one_shape(person, db):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("江夏至", "admin"), backend=BACKEND)
    answer = client.post("/api/v1/messages/mark", b"{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_a_machine_writes_without_the_token_of_a_form(person, system, db):
    owner = person("江夏至", "admin")
    secret = people.create_token(system, person_id=owner.pk, name="ERP")
    client = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {secret}"})
    answer = client.post("/api/v1/messages/mark", b"{}", content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, {"changed": 0})
