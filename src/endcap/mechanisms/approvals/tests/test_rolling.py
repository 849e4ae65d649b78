"""The rolling total through the services: parts of one whole, submitted one after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from endcap.kernel.ids import new_id
from endcap.mechanisms.approvals import services
from endcap.mechanisms.approvals.models import StepRun
from endcap.mechanisms.approvals.services import StepDraft
from endcap.org.people import selectors as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen"), pytest.mark.req("PRC-08")]
KEY = "outlet:LZ-00417"


def later(someone, now, **delta):
    return people.actor_of(someone, now=now + timedelta(**delta))


@pytest.fixture
def submit_later(now):
    def make(someone, yuan, *, days, key=KEY):
        return services.submit(
            later(someone, now, days=days),
            kind="concession",
            subject_type="concessions.Concession",
            subject_id=new_id(),
            title="特价",
            document={},
            amount=yuan * 100,
            rolling_key=key,
        )

    return make


def test_two_parts_need_what_the_whole_needs(staff, submit, step_people):
    first = submit(staff.rep, yuan=3_000, key=KEY)
    assert step_people(first) == [["沈大暑"]]
    second = submit(staff.rep, yuan=2_000, key=KEY)

    assert second.rolling_amount == 5_000_00
    assert step_people(second) == [["沈大暑"], ["江夏至"]]


def test_the_part_that_is_still_open_is_raised_too(staff, submit, decide, step_people):
    first = submit(staff.rep, yuan=3_000, key=KEY)
    submit(staff.other_rep, yuan=2_000, key=KEY)

    assert step_people(first) == [["沈大暑"], ["江夏至"]]
    raised = decide(staff.team_manager, first)
    assert (raised.state, raised.current_order) == ("open", 2)
    assert decide(staff.office_manager, first).state == "approved"


def test_a_part_raised_in_the_middle_waits_for_the_new_step_before_the_last(
    staff, submit, decide, set_chain, roles, step_people
):
    set_chain(
        StepDraft("manager", levels_up=1),
        StepDraft("manager", levels_up=2, from_amount=5_000_00),
        StepDraft("company_role", role_id=roles["finance"].pk),
    )
    first = submit(staff.rep, yuan=3_000, key=KEY)
    assert decide(staff.team_manager, first).current_order == 3

    submit(staff.rep, yuan=2_000, key=KEY)

    first.refresh_from_db()
    assert first.current_order == 2
    assert step_people(first) == [["沈大暑"], ["江夏至"], ["何霜降", "许冬至"]]
    assert list(first.runs.values_list("order", "is_raised")) == [(1, False), (2, True), (3, False)]
    assert decide(staff.office_manager, first).current_order == 3
    assert decide(staff.finance, first).state == "approved"


def test_what_was_approved_within_the_window_counts(staff, submit, decide, submit_later):
    decide(staff.team_manager, submit(staff.rep, yuan=4_000, key=KEY))

    assert submit_later(staff.rep, 1_000, days=29).rolling_amount == 5_000_00
    assert submit_later(staff.other_rep, 1_000, days=30).rolling_amount == 2_000_00  # with the open one


def test_what_was_refused_or_taken_back_does_not_count(staff, submit, decide, actor):
    decide(staff.team_manager, submit(staff.rep, yuan=4_000, key=KEY), "rejected", "太低")
    taken_back = submit(staff.rep, yuan=4_000, key=KEY)
    services.withdraw(actor(of=staff.rep), request_id=taken_back.pk, reason="重写")

    assert submit(staff.rep, yuan=4_000, key=KEY).rolling_amount == 4_000_00


def test_what_was_returned_still_counts(staff, submit, decide):
    decide(staff.team_manager, submit(staff.rep, yuan=4_000, key=KEY), "returned", "补照片")
    assert submit(staff.rep, yuan=1_000, key=KEY).rolling_amount == 5_000_00


def test_other_keys_and_no_key_stand_alone(staff, submit):
    submit(staff.rep, yuan=4_000, key=KEY)
    assert submit(staff.rep, yuan=4_000, key="outlet:other").rolling_amount == 4_000_00
    assert submit(staff.rep, yuan=4_000).rolling_amount == 4_000_00
    assert submit(staff.rep, yuan=4_000).rolling_amount == 4_000_00


def test_the_next_version_is_weighed_anew_without_its_former_self(staff, submit, decide, actor):
    request = submit(staff.rep, yuan=4_000, key=KEY)
    decide(staff.team_manager, request, "returned", "改金额")
    request.refresh_from_db()
    again = services.resubmit(
        actor(of=staff.rep),
        request_id=request.pk,
        title=request.title,
        document={"price": "39.00"},
        amount=6_000_00,
        version=request.version,
    )
    assert (again.rolling_amount, again.draft_no) == (6_000_00, 2)
    assert list(again.runs.filter(draft_no=2).values_list("order", flat=True)) == [1, 2]


def test_growing_in_the_next_version_raises_the_companions(staff, submit, decide, actor, step_people):
    open_one = submit(staff.rep, yuan=1_000, key=KEY)
    returned = submit(staff.rep, yuan=1_000, key=KEY)
    decide(staff.team_manager, returned, "returned", "改")
    returned.refresh_from_db()
    services.resubmit(
        actor(of=staff.rep),
        request_id=returned.pk,
        title="x",
        document={},
        amount=4_000_00,
        version=returned.version,
    )
    assert step_people(open_one) == [["沈大暑"], ["江夏至"]]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.integers(min_value=0, max_value=4_000), min_size=2, max_size=5))
def test_however_an_amount_is_split_the_last_part_and_every_open_one_need_its_level(
    staff, submit, set_chain, pieces
):
    chain = set_chain(
        StepDraft("manager", levels_up=1),
        StepDraft("manager", levels_up=2, from_amount=3_000_00),
        StepDraft("manager", levels_up=3, from_amount=8_000_00),
        valid_from=None,
    )
    key = str(new_id())
    whole = submit(staff.rep, yuan=sum(pieces))
    made = [submit(staff.rep, yuan=piece, key=key) for piece in pieces]

    def orders(request):
        return set(StepRun.objects.filter(request=request).values_list("order", flat=True))

    assert chain.steps.count() == 3
    assert all(orders(whole) <= orders(part) for part in made)


def test_the_whole_line_of_people_is_not_asked_for_twice(staff, submit, django_assert_max_num_queries, actor):
    submit(staff.rep, yuan=1)
    someone = replace(actor(of=staff.rep))
    with django_assert_max_num_queries(45):
        services.submit(
            someone,
            kind="concession",
            subject_type="x",
            subject_id=new_id(),
            title="x",
            document={},
            amount=9_000_00,
            rolling_key=KEY,
        )
