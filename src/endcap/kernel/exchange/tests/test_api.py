"""Machines import and export through the same services."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from endcap.kernel.exchange.tests.store_sheet import shelves

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf_sheet", "frozen")]
BASE = "/api/v1/exchange"
SAID = {"source_kind": "own", "source": "自己的客户", "purpose": "送货联系"}


@pytest.fixture
def machine(client, person):
    """A clerk's machine."""
    client.force_login(
        person(role="sales_clerk"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def send(machine, text: str, **fields):
    file = SimpleUploadedFile("架.csv", text.encode())
    return machine.post(f"{BASE}/sheets/shelves/import", {**SAID, **fields, "file": file})


@pytest.mark.req("HOUSE")
def test_a_dry_run_then_a_commit_then_an_undo(machine):
    tried = send(machine, "货架编码,名称\nA1,甲\nA2,乱\n", dry_run="true")
    assert (tried.status_code, tried.json()["created"], tried.json()["error_rows"]) == (200, 1, 1)
    assert tried.json()["errors"] == [
        {"sheet": "架", "row": 3, "column": "name", "code": "shelf_messy", "message": "名称不能是“乱”。"}
    ]
    assert shelves() == {}

    batch = tried.json()["batch_id"]
    assert machine.post(f"{BASE}/batches/{batch}/commit").json()["state"] == "committed"
    assert shelves() == {"A1": ("甲", 1)}

    assert machine.post(f"{BASE}/batches/{batch}/undo").json() == {"removed": 1, "restored": 0, "kept": []}
    assert machine.get(f"{BASE}/batches/{batch}").json()["state"] == "undone"


@pytest.mark.req("HOUSE")
def test_written_at_once_it_is_created(machine):
    assert send(machine, "货架编码,名称\nA1,甲\n").status_code == 201
    assert shelves() == {"A1": ("甲", 1)}


@pytest.mark.req("HOUSE")
@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"mapping": "[1]"}, 422, "invalid_input"),
        ({"mapping": json.dumps({"名称": "moon"})}, 422, "invalid_input"),
        ({"source": ""}, 422, "source_missing"),
        ({"all_or_nothing": "true"}, 409, "errors_left"),
    ],
)
def test_refusals_have_their_code(machine, fields, status, code):
    answer = send(machine, "货架编码,名称\nA1,甲\nA2,乱\n", **fields)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert shelves() == {}


@pytest.mark.req("HOUSE")
def test_a_foreign_batch_is_not_found(machine, client, person):
    batch = send(machine, "货架编码,名称\nA1,甲\n", dry_run="true").json()["batch_id"]
    client.force_login(
        person(role="sales_clerk"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )

    assert client.get(f"{BASE}/batches/{batch}").status_code == 404
    assert client.post(f"{BASE}/batches/{batch}/commit").status_code == 404
    assert shelves() == {}


@pytest.mark.req("CUS-09")
def test_an_export_streams_with_its_purpose(machine):
    send(machine, "货架编码,名称\nA1,甲\nA2,乙\n")

    csv = machine.get(
        f"{BASE}/sheets/shelves/export", {"purpose": "接口", "columns": "code,count", "name": "乙"}
    )
    assert b"".join(csv.streaming_content).decode("utf-8-sig").splitlines() == ["code,count", "A2,1"]
    book = machine.get(f"{BASE}/sheets/shelves/export", {"purpose": "接口", "format": "xlsx"})
    assert b"".join(book.streaming_content).startswith(b"PK")
    assert machine.get(f"{BASE}/sheets/shelves/export").status_code == 422


@pytest.mark.req("HOUSE")
def test_the_sheets_say_their_columns(machine):
    found = {sheet["key"]: sheet for sheet in machine.get(f"{BASE}/sheets").json()["items"]}["shelves"]

    assert [column["key"] for column in found["columns"]] == ["code", "name", "count", "price", "phone"]
    assert found["may_import"] is True
