"""Two changes at once, each fine by itself, never close a circle: of deputies, or of units. Each race has a twin."""

from __future__ import annotations

import time

import pytest
from django.db import transaction

from endcap.kernel.errors import Refusal
from endcap.org.people import selectors, services
from endcap.org.people.errors import DelegationCircle
from endcap.org.people.models import Delegation
from endcap.org.people.services import leave
from endcap.org.units import services as units
from endcap.org.units.models import Unit
from tests.races.runners import locks_off, run_at_once

pytestmark = [pytest.mark.race, pytest.mark.req("SEC-03", "HOUSE"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ring(person, actor):
    """Four people, each of whom is about to hand over to the next."""
    people = [person(name) for name in ("林小满", "周惊蛰", "吴谷雨", "何立秋")]
    return people, [actor(of=one) for one in people]


def _hand_on(ring):
    people, actors = ring

    def work(number: int) -> None:
        with transaction.atomic():
            services.delegate(
                actors[number],
                from_id=people[number].pk,
                to_id=people[(number + 1) % 4].pk,
                from_on=actors[number].today,
                only_when_absent=False,
            )
            time.sleep(0.05)

    return work


def given() -> int:
    return Delegation.objects.unscoped("tests count everything").count()


def test_four_delegations_at_once_never_close_a_circle(ring):
    outcome = run_at_once(_hand_on(ring), 4)

    assert [type(error) for error in outcome.errors] == [DelegationCircle]
    assert given() == 3


def test_twin_without_the_lock_the_circle_closes_or_writers_fail(ring, monkeypatch):
    refuse = leave._refuse_circle

    def slowly(*args):
        refuse(*args)
        time.sleep(0.1)  # everybody has looked before anybody writes

    with locks_off(monkeypatch):
        monkeypatch.setattr(leave, "_refuse_circle", slowly)
        monkeypatch.setattr(
            leave, "person_in_scope", lambda _actor, pk: next(p for p in ring[0] if p.pk == pk)
        )
        outcome = run_at_once(_hand_on(ring), 4)

    assert given() == 4 or any(not isinstance(error, Refusal) for error in outcome.errors)


@pytest.fixture
def pair(unit):
    """Two regions, each of which is about to be put below the other."""
    return unit("北区", kind="region"), unit("南区", kind="region")


def _below_each_other(system, pair):
    def work(number: int) -> None:
        with transaction.atomic():
            units.move_unit(system, unit_id=pair[number].pk, parent_id=pair[1 - number].pk)
            time.sleep(0.05)

    return work


def _is_a_tree() -> bool:
    rows = {unit.pk: unit for unit in Unit.objects.all()}
    return all(
        unit.path == (rows[unit.parent_id].path if unit.parent_id else "/") + f"{unit.pk.hex}/"
        for unit in rows.values()
    )


def test_two_units_are_never_put_below_each_other(system, pair):
    outcome = run_at_once(_below_each_other(system, pair), 2)

    assert [type(error) for error in outcome.errors] == [units.UnitBelowItself]
    assert _is_a_tree()


def test_twin_without_the_lock_the_tree_breaks_or_writers_fail(system, pair, monkeypatch):
    held = units.lock_of

    def slowly(actor, unit_id):
        found = held(actor, unit_id)
        time.sleep(0.05)
        return found

    with locks_off(monkeypatch):
        monkeypatch.setattr(units, "lock_of", slowly)
        outcome = run_at_once(_below_each_other(system, pair), 2)

    assert not _is_a_tree() or any(not isinstance(error, Refusal) for error in outcome.errors)


def test_a_code_lets_in_once_however_many_try_at_once(person):
    from allauth.mfa.models import Authenticator

    from endcap.kernel import clock
    from endcap.org.people import sealing
    from endcap.org.people.services.second_factor import Verdict, code_at, step_of

    lin, secret = person("林小满"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    Authenticator.objects.create(user=lin, type="totp", data={"secret": sealing.seal(secret)})
    at = clock.now()
    code = code_at(secret, step_of(at))

    outcome = run_at_once(lambda _n: services.judge_code(lin, code=code, at=at).verdict, 4)

    assert outcome.errors == []
    assert sorted(outcome.results) == [Verdict.REUSED] * 3 + [Verdict.RIGHT]
    assert not selectors.has_second_factor(person("周惊蛰").pk)
