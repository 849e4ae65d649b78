"""Contracts: what must be agreed before the first order, and which one holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from endcap.cash.receivables import errors, selectors, services
from endcap.cash.receivables.drafts import ClauseDraft
from endcap.cash.receivables.models import Contract, ContractOutlet
from endcap.cash.receivables.tests.conftest import TODAY, draft, fresh
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing

FEE = ClauseDraft("堆头费", "每月一个堆头", "现场照片和确认单", amount=300_00)


def problems(refused) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in refused.value.problems}


def count() -> int:
    return Contract.objects.unscoped("a test counts").count()


@pytest.mark.req("ORD-05")
def test_a_contract_states_method_and_term(office, shop, contract):
    made = contract(shop, term_days=45, price_level="")
    terms = selectors.contract_for(shop.pk, TODAY)
    assert made.number == "HT-2026-000001"
    assert (terms.number, terms.mode, terms.term_days, terms.payer_id) == (made.number, "credit", 45, shop.pk)
    assert terms.due_on(date(2026, 7, 1)) == date(2026, 8, 15)


@pytest.mark.req("ORD-05")
def test_without_a_contract_no_terms_hold(shop):
    assert selectors.contract_for(shop.pk, TODAY) is None


@pytest.mark.req("ORD-05")
def test_a_draft_does_not_hold(office, shop):
    services.create_contract(office.finance, draft=draft(shop))
    assert selectors.contract_for(shop.pk, TODAY) is None


@pytest.mark.req("ORD-05")
def test_one_payer_pays_for_the_outlets_of_a_chain(outlet, contract):
    chain, first, second = outlet("万家总部"), outlet("万家一店"), outlet("万家二店")
    contract(chain, outlet_ids=(first.pk, second.pk))
    assert {selectors.contract_for(one.pk, TODAY).payer_id for one in (chain, first, second)} == {chain.pk}


@pytest.mark.req("ORD-05")
def test_the_terms_are_read_in_one_statement(shop, contract, django_assert_num_queries):
    contract(shop)
    with django_assert_num_queries(1):
        selectors.contract_for(shop.pk, TODAY)


@pytest.mark.req("ORD-05")
def test_it_holds_from_its_first_day_to_its_last(shop, contract):
    contract(shop, valid_from=date(2026, 3, 1), valid_to=date(2026, 5, 31))
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 31), date(2026, 6, 1)]
    assert [selectors.contract_for(shop.pk, day) is not None for day in days] == [False, True, True, False]


@pytest.mark.req("ORD-05")
def test_an_ended_contract_still_held_before(office, shop, contract):
    made = contract(shop)
    services.end_contract(office.finance, contract_id=made.pk, on=date(2026, 6, 30), reason="换新合同")
    assert selectors.contract_for(shop.pk, date(2026, 6, 30)).number == made.number
    assert selectors.contract_for(shop.pk, date(2026, 7, 1)) is None


@pytest.mark.req("ORD-05")
def test_two_contracts_for_one_outlet_on_one_day_are_refused(office, outlet, contract):
    chain, store = outlet("万家总部"), outlet("万家一店")
    first = contract(chain, outlet_ids=(store.pk,))
    second = services.create_contract(office.finance, draft=draft(store, mode="prepaid"))
    with pytest.raises(errors.OutletHasContract) as refused:
        services.activate_contract(office.finance, contract_id=second.pk)
    assert first.number in refused.value.message
    assert fresh(second).state == "draft"


@pytest.mark.req("ORD-05")
def test_next_years_contract_may_be_signed_now(office, shop, contract):
    contract(shop)
    coming = contract(
        shop, valid_from=date(2027, 1, 1), valid_to=date(2027, 12, 31), mode="prepaid", term_days=0
    )
    assert selectors.contract_for(shop.pk, TODAY).mode == "credit"
    assert selectors.contract_for(shop.pk, date(2027, 1, 1)).number == coming.number


@pytest.mark.req("ORD-05")
def test_a_signed_contract_is_not_changed(office, shop, contract):
    made = contract(shop)
    with pytest.raises(errors.ContractNotEditable):
        services.update_contract(office.finance, contract_id=made.pk, draft=draft(shop, term_days=60))
    assert fresh(made).term_days == 30


def test_a_draft_is_changed_with_its_outlets_and_clauses(office, outlet):
    chain, store = outlet("万家总部"), outlet("万家一店")
    made = services.create_contract(office.finance, draft=draft(chain, clauses=(FEE,)))
    changed = draft(chain, outlet_ids=(store.pk,), term_days=15, clauses=())
    services.update_contract(office.finance, contract_id=made.pk, draft=changed)
    assert fresh(made).term_days == 15
    assert set(selectors.outlets_of(made.pk)) == {chain.pk, store.pk}
    assert made.clauses.unscoped("a test looks").count() == 0


@pytest.mark.req("SET-13")
def test_a_fee_needs_name_basis_and_proof(office, shop):
    before = count()
    bad = ClauseDraft("", "", "", rate_bp=200, amount=100)
    with pytest.raises(InvalidInput) as refused:
        services.create_contract(office.finance, draft=draft(shop, clauses=(FEE, bad)))
    assert problems(refused) == {
        ("clauses.2.name", "required"),
        ("clauses.2.basis", "required"),
        ("clauses.2.proof", "required"),
        ("clauses.2.amount", "one_of"),
    }
    assert count() == before


@pytest.mark.req("SET-10")
def test_a_term_above_the_lawful_one_needs_a_reason(office, shop):
    with pytest.raises(InvalidInput) as refused:
        services.create_contract(office.finance, draft=draft(shop, term_days=61))
    assert problems(refused) == {("term_reason", "term_long")}
    made = services.create_contract(
        office.finance, draft=draft(shop, term_days=61, term_reason="双方自愿，对方不是大型零售商")
    )
    assert made.term_days == 61


@pytest.mark.req("SET-08")
@pytest.mark.parametrize("mode", ["prepaid", "consignment", "concession"])
def test_a_late_fee_is_agreed_on_credit_only(office, shop, mode):
    asked = draft(shop, mode=mode, late_daily_bp=5, rate_bp=2000 if mode == "concession" else None)
    with pytest.raises(InvalidInput) as refused:
        services.create_contract(office.finance, draft=asked)
    assert problems(refused) == {("late_daily_bp", "not_credit")}


def test_everything_wrong_is_said_at_once(office, shop):
    asked = replace(
        draft(shop, mode="prepaid"),
        term_days=10,
        rate_bp=500,
        guarantee=-1,
        valid_to=date(2025, 1, 1),
        price_level="gold",
        tax_bp=-1,
    )
    with pytest.raises(InvalidInput) as refused:
        services.create_contract(office.finance, draft=asked)
    assert {field for field, _code in problems(refused)} == {
        *("term_days", "rate_bp", "guarantee", "valid_to", "price_level", "tax_bp")
    }
    assert count() == 0


def test_a_rep_writes_no_contract(office, shop):
    with pytest.raises(RightMissing):
        services.create_contract(office.rep, draft=draft(shop))
    assert count() == 0


def test_a_clerk_writes_none_for_a_foreign_outlet(office, outlet):
    foreign = outlet("河埠小店", owner=office.people.stranger)
    with pytest.raises(NotFoundHere):
        services.create_contract(office.clerk, draft=draft(foreign))
    assert ContractOutlet.objects.unscoped("a test counts").count() == 0


def test_ending_needs_a_reason(office, shop, contract):
    made = contract(shop)
    with pytest.raises(InvalidInput):
        services.end_contract(office.finance, contract_id=made.pk, reason=" ")
    assert fresh(made).state == "active"


def test_an_ended_contract_does_not_come_back(office, shop, contract):
    made = contract(shop)
    services.end_contract(office.finance, contract_id=made.pk, reason="停止合作")
    with pytest.raises(errors.ContractStateRefused):
        services.activate_contract(office.finance, contract_id=made.pk)
    assert fresh(made).state == "ended"
