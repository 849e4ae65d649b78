"""Both forms: the eleven items with score, class and suggestion; the application; no other way to a limit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from endcap.cash.credit import errors, presets, selectors, services, suggesting
from endcap.cash.credit.models import Application, Investigation, Limit, LimitChange
from endcap.cash.credit.tests.granting import answers, grant, investigate
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.parameters.definitions import P
from endcap.mechanisms.agenda.models import Item
from endcap.mechanisms.approvals import selectors as approvals_read
from endcap.mechanisms.approvals import services as approvals
from endcap.mechanisms.questions import checking
from endcap.mechanisms.questions.interpreter import questions_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def apply(team, system):
    """Applies as the rep: ``apply(payer, 50_000_00)``."""

    def act(payer, amount, *, by=None, days=180, term_days=30, reason="旺季备货"):
        return services.apply_for_limit(
            by or team.rep,
            payer_id=payer.pk,
            amount=amount,
            term_days=term_days,
            valid_to=system.today + timedelta(days=days),
            reason=reason,
        )

    return act


@pytest.fixture
def decide(team):
    """The chain says its word: ``decide(application, "approved")``."""

    def act(application, outcome="approved", note=""):
        for somebody in (team.manager, team.office_manager):
            request = approvals_read.request_of(somebody, application.request_id)
            if request.state != "open":
                break
            approvals.decide(
                somebody, request_id=request.pk, outcome=outcome, note=note, version=request.version
            )
        return Application.objects.unscoped("a test looks").get(pk=application.pk)

    return act


@pytest.mark.req("CRD-01")
def test_the_investigation_has_eleven_items_and_three_years(system):
    services.install_questionnaires(system)
    definition = presets.investigation(P.CREDIT_YEARS.default)
    scored = [question["key"] for _s, question in questions_of(definition) if question.get("weight")]
    assert (tuple(scored), len(scored)) == (presets.ITEMS, P.CREDIT_ITEMS.default)
    years = [question["key"] for _s, question in questions_of(definition) if question["kind"] == "money"]
    assert years == [f"{of}_{year}" for of in ("capital", "profit") for year in (1, 2, 3)]
    assert checking.faults(definition) == []
    assert checking.faults(presets.entry()) == []


@pytest.mark.req("CRD-01")
def test_every_item_is_answered_or_marked_unknown(team, payer):
    begun = services.begin_investigation(team.rep, payer_id=payer().pk)
    with pytest.raises(InvalidInput) as refused:
        services.submit_investigation(team.rep, investigation_id=begun.pk, answers={})
    assert [problem.field for problem in refused.value.problems] == list(presets.ITEMS)
    assert Investigation.objects.unscoped("a test looks").get().done_on is None

    unknown = answers(**dict.fromkeys(presets.ITEMS))
    done = services.submit_investigation(team.rep, investigation_id=begun.pk, answers=unknown)
    assert (done.score_bp, done.band, done.suggested) == (0, "D", 0)


@pytest.mark.req("CRD-07")
@pytest.mark.parametrize(
    ("points", "score", "band", "suggested"),
    [(100, 10_000, "A", 18_500_00), (70, 7_000, "B", 12_300_00), (40, 4_000, "D", 0)],
)
def test_score_class_and_suggestion(team, payer, points, score, band, suggested):
    shop = payer(declared_sales=148_000_00)
    done = investigate(team.rep, shop.pk, points)
    assert (done.score_bp, done.band, done.monthly_sales, done.suggested) == (
        score,
        band,
        12_333_33,
        suggested,
    )


@pytest.mark.req("CRD-07")
def test_a_suggestion_is_monthly_sales_times_the_factor_in_whole_hundreds():
    assert suggesting.monthly(148_000_00) == 12_333_33
    assert suggesting.suggested(12_333_33, 15_000) == 18_400_00 + 100_00
    assert suggesting.suggested(99_99, 10_000) == 0


@pytest.mark.req("CRD-02")
def test_an_approved_application_moves_the_limit(team, payer, apply, decide, system):
    shop = payer()
    investigate(team.rep, shop.pk)
    asked = apply(shop, 4_000_00)
    assert selectors.line_of(shop.pk, system.today).limit == 0
    assert decide(asked).state == "approved"
    line = selectors.line_of(shop.pk, system.today)
    assert (line.limit, line.free, line.valid_to) == (4_000_00, 4_000_00, system.today + timedelta(days=180))
    change = LimitChange.objects.unscoped("a test looks").get()
    assert (change.before, change.after, change.application_id) == (0, 4_000_00, asked.pk)


@pytest.mark.req("CRD-02")
def test_a_large_amount_needs_the_second_step(team, payer, apply):
    shop = payer()
    investigate(team.rep, shop.pk)
    asked = apply(shop, 50_000_00)
    request = approvals_read.request_of(team.manager, asked.request_id)
    approvals.decide(team.manager, request_id=request.pk, outcome="approved", version=request.version)
    assert approvals_read.request_of(team.manager, asked.request_id).state == "open"


@pytest.mark.req("CRD-02")
def test_a_rejected_application_moves_nothing(team, payer, apply, decide, system):
    shop = payer()
    investigate(team.rep, shop.pk)
    assert decide(apply(shop, 4_000_00), "rejected", "逾期太多").state == "rejected"
    assert selectors.line_of(shop.pk, system.today).limit == 0


@pytest.mark.req("CRD-02")
def test_what_was_returned_is_changed_and_asked_again(team, payer, apply, decide):
    shop = payer()
    investigate(team.rep, shop.pk)
    asked = apply(shop, 4_000_00)
    assert decide(asked, "returned", "少一点").state == "returned"
    again = apply(shop, 3_000_00)
    assert (again.pk, again.state, again.amount) == (asked.pk, "submitted", 3_000_00)
    assert decide(again).change.after == 3_000_00


@pytest.mark.req("CRD-03")
def test_a_limit_without_an_investigation_is_refused(payer, apply):
    with pytest.raises(errors.NoInvestigation):
        apply(payer(), 4_000_00)
    assert Application.objects.unscoped("a test looks").count() == 0


@pytest.mark.req("CRD-03")
@pytest.mark.parametrize("amount", [6_000_00, 1_000_00])
def test_a_raise_or_cut_needs_a_fresh_investigation(team, payer, apply, decide, amount, system):
    shop = payer()
    investigate(team.rep, shop.pk)
    decide(apply(shop, 4_000_00))
    with pytest.raises(errors.NoInvestigation):
        apply(shop, amount)
    investigate(team.rep, shop.pk)
    decide(apply(shop, amount))
    assert selectors.line_of(shop.pk, system.today).limit == amount


@pytest.mark.req("CRD-03")
def test_an_old_investigation_does_not_count(team, payer, apply):
    shop = payer()
    done = investigate(team.rep, shop.pk)
    done.done_on -= timedelta(days=selectors.FRESH_DAYS + 1)
    done.save(update_fields=["done_on"])
    with pytest.raises(errors.NoInvestigation):
        apply(shop, 4_000_00)


@pytest.mark.req("CRD-03")
def test_the_database_refuses_a_limit_without_its_change(team, payer, system):
    limit = grant(system, payer().pk, 0)
    rows = Limit.objects.unscoped("a test tries").filter(pk=limit.pk)
    rows.update(amount=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(amount=5, last_change=None)


@pytest.mark.req("CRD-03")
def test_the_database_refuses_one_investigation_for_two_applications(team, payer, apply, decide):
    shop = payer()
    investigate(team.rep, shop.pk)
    asked = decide(apply(shop, 4_000_00))
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.unscoped("a test tries").bulk_create(
            [
                Application(
                    payer=shop,
                    investigation=asked.investigation,
                    amount=1,
                    before=0,
                    term_days=1,
                    valid_to=asked.valid_to,
                    reason="x",
                    state="approved",
                    made_by_name="x",
                    created_at=asked.created_at,
                )
            ]
        )


@pytest.mark.req("CRD-03")
def test_a_limit_of_an_application_that_is_not_approved_is_refused(team, payer, apply):
    shop = payer()
    investigate(team.rep, shop.pk)
    with pytest.raises(errors.NoInvestigation):
        services.grant_limit(team.rep, application_id=apply(shop, 4_000_00).pk)
    assert LimitChange.objects.unscoped("a test looks").count() == 0


@pytest.mark.req("CRD-02")
def test_everything_that_is_wrong_is_said_at_once(team, payer, apply):
    shop = payer()
    investigate(team.rep, shop.pk)
    with pytest.raises(InvalidInput) as refused:
        apply(shop, -1, days=0, term_days=0, reason=" ")
    assert {problem.field for problem in refused.value.problems} == {
        "amount",
        "term_days",
        "valid_to",
        "reason",
    }


@pytest.mark.req("CRD-03")
def test_every_change_puts_the_next_investigation_on_the_agenda(team, payer, apply, decide, system):
    shop = payer()
    investigate(team.rep, shop.pk)
    decide(apply(shop, 4_000_00))
    due = Item.objects.unscoped("a test looks").get(kind=services.REVIEW, subject_id=shop.pk)
    assert (due.due_on, due.person_id, due.state) == (
        system.today + timedelta(days=180),
        shop.owner_id,
        "open",
    )
    investigate(team.rep, shop.pk)
    due.refresh_from_db()
    assert due.state == "done"


@pytest.mark.req("CRD-03")
def test_limits_that_run_out_are_looked_at_every_morning(team, payer, system):
    grant(system, payer().pk, 100_00, valid_to=system.today + timedelta(days=20))
    grant(system, payer("万家便利店").pk, 100_00, valid_to=system.today + timedelta(days=60))
    assert services.look_at_limits(system) == 1
    assert services.look_at_limits(system) == 1
    assert Item.objects.unscoped("a test looks").filter(kind=services.REVIEW).count() == 1


@pytest.mark.req("CRD-01")
def test_one_investigation_at_a_time(team, payer):
    shop = payer()
    services.begin_investigation(team.rep, payer_id=shop.pk)
    with pytest.raises(errors.InvestigationOpen):
        services.begin_investigation(team.rep, payer_id=shop.pk)


@pytest.mark.req("SYS-02")
def test_a_stranger_finds_no_customer_and_a_reader_may_not_investigate(team, payer, actor):
    shop = payer()
    with pytest.raises(NotFoundHere):
        services.begin_investigation(team.stranger, payer_id=shop.pk)
    with pytest.raises(RightMissing):
        services.begin_investigation(actor("operations"), payer_id=shop.pk)


@pytest.mark.req("CRD-08", "DEV-13")
@pytest.mark.parametrize(("points", "may"), [(100, True), (0, False)])
def test_modern_trade_signs_after_a_check_that_it_passed(team, payer, points, may):
    shop = payer("万家大卖场", channel="hypermarket")
    assert selectors.may_sign_contract(payer("小店").pk)
    assert not selectors.may_sign_contract(shop.pk)
    with pytest.raises(errors.CheckMissing):
        services.refuse_unchecked(team.rep, (shop.pk,))
    investigate(team.rep, shop.pk, points)
    assert selectors.may_sign_contract(shop.pk) is may


@pytest.mark.req("DEV-13")
def test_each_part_of_the_entry_file_needs_its_result_and_paper(team, payer):
    begun = services.begin_investigation(team.rep, payer_id=payer().pk, form="entry")
    given = {f"{part}_result": {"value": "done"} for part in ("check", "rivals", "evaluation", "contract")}
    with pytest.raises(InvalidInput) as refused:
        services.submit_investigation(team.rep, investigation_id=begun.pk, answers=given)
    wrong = {(problem.field, problem.code) for problem in refused.value.problems}
    assert ("check_result", "files_missing") in wrong
    assert ("risk_result", "missing") in wrong
    assert ("fee_text", "missing") in wrong
