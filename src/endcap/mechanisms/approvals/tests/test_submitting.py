"""Submitting: which steps, whose seats, what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from endcap.kernel.errors import InvalidInput
from endcap.kernel.ids import new_id
from endcap.mechanisms.approvals import kinds, services
from endcap.mechanisms.approvals.errors import (
    AlreadyWaiting,
    IdTaken,
    NobodyDecides,
    NoChain,
    NoRequester,
)
from endcap.mechanisms.approvals.models import Request
from endcap.mechanisms.approvals.services import StepDraft
from endcap.org.messages.models import Notification

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def everything():
    return Request.objects.unscoped("a test counts all requests")


@pytest.mark.req("PRC-08")
def test_a_small_amount_needs_the_manager_a_larger_one_the_level_above_too(staff, submit, step_people):
    small, large = submit(staff.rep, yuan=4_999), submit(staff.rep, yuan=5_000)

    assert step_people(small) == [["沈大暑"]]
    assert step_people(large) == [["沈大暑"], ["江夏至"]]


@pytest.mark.req("HOUSE")
def test_a_manager_is_decided_on_by_the_unit_above_never_by_himself(staff, submit, step_people):
    assert step_people(submit(staff.office_manager, yuan=1)) == [["夏立夏"]]
    assert step_people(submit(staff.team_manager, yuan=9_000)) == [["江夏至"], ["夏立夏"]]


@pytest.mark.req("HOUSE")
def test_above_the_top_there_is_nobody_so_the_top_itself_decides(staff, submit, step_people):
    assert step_people(submit(staff.region_manager, yuan=9_000)) == [["秦小暑"]]


@pytest.mark.req("HOUSE")
def test_at_the_very_top_a_request_goes_to_colleagues_there_else_to_the_administrator(
    staff, submit, step_people, person
):
    assert step_people(submit(staff.sales_manager)) == [["系统"]]
    person("郑惊蛰", "executive", unit=staff.company)
    assert step_people(submit(staff.sales_manager)) == [["郑惊蛰"]]


@pytest.mark.req("HOUSE")
def test_finance_at_headquarters_is_no_manager_of_the_line(staff, submit, step_people):
    people = {name for step in step_people(submit(staff.region_manager, yuan=9_000)) for name in step}
    assert "许冬至" not in people


@pytest.mark.req("EXP-07")
def test_roles_of_the_line_of_the_company_and_named_people(staff, submit, step_people, set_chain, roles):
    set_chain(
        StepDraft("line_role", role_id=roles["office_manager"].pk),
        StepDraft("company_role", role_id=roles["finance"].pk, needs_all=True),
        StepDraft("person", person_id=staff.sales_manager.pk, from_amount=100_000_00),
    )
    assert step_people(submit(staff.rep, yuan=10)) == [["江夏至"], ["何霜降", "许冬至"]]
    assert step_people(submit(staff.rep, yuan=100_000)) == [["江夏至"], ["何霜降", "许冬至"], ["秦小暑"]]


@pytest.mark.req("HOUSE")
def test_the_deadline_counts_working_days(staff, submit, set_chain):
    set_chain(StepDraft("manager", levels_up=1, days=2))
    request = submit(staff.rep)
    assert request.due_on == date(2026, 7, 20)  # Thursday 16 July, two working days: Monday


@pytest.mark.req("HOUSE")
def test_whoever_may_decide_is_told_and_the_deputy_too(staff, submit, away):
    away(staff.team_manager, deputy=staff.office_manager)
    submit(staff.rep, yuan=10)
    told = Notification.objects.order_by("person__name").values_list("person__name", "topic", "title")
    assert sorted(told) == [
        ("江夏至", "approvals.waiting", "等你批：柠檬茶 500ml 特价 39.50"),
        ("沈大暑", "approvals.waiting", "等你批：柠檬茶 500ml 特价 39.50"),
    ]


@pytest.mark.req("HOUSE")
def test_the_same_id_and_content_twice_is_one_request(staff, submit):
    id, subject = new_id(), new_id()
    first = submit(staff.rep, yuan=10, id=id, subject_id=subject)
    again = submit(staff.rep, yuan=10, id=id, subject_id=subject)

    assert again.pk == first.pk
    assert everything().count() == 1


@pytest.mark.req("HOUSE")
@pytest.mark.parametrize(
    "other", [{"yuan": 11}, {"title": "别的"}, {"document": {"price": "1"}}, {"key": "x"}]
)
def test_the_same_id_with_another_content_is_a_conflict(staff, submit, state_of, other):
    id, subject = new_id(), new_id()
    first = submit(staff.rep, **{"yuan": 10, "id": id, "subject_id": subject})
    before = state_of(first)

    with pytest.raises(IdTaken):
        submit(staff.rep, **({"yuan": 10, "id": id, "subject_id": subject} | other))
    with pytest.raises(IdTaken):
        submit(staff.other_rep, yuan=10, id=id, subject_id=subject)
    assert state_of(first) == before


@pytest.mark.req("HOUSE")
def test_a_document_waits_once(staff, submit, decide):
    subject = new_id()
    first = submit(staff.rep, subject_id=subject)
    with pytest.raises(AlreadyWaiting):
        submit(staff.rep, subject_id=subject)
    assert everything().count() == 1

    decide(staff.team_manager, first, "rejected", "不行")
    assert submit(staff.rep, subject_id=subject).pk != first.pk


@pytest.mark.req("HOUSE")
def test_every_problem_is_named_at_once_and_nothing_is_written(staff, submit):
    with pytest.raises(InvalidInput) as refused:
        submit(staff.rep, yuan=-1, title=" ", document={"when": object()}, key="k" * 121)
    assert [(each.field, each.code) for each in refused.value.problems] == [
        ("rolling_key", "too_long"),
        ("title", "required"),
        ("document", "not_json"),
        ("amount", "out_of_range"),
    ]
    assert everything().count() == 0


@pytest.mark.req("HOUSE")
def test_without_a_chain_in_force_nothing_is_submitted(staff, submit, system, actor):
    chain = services.create_preset_chains(system) or None
    assert chain is None  # there is one already
    general = submit(staff.rep).chain
    services.end_chain(system, chain_id=general.pk)

    with pytest.raises(NoChain) as refused:
        submit(staff.rep)
    assert "特价申请" in refused.value.message
    assert everything().count() == 1


@pytest.mark.req("HOUSE")
def test_a_step_without_anybody_is_refused_before_it_waits_for_ever(staff, submit, set_chain, roles):
    set_chain(StepDraft("company_role", role_id=roles["marketing"].pk))
    with pytest.raises(NobodyDecides) as refused:
        submit(staff.rep)
    assert "市场部" in refused.value.message
    assert everything().count() == 0


@pytest.mark.req("HOUSE")
def test_the_installation_itself_asks_for_nothing(staff, system):
    with pytest.raises(NoRequester):
        services.submit(
            system,
            kind="concession",
            subject_type="x",
            subject_id=new_id(),
            title="x",
            document={},
            unit_id=staff.team.pk,
        )


@pytest.mark.req("HOUSE")
def test_an_undeclared_kind_is_a_programming_error(staff, submit):
    kinds.forget("concession")
    with pytest.raises(LookupError):
        submit(staff.rep)


@pytest.mark.req("HOUSE")
def test_the_right_to_submit_is_that_of_the_kind(staff, submit, kind):
    from dataclasses import replace

    from endcap.kernel.errors import RightMissing
    from endcap.mechanisms.approvals.rights import Rights

    kinds.register(replace(kind, right_to_submit=Rights.CONFIGURE))
    with pytest.raises(RightMissing):
        submit(staff.rep)
    assert everything().count() == 0
