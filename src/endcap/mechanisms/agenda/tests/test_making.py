"""Rules make items: each occasion once, by grade and season, on working days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from endcap.kernel.calendar import services as calendar
from endcap.kernel.errors import InvalidInput, RightMissing
from endcap.mechanisms.agenda import kinds, selectors, services
from endcap.mechanisms.agenda.models import Item, Rule
from endcap.mechanisms.agenda.services import RuleDraft

pytestmark = [pytest.mark.django_db, pytest.mark.req("CUS-07")]


def due_days():
    rows = Item.objects.unscoped("a test looks at all").order_by("due_on")
    return [(item.due_on, item.state) for item in rows]


@pytest.fixture
def worked(system):
    calendar.seed_china(system)


@pytest.mark.usefixtures("worked")
def test_what_falls_due_within_the_lead_time_is_put_once(rule, subject, system):
    rule(every={"A": 90, "": 180}, lead_days=7)
    subject(grade="A", last_on=date(2026, 4, 20))  # due 19 July, a Sunday: Monday the 20th
    subject(grade="A", last_on=date(2026, 4, 30))  # due 29 July: later
    subject(grade="B", last_on=date(2026, 4, 20))

    made = services.make_due(system)

    assert (made.items, made.subjects, made.rules, made.problems) == (1, 3, 1, ())
    assert due_days() == [(date(2026, 7, 20), "open")]
    assert services.make_due(system).items == 0


@pytest.mark.usefixtures("worked")
def test_what_is_long_overdue_says_since_when(rule, subject, system):
    rule(every={"": 90})
    subject(last_on=date(2026, 1, 4))  # due 4 April, Qingming: overdue days are not moved

    services.make_due(system)
    assert due_days() == [(date(2026, 4, 4), "open")]


@pytest.mark.usefixtures("worked")
def test_after_a_skip_the_interval_counts_on_from_that_day(rule, subject, system):
    rule(every={"": 90}, lead_days=0)
    subject(last_on=date(2026, 4, 1))
    services.make_due(system)
    item = Item.objects.unscoped("a test looks at all").get()
    services.skip(system, item_id=item.pk, reason="店里装修")

    assert services.make_due(system).items == 0
    later = replace(system, now=system.now + timedelta(days=92))
    assert services.make_due(later).items == 1
    assert due_days() == [(date(2026, 6, 30), "skipped"), (date(2026, 10, 14), "open")]


@pytest.mark.usefixtures("worked")
def test_one_open_item_is_enough_however_long_it_waits(rule, subject, system):
    rule(every={"": 30})
    subject(last_on=date(2026, 4, 1))
    services.make_due(system)

    assert services.make_due(replace(system, now=system.now + timedelta(days=200))).items == 0


def test_a_date_of_its_own_returns_every_year_before_the_holiday(rule, subject, system, worked):
    rule(basis="anchor", step="months", every={"": 12}, shift="previous", lead_days=10)
    subject(anchor_on=date(1988, 7, 19), last_on=None)  # a Sunday in 2026

    services.make_due(system)
    assert due_days() == [(date(2026, 7, 17), "open")]
    next_year = replace(system, now=system.now + timedelta(days=360))
    calendar_missing = services.make_due(next_year)
    assert calendar_missing.items == 0
    assert "2027" in calendar_missing.problems[0]


def test_a_missing_calendar_year_stops_that_rule_only(rule, subject, system):
    rule(name="按工作日", every={"": 106}, shift="next")
    rule(name="不管休息日", every={"": 106}, shift="none")
    subject(last_on=date(2026, 4, 1))

    made = services.make_due(system)

    assert made.items == 1
    assert [problem.partition(":")[0] for problem in made.problems] == ["按工作日"]


def test_a_rule_without_distances_takes_those_of_the_parameters(rule, subject, subjects, system, monkeypatch):
    kinds.register(
        kinds.Kind(
            "test.check",
            "核对",
            "checks",
            subjects=lambda *_: list(subjects),
            every=lambda _on: {"A": 30, "": 60},
        )
    )
    rule(every={}, shift="none", lead_days=0)
    subject(grade="A", last_on=date(2026, 6, 1))
    subject(grade="C", last_on=date(2026, 6, 1))

    services.make_due(system)
    assert due_days() == [(date(2026, 7, 1), "open")]


def test_a_stopped_rule_makes_nothing_and_runs_again_when_changed(rule, subject, system):
    made = rule(shift="none")
    subject()
    services.close_rule(system, rule_id=made.pk)
    assert services.make_due(system).items == 0

    services.save_rule(
        system, draft=RuleDraft("test.check", "核对", every={"": 60}, shift="none"), rule_id=made.pk
    )
    assert services.make_due(system).items == 1


def test_everything_wrong_with_a_rule_is_said_at_once_and_nothing_is_kept(declared, system):
    draft = RuleDraft(
        kind="test.page",
        name=" ",
        basis="never",
        step="weeks",
        every={"D": 9},
        season=(13,),
        shift="up",
        lead_days=500,
    )
    with pytest.raises(InvalidInput) as refused:
        services.save_rule(system, draft=draft)

    assert sorted({problem.field for problem in refused.value.problems}) == [
        "basis",
        "every",
        "kind",
        "lead_days",
        "name",
        "season",
        "shift",
        "step",
    ]
    assert Rule.objects.count() == 0


def test_rules_are_changed_by_whoever_may(rule, actor, declared):
    held = rule()
    rep = actor("rep")
    for attempt in (
        lambda: services.save_rule(rep, draft=RuleDraft("test.check", "x", every={"": 1})),
        lambda: services.close_rule(rep, rule_id=held.pk),
        lambda: services.make_due(rep),
    ):
        with pytest.raises(RightMissing):
            attempt()
    assert [(r.name, r.closed_on) for r in selectors.rules()] == [("核对", None)]


def test_preset_rules_come_once(declared, system):
    drafts = [RuleDraft("test.check", "核对", every={"": 90}, code="check")]

    assert services.create_preset_rules(system, drafts=drafts) == 1
    assert services.create_preset_rules(system, drafts=drafts) == 0
    assert [rule.code for rule in selectors.rules()] == ["check"]


def test_many_subjects_cost_few_statements(  # SQLite takes inserts in portions
    rule, subject, system, django_assert_max_num_queries
):
    rule(shift="none")
    for _n in range(300):
        subject()
    with django_assert_max_num_queries(24):
        assert services.make_due(system).items == 300


def test_what_was_never_dealt_with_counts_from_the_day_of_the_rule(rule, subject, system):
    rule(every={"": 30}, shift="none", lead_days=0)
    subject(last_on=None)

    assert services.make_due(system).items == 0
    services.make_due(replace(system, now=system.now + timedelta(days=30)))
    assert due_days() == [(date(2026, 8, 15), "open")]


def test_two_birthdays_on_one_day_at_one_outlet_are_two_items(rule, subject, subjects, system):
    rule(basis="anchor", step="months", every={"": 12}, shift="none")
    one = subject(anchor_on=date(1988, 7, 18), mark="a")
    subjects.append(replace(one, mark="b"))

    services.make_due(system)
    assert due_days() == [(date(2026, 7, 18), "open")] * 2
    assert services.make_due(system).items == 0
    told = services.withdraw_items(
        system, subject_type="test.Thing", subject_id=one.subject_id, kind="test.check", mark="a"
    )
    assert told == 1
