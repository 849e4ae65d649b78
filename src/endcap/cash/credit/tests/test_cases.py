"""Blocking, bad debts, breaches, securities: records of people; nothing is deducted from a wage."""

from __future__ import annotations

import pytest

from endcap.cash.credit import errors, selectors, services
from endcap.cash.credit.models import BadDebt, Breach
from endcap.cash.credit.services import BadDebtDraft, BreachDraft, SecurityDraft
from endcap.cash.credit.tests.granting import grant
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.parameters import services as parameters
from endcap.kernel.parameters.definitions import P
from endcap.kernel.parameters.values import BadDebtSplit
from endcap.mechanisms.agenda.models import Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(team, payer, system):
    """Opens a case: ``case(was_approved=True)``."""

    def make(**more):
        values = {"cause": "店关了，人找不到", "handler_id": team.people.rep.pk, **more}
        draft = BadDebtDraft(amount=3_000_00, happened_on=system.today, **values)
        return services.open_bad_debt(team.finance, payer_id=payer().pk, draft=draft)

    return make


@pytest.mark.req("CRD-03")
def test_a_blocked_customer_gets_no_credit_until_it_is_lifted(team, payer, system):
    shop = payer()
    grant(system, shop.pk, 100_00)
    services.block(team.finance, payer_id=shop.pk, reason="被起诉")
    line = selectors.line_of(shop.pk, system.today)
    assert (line.state, line.free, line.reason) == ("blocked", 0, "被起诉")
    with pytest.raises(errors.BlockedBefore):
        services.block(team.finance, payer_id=shop.pk, reason="再停")
    assert Item.objects.unscoped("a test looks").filter(kind=services.REVIEW, state="open").exists()
    services.unblock(team.finance, payer_id=shop.pk)
    assert selectors.line_of(shop.pk, system.today).free == 100_00
    with pytest.raises(errors.NotBlocked):
        services.unblock(team.finance, payer_id=shop.pk)


@pytest.mark.req("CRD-03")
def test_blocking_needs_its_right_and_a_reason(team, payer):
    shop = payer()
    with pytest.raises(RightMissing):
        services.block(team.rep, payer_id=shop.pk, reason="x")
    with pytest.raises(InvalidInput):
        services.block(team.finance, payer_id=shop.pk, reason="  ")


@pytest.mark.req("CRD-05")
def test_without_an_approval_the_handler_answers_for_all_of_it(case):
    made = case()
    assert (made.handler_bp, made.approver_bp, made.approver_id) == (10_000, None, None)


@pytest.mark.req("CRD-05")
def test_inside_a_limit_the_shares_are_those_of_the_parameter_or_blank(case, team, system):
    made = case(was_approved=True, approver_id=team.people.manager.pk)
    assert (made.handler_bp, made.approver_bp) == (None, None)
    parameters.set_value(
        system,
        code=P.BAD_DEBT_SPLIT.code,
        value=BadDebtSplit(6_000, 4_000),
        valid_from=system.today,
        reason="x",
    )
    split = services.open_bad_debt(
        team.finance,
        payer_id=made.payer_id,
        draft=BadDebtDraft(1_00, system.today, team.people.rep.pk, "x", True, team.people.manager.pk),
    )
    assert (split.handler_bp, split.approver_bp) == (6_000, 4_000)


@pytest.mark.req("CRD-05", "G-03")
def test_proposal_decision_appeal_and_close_each_say_why(case, team):
    made = case()
    with pytest.raises(errors.StateRefused):
        services.decide_bad_debt(team.finance, case_id=made.pk, decision="x", reason="x")
    services.propose_for_bad_debt(team.finance, case_id=made.pk, proposal="记入考核")
    with pytest.raises(InvalidInput):
        services.decide_bad_debt(team.finance, case_id=made.pk, decision="通报", reason=" ")
    services.decide_bad_debt(team.finance, case_id=made.pk, decision="通报", reason="没有调查")
    appealed = services.appeal_bad_debt(team.rep, case_id=made.pk, appeal="当时已报告")
    assert (appealed.state, appealed.appeal) == ("appealed", "当时已报告")
    services.decide_bad_debt(team.finance, case_id=made.pk, decision="不处理", reason="申诉属实")
    assert services.close_bad_debt(team.finance, case_id=made.pk).state == "closed"
    with pytest.raises(errors.StateRefused):
        services.propose_for_bad_debt(team.finance, case_id=made.pk, proposal="x")


@pytest.mark.req("CRD-05", "G-03")
def test_no_wage_is_touched_by_a_bad_debt():
    """The record holds shares for accountability; no field is an amount to deduct from anybody."""
    names = {field.name for field in BadDebt._meta.get_fields()}
    assert not {name for name in names if "deduct" in name or "wage" in name or "salary" in name}


@pytest.mark.req("CRD-05")
def test_a_case_that_says_too_little_is_refused_and_nothing_is_kept(team, payer):
    draft = BadDebtDraft(amount=0, happened_on=None, handler_id=None, cause="", was_approved=True)
    with pytest.raises(InvalidInput) as refused:
        services.open_bad_debt(team.finance, payer_id=payer().pk, draft=draft)
    assert {problem.field for problem in refused.value.problems} == {
        *("amount", "happened_on", "handler_id", "approver_id", "cause")
    }
    assert BadDebt.objects.unscoped("a test looks").count() == 0


@pytest.mark.req("CRD-05", "SYS-02")
def test_a_stranger_finds_no_case(case, team):
    with pytest.raises(NotFoundHere):
        services.appeal_bad_debt(team.stranger, case_id=case().pk, appeal="x")


@pytest.mark.req("CRD-06")
def test_a_breach_is_recorded_and_ends_once_with_sanction_or_referral(team, payer, system):
    draft = BreachDraft("over_limit", system.today, "超额度发了两车", team.people.rep.pk)
    made = services.record_breach(team.finance, payer_id=payer().pk, draft=draft)
    with pytest.raises(InvalidInput):
        services.end_breach(team.finance, breach_id=made.pk, outcome="legal", note="")
    assert Breach.objects.unscoped("a test looks").get().outcome == "open"
    done = services.end_breach(team.finance, breach_id=made.pk, outcome="legal", note="已交法务")
    assert (done.outcome, done.outcome_note, done.ended_by_name) == ("legal", "已交法务", "秦秋分")
    with pytest.raises(errors.StateRefused):
        services.end_breach(team.finance, breach_id=made.pk, outcome="none", note="x")


@pytest.mark.req("CRD-04")
def test_what_secures_a_credit_is_noted(team, payer):
    shop = payer()
    draft = SecurityDraft("insurance", "信保保单 8821", cover=50_000_00)
    services.add_security(team.rep, payer_id=shop.pk, draft=draft)
    [kept] = selectors.file_of(team.rep, shop.pk).securities
    assert (kept.kind, kept.cover) == ("insurance", 50_000_00)
