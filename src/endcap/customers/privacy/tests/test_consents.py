"""Consent: given with its way and purpose, withdrawn with effect (CPL-02)."""

from datetime import date, timedelta

import pytest

from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.drafts import ContactDraft
from endcap.customers.outlets.models import Contact
from endcap.customers.privacy import selectors, services
from endcap.customers.privacy.errors import ConsentGiven, ConsentWithdrawn
from endcap.customers.privacy.models import Consent
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing

pytestmark = pytest.mark.django_db


def all_of_them():
    return Consent.objects.unscoped("the whole table")


@pytest.mark.req("CPL-02", "CUS-16")
def test_a_contact_kept_for_care_has_its_consent_in_the_register(system, buyer):
    [consent] = all_of_them()

    assert (consent.contact_id, consent.purpose, consent.way, consent.given_on) == (
        buyer.pk, "care", "file", system.today,
    )  # fmt: skip


@pytest.mark.req("CPL-02")
def test_withdrawing_takes_away_what_was_kept_only_for_that_purpose(handler, buyer):
    [consent] = all_of_them()

    services.withdraw_consent(handler, consent_id=consent.pk)

    held = Contact.objects.unscoped("the whole table").get(pk=buyer.pk)
    assert (held.birthday, held.phone, sorted(held.consents)) == (None, "13912345678", ["phone"])
    consent.refresh_from_db()
    assert consent.withdrawn_on == handler.today
    assert not selectors.may_use(handler, contact_id=buyer.pk, purpose="care")
    with pytest.raises(ConsentWithdrawn):
        services.withdraw_consent(handler, consent_id=consent.pk)


@pytest.mark.req("CPL-02")
def test_leaving_the_purpose_out_of_the_file_ends_the_consent(system, shop, buyer):
    outlets.update_contact(
        system,
        outlet_id=shop.pk,
        contact_id=buyer.pk,
        draft=ContactDraft(
            name="柳如烟", role="buyer", level="base", phone="13912345678", purposes={"phone": "order"}
        ),
    )

    assert [one.withdrawn_on for one in all_of_them()] == [system.today]


@pytest.mark.req("CPL-02", "CUS-09")
def test_consent_counts_for_its_channel_or_for_any(handler, buyer):
    services.give_consent(handler, contact_id=buyer.pk, purpose="promotion", channel="sms", way="written")

    assert selectors.may_use(handler, contact_id=buyer.pk, purpose="promotion", channel="sms")
    assert not selectors.may_use(handler, contact_id=buyer.pk, purpose="promotion", channel="call")
    with pytest.raises(ConsentGiven):
        services.give_consent(handler, contact_id=buyer.pk, purpose="promotion", channel="sms", way="spoken")
    assert all_of_them().filter(purpose="promotion").count() == 1


@pytest.mark.req("CPL-02")
def test_what_is_wrong_is_said_all_at_once_and_nothing_is_kept(handler, buyer):
    with pytest.raises(InvalidInput) as refused:
        services.give_consent(
            handler, contact_id=buyer.pk, purpose="x", way="x", given_on=handler.today + timedelta(days=1)
        )

    assert [problem.field for problem in refused.value.problems] == ["purpose", "way", "given_on"]
    assert all_of_them().count() == 1


@pytest.mark.req("CPL-02")
def test_another_office_neither_sees_nor_withdraws(actor, unit, buyer, handler):
    stranger = actor("office_manager", unit=unit("河埠办事处"))
    [consent] = all_of_them()

    assert selectors.consents(stranger) == []
    with pytest.raises(NotFoundHere):
        services.withdraw_consent(stranger, consent_id=consent.pk)
    with pytest.raises(RightMissing):
        services.withdraw_consent(actor("store_clerk"), consent_id=consent.pk)

    consent.refresh_from_db()
    assert consent.withdrawn_on is None
    assert consent.given_on == date(2026, 7, 16)
