"""The database itself: nobody decides his own request, nothing that was decided changes. On both databases."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from endcap.kernel.ids import new_id
from endcap.mechanisms.approvals import guards
from endcap.mechanisms.approvals.models import Decision, Draft, Request, Seat, StepRun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen"), pytest.mark.req("HOUSE")]


def decision(request, decider, **more):
    fields = {
        "request": request,
        "run": request.runs.get(order=1, draft_no=1),
        "draft_no": 1,
        "outcome": "approved",
        "decider": decider,
        "authority": decider,
        "requester": request.requester,
        "settles": True,
        "decided_at": request.created_at,
    }
    return Decision(id=new_id(), **(fields | more))


def refused(row):
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)
    return True


def test_the_maker_is_not_the_checker_whatever_the_software_does(staff, submit):
    request = submit(staff.rep)
    assert refused(decision(request, staff.rep))
    assert refused(decision(request, staff.rep, requester=staff.other_rep))  # a lie about who asked
    assert refused(decision(request, staff.team_manager, authority=staff.rep))
    assert refused(decision(request, staff.team_manager, requester=staff.other_rep))
    assert Decision.objects.count() == 0
    with transaction.atomic():
        decision(request, staff.team_manager).save(force_insert=True)  # the honest one
        transaction.set_rollback(True)


def test_the_constraint_alone_refuses_too(staff, submit):
    request = submit(staff.rep)
    with guards.lifted(connection):
        assert refused(decision(request, staff.rep))
        assert refused(decision(request, staff.team_manager, authority=staff.rep))


def test_a_decision_belongs_to_the_open_version(staff, submit, decide):
    request, other = submit(staff.rep), submit(staff.rep)
    assert refused(decision(request, staff.team_manager, run=other.runs.get()))
    assert refused(decision(request, staff.team_manager, draft_no=2))
    decide(staff.team_manager, request)
    assert refused(decision(request, staff.office_manager, settles=False))


def test_one_person_and_one_say_once_and_one_word_ends_a_step(staff, submit, decide):
    request = submit(staff.rep, yuan=9_000)
    decide(staff.team_manager, request)
    second = request.runs.get(order=2)
    assert refused(decision(request, staff.team_manager, run=second))
    assert refused(decision(request, staff.office_manager, run=second, authority=staff.team_manager))
    assert refused(decision(request, staff.office_manager))  # the first step is settled
    assert refused(decision(request, staff.office_manager, run=second, outcome="rejected"))  # without a word


def test_nobody_has_a_seat_at_his_own_request(staff, submit):
    run = submit(staff.rep).runs.get()
    assert refused(Seat(id=new_id(), run=run, person=staff.rep, via="chain", created_at=run.created_at))


@pytest.mark.parametrize("model", [Draft, StepRun, Seat, Decision])
def test_facts_are_neither_changed_nor_deleted(staff, submit, decide, model):
    decide(staff.team_manager, submit(staff.rep, yuan=9_000))
    before = list(model.objects.order_by("pk").values())
    first = model.objects.order_by("pk").first()
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=first.pk).update(id=new_id())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")
    assert list(model.objects.order_by("pk").values()) == before


def test_a_document_waits_once_and_an_open_request_has_a_step(staff, submit):
    request = submit(staff.rep)
    rows = Request.objects.unscoped("a test breaks a row").filter(pk=request.pk)
    for broken in (
        {"current_order": None},
        {"state": "approved"},
        {"state": "lost"},
        {"amount": -1},
        {"rolling_amount": -1},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**broken)
