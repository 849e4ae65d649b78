"""Registration by a link: once, in time, by whom it was meant for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from endcap.customers.merchants import errors, selectors, services
from endcap.customers.merchants.drafts import (
    LICENCE_PHOTO,
    SHOP_PHOTO,
    SUBJECT,
    BankDraft,
    JoinDraft,
    LicenceDraft,
    LinkDraft,
)
from endcap.customers.merchants.models import JoinLink, Merchant
from endcap.customers.merchants.tests.conftest import fresh, sent
from endcap.customers.merchants.tests.licences import CODE
from endcap.customers.outlets.models import Outlet
from endcap.kernel.actor import Actor
from endcap.kernel.audit import selectors as audit
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.ids import new_id
from endcap.mechanisms.evidence import selectors as evidence
from endcap.org.messages.models import Notification

pytestmark = pytest.mark.req("CUS-15")

DRAFT = JoinDraft(
    shop_name="乐家便利店",
    city="东渡市",
    address="渡口街 86 号",
    licence=LicenceDraft(
        name="乐家便利店",
        licence_no=CODE,
        legal_person="姚清和",
        contact_name="姚清和",
        contact_phone="13900000862",
    ),
    has_read_notice=True,
)


@pytest.fixture
def link(team):
    """Makes links that lead to the rep: ``link(uses=2)``."""

    def make(**changes) -> JoinLink:
        draft = LinkDraft("渡口街", team.people.rep.pk)
        return services.create_link(team.office_manager, replace(draft, **changes))

    return make


@pytest.fixture
def nobody(now):
    """Whoever opens a link."""
    return Actor.system(now=now, name="portal")


def nothing_came() -> bool:
    return (
        not Merchant.objects.unscoped("a test counts").exists()
        and not Outlet.objects.unscoped("a test counts").exists()
    )


def test_who_registers_becomes_a_prospect_and_a_draft_for_the_owner_of_the_link(team, link, nobody):
    made = link()
    photos = {LICENCE_PHOTO: [sent()], SHOP_PHOTO: [sent(name="门头.jpg")]}
    receipt = services.join(nobody, token=services.token_of(made.pk), draft=DRAFT, photos=photos)

    merchant = Merchant.objects.visible_to(team.rep).get()
    [held] = selectors.file_of(team.rep, merchant.pk).outlets
    assert (receipt.number, receipt.photos) == (merchant.number, 2)
    assert (merchant.state, merchant.origin, merchant.licence_no) == ("draft", "portal", CODE)
    assert (held.outlet.status, held.outlet.owner_id, held.outlet.name) == (
        "prospect",
        team.people.rep.pk,
        "乐家便利店",
    )
    assert merchant.consents["contact_phone"] == {"purpose": "contract", "on": "2026-07-16", "by": "person"}
    assert JoinLink.objects.unscoped("a test looks").get().uses == 1
    assert len(evidence.of_subject(team.rep, SUBJECT, merchant.pk)) == 2
    assert not selectors.is_visible(team.stranger, merchant.pk)
    assert [row.actor_name for row in audit.trail_of("merchants.Merchant", merchant.pk)] == ["portal"] * 3
    told = Notification.objects.filter(topic=services.TOPIC)
    assert [one.person_id for one in told] == [team.people.rep.pk]


def test_a_link_is_used_as_often_as_it_says(link, nobody):
    token = services.token_of(link(uses=1).pk)
    services.join(nobody, token=token, draft=DRAFT)
    with pytest.raises(errors.LinkOver) as said:
        services.join(nobody, token=token, draft=replace(DRAFT, shop_name="二店"))
    assert said.value.message == "这个登记链接已失效。找给链接的业务人员要一个新的。"
    assert Merchant.objects.unscoped("a test counts").count() == 1


def test_the_same_form_sent_twice_registers_once(link, nobody):
    token, id = services.token_of(link(uses=1).pk), new_id()
    one = services.join(nobody, token=token, draft=DRAFT, id=id)
    again = services.join(nobody, token=token, draft=DRAFT, id=id)
    assert (again.number, again.merchant_id) == (one.number, one.merchant_id)
    assert Merchant.objects.unscoped("a test counts").count() == 1


def test_a_link_that_ran_out_was_ended_or_was_never_made_opens_nothing(team, link, nobody, system):
    expired, ended, gone = link(days=1), link(), link()
    services.end_link(team.office_manager, link_id=ended.pk)
    later = replace(nobody, now=nobody.now + timedelta(days=1))
    tokens = [
        (later, services.token_of(expired.pk)),
        (nobody, services.token_of(ended.pk)),
        (nobody, services.token_of(new_id())),
        (nobody, services.token_of(gone.pk)[:-1] + "x"),
        (nobody, "纸条"),
        (nobody, ""),
        (nobody, "a" * 500),
    ]
    for actor, token in tokens:
        with pytest.raises(errors.LinkOver):
            services.open_link(actor, token)
        with pytest.raises(errors.LinkOver):
            services.join(actor, token=token, draft=DRAFT)
    assert nothing_came()


def test_a_link_of_somebody_who_left_opens_nothing(team, link, nobody, system):
    from endcap.org.people.models import Person

    made = link()
    Person.objects.unscoped("a test arranges").filter(pk=team.people.rep.pk).update(is_active=False)
    with pytest.raises(errors.LinkOver):
        services.open_link(nobody, services.token_of(made.pk))


@pytest.mark.req("CPL-02")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"has_read_notice": False}, "has_read_notice"),
        ({"shop_name": " "}, "shop_name"),
        ({"address": ""}, "address"),
        ({"city": ""}, "city"),
        ({"licence": replace(DRAFT.licence, contact_phone="")}, "contact_phone"),
        ({"licence": replace(DRAFT.licence, licence_no="123")}, "licence_no"),
        ({"bank": BankDraft(account_no="622200001234")}, "agrees_to_bank"),
        ({"bank": BankDraft(account_no="abc"), "agrees_to_bank": True}, "account_no"),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_nothing_is_kept(link, nobody, changes, field):
    made = link()
    with pytest.raises(InvalidInput) as said:
        services.join(nobody, token=services.token_of(made.pk), draft=replace(DRAFT, **changes))
    assert field in said.value.by_field()
    assert nothing_came()
    assert JoinLink.objects.unscoped("a test looks").get().uses == 0


def test_a_stranger_is_not_told_whose_a_licence_is(link, nobody):
    token = services.token_of(link(uses=2).pk)
    services.join(nobody, token=token, draft=DRAFT)
    with pytest.raises(InvalidInput) as said:
        services.join(nobody, token=token, draft=replace(DRAFT, shop_name="别家"))
    sentence = said.value.by_field()["licence_no"][0]
    assert sentence == "这个代码已经登记过。不用再登，直接联系业务人员。"
    assert Outlet.objects.unscoped("a test counts").count() == 1


def test_a_photo_that_is_none_keeps_the_whole_registration_out(link, nobody):
    made = link()
    with pytest.raises(InvalidInput) as said:
        services.join(
            nobody,
            token=services.token_of(made.pk),
            draft=DRAFT,
            photos={LICENCE_PHOTO: [sent(b"MZ", "执照.jpg")]},
        )
    assert list(said.value.by_field()) == [LICENCE_PHOTO]
    assert nothing_came()


def test_a_likely_repeat_is_shown_to_the_office_and_not_to_the_stranger(team, link, nobody, outlet):
    known = outlet("乐家便利店", city="东渡市", address="渡口街 86 号", phone="13900000862")
    services.join(nobody, token=services.token_of(link().pk), draft=DRAFT)
    merchant = Merchant.objects.visible_to(team.rep).get()
    [held] = selectors.file_of(team.rep, merchant.pk).outlets
    [near] = selectors.likely_repeats(team.rep, held.outlet)
    assert near.outlet_id == known.pk


def test_whoever_tries_too_often_waits_an_hour(link, nobody):
    token = services.token_of(link(uses=20).pk)
    for _each in range(6):
        services.knock(nobody, token=token, sender="203.0.113.7")
    with pytest.raises(errors.TooManyTries):
        services.knock(nobody, token=token, sender="203.0.113.7")
    services.knock(nobody, token=token, sender="203.0.113.8")
    services.knock(replace(nobody, now=nobody.now + timedelta(minutes=61)), token=token, sender="203.0.113.7")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"label": ""}, "label"),
        ({"label": "长" * 81}, "label"),
        ({"days": 0}, "days"),
        ({"days": 91}, "days"),
        ({"uses": 0}, "uses"),
        ({"uses": 201}, "uses"),
        ({"owner_id": None}, "owner"),
    ],
)
def test_a_link_that_makes_no_sense_is_refused(link, changes, field):
    with pytest.raises(InvalidInput) as said:
        link(**changes)
    assert list(said.value.by_field()) == [field]
    assert not JoinLink.objects.unscoped("a test counts").exists()


def test_links_are_made_by_right_and_lead_to_ones_own_people(team, link):
    with pytest.raises(RightMissing):
        services.create_link(team.rep, LinkDraft("渡口街", team.people.rep.pk))
    with pytest.raises(InvalidInput):
        link(owner_id=team.people.stranger.pk)
    made = link()
    assert [row.link for row in selectors.join_links(team.clerk)] == [made]
    services.end_link(team.office_manager, link_id=made.pk)
    with pytest.raises(errors.LinkNotOpen):
        services.end_link(team.office_manager, link_id=made.pk)
    with pytest.raises(NotFoundHere):
        services.end_link(team.office_manager, link_id=new_id())


def test_the_portal_may_do_no_more_than_register(team, link, nobody):
    from endcap.customers.merchants.services.joining import _portal

    portal = _portal(nobody)
    receipt = services.join(nobody, token=services.token_of(link().pk), draft=DRAFT)
    for act in (
        lambda: services.show_account(portal, merchant_id=receipt.merchant_id),
        lambda: services.suspend(portal, merchant_id=receipt.merchant_id, reason="x"),
        lambda: services.create_link(portal, LinkDraft("x", team.people.rep.pk)),
    ):
        with pytest.raises(RightMissing):
            act()
    assert fresh(Merchant(pk=receipt.merchant_id)).state == "draft"
