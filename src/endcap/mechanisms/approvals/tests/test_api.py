"""The API of approvals."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from endcap.org.people import services as people_services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen"), pytest.mark.req("HOUSE")]


@pytest.fixture
def call(system):
    """``call(person, "GET", "/approvals")`` answers status and body."""

    def send(person, method, path, body=None):
        secret = people_services.create_token(system, person_id=person.pk, name="测试")
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        answer = client.generic(
            method,
            f"/api/v1{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
        )
        return answer.status_code, answer.json()

    return send


def test_the_inbox_and_one_request(staff, submit, call):
    request = submit(staff.rep, yuan=9_000)
    status, body = call(staff.team_manager, "GET", "/approvals")
    assert (status, body["next"]) == (200, "")
    [item] = body["items"]
    assert (item["id"], item["amount"], item["state"], item["version"], item["due_on"]) == (
        str(request.pk),
        9_000_00,
        "open",
        1,
        "2026-07-17",
    )

    status, one = call(staff.team_manager, "GET", f"/approvals/{request.pk}")
    assert status == 200
    assert one["may_decide"] is True
    assert [(step["name"], step["people"], step["standing"]) for step in one["steps"]] == [
        ("直接上级", ["沈大暑"], "here"),
        ("往上第 2 级", ["江夏至"], "ahead"),
    ]
    assert one["drafts"][0]["document"] == {"price": "39.50", "outlet": "丰茂园批发部"}


def test_deciding_and_every_refusal(staff, submit, call):
    request = submit(staff.rep)
    path = f"/approvals/{request.pk}/decisions"
    assert call(staff.other_rep, "POST", path, {"outcome": "approved", "version": 1})[0] == 403
    status, body = call(staff.team_manager, "POST", path, {"outcome": "returned", "version": 1})
    assert (status, body["problems"][0]["field"]) == (422, "note")
    status, body = call(staff.team_manager, "POST", path, {"outcome": "approved", "version": 3})
    assert (status, body["code"]) == (409, "approval_changed_before")
    status, body = call(staff.office_manager, "POST", path, {"outcome": "approved", "version": 1})
    assert (status, body["code"]) == (409, "approval_not_your_turn")
    status, body = call(staff.team_manager, "POST", path, {"outcome": "approved", "version": 1})
    assert (status, body["state"], body["steps"][0]["decisions"][0]["decider"]) == (200, "approved", "沈大暑")
    status, body = call(staff.team_manager, "POST", path, {"outcome": "approved", "version": 1})
    assert (status, body["code"]) == (409, "approval_decided_before")


def test_taking_back(staff, submit, call):
    request = submit(staff.rep)
    path = f"/approvals/{request.pk}/withdrawal"
    status, body = call(staff.team_manager, "POST", path, {"reason": ""})
    assert (status, body["code"]) == (409, "approval_not_the_requester")
    assert call(staff.rep, "POST", path, {"reason": "重来"})[1]["state"] == "withdrawn"


def test_the_other_lists(staff, submit, call, decide):
    request = submit(staff.rep)
    decide(staff.team_manager, request)
    assert [each["id"] for each in call(staff.rep, "GET", "/approvals?view=mine")[1]["items"]] == [
        str(request.pk)
    ]
    assert [
        each["id"] for each in call(staff.team_manager, "GET", "/approvals?view=decided")[1]["items"]
    ] == [str(request.pk)]
    assert call(staff.rep, "GET", "/approvals?view=other")[0] == 422
    assert call(staff.rep, "GET", "/approvals?view=mine&after=x")[0] == 422


def test_chains(staff, call, roles):
    status, body = call(staff.sales_manager, "GET", "/approvals/chains")
    [first] = body["items"]
    assert (status, first["name"], first["is_in_force"]) == (200, "通用审批链", True)
    given = {
        "kind": "concession",
        "steps": [
            {"who": "manager", "levels_up": 1},
            {"who": "company_role", "role_id": str(roles["finance"].pk), "from_amount": 100_00},
        ],
    }
    assert call(staff.office_manager, "POST", "/approvals/chains", given)[0] == 403
    status, made = call(staff.sales_manager, "POST", "/approvals/chains", given)
    assert (status, made["is_in_force"], [step["name"] for step in made["steps"]]) == (
        201,
        True,
        ["直接上级", "财务部"],
    )
    assert call(staff.sales_manager, "POST", "/approvals/chains", {**given, "steps": []})[0] == 422
    assert call(staff.sales_manager, "POST", f"/approvals/chains/{made['id']}/end")[1]["is_in_force"] is False
    assert call(staff.sales_manager, "POST", f"/approvals/chains/{made['id']}/end")[0] == 409
