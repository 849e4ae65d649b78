"""Leave and deputies: who is away, who decides meanwhile, and what never comes back to oneself."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from endcap.kernel import events
from endcap.kernel.audit import selectors as audit
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.org.people import selectors, services
from endcap.org.people.errors import DelegationCircle, NotForOneself, Outranked
from endcap.org.people.events import PersonLeft, PersonReturned
from endcap.org.people.models import Absence, Delegation

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-03", "HOUSE")]
TODAY = date(2026, 7, 16)


def july(day: int) -> date:
    return date(2026, 7, day)


def everything():
    why = "tests compare everything"
    return (
        list(Absence.objects.unscoped(why).order_by("pk").values()),
        list(Delegation.objects.unscoped(why).order_by("pk").values()),
    )


def codes(refused):
    return [(p.field, p.code) for p in refused.value.problems]


@pytest.fixture
def lin(person):
    return person("林小满")


@pytest.fixture
def zhou(person):
    return person("周惊蛰")


@pytest.fixture
def wu(person):
    return person("吴谷雨")


@pytest.fixture
def away(actor):
    def make(who, first, last, kind="holiday"):
        me = actor(of=who)
        return services.add_absence(me, person_id=who.pk, from_on=july(first), to_on=july(last), kind=kind)

    return make


@pytest.fixture
def hand(actor):
    def make(giver, deputy, first=16, last=31, *, always=False, by=None):
        return services.delegate(
            by or actor(of=giver),
            from_id=giver.pk,
            to_id=deputy.pk,
            from_on=july(first),
            to_on=july(last) if last else None,
            only_when_absent=not always,
        )

    return make


def test_leave_counts_from_its_first_day_to_its_last(lin, away):
    away(lin, 16, 18)
    days = {day: selectors.is_away(lin.pk, on=july(day)) for day in (15, 16, 18, 19)}
    assert days == {15: False, 16: True, 18: True, 19: False}


def test_somebody_who_has_left_is_away(lin, system):
    services.disable_person(system, person_id=lin.pk)
    assert selectors.is_away(lin.pk, on=july(16))


@pytest.mark.parametrize(
    ("first", "last", "kind", "expected"),
    [
        (18, 17, "holiday", [("to_on", "before_start")]),
        (18, 18, "moon", [("kind", "unknown")]),
        (20, 22, "sick", [("from_on", "overlap")]),
        (19, 20, "sick", [("from_on", "overlap")]),
    ],
)
def test_leave_that_can_not_be_is_refused(lin, away, first, last, kind, expected):
    away(lin, 20, 24)
    before = everything()
    with pytest.raises(InvalidInput) as refused:
        away(lin, first, last, kind)
    assert codes(refused) == expected
    assert everything() == before


def test_the_database_itself_keeps_the_days_in_order(lin, zhou, away, hand):
    absence, given = away(lin, 16, 18), hand(lin, zhou)
    why = "tests go past the services"
    for rows, change in (
        (Absence.objects.unscoped(why).filter(pk=absence.pk), {"to_on": july(15)}),
        (Delegation.objects.unscoped(why).filter(pk=given.pk), {"to_on": july(15)}),
        (Delegation.objects.unscoped(why).filter(pk=given.pk), {"to_person": lin}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def test_coming_back_early_ends_leave_and_cancels_what_has_not_begun(lin, away, actor):
    running, coming = away(lin, 14, 18), away(lin, 20, 24)
    for one in (running, coming):
        services.end_absence(actor(of=lin), absence_id=one.pk)
    assert not selectors.is_away(lin.pk, on=july(16))
    assert selectors.is_away(lin.pk, on=july(15))
    assert not selectors.is_away(lin.pk, on=july(21))
    services.restore_absence(actor(of=lin), absence_id=running.pk, to_on=july(18))
    services.restore_absence(actor(of=lin), absence_id=coming.pk, to_on=july(24))
    assert selectors.is_away(lin.pk, on=july(18))
    assert selectors.is_away(lin.pk, on=july(21))


def test_a_deputy_decides_only_while_the_other_is_away(lin, zhou, away, hand):
    hand(lin, zhou, 16, 31)
    assert selectors.acting_for(zhou.pk, on=july(17)) == frozenset()
    away(lin, 17, 18)
    assert selectors.acting_for(zhou.pk, on=july(17)) == {lin.pk}
    assert selectors.acting_for(zhou.pk, on=july(19)) == frozenset()
    assert selectors.deputies_of(lin.pk, on=july(17)) == (zhou.pk,)
    assert selectors.deputies_of(lin.pk, on=july(19)) == ()


def test_a_deputy_for_always_decides_on_every_day_of_the_delegation(lin, zhou, hand):
    hand(lin, zhou, 17, 18, always=True)
    days = {day: selectors.acting_for(zhou.pk, on=july(day)) for day in (16, 17, 18, 19)}
    assert days == {16: frozenset(), 17: {lin.pk}, 18: {lin.pk}, 19: frozenset()}


def test_without_an_end_a_delegation_lasts_until_it_is_taken_back(lin, zhou, hand, actor):
    given = hand(lin, zhou, 16, None, always=True)
    assert selectors.acting_for(zhou.pk, on=date(2030, 1, 1)) == {lin.pk}
    services.revoke_delegation(actor(of=lin), delegation_id=given.pk)
    assert selectors.acting_for(zhou.pk, on=july(17)) == frozenset()


def test_standing_in_is_not_passed_on(lin, zhou, wu, hand):
    hand(lin, zhou, always=True)
    hand(zhou, wu, always=True)
    assert selectors.acting_for(wu.pk, on=july(17)) == {zhou.pk}


def test_a_deputy_who_is_there_comes_before_one_who_is_away(lin, zhou, wu, away, hand):
    hand(lin, zhou, 16, always=True)
    hand(lin, wu, 17, always=True)
    away(zhou, 17, 17)
    assert selectors.deputies_of(lin.pk, on=july(17)) == (wu.pk, zhou.pk)
    assert selectors.deputies_of(lin.pk, on=july(18)) == (zhou.pk, wu.pk)


def test_all_problems_of_a_delegation_are_told_at_once(lin, actor):
    before = everything()
    with pytest.raises(InvalidInput) as refused:
        services.delegate(
            actor(of=lin), from_id=lin.pk, to_id=lin.pk, from_on=july(15), to_on=july(14), note="x" * 201
        )
    assert codes(refused) == [
        ("to_person", "oneself"),
        ("to_on", "before_start"),
        ("from_on", "past"),
        ("note", "too_long"),
    ]
    assert everything() == before


def test_a_deputy_must_still_be_here(lin, zhou, hand, system):
    services.disable_person(system, person_id=zhou.pk)
    with pytest.raises(InvalidInput) as refused:
        hand(lin, zhou)
    assert codes(refused) == [("to_person", "unknown")]


def test_the_same_deputy_twice_for_the_same_days_is_refused(lin, zhou, hand):
    hand(lin, zhou, 16, 20)
    with pytest.raises(InvalidInput) as refused:
        hand(lin, zhou, 20, 22)
    assert codes(refused) == [("to_person", "already")]
    hand(lin, zhou, 21, 22)


def test_decisions_never_come_back_to_oneself_through_deputies(lin, zhou, wu, hand):
    hand(lin, zhou, 16, 31)
    hand(zhou, wu, 20, 25)
    before = everything()
    with pytest.raises(DelegationCircle) as refused:
        hand(wu, lin, 25, 28)
    assert "林小满 → 周惊蛰 → 吴谷雨" in refused.value.message
    with pytest.raises(DelegationCircle):
        hand(zhou, lin, 31, None)
    assert everything() == before
    hand(wu, lin, 26, 28)  # on other days nothing comes back


def test_one_acts_for_oneself_an_administrator_for_those_in_scope(lin, zhou, unit, actor, person, hand):
    assert hand(lin, zhou, by=actor("it_admin")).from_person_id == lin.pk
    before = everything()
    with pytest.raises(RightMissing):
        hand(lin, zhou, by=actor("office_manager"))
    with pytest.raises(RightMissing):
        services.add_absence(actor("rep"), person_id=lin.pk, from_on=july(16), to_on=july(17), kind="holiday")
    assert everything() == before


def test_an_administrator_does_not_take_anothers_decisions_by_himself(lin, actor, hand):
    administrator = actor("it_admin")
    with pytest.raises(NotForOneself):
        services.delegate(administrator, from_id=lin.pk, to_id=administrator.person_id, from_on=july(16))
    assert everything() == ([], [])


def test_nobody_gives_away_the_decisions_of_somebody_who_administers_more(person, zhou, actor, hand):
    boss = person("江夏至", "admin")
    with pytest.raises(Outranked):
        hand(boss, zhou, by=actor("it_admin"))
    assert everything() == ([], [])


def test_the_deputy_may_decline_and_a_stranger_may_not(lin, zhou, wu, hand, actor):
    given = hand(lin, zhou)
    with pytest.raises(NotFoundHere):
        services.revoke_delegation(actor(of=wu), delegation_id=given.pk)
    services.revoke_delegation(actor(of=zhou), delegation_id=given.pk)
    assert everything()[1][0]["revoked_at"] is not None


def test_whoever_leaves_is_nobodys_deputy_and_has_none(lin, zhou, wu, hand, system):
    hand(lin, zhou, always=True)
    hand(zhou, wu, always=True)
    services.disable_person(system, person_id=zhou.pk)
    assert selectors.acting_for(zhou.pk, on=july(17)) == frozenset()
    assert selectors.acting_for(wu.pk, on=july(17)) == frozenset()


def test_leaving_and_coming_back_are_told_once_each(lin, system, monkeypatch):
    told = []
    monkeypatch.setattr(events, "_handlers", {})
    events.subscribe(PersonLeft, lambda _actor, event: told.append(event))
    events.subscribe(PersonReturned, lambda _actor, event: told.append(event))
    for _time in range(2):
        services.disable_person(system, person_id=lin.pk)
    for _time in range(2):
        services.enable_person(system, person_id=lin.pk)
    assert told == [PersonLeft(person_id=lin.pk, on=TODAY), PersonReturned(person_id=lin.pk)]


def test_a_subscribers_refusal_keeps_the_person(lin, system, monkeypatch):
    from endcap.kernel.errors import Conflict

    def refuse(_actor, _event):
        raise Conflict()

    monkeypatch.setattr(events, "_handlers", {})
    events.subscribe(PersonLeft, refuse)
    with pytest.raises(Conflict):
        services.disable_person(system, person_id=lin.pk)
    assert selectors.person_by_login(lin.login).is_active


def test_leave_is_audited_without_its_reason(lin, away):
    absence = away(lin, 16, 18, "sick")
    [row] = audit.trail_of("people.Absence", str(absence.pk))
    assert row.action == "people.absence_added"
    assert "sick" not in row.detail


def test_who_leads_a_unit_is_found_upwards_nearest_first(unit, person, company):
    office = unit("东渡办事处")
    team = unit("一组", kind="team", parent=office)
    other = unit("河埠办事处")
    boss = person("江夏至", "sales_manager")
    clerk = person("许白露", "sales_clerk", unit=office)
    manager = person("许冬至", "office_manager", unit=office)
    leader = person("何立秋", "business_manager", unit=team)
    person("林小满", "rep", unit=team)
    person("别处的", "office_manager", unit=other)
    assert selectors.managers_of_unit(team.pk) == (leader.pk, manager.pk, clerk.pk, boss.pk)


def test_asking_for_whom_one_acts_is_one_statement(lin, zhou, hand, django_assert_num_queries):
    hand(lin, zhou, always=True)
    with django_assert_num_queries(1):
        selectors.acting_for(zhou.pk, on=july(17))
    with django_assert_num_queries(1):
        selectors.deputies_of(lin.pk, on=july(17))
