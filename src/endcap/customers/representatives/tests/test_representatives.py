"""Inviting people of customers, what they see, and how it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from endcap.config import subscriptions
from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.models import Channel, Outlet
from endcap.customers.representatives import selectors, services
from endcap.customers.representatives.errors import AlreadyEnded, InvitationOver, OutletNotActive
from endcap.customers.representatives.models import Invitation, Representative
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.scope import Reach
from endcap.org.people import selectors as people
from endcap.org.people.models import Person

pytestmark = pytest.mark.req("CUS-15", "ORD-08")
PASSWORD = "bamboo-shelf-2026"


@pytest.fixture(autouse=True)
def connected(db):
    subscriptions.connect()


@pytest.fixture
def rep(person):
    return person("林小满", "rep")


@pytest.fixture
def shop(rep, system):
    outlets.create_preset_channels(system)
    channel = Channel.objects.get(code="grocery")

    def make(name: str = "福满园便利店", **values) -> Outlet:
        draft = outlets.OutletDraft(name=name, channel_id=channel.pk, owner_id=rep.pk, **values)
        return outlets.create_many(system, [draft])[0]

    return make


@pytest.fixture
def owner(shop, system):
    """Somebody who acts for two shops of three."""
    first, second, third = shop("甲店"), shop("乙店"), shop("丙店")
    for outlet in (first, second):
        sent = services.invite(system, outlet_id=outlet.pk, name="柳掌柜", phone="138 0000 1111")
        person = services.accept(system, token=sent.token, password=PASSWORD)
    return person, first, second, third


def everybody():
    return Person.objects.unscoped("a test counts")


def test_whoever_is_invited_signs_in_with_his_phone_and_sees_his_shops_alone(owner, now):
    person, first, second, third = owner
    assert (person.login, person.is_external, person.check_password(PASSWORD)) == ("13800001111", True, True)
    actor = people.actor_of(person, now=now)
    assert actor.reach == Reach.PORTAL
    assert actor.unit_ids == frozenset()
    assert set(Outlet.objects.visible_to(actor)) == {first, second}
    assert third.pk not in actor.represents
    assert [outlet.name for outlet in selectors.own_outlets(actor)] == ["甲店", "乙店"]


def test_a_model_that_says_nothing_about_customers_shows_them_nothing(owner, now):
    actor = people.actor_of(owner[0], now=now)
    assert not Representative.objects.visible_to(actor).exists()
    assert list(Person.objects.visible_to(actor)) == [owner[0]]


def test_no_list_of_colleagues_names_people_of_customers(owner, actor):
    admin = actor("admin")
    assert owner[0] not in people.active_people(admin)
    assert owner[0].pk not in {one.pk for one in people.people_page(admin, people.PeopleFilter()).people}


def test_the_house_is_not_theirs(owner):
    client = Client()
    client.force_login(owner[0], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/").headers["Location"] == "/portal/"
    assert "甲店" in client.get("/portal/").content.decode()
    assert client.get("/outlets/").status_code == 403
    assert client.get(f"/outlets/{owner[1].pk}/").status_code == 403
    assert client.get("/api/v1/outlets").status_code == 403
    assert client.get("/people/me/").status_code == 403


def test_an_invitation_opens_once(shop, system):
    sent = services.invite(system, outlet_id=shop().pk, name="柳", phone="13800001111")
    services.accept(system, token=sent.token, password=PASSWORD)
    before = everybody().count()
    with pytest.raises(InvitationOver):
        services.accept(system, token=sent.token, password=PASSWORD)
    assert everybody().count() == before


@pytest.mark.parametrize("token", ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])
def test_a_token_that_we_have_not_made_opens_nothing(db, system, token):
    with pytest.raises(InvitationOver):
        services.open_invitation(system, token)


def test_an_old_or_recalled_invitation_opens_nothing(shop, system):
    old = services.invite(system, outlet_id=shop("甲").pk, name="柳", phone="1")
    late = replace(system, now=system.now + timedelta(days=7))
    with pytest.raises(InvitationOver):
        services.accept(late, token=old.token, password=PASSWORD)
    services.take_back(system, invitation_id=old.invitation.pk)
    with pytest.raises(InvitationOver):
        services.open_invitation(system, old.token)
    with pytest.raises(AlreadyEnded):
        services.take_back(system, invitation_id=old.invitation.pk)


def test_a_weak_password_gets_its_sentence_and_the_invitation_stays(shop, system):
    sent = services.invite(system, outlet_id=shop().pk, name="柳", phone="13800001111")
    with pytest.raises(InvalidInput):
        services.accept(system, token=sent.token, password="short")
    assert services.open_invitation(system, sent.token).pk == sent.invitation.pk
    assert not everybody().filter(login="13800001111").exists()


def test_somebody_elses_account_is_not_taken_over(shop, system, person):
    person("秦小暑", "rep", login="13800001111", password="colleague-of-ours-1")
    sent = services.invite(system, outlet_id=shop().pk, name="柳", phone="13800001111")
    for password in ("colleague-of-ours-1", PASSWORD):
        with pytest.raises(InvalidInput):
            services.accept(system, token=sent.token, password=password)
    assert not Representative.objects.unscoped("a test counts").exists()


def test_who_acts_for_no_shop_any_more_can_not_sign_in(owner, system):
    person, first, second, _third = owner
    seats = {seat.outlet_id: seat for seat in Representative.objects.unscoped("a test looks")}
    services.end(system, representative_id=seats[first.pk].pk)
    person.refresh_from_db()
    assert person.is_active
    services.end(system, representative_id=seats[second.pk].pk)
    person.refresh_from_db()
    assert not person.is_active
    with pytest.raises(AlreadyEnded):
        services.end(system, representative_id=seats[second.pk].pk)


def test_whoever_comes_back_sets_a_new_password(owner, system):
    person, first, *_ = owner
    for seat in Representative.objects.unscoped("a test ends all"):
        services.end(system, representative_id=seat.pk)
    sent = services.invite(system, outlet_id=first.pk, name="柳掌柜", phone="13800001111")
    services.accept(system, token=sent.token, password="another-shelf-2026")
    person.refresh_from_db()
    assert person.is_active
    assert person.check_password("another-shelf-2026")


def test_inviting_needs_the_right_and_the_outlet(shop, actor, unit):
    outlet = shop()
    with pytest.raises(RightMissing):
        services.invite(actor("store_clerk"), outlet_id=outlet.pk, name="柳", phone="1")
    with pytest.raises(NotFoundHere):
        services.invite(actor("rep", unit=unit("河埠办事处")), outlet_id=outlet.pk, name="柳", phone="1")
    assert not Invitation.objects.unscoped("a test counts").exists()


def test_both_problems_of_an_invitation_are_told_at_once(shop, system):
    with pytest.raises(InvalidInput) as refused:
        services.invite(system, outlet_id=shop().pk, name=" ", phone=" ")
    assert {p.field for p in refused.value.problems} == {"name", "phone"}


def test_nobody_is_invited_to_a_closed_shop(shop, system):
    outlet = shop()
    Outlet.objects.unscoped("a test closes it").filter(pk=outlet.pk).update(status="closed")
    with pytest.raises(OutletNotActive):
        services.invite(system, outlet_id=outlet.pk, name="柳", phone="1")
    assert not Invitation.objects.unscoped("a test counts").exists()


@pytest.mark.req("CPL-04")
def test_a_person_of_a_customer_is_forgotten_and_what_he_did_stays(owner, system):
    person, *_ = owner
    assert services.forget(system, phone_key="13800001111") == 3
    person.refresh_from_db()
    assert (person.name, person.phone, person.is_active) == ("–", "", False)
    assert "13800001111" not in person.login
    assert not Invitation.objects.unscoped("a test looks").exclude(phone="").exists()


def test_the_pages_invite_show_the_link_and_welcome(shop, person, system):
    outlet, boss = shop(), person("江夏至", "office_manager")
    client = Client()
    client.force_login(boss, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/representatives/of/{outlet.pk}/"
    kept = client.post(address, {"name": "柳", "phone": ""})
    assert kept.status_code == 422
    assert 'value="柳"' in kept.content.decode()
    assert client.post(address, {"name": "柳", "phone": "13800001111"}).status_code == 302
    invitation = Invitation.objects.unscoped("a test looks").get()
    welcome = f"/welcome/{services.token_of(invitation.pk)}/"
    assert welcome in client.get(address).content.decode()

    stranger = Client()
    assert "福满园便利店" in stranger.get(welcome).content.decode()
    assert stranger.post(welcome, {"password": PASSWORD, "again": "other"}).status_code == 422
    assert stranger.post(welcome, {"password": PASSWORD, "again": PASSWORD}).status_code == 200
    assert stranger.get(welcome).status_code == 410
    assert "柳" in client.get(f"/outlets/{outlet.pk}/trade/").content.decode()
