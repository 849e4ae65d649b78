"""Standing in: a deputy decides in somebody's place, but nobody comes round to his own request."""

from __future__ import annotations

import pytest

from endcap.mechanisms.approvals import selectors, services
from endcap.mechanisms.approvals.errors import DecidedAnotherStep, NotYourTurn, OwnRequest
from endcap.mechanisms.approvals.models import Decision, Seat
from endcap.mechanisms.approvals.services import StepDraft
from endcap.org.people import services as people_services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen"), pytest.mark.req("HOUSE")]


def test_a_deputy_decides_while_somebody_is_away_and_both_names_are_kept(staff, submit, decide, away, actor):
    away(staff.team_manager, deputy=staff.region_manager)
    request = submit(staff.rep)

    page = selectors.waiting(actor(of=staff.region_manager))
    assert (page.requests, page.for_whom) == ((request,), {request.pk: "沈大暑"})
    assert decide(staff.region_manager, request).state == "approved"
    assert list(Decision.objects.values_list("decider__name", "authority__name")) == [("夏立夏", "沈大暑")]


def test_whoever_is_there_decides_himself_in_spite_of_a_deputy(staff, submit, decide, away):
    away(staff.team_manager, deputy=staff.region_manager)
    decide(staff.team_manager, submit(staff.rep))
    assert list(Decision.objects.values_list("decider__name", "authority__name")) == [("沈大暑", "沈大暑")]


def test_without_leave_the_deputy_has_nothing_to_decide(staff, submit, decide, system, state_of, actor):
    people_services.delegate(
        system, from_id=staff.team_manager.pk, to_id=staff.region_manager.pk, from_on=system.today
    )
    request = submit(staff.rep)
    before = state_of(request)
    assert selectors.waiting(actor(of=staff.region_manager)).requests == ()
    with pytest.raises(NotYourTurn):
        decide(staff.region_manager, request)
    assert state_of(request) == before


def test_the_requester_as_deputy_of_the_approver_is_refused(staff, submit, decide, away, state_of, actor):
    """The office manager asks, the region decides, the region is away and made the office manager its deputy."""
    away(staff.region_manager, deputy=staff.office_manager)
    request = submit(staff.office_manager)
    before = state_of(request)

    assert selectors.waiting(actor(of=staff.office_manager)).requests == ()
    assert selectors.waiting_count(actor(of=staff.office_manager)) == 0
    with pytest.raises(OwnRequest):
        decide(staff.office_manager, request)
    assert state_of(request) == before


def test_standing_in_for_the_requester_gives_no_say_in_his_request(
    staff, submit, decide, away, state_of, set_chain
):
    """The requester has no seat at his own request, so whoever stands in for him has none either."""
    set_chain(StepDraft("person", person_id=staff.sales_manager.pk))
    away(staff.office_manager, deputy=staff.region_manager)
    request = submit(staff.office_manager)
    before = state_of(request)
    with pytest.raises(NotYourTurn):
        decide(staff.region_manager, request)
    assert state_of(request) == before
    assert not Seat.objects.filter(person=staff.office_manager).exists()


def test_one_persons_say_counts_once_whoever_speaks(staff, submit, decide, away, set_chain, roles, state_of):
    """Finance decides the first step himself; his deputy cannot decide the second in his name."""
    set_chain(
        StepDraft("company_role", role_id=roles["finance"].pk),
        StepDraft("company_role", role_id=roles["finance"].pk),
    )
    request = submit(staff.rep)
    decide(staff.finance, request)
    away(staff.finance, deputy=staff.sales_manager)
    before = state_of(request)
    with pytest.raises(DecidedAnotherStep):
        decide(staff.sales_manager, request)
    assert state_of(request) == before
    assert decide(staff.other_finance, request).state == "approved"


def test_a_deputy_of_two_decides_once(staff, submit, decide, away, set_chain, roles, state_of):
    set_chain(StepDraft("company_role", role_id=roles["finance"].pk, needs_all=True))
    request = submit(staff.rep)
    away(staff.finance, deputy=staff.sales_manager)
    away(staff.other_finance, deputy=staff.sales_manager)
    assert decide(staff.sales_manager, request).state == "open"
    before = state_of(request)
    with pytest.raises(DecidedAnotherStep):
        decide(staff.sales_manager, request)
    assert state_of(request) == before


def test_a_deputy_needs_the_right_to_decide(staff, submit, decide, away, state_of):
    from endcap.kernel.errors import RightMissing

    away(staff.team_manager, deputy=staff.other_rep)
    request = submit(staff.rep)
    before = state_of(request)
    with pytest.raises(RightMissing):
        decide(staff.other_rep, request)
    assert state_of(request) == before


def test_whoever_leaves_is_replaced_by_the_chain(staff, submit, actor, system, step_people, decide):
    request = submit(staff.rep)
    people_services.disable_person(system, person_id=staff.team_manager.pk)
    assert step_people(request) == [["江夏至", "沈大暑"]]
    assert [seat.via for seat in Seat.objects.filter(person=staff.office_manager)] == ["replacement"]
    assert selectors.waiting(actor(of=staff.office_manager)).requests == (request,)
    assert decide(staff.office_manager, request).state == "approved"


def test_where_a_colleague_still_sits_nobody_is_added(staff, submit, set_chain, roles, system, step_people):
    set_chain(StepDraft("company_role", role_id=roles["finance"].pk))
    request = submit(staff.rep)
    assert services.replace_person(system, person_id=staff.finance.pk) == 0
    assert step_people(request) == [["何霜降", "许冬至"]]
