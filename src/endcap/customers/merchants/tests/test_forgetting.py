"""Forgetting the person behind a merchant."""

from __future__ import annotations

import pytest

from endcap.config import people_of_merchants as holder
from endcap.customers.merchants import services
from endcap.customers.merchants.drafts import SUBJECT
from endcap.customers.merchants.tests.conftest import LICENCE, fresh
from endcap.customers.merchants.tests.licences import CODE
from endcap.customers.privacy.holders import Identity
from endcap.mechanisms.evidence import selectors as evidence

pytestmark = pytest.mark.req("CPL-02", "CPL-04", "CUS-09")
WHO = Identity("罗小满", "+86 138-0000-0417")


def test_a_person_is_found_by_telephone_and_told_what_is_kept(filled, team):
    merchant = filled()
    [held] = holder.find(team.office_manager, WHO)
    assert held.key == str(merchant.pk)
    assert ("联系人", "罗小满") in held.facts
    assert ("银行账号", "**** 5678") in held.facts
    assert holder.find(team.stranger, WHO) == []
    assert holder.find(team.office_manager, Identity("罗小满", "13900000000")) == []


def test_a_draft_forgets_the_person_the_account_and_the_papers(filled, team):
    merchant = filled()
    assert holder.forget(team.office_manager, WHO) == 1
    kept = fresh(merchant)
    assert (kept.contact_name, kept.contact_phone, kept.legal_person, kept.account_sealed) == ("", "", "", "")
    assert (kept.name, kept.licence_no, kept.consents) == (LICENCE.name, CODE, {})
    assert "0417" not in kept.search_text
    assert evidence.of_subject(team.rep, SUBJECT, merchant.pk) == []


def test_who_trades_keeps_what_contract_and_invoices_need(approved, team):
    merchant = approved()
    assert holder.forget(team.office_manager, WHO) == 1
    kept = fresh(merchant)
    assert (kept.contact_name, kept.contact_phone) == ("", "")
    assert (kept.legal_person, kept.account_tail, kept.state) == ("柳青禾", "5678", "approved")
    assert len(evidence.of_subject(team.rep, SUBJECT, merchant.pk)) == 2


def test_nobody_forgets_what_he_does_not_see(filled, team):
    merchant = filled()
    forgotten = services.forget_people(team.stranger, merchant_ids=[merchant.pk], reason="x")
    assert forgotten == 0
    assert fresh(merchant).contact_name == "罗小满"
