"""The doors of the search: hits while typing, and the API."""

from __future__ import annotations

import pytest
from django.test import Client

from endcap.customers.outlets.services import search_index

pytestmark = pytest.mark.req("CUS-04")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def rep(person):
    return person("林小满")


@pytest.fixture
def signed(rep):
    client = Client()
    client.force_login(rep, backend=BACKEND)
    return client


@pytest.fixture
def shops(outlet, rep, person):
    """Nine of one's own and one of a colleague."""
    made = [
        outlet(f"福满园{n}店", owner=rep, code=f"LZ-0{n}", phone=f"1990000041{n}", contact_name="柳大福")
        for n in range(9)
    ]
    outlet("福满多", owner=person("云若溪"), code="LZ-99")
    return made


def test_hits_say_what_was_meant_and_lead_to_the_outlet(signed, shops):
    page = signed.get("/outlets/find/", {"q": "满园3"}).content.decode()
    assert "福<mark>满园3</mark>店" in page
    assert f"/outlets/{shops[3].pk}/" in page
    assert page.count('role="option"') == 1


def test_eight_hits_are_shown_and_the_list_shows_the_rest(signed, shops):
    page = signed.get("/outlets/find/", {"q": "福满"}).content.decode()
    assert page.count('role="option"') == 9
    assert 'href="/outlets/?q=%E7%A6%8F%E6%BB%A1"' in page
    assert "福满多" not in page


@pytest.mark.req("CPL-02")
def test_phones_are_matched_but_shown_masked(signed, shops):
    page = signed.get("/outlets/find/", {"q": "19900000413"}).content.decode()
    assert "1** **** <mark>0413</mark>" in page
    assert "1990000" not in page


def test_nothing_found_says_what_to_try(signed, shops):
    assert "没有找到。少打几个字" in signed.get("/outlets/find/", {"q": "鑫鑫鑫"}).content.decode()


@pytest.mark.parametrize(
    "q", ["", " ", "\0", "<script>", "福" * 300, "%", "a\nb", "' OR ''='", "𠮷野家", "\ud83d\ude00"]
)
def test_whatever_is_typed_gets_an_answer(signed, shops, q):
    answer = signed.get("/outlets/find/", {"q": q.encode("utf-8", "surrogatepass")})
    assert answer.status_code == 200
    assert b"<script>" not in answer.content


def test_every_page_offers_the_search_to_whoever_may_see_outlets(signed, shops):
    assert 'data-palette="/outlets/find/"' in signed.get("/outlets/").content.decode()


def test_the_api_answers_hits_with_what_was_matched(signed, shops, system):
    search_index.take_in(system)
    hits = signed.get("/api/v1/outlets/search", {"q": "0413"}).json()["items"]
    assert [(hit["code"], hit["matched"]) for hit in hits] == [
        ("LZ-03", [{"field": "phone", "text": "1** **** 0413", "start": 9, "end": 13}])
    ]
    assert len(signed.get("/api/v1/outlets/search", {"q": "福满", "limit": 5}).json()["items"]) == 5
    hit = signed.get("/api/v1/outlets/search", {"q": "fmy1"}).json()["items"][0]
    assert (hit["name"], hit["channel"], hit["owner_name"]) == ("福满园1店", "grocery", "林小满")
    assert hit["matched"] == [{"field": "name", "text": "福满园1店", "start": 0, "end": 4}]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": "福满", "limit": 0},
        {"q": "福满", "limit": 51},
        {"q": "福满", "limit": "x"},
        {"q": "福" * 101},
    ],
)
def test_the_api_refuses_what_it_cannot_answer(signed, shops, asked):
    assert signed.get("/api/v1/outlets/search", asked).status_code == 422


def test_a_page_of_hits_costs_few_statements(signed, shops, django_assert_max_num_queries):
    signed.get("/outlets/find/", {"q": "福满"})
    with django_assert_max_num_queries(9):
        signed.get("/outlets/find/", {"q": "福满"})
