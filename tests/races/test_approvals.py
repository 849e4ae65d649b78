"""Approvals with two people at once: no part slips under the level of the whole, no step is decided twice."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest
from django.db import transaction

from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.kernel.calendar import services as calendar
from endcap.kernel.ids import new_id
from endcap.mechanisms.approvals import kinds, services
from endcap.mechanisms.approvals.errors import DecidedBefore
from endcap.mechanisms.approvals.kinds import Kind
from endcap.mechanisms.approvals.models import Decision, Request
from endcap.mechanisms.approvals.services import ChainDraft, StepDraft, deciding, moving
from endcap.org.people import selectors as people
from tests.races.runners import locks_off, run_at_once

pytestmark = [pytest.mark.race, pytest.mark.req("PRC-08", "HOUSE"), pytest.mark.django_db(transaction=True)]
KIND, KEY = "race", "outlet:1"
PARTS = 3


@dataclass(frozen=True)
class Cast:
    """Who takes part."""

    reps: tuple[Actor, ...]
    finance: tuple[Actor, ...]


@pytest.fixture(autouse=True)
def kind():
    kinds.register(Kind(KIND, "比赛", None, lambda request: "/"))
    yield
    kinds.forget(KIND)


@pytest.fixture
def cast(system, person, unit, roles):
    """A team whose rep asks; from 5,000 yuan on finance decides too."""
    calendar.seed_china(system)
    office = unit("东渡办事处")
    person("江夏至", "office_manager", unit=office)
    reps = [person(f"业代{number}", "rep", unit=office) for number in range(PARTS)]
    finance = [person(f"财务{number}", "finance") for number in range(2)]
    services.set_chain(
        system,
        chain=ChainDraft(
            kind=KIND,
            steps=(
                StepDraft("manager", levels_up=1),
                StepDraft("company_role", role_id=roles["finance"].pk, from_amount=5_000_00),
            ),
        ),
    )
    with transaction.atomic():
        moving.hold_key(KIND, KEY)  # the row is there: else making it would be a lock of its own
    now = clock.now()
    return Cast(
        tuple(people.actor_of(each, now=now) for each in reps),
        tuple(people.actor_of(each, now=now) for each in finance),
    )


def submit(actor: Actor, yuan: int) -> Request:
    return services.submit(
        actor,
        kind=KIND,
        subject_type="race.Document",
        subject_id=new_id(),
        title="特价",
        document={},
        amount=yuan * 100,
        rolling_key=KEY,
    )


@pytest.fixture
def weighed_slowly(monkeypatch):
    """A moment passes between weighing a request and writing it."""
    weigh = moving.total_of

    def slowly(*args, **kwargs):
        total = weigh(*args, **kwargs)
        time.sleep(0.05)
        return total

    monkeypatch.setattr(moving, "total_of", slowly)


def steps_of_parts() -> list[list[int]]:
    rows = Request.objects.unscoped("the race counts every part")
    return sorted(list(each.runs.values_list("order", flat=True)) for each in rows)


def test_parts_submitted_at_once_see_each_other(cast, weighed_slowly):
    outcome = run_at_once(lambda runner: submit(cast.reps[runner], 2_000).pk, PARTS)

    assert outcome.errors == []
    assert steps_of_parts() == [[1, 2]] * PARTS


def test_twin_without_the_lock_a_part_slips_under_the_level_or_writers_fail(
    cast, weighed_slowly, monkeypatch
):
    with locks_off(monkeypatch):
        outcome = run_at_once(lambda runner: submit(cast.reps[runner], 2_000).pk, PARTS)

    assert outcome.errors or steps_of_parts() != [[1, 2]] * PARTS


@pytest.fixture
def waiting(cast):
    """A request whose second step waits for either of two."""
    request = submit(cast.reps[0], 9_000)
    manager = next(each.person for each in request.runs.get(order=1).seats.select_related("person"))
    return services.decide(
        people.actor_of(manager, now=clock.now()), request_id=request.pk, outcome="approved", version=1
    )


@pytest.fixture
def thought_over(monkeypatch):
    """A moment passes between finding one's seat and writing the decision."""
    find = deciding._seat_of

    def slowly(*args):
        found = find(*args)
        time.sleep(0.05)
        return found

    monkeypatch.setattr(deciding, "_seat_of", slowly)


def decide_at_once(cast, request):
    words = ("approved", "rejected")

    def work(runner: int):
        return services.decide(
            cast.finance[runner],
            request_id=request.pk,
            outcome=words[runner],
            note="一句理由",
            version=request.version,
        ).state

    return run_at_once(work, 2)


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(cast, waiting, thought_over):
    outcome = decide_at_once(cast, waiting)

    assert [type(error) for error in outcome.errors] == [DecidedBefore]
    [state] = outcome.results
    waiting.refresh_from_db()
    assert (waiting.state, waiting.version) == (state, 3)
    assert Decision.objects.filter(run__order=2).count() == 1


def test_twin_without_the_lock_the_second_is_stopped_by_the_database_alone(
    cast, waiting, thought_over, monkeypatch
):
    with locks_off(monkeypatch):
        outcome = decide_at_once(cast, waiting)

    assert any(not isinstance(error, DecidedBefore) for error in outcome.errors), "nobody needed the lock"
    assert Decision.objects.filter(run__order=2).count() == 1


def test_the_same_submission_sent_twice_at_once_is_one_request(cast):
    id, subject = new_id(), new_id()

    def work(_runner: int):
        return services.submit(
            cast.reps[0],
            kind=KIND,
            subject_type="race.Document",
            subject_id=subject,
            title="特价",
            document={},
            amount=100,
            id=id,
        ).pk

    outcome = run_at_once(work, 3)

    assert outcome.errors == []
    assert set(outcome.results) == {id}
    assert Request.objects.unscoped("the race counts every request").count() == 1
