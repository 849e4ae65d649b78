"""The review of likely repeats, merging from the page, and the warning while somebody types a new outlet."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from endcap.customers.outlets import services
from endcap.customers.outlets.models import Merge, Outlet, OutletLink
from endcap.customers.outlets.selectors import merging
from endcap.kernel.geo import Position

pytestmark = pytest.mark.req("CUS-10")
WHY = "a test looks at all"
HERE, NEAR = Position.from_degrees(24.4798, 118.0894), Position.from_degrees(24.4799, 118.0895)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def text_of(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


@pytest.fixture
def office(unit):
    return unit("东渡办事处")


@pytest.fixture
def manager(person, office):
    return person("江夏至", "office_manager", unit=office)


@pytest.fixture
def signed(manager, frozen):
    return signed_in(manager)


@pytest.fixture
def link(system, outlet, manager):
    values = {"owner": manager, "address": "石桥路 5 号", "city": "厦门"}
    outlet("福满园便利店", code="A1", position=HERE, phone="13800001111", **values)
    outlet("福满园便利店", code="A2", position=NEAR, licence_no="L2", **values)
    services.scan_duplicates(system)
    return merging.waiting_pairs(system)[0]


def test_two_files_stand_side_by_side_with_what_differs_first(signed, link):
    page = signed.get(reverse("outlets:judge_suspect", args=[link.pk]))
    words = text_of(page)
    assert page.status_code == 200
    assert "名称相同、地址相同" in words
    assert "相距 15 米" in words
    assert [row.key for row in page.context["rows"] if not row.is_same] == ["position", "phone", "licence_no"]
    assert "1** **** 1111" in words
    assert "13800001111" not in page.content.decode()


def test_merging_from_the_page_takes_what_was_chosen_and_can_be_undone(signed, link):
    stays, goes = (Outlet.objects.unscoped(WHY).get(code=code).pk for code in ("A1", "A2"))
    sent = {"keep": str(stays), "take-licence_no": "goes", "take-phone": "stays", "reason": "同一家"}
    answer = signed.post(reverse("outlets:merge", args=[link.pk]), sent)
    assert answer.url == reverse("outlets:suspects")
    kept = Outlet.objects.unscoped(WHY).get(pk=stays)
    merge = Merge.objects.unscoped(WHY).get()
    assert (kept.licence_no, merge.loser_id, merge.reason) == ("L2", goes, "同一家")

    moved = signed.get(reverse("outlets:outlet", args=[goes]))
    assert (moved.status_code, moved.url) == (302, reverse("outlets:outlet", args=[stays]))
    aside = signed.get(reverse("outlets:aside", args=[stays]))
    assert "A2" in text_of(aside)
    assert "福满园便利店" in text_of(signed.get(reverse("outlets:suspects") + "?state=merged"))

    signed.post(reverse("outlets:undo_merge", args=[merge.pk]))
    assert Outlet.objects.unscoped(WHY).get(pk=goes).merged_into_id is None


def test_a_pair_that_changed_since_is_not_merged(signed, link):
    old = "2020-01-01T00:00:00+00:00"
    sent = {"keep": str(link.outlet_id), "seen_stays": old, "seen_goes": old}
    signed.post(reverse("outlets:merge", args=[link.pk]), sent)
    assert Merge.objects.unscoped(WHY).count() == 0


@pytest.mark.parametrize(
    ("verdict", "kind", "state"),
    [
        ("dismiss", "duplicate_suspect", "dismissed"),
        ("same_place", "same_place", "confirmed"),
        ("successor", "successor", "confirmed"),
    ],
)
def test_a_pair_may_be_two_outlets(signed, link, verdict, kind, state):
    sent = {"verdict": verdict, "before": str(link.other_id), "on": "2026-05-01"}
    signed.post(reverse("outlets:judge_suspect", args=[link.pk]), sent)
    made = OutletLink.objects.unscoped(WHY).get(kind=kind)
    assert made.state == state
    if kind == "successor":
        assert (made.outlet_id, str(made.on)) == (link.other_id, "2026-05-01")


def test_the_small_map_shows_both(signed, link):
    answer = signed.get(reverse("outlets:pair_map", args=[link.pk])).json()
    assert len(answer["features"]) == 2
    west, south, east, north = answer["fit"]
    assert west < 118.0894 < east
    assert south < 24.4798 < north


def test_whoever_sees_only_one_of_the_two_finds_no_pair(signed, system, outlet, person, unit, link):
    theirs = outlet("福满园", owner=person(unit=unit("河埠办事处")))
    mine = Outlet.objects.unscoped(WHY).get(code="A1")
    other = services.propose_pair(system, one_id=mine.pk, other_id=theirs.pk)
    for name in ("judge_suspect", "pair_map"):
        assert signed.get(reverse(f"outlets:{name}", args=[other.pk])).status_code == 404
    assert signed.post(reverse("outlets:merge", args=[other.pk])).status_code == 404
    assert other.pk not in [one.pk for one, _why in signed.get(reverse("outlets:suspects")).context["queue"]]


def test_any_two_can_be_put_side_by_side_by_code(signed, outlet, manager):
    one, other = outlet("店一", owner=manager, code="B1"), outlet("店二", owner=manager, code="B2")
    url = reverse("outlets:propose_pair", args=[one.pk])
    answer = signed.post(url, {"code": "B2"})
    link = OutletLink.objects.unscoped(WHY).get()
    assert answer.url == reverse("outlets:judge_suspect", args=[link.pk])
    assert {link.outlet_id, link.other_id} == {one.pk, other.pk}
    assert signed.post(url, {"code": "没有"}).url == reverse("outlets:outlet", args=[one.pk])


def test_typing_a_new_outlet_warns_with_reasons_and_distance(signed, link):
    sent = {"name": "福满园便利店", "phone": "138 0000 1111", "position": "24.4799,118.0895"}
    words = text_of(signed.post(reverse("outlets:check_new"), sent))
    assert "福满园便利店（A1）" in words
    assert "名称相同、电话相同、位置相距不到 30 米，相距 15 米" in words
    assert "为什么不是同一家" in words
    assert signed.post(reverse("outlets:check_new"), {"name": "完全不像"}).content.strip() == b""


def test_of_a_colleagues_outlet_only_its_name_and_unit_are_told(person, unit, link, frozen):
    rep = signed_in(person("林小满", "rep", unit=unit("河埠办事处")))
    page = rep.post(reverse("outlets:check_new"), {"name": "福满园便利店", "phone": "13800001111"})
    words = text_of(page)
    assert "福满园便利店" in words
    assert "东渡办事处" in words
    for secret in ("A1", "石桥路", "江夏至", str(link.outlet_id), str(link.other_id)):
        assert secret not in page.content.decode().replace('value="13800001111"', "")


def test_saying_that_it_is_another_needs_a_reason_and_is_kept(system, draft, link, manager):
    from endcap.kernel.errors import InvalidInput

    again = draft("福满园便利店", owner=manager, address="石桥路 5 号", city="厦门")
    with pytest.raises(InvalidInput) as refused:
        services.create_outlet(system, again, is_no_duplicate=True, not_same_because=" ")
    assert [problem.field for problem in refused.value.problems] == ["not_same_because"]
    assert Outlet.objects.unscoped(WHY).count() == 2

    made = services.create_outlet(system, again, is_no_duplicate=True, not_same_because="对面新开的分店")
    kept = OutletLink.objects.unscoped(WHY).filter(state="dismissed")
    assert {one.note for one in kept} == {"对面新开的分店"}
    services.scan_duplicates(system)
    assert made.pk not in {
        pk for one in merging.waiting_pairs(system) for pk in (one.outlet_id, one.other_id)
    }


def test_the_api_lists_merges_and_takes_back(signed, link):
    base = "/api/v1/outlets"
    [pair] = signed.get(f"{base}/suspects").json()["items"]
    assert (pair["score"], pair["distance_m"]) == (95, 15)
    body = {"loser_id": pair["other_id"], "survivor_id": pair["outlet_id"], "take": ["licence_no"]}
    made = signed.post(f"{base}/merges", body, content_type="application/json")
    assert made.status_code == 201
    again = signed.post(f"{base}/merges", body, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "outlet_already_merged")
    assert [one["id"] for one in signed.get(f"{base}/merges").json()["items"]] == [made.json()["id"]]
    undone = signed.post(f"{base}/merges/{made.json()['id']}/undo", {}, content_type="application/json")
    assert undone.json()["undone_by"] == "江夏至"
    asked = signed.post(
        f"{base}/check", {"phone": "13800001111", "name": "福满园便利店"}, content_type="application/json"
    )
    assert asked.json()["items"][0]["reasons"] == ["name", "phone"]


def test_the_same_merge_sent_twice_is_one(signed, link):
    from endcap.kernel.ids import new_id

    body = {"loser_id": str(link.other_id), "survivor_id": str(link.outlet_id), "id": str(new_id())}
    answers = [
        signed.post("/api/v1/outlets/merges", body, content_type="application/json") for _time in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert Merge.objects.unscoped(WHY).count() == 1
