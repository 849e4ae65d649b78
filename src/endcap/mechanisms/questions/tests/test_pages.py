"""Pages and API of questionnaires."""

from __future__ import annotations

import json

import pytest

from endcap.mechanisms.questions import selectors, services
from endcap.mechanisms.questions.tests.test_interpreter import FILES

pytestmark = [pytest.mark.req("CRD-07"), pytest.mark.django_db]
SCORE = FILES["score"]["definition"]


@pytest.fixture
def visitor(client, person, system):
    """Signed in as whoever may edit, with a published questionnaire."""
    services.install(system, key="score", definition=SCORE)
    client.force_login(person(role="finance"))
    return client


def test_the_list_and_the_page_show_what_is_asked(visitor):
    assert "评分" in visitor.get("/questions/").content.decode()
    page = visitor.get("/questions/score/").content.decode()
    assert [word for word in ("甲", "权重 4", "第 1 版") if word not in page] == []


def test_other_weights_are_a_new_version(visitor):
    form = {
        "weight-a": 9,
        "points-a-good": 100,
        "points-a-fair": 50,
        "points-a-bad": 0,
        "weight-b": 1,
        "points-b-good": 100,
        "points-b-bad": 0,
    }
    assert visitor.post("/questions/score/weights/", form).status_code == 302
    newest = selectors.current("score")
    asked = newest.definition["sections"][0]["questions"]
    assert (newest.number, asked[0]["weight"], asked[0]["options"][1]["points"]) == (2, 9, 50)


def test_a_weight_that_is_none_publishes_nothing(visitor):
    answer = visitor.post("/questions/score/weights/", {"weight-a": "x"})
    assert answer.status_code == 200
    assert selectors.current("score").number == 1


def test_the_api_hands_out_the_version_in_force_and_tries_answers(visitor):
    told = visitor.get("/api/v1/questionnaires/score").json()
    assert (told["number"], told["definition"]) == (1, SCORE)
    tried = visitor.post(
        "/api/v1/questionnaires/score/try",
        json.dumps({"answers": {"a": {"value": "good"}}}),
        content_type="application/json",
    ).json()
    assert tried["problems"] == [["b", "missing"]]


def test_the_api_publishes_and_names_every_fault(visitor):
    def send(path, body=None):
        return visitor.post(f"/api/v1/questionnaires/{path}", json.dumps(body), "application/json")

    assert send("score/versions", {"definition": SCORE}).json()["number"] == 2
    assert send("score/versions/2/publish").json()["state"] == "published"
    assert send("score/versions/2/publish").status_code == 409
    refused = send("other/versions", {"definition": {"sections": 3}})
    assert refused.status_code == 422
    assert visitor.get("/api/v1/questionnaires/other").status_code == 404
