"""The pages and the API of hand-overs."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from endcap.customers.handover import services
from endcap.customers.handover.models import Handover, Orphan, Wish
from endcap.customers.handover.tests.conftest import beside

WHY = "a test looks at all"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
pytestmark = pytest.mark.req("REL-15")


def text_of(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def case() -> Handover:
    return Handover.objects.unscoped(WHY).get()


def orphans():
    return Orphan.objects.unscoped(WHY).order_by("pk")


@pytest.fixture
def left(office, shops, leave):
    """Four outlets of a leaver; his colleagues have two each."""
    shops(office.near, 2, at=beside(0))
    shops(office.far, 2, at=beside(60))
    shops(office.leaver, 4, at=beside(1))
    leave(office.leaver)
    return office


def test_the_list_and_one_of_it_show_what_is_open(left):
    client = signed_in(left.manager)
    words = text_of(client.get(reverse("handover:list")))
    assert "秦小暑" in words
    assert "0/4" in words
    words = text_of(client.get(reverse("handover:handover", args=[case().pk])))
    for part in ("秦小暑的 4 家终端", "没分 4，分了没联系 0", "按建议分掉 4 家", "离他最近的店 111 米"):
        assert part in words


def test_one_click_gives_everything_as_suggested(left):
    client = signed_in(left.manager)
    answer = client.post(reverse("handover:distribute", args=[case().pk]), {"what": "all"})
    assert answer.status_code == 302
    assert not orphans().filter(assigned_to__isnull=True).exists()
    words = text_of(client.get(reverse("handover:handover", args=[case().pk])))
    assert "林小满" in words
    assert "记为已联系" in words


def test_picked_rows_go_to_whom_they_say(left):
    client = signed_in(left.manager)
    first, second, third, _fourth = orphans()
    sent = {
        "what": "picked",
        "ids": [str(first.pk), str(second.pk)],
        f"to-{first.pk}": str(left.far.pk),
        f"to-{second.pk}": str(left.near.pk),
        f"to-{third.pk}": str(left.near.pk),
    }
    client.post(reverse("handover:distribute", args=[case().pk]), sent)
    assert list(orphans().values_list("assigned_to__name", flat=True)) == ["陈立秋", "林小满", None, None]
    client.post(
        reverse("handover:distribute", args=[case().pk]),
        {"what": "picked", "ids": [str(third.pk)], "everybody": str(left.far.pk)},
    )
    assert orphans()[2].assigned_to_id == left.far.pk


def test_nothing_picked_is_said_and_changes_nothing(left):
    client = signed_in(left.manager)
    client.post(reverse("handover:distribute", args=[case().pk]), {"what": "picked"})
    assert "选要分的终端" in text_of(client.get(reverse("handover:list")))
    assert orphans().filter(assigned_to__isnull=True).count() == 4


def test_the_map_shows_whom_each_is_for(left):
    found = signed_in(left.manager).get(reverse("handover:map", args=[case().pk])).json()
    assert len(found["features"]) == 4
    assert found["fit"]


def test_a_rep_contacts_asks_and_takes_back(left, actor):
    services.accept_suggestions(actor(of=left.manager), handover_id=case().pk, orphan_ids=[orphans()[0].pk])
    given = orphans()[0]
    rep = signed_in(left.near if given.assigned_to_id == left.near.pk else left.far)
    words = text_of(rep.get(reverse("handover:mine")))
    assert "联系过了" in words
    assert "可以申请的" in words
    rep.post(reverse("handover:contact", args=[given.pk]), {"note": "去过了"})
    assert orphans()[0].first_contact_note == "去过了"
    rep.post(reverse("handover:ask", args=[orphans()[1].pk]), {"reason": "顺路"})
    wish = Wish.objects.unscoped(WHY).get()
    assert "顺路" in text_of(rep.get(reverse("handover:mine")))
    assert (
        "林小满申请" in text_of(signed_in(left.manager).get(reverse("handover:handover", args=[case().pk])))
        or wish.person_id == left.far.pk
    )
    rep.post(reverse("handover:withdraw", args=[wish.pk]))
    assert Wish.objects.unscoped(WHY).get().state == "withdrawn"


def test_a_stranger_finds_nothing(left, person, unit):
    stranger = signed_in(person("夏立夏", "office_manager", unit=unit("河埠办事处")))
    assert "秦小暑" not in text_of(stranger.get(reverse("handover:list")))
    for name in ("handover", "map"):
        assert stranger.get(reverse(f"handover:{name}", args=[case().pk])).status_code == 404
    assert stranger.post(reverse("handover:distribute", args=[case().pk]), {"what": "all"}).status_code == 404


def test_a_leave_is_planned_on_a_form(office, shops):
    shops(office.leaver, 2)
    client = signed_in(office.manager)
    page = client.post(reverse("handover:plan"), {})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"person", "leaves_on"}
    sent = {"person": str(office.leaver.pk), "leaves_on": "2026-08-01"}
    assert client.post(reverse("handover:plan"), sent).url == reverse("handover:handover", args=[case().pk])
    assert case().state == "planned"


def test_the_page_costs_the_same_however_many_outlets(left, django_assert_max_num_queries):
    client = signed_in(left.manager)
    with django_assert_max_num_queries(24):
        client.get(reverse("handover:handover", args=[case().pk]))


def test_the_api_lists_suggests_and_gives(left):
    client, rep = signed_in(left.manager), signed_in(left.near)
    base = "/api/v1/handovers"
    answer = client.get(base)
    assert answer.status_code == 200, answer.content.decode()
    [held] = answer.json()["items"]
    assert (held["total"], held["waiting"], held["late"]) == (4, 4, 0)
    suggested = client.get(f"{base}/{held['id']}/suggestions").json()["items"]
    assert len(suggested) == 4
    assert rep.get(f"{base}/{held['id']}/suggestions").status_code == 403

    wish = rep.post(
        f"{base}/outlets/{suggested[0]['orphan_id']}/ask", {"reason": "顺路"}, content_type="application/json"
    )
    assert wish.status_code == 201
    url = f"{base}/wishes/{wish.json()['id']}/decline"
    assert client.post(url, {"reason": "太远"}, content_type="application/json").json()["state"] == "declined"

    body = {"assignments": [{"orphan_id": suggested[0]["orphan_id"], "person_id": str(left.near.pk)}]}
    url = f"{base}/{held['id']}/distribute"
    assert client.post(url, body, content_type="application/json").json() == {"outlets": 1, "people": 1}
    again = client.post(url, body, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "orphan_already_given")
    done = rep.post(
        f"{base}/outlets/{suggested[0]['orphan_id']}/contact", {}, content_type="application/json"
    )
    assert done.json()["first_contact_on"] == "2026-07-16"
    assert client.post(url, {}, content_type="application/json").json()["outlets"] == 3
    assert client.get(f"{base}/{held['id']}/outlets?waiting=true").json()["items"] == []
