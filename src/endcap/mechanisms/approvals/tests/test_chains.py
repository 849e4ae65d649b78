"""Chains: which one counts, what is refused, and that running requests keep theirs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from endcap.kernel.errors import InvalidInput, RightMissing
from endcap.mechanisms.approvals import selectors, services
from endcap.mechanisms.approvals.errors import ChainOver
from endcap.mechanisms.approvals.models import Chain
from endcap.mechanisms.approvals.services import ChainDraft, StepDraft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen"), pytest.mark.req("HOUSE")]
TODAY = date(2026, 7, 16)
MANAGER = StepDraft("manager", levels_up=1)


def in_force(staff, on=TODAY, kind="concession", unit=None):
    return selectors.chain_for(kind, (unit or staff.team).pk, on)


def test_a_new_installation_has_one_general_chain(staff, system):
    assert services.create_preset_chains(system) == []
    chain = in_force(staff)
    assert (chain.kind, chain.unit_id, chain.window_days) == ("", None, 30)
    assert [(step.levels_up, step.from_amount) for step in chain.steps.all()] == [(1, 0), (2, 5_000_00)]


def test_setting_up_an_installation_twice_makes_one_chain(db):
    from endcap.config import bootstrap

    bootstrap.furnish()
    bootstrap.furnish()
    assert Chain.objects.count() == 1


def test_the_kinds_own_chain_goes_before_the_general_one_and_the_near_unit_before_the_far(staff, set_chain):
    of_kind = set_chain(MANAGER)
    of_office_generally = set_chain(MANAGER, kind="", unit_id=staff.office.pk)
    assert in_force(staff) == of_kind
    of_office = set_chain(MANAGER, unit_id=staff.office.pk)
    assert in_force(staff) == of_office
    assert in_force(staff, unit=staff.region) == of_kind
    assert in_force(staff, kind="other") == of_office_generally


def test_a_chain_counts_from_its_day_to_its_last(staff, set_chain):
    now, later = (
        set_chain(MANAGER),
        set_chain(MANAGER, valid_from=date(2026, 8, 1), valid_to=date(2026, 8, 31)),
    )
    assert in_force(staff, date(2026, 7, 31)) == now
    assert in_force(staff, date(2026, 8, 1)) == later
    assert in_force(staff, date(2026, 9, 1)).kind == ""  # what has ended does not bring its predecessor back


def test_a_change_is_a_new_chain_and_running_requests_keep_theirs(
    staff, submit, set_chain, decide, step_people
):
    old = set_chain(MANAGER, StepDraft("manager", levels_up=2))
    request = submit(staff.rep)
    new = set_chain(MANAGER)

    old.refresh_from_db()
    assert old.replaced_at is not None
    assert in_force(staff) == new
    assert step_people(request) == [["沈大暑"], ["江夏至"]]
    assert decide(staff.team_manager, request).state == "open"


def test_ending_a_chain_hands_over_to_the_general_one(staff, set_chain, system):
    chain = set_chain(MANAGER)
    ended = services.end_chain(system, chain_id=chain.pk)
    assert ended.replaced_at is not None  # it had begun only today
    assert in_force(staff).kind == ""
    with pytest.raises(ChainOver):
        services.end_chain(system, chain_id=chain.pk)


def test_the_general_chain_ends_yesterday(staff, system):
    chain = services.end_chain(system, chain_id=in_force(staff).pk)
    assert chain.valid_to == TODAY - timedelta(days=1)
    assert in_force(staff) is None
    assert services.create_preset_chains(system) == []  # what the company ended is not made again


@pytest.mark.parametrize(
    ("draft", "field", "code"),
    [
        ({"steps": ()}, "steps", "required"),
        ({"steps": (StepDraft("manager", levels_up=1, from_amount=1),)}, "steps", "nobody_for_small"),
        ({"steps": (MANAGER,) * 9}, "steps", "too_many"),
        ({"steps": (StepDraft("nobody"), MANAGER)}, "steps.1", "unknown_who"),
        ({"steps": (StepDraft("manager"),)}, "steps.1", "levels_up"),
        ({"steps": (StepDraft("company_role"),)}, "steps.1", "role"),
        ({"steps": (StepDraft("person"),)}, "steps.1", "person"),
        ({"steps": (MANAGER, StepDraft("manager", levels_up=2, from_amount=-1))}, "steps.2", "amount"),
        ({"steps": (StepDraft("manager", levels_up=1, days=0),)}, "steps.1", "days"),
        ({"kind": "unheard"}, "kind", "unknown"),
        ({"window_days": 731}, "window_days", "out_of_range"),
        ({"escalate_after_days": 0}, "escalate_after_days", "out_of_range"),
        ({"valid_from": date(2026, 7, 15)}, "valid_from", "past"),
        ({"valid_to": date(2026, 7, 15)}, "valid_to", "before_start"),
        ({"name": "长" * 81}, "name", "too_long"),
    ],
)
def test_a_chain_that_could_not_work_is_refused_with_its_place(staff, system, draft, field, code):
    before = Chain.objects.count()
    with pytest.raises(InvalidInput) as refused:
        services.set_chain(system, chain=ChainDraft(**({"kind": "concession", "steps": (MANAGER,)} | draft)))
    assert (field, code) in [(problem.field, problem.code) for problem in refused.value.problems]
    assert Chain.objects.count() == before


def test_chains_are_set_with_the_right(staff, actor):
    for someone in (staff.office_manager, staff.finance):
        with pytest.raises(RightMissing):
            services.set_chain(actor(of=someone), chain=ChainDraft(steps=(MANAGER,)))
    assert services.set_chain(actor(of=staff.sales_manager), chain=ChainDraft(steps=(MANAGER,))).kind == ""


def test_the_settings_page_tells_what_counts_today(staff, system, set_chain):
    old, new = set_chain(MANAGER), set_chain(MANAGER)
    later = set_chain(MANAGER, valid_from=date(2026, 9, 1))
    groups = {group.kind: group for group in selectors.chain_groups(system)}
    assert [(line.chain, line.is_in_force) for line in groups["concession"].lines] == [
        (later, False),
        (new, True),
    ]
    past = {group.kind: group for group in selectors.chain_groups(system, with_past=True)}
    assert old in [line.chain for line in past["concession"].lines]
