"""What is overdue: a reminder, then the next manager, each once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from endcap.kernel.actor import Actor
from endcap.kernel.errors import RightMissing
from endcap.mechanisms.approvals import selectors, services
from endcap.mechanisms.approvals.models import Nudge
from endcap.mechanisms.approvals.services import StepDraft
from endcap.org.messages.models import Notification
from endcap.org.people import selectors as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen"), pytest.mark.req("HOUSE")]


@pytest.fixture
def at(now):
    """The installation some days later; 16 July 2026 is a Thursday."""
    return lambda days: Actor.system(now=now + timedelta(days=days))


def titles(someone):
    return list(Notification.objects.filter(person=someone).order_by("day").values_list("title", flat=True))


def test_nothing_is_chased_before_it_is_overdue_and_weekends_do_not_count(staff, submit, at):
    submit(staff.rep)  # due on Friday
    assert [services.chase_overdue(at(days)) for days in (0, 1, 2, 3)] == [0, 0, 0, 0]
    assert not selectors.has_overdue(at(1))
    assert selectors.has_overdue(at(2))


def test_first_a_reminder_then_the_next_manager(staff, submit, at, step_people):
    request = submit(staff.rep)

    assert services.chase_overdue(at(4)) == 1  # Monday
    assert titles(staff.team_manager)[-1] == "过期未批：柠檬茶 500ml 特价 39.50"
    assert step_people(request) == [["沈大暑"]]

    assert services.chase_overdue(at(5)) == 1  # Tuesday
    assert step_people(request) == [["沈大暑", "江夏至"]]
    assert titles(staff.office_manager) == ["升级给你批：柠檬茶 500ml 特价 39.50"]
    assert titles(staff.rep) == ["已升级给 江夏至：柠檬茶 500ml 特价 39.50"]


def test_the_same_day_again_does_nothing_more(staff, submit, at):
    submit(staff.rep)
    assert [services.chase_overdue(at(4)) for _again in range(3)] == [1, 0, 0]
    assert [services.chase_overdue(at(5)) for _again in range(3)] == [1, 0, 0]
    assert sorted(Nudge.objects.values_list("kind", "number")) == [("escalation", 1), ("reminder", 1)]


def test_it_climbs_to_the_top_and_stays_there(staff, submit, at, step_people):
    request = submit(staff.rep)
    for days in range(4, 20):
        services.chase_overdue(at(days))
    assert step_people(request) == [["沈大暑", "江夏至", "夏立夏", "秦小暑"]]


def test_either_of_them_decides_then(staff, submit, at, decide, now):
    request = submit(staff.rep)
    services.chase_overdue(at(4))
    services.chase_overdue(at(5))
    later = people.actor_of(staff.office_manager, now=now + timedelta(days=5))
    done = services.decide(later, request_id=request.pk, outcome="approved", version=request.version)
    assert done.state == "approved"
    assert services.chase_overdue(at(9)) == 0


def test_the_company_sets_how_long_to_wait(staff, submit, at, set_chain, step_people):
    set_chain(StepDraft("manager", levels_up=1), escalate_after_days=3)
    request = submit(staff.rep)
    for days in (4, 5, 6):
        services.chase_overdue(at(days))
    assert step_people(request) == [["沈大暑"]]
    services.chase_overdue(at(7))
    assert step_people(request) == [["沈大暑", "江夏至"]]


def test_an_escalated_manager_speaks_for_all_of_a_step(staff, submit, at, set_chain, roles, now):
    set_chain(StepDraft("company_role", role_id=roles["finance"].pk, needs_all=True))
    request = submit(staff.rep)
    services.chase_overdue(at(4))
    services.chase_overdue(at(5))
    later = people.actor_of(staff.team_manager, now=now + timedelta(days=5))
    done = services.decide(later, request_id=request.pk, outcome="approved", version=request.version)
    assert done.state == "approved"


def test_only_the_installation_chases(staff, submit, actor):
    with pytest.raises(RightMissing):
        services.chase_overdue(actor(of=staff.office_manager))


def test_it_runs_every_morning(staff):
    from endcap.kernel.jobs import schedule

    declared = schedule.of("approvals.chase")
    assert declared is not None
    assert (declared.run, str(declared.at)) == (services.chase_overdue, "08:00:00")
