"""Deciding: who may, in which order, what is refused, and what is kept."""

from __future__ import annotations

import pytest

from endcap.kernel.audit import selectors as audit
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.events import subscribe
from endcap.mechanisms.approvals import selectors, services
from endcap.mechanisms.approvals.errors import (
    ChangedBefore,
    DecidedAnotherStep,
    DecidedBefore,
    MoveRefused,
    NobodyDecides,
    NotTheRequester,
    NotYourTurn,
    OwnRequest,
)
from endcap.mechanisms.approvals.events import ApprovalEnded
from endcap.mechanisms.approvals.models import Decision
from endcap.mechanisms.approvals.services import StepDraft
from endcap.org.messages.models import Notification

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen"), pytest.mark.req("HOUSE")]


@pytest.fixture
def heard(monkeypatch):
    from endcap.kernel import events

    found: list[ApprovalEnded] = []
    monkeypatch.setattr(events, "_handlers", {kind: list(each) for kind, each in events._handlers.items()})
    subscribe(ApprovalEnded, lambda _actor, event: found.append(event))
    return found


def test_step_by_step_to_the_end(staff, submit, decide, heard):
    request = submit(staff.rep, yuan=9_000)

    first = decide(staff.team_manager, request, note="同意")
    assert (first.state, first.current_order, first.version) == ("open", 2, 2)
    assert heard == []

    second = decide(staff.office_manager, request)
    assert (second.state, second.current_order, second.due_on) == ("approved", None, None)
    assert [(event.request_id, event.outcome, event.subject_id) for event in heard] == [
        (request.pk, "approved", request.subject_id)
    ]
    assert [row.action for row in audit.trail_of("approvals.Request", str(request.pk))] == [
        "approvals.decided",
        "approvals.decided",
        "approvals.submitted",
    ]


def test_the_requester_hears_what_became_of_it(staff, submit, decide):
    decide(staff.team_manager, submit(staff.rep), "returned", "补一张照片")
    told = Notification.objects.filter(person=staff.rep).values_list("title", "text")
    assert list(told) == [("已退回：柠檬茶 500ml 特价 39.50", "补一张照片")]


@pytest.mark.parametrize(("outcome", "state"), [("rejected", "rejected"), ("returned", "returned")])
def test_a_refusal_ends_it_for_everybody(staff, submit, decide, heard, outcome, state):
    request = submit(staff.rep, yuan=9_000)
    assert decide(staff.team_manager, request, outcome, "价格太低").state == state
    assert [event.outcome for event in heard] == [state]


@pytest.mark.parametrize("outcome", ["rejected", "returned"])
def test_a_refusal_says_why(staff, submit, decide, state_of, outcome):
    request = submit(staff.rep)
    before = state_of(request)
    with pytest.raises(InvalidInput) as refused:
        decide(staff.team_manager, request, outcome, "  ")
    assert [problem.field for problem in refused.value.problems] == ["note"]
    assert state_of(request) == before


def test_nobody_decides_his_own_request(staff, submit, decide, state_of, system):
    services.set_chain(
        system,
        chain=services.ChainDraft(
            kind="concession", steps=(StepDraft("person", person_id=staff.finance.pk),)
        ),
    )
    request = submit(staff.office_manager)
    before = state_of(request)
    with pytest.raises(OwnRequest):
        decide(staff.office_manager, request)
    assert state_of(request) == before


def test_the_step_in_hand_belongs_to_its_people(staff, submit, decide, state_of):
    request = submit(staff.rep, yuan=9_000)
    before = state_of(request)
    with pytest.raises(NotYourTurn) as refused:
        decide(staff.office_manager, request)
    assert "沈大暑" in refused.value.message
    assert state_of(request) == before


def test_one_person_decides_one_step_and_the_level_above_takes_the_other(
    staff, submit, decide, set_chain, state_of, roles, step_people
):
    set_chain(
        StepDraft("company_role", role_id=roles["finance"].pk),
        StepDraft("person", person_id=staff.finance.pk),
    )
    request = submit(staff.rep)
    decide(staff.finance, request)
    before = state_of(request)

    with pytest.raises(DecidedAnotherStep) as refused:
        decide(staff.finance, request)

    assert "许冬至" in refused.value.message
    assert state_of(request) == before
    assert step_people(request)[1] == ["沈大暑", "许冬至"]
    assert decide(staff.team_manager, request).state == "approved"


def test_a_chain_that_needs_the_same_person_twice_is_refused_at_once(staff, submit, set_chain, roles):
    set_chain(
        StepDraft("line_role", role_id=roles["office_manager"].pk),
        StepDraft("person", person_id=staff.office_manager.pk),
    )
    with pytest.raises(NobodyDecides):
        submit(staff.rep)


def test_whoever_saw_an_older_state_is_told_who_was_faster(staff, submit, decide, state_of):
    request = submit(staff.rep, yuan=9_000)
    seen = request.version
    decide(staff.team_manager, request)
    before = state_of(request)
    with pytest.raises(DecidedBefore) as refused:
        decide(staff.office_manager, request, version=seen)
    assert "沈大暑" in refused.value.message
    assert "批准" in refused.value.message
    assert state_of(request) == before


def test_an_outcome_is_final(staff, submit, decide, state_of):
    request = submit(staff.rep)
    decide(staff.team_manager, request)
    before = state_of(request)
    with pytest.raises(MoveRefused) as refused:
        decide(staff.team_manager, request, "rejected", "后悔")
    assert "已批准" in refused.value.message
    assert "已拒绝" in refused.value.message
    assert state_of(request) == before


def test_all_of_a_step_where_all_are_needed(staff, submit, decide, set_chain, roles):
    set_chain(StepDraft("company_role", role_id=roles["finance"].pk, needs_all=True))
    request = submit(staff.rep)
    assert decide(staff.finance, request).state == "open"
    with pytest.raises(DecidedAnotherStep):
        decide(staff.finance, request)
    assert decide(staff.other_finance, request).state == "approved"
    assert sorted(Decision.objects.values_list("decider__name", "settles")) == [
        ("何霜降", True),
        ("许冬至", False),
    ]


def test_one_of_a_step_is_enough_otherwise(staff, submit, decide, set_chain, roles):
    set_chain(StepDraft("company_role", role_id=roles["finance"].pk))
    assert decide(staff.finance, submit(staff.rep)).state == "approved"


def test_without_the_right_or_out_of_sight(staff, submit, decide, person, unit, actor):
    request = submit(staff.rep)
    with pytest.raises(RightMissing):
        decide(staff.other_rep, request)
    stranger = person("外人", "office_manager", unit=unit("河埠办事处"))
    with pytest.raises(NotFoundHere):
        decide(stranger, request)
    with pytest.raises(NotFoundHere):
        selectors.file_of(actor(of=stranger), request.pk)


def test_versions_of_the_document_stay_readable_with_their_differences(staff, submit, decide, actor):
    request = submit(staff.rep, yuan=100, document={"price": "39.50", "outlet": "丰茂园批发部", "old": 1})
    decide(staff.team_manager, request, "returned", "价格再谈")
    request.refresh_from_db()
    again = services.resubmit(
        actor(of=staff.rep),
        request_id=request.pk,
        title=request.title,
        document={"price": "41.00", "outlet": "丰茂园批发部", "new": True},
        amount=120_00,
        version=request.version,
    )

    file = selectors.file_of(actor(of=staff.team_manager), again.pk)
    assert [draft.document["price"] for draft in file.drafts] == ["39.50", "41.00"]
    assert [(each.key, each.before, each.after) for each in file.changes] == [
        ("amount", 100_00, 120_00),
        ("price", "39.50", "41.00"),
        ("new", None, True),
        ("old", 1, None),
    ]
    older = selectors.file_of(actor(of=staff.team_manager), again.pk, draft_no=1)
    assert (older.shown.document["price"], older.changes) == ("39.50", ())
    assert [word.note for _draft, words in file.former for word in words] == ["价格再谈"]
    assert decide(staff.team_manager, again).state == "approved"


def test_a_version_is_sent_twice_and_made_once(staff, submit, decide, actor):
    request = submit(staff.rep)
    decide(staff.team_manager, request, "returned", "改")
    request.refresh_from_db()
    sent = {
        "request_id": request.pk,
        "title": "x",
        "document": {"a": 1},
        "amount": 5,
        "version": request.version,
    }
    services.resubmit(actor(of=staff.rep), **sent)
    assert services.resubmit(actor(of=staff.rep), **sent).draft_no == 2


@pytest.mark.parametrize("state", ["open", "approved"])
def test_only_what_was_returned_can_be_submitted_again(staff, submit, decide, actor, state, state_of):
    request = submit(staff.rep)
    if state == "approved":
        decide(staff.team_manager, request)
        request.refresh_from_db()
    before = state_of(request)
    with pytest.raises(MoveRefused):
        services.resubmit(
            actor(of=staff.rep), request_id=request.pk, title="x", document={}, version=request.version
        )
    assert state_of(request) == before


def test_only_the_requester_submits_again_or_takes_back(staff, submit, decide, actor, state_of):
    request = submit(staff.rep)
    before = state_of(request)
    with pytest.raises(NotTheRequester):
        services.withdraw(actor(of=staff.office_manager), request_id=request.pk, reason="")
    with pytest.raises(NotTheRequester):
        services.resubmit(
            actor(of=staff.team_manager), request_id=request.pk, title="x", document={}, version=1
        )
    assert state_of(request) == before


def test_the_requester_takes_it_back(staff, submit, actor, heard, decide, state_of):
    request = submit(staff.rep)
    taken = services.withdraw(actor(of=staff.rep), request_id=request.pk, reason="客户不要了")
    assert (taken.state, taken.reason) == ("withdrawn", "客户不要了")
    assert [event.outcome for event in heard] == ["withdrawn"]
    before = state_of(request)
    with pytest.raises(ChangedBefore):
        decide(staff.team_manager, request, version=1)
    assert state_of(request) == before


def test_the_installation_takes_back_what_has_lost_its_document(staff, submit, system):
    assert services.withdraw(system, request_id=submit(staff.rep).pk, reason="x").state == "withdrawn"


def test_a_subscriber_that_refuses_stops_the_decision(staff, submit, decide, heard, state_of):
    class No(MoveRefused):
        pass

    def refuse(_actor, _event):
        raise No(state="a", wanted="b")

    subscribe(ApprovalEnded, refuse)
    request = submit(staff.rep)
    before = state_of(request)
    with pytest.raises(No):
        decide(staff.team_manager, request)
    assert state_of(request) == before
