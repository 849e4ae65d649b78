"""The API of outlets."""

from __future__ import annotations

import pytest
from django.test import Client

from endcap.customers.outlets.models import Outlet
from endcap.kernel.ids import new_id

URL = "/api/v1/outlets"


@pytest.fixture
def rep(person, unit):
    return person("林小满", "rep", unit=unit("一组", kind="team"))


@pytest.fixture
def signed(rep, frozen):
    client = Client()
    client.force_login(rep, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def send(client, method, url, body):
    return getattr(client, method)(url, body, content_type="application/json")


@pytest.mark.req("CUS-20")
def test_outlets_are_paged_by_cursor_within_reach(signed, outlet, rep, person):
    for n in range(5):
        outlet(f"店{n}", owner=rep)
    outlet("别人的店", owner=person())
    seen, after = [], ""
    while True:
        page = signed.get(URL, {"limit": 2, "after": after}).json()
        seen += [item["name"] for item in page["items"]]
        after = page["next"]
        if not after:
            break
    assert (seen, page["count"]) == ([f"店{n}" for n in range(5)], 5)


@pytest.mark.req("CUS-10")
def test_entering_changing_and_classing_an_outlet(signed, channels, schemes):
    made = send(signed, "post", URL, {"name": "福满园便利店", "channel": "grocery", "phone": "13800001111"})
    assert made.status_code == 201
    key = made.json()["id"]
    assert made.json()["phone"] != "13800001111"
    changed = send(
        signed, "patch", f"{URL}/{key}", {"remark": "老客户", "lat_e7": 244798000, "lon_e7": 1180894000}
    )
    assert changed.status_code == 200
    assert (changed.json()["remark"], changed.json()["lat_e7"], changed.json()["name"]) == (
        "老客户",
        244798000,
        "福满园便利店",
    )
    refused = send(
        signed, "put", f"{URL}/{key}/class", {"scheme": "vip", "value": "vip", "reason": "采购前 20%"}
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "right_missing")


@pytest.mark.req("CUS-10")
def test_problems_come_with_their_fields_and_repeats_are_a_conflict(signed, channels):
    refused = send(signed, "post", URL, {"name": "", "channel": "traditional"})
    assert refused.status_code == 422
    assert {p["field"] for p in refused.json()["problems"]} == {"name", "channel"}
    shop = {"name": "福满园便利店", "channel": "grocery", "address": "石桥路 5 号", "city": "厦门"}
    assert send(signed, "post", URL, shop).status_code == 201
    again = send(signed, "post", URL, shop)
    assert (again.status_code, again.json()["code"]) == (409, "duplicate_suspected")
    assert Outlet.objects.unscoped("a test counts").count() == 1


@pytest.mark.req("CUS-17")
def test_a_manager_hands_an_outlet_over(person, outlet, rep, frozen):
    client = Client()
    client.force_login(
        person("江夏至", "sales_manager"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    shop, heir = outlet(owner=rep), person("陈立秋")
    answer = send(client, "put", f"{URL}/{shop.pk}/owner", {"owner_id": str(heir.pk), "reason": "调片区"})
    assert (answer.status_code, answer.json()["owner_id"]) == (200, str(heir.pk))


@pytest.mark.req("HOUSE")
def test_foreign_outlets_are_404_and_strangers_401(signed, outlet, person):
    foreign = outlet(owner=person())
    assert signed.get(f"{URL}/{foreign.pk}").status_code == 404
    assert send(signed, "patch", f"{URL}/{foreign.pk}", {"remark": "x"}).status_code == 404
    assert Client().get(URL).status_code == 401


@pytest.mark.req("CUS-01")
def test_the_tree_of_channels_is_told(signed, channels):
    told = {one["code"]: one for one in signed.get(f"{URL}/channels").json()["items"]}
    assert (told["grocery"]["parent"], told["grocery"]["is_leaf"], told["traditional"]["is_leaf"]) == (
        "traditional",
        True,
        False,
    )


@pytest.mark.req("HOUSE", "CUS-10")
def test_an_outlet_sent_twice_is_entered_once(signed, channels):
    body = {"id": str(new_id()), "name": "福满园便利店", "channel": "grocery", "phone": "13800001111"}

    first = send(signed, "post", URL, body)
    again = send(signed, "post", URL, body)
    other = send(signed, "post", URL, {**body, "name": "峰明源小卖部"})

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert (first.json()["id"], again.json()["code"]) == (body["id"], first.json()["code"])
    assert other.json()["code"] == "id_taken"
    assert [each.name for each in Outlet.objects.unscoped("a test counts")] == ["福满园便利店"]


@pytest.mark.req("HOUSE", "CUS-08")
def test_a_contact_sent_twice_is_added_once(signed, outlet, rep):
    shop = outlet(owner=rep)
    body = {"id": str(new_id()), "name": "柳青", "role": "buyer", "level": "base"}
    path = f"{URL}/{shop.pk}/contacts"

    first, again = send(signed, "post", path, body), send(signed, "post", path, body)
    elsewhere = send(signed, "post", f"{URL}/{outlet(owner=rep).pk}/contacts", body)

    assert (first.status_code, again.status_code, elsewhere.status_code) == (201, 200, 409)
    assert len(signed.get(path).json()["items"]) == 1
