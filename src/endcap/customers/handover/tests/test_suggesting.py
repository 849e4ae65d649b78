"""Every outlet gets one suggestion, the nearer colleague first, nobody far above the others."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from endcap.customers.handover.suggesting import (
    FAR,
    Colleague,
    Waiting,
    _Near,
    bound_of,
    level_of,
    suggest,
)
from endcap.kernel.geo import Position, distance_m

pytestmark = pytest.mark.req("REL-15")

places = st.builds(Position, st.integers(244_000_000, 246_000_000), st.integers(1_180_000_000, 1_182_000_000))


def person(n: int) -> UUID:
    return UUID(int=n + 1)


@st.composite
def cases(draw):
    colleagues = [
        Colleague(
            person(n),
            outlets=draw(st.integers(0, 60)),
            sales=draw(st.integers(0, 10**9)),
            positions=tuple(draw(st.lists(places, max_size=6))),
        )
        for n in range(draw(st.integers(1, 6)))
    ]
    waiting = [
        Waiting(
            UUID(int=1000 + n),
            draw(st.none() | places),
            tuple(draw(st.lists(st.sampled_from([one.id for one in colleagues]), max_size=2, unique=True))),
        )
        for n in range(draw(st.integers(0, 40)))
    ]
    return waiting, colleagues


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_every_outlet_gets_exactly_one_and_nobody_ends_above_the_bound(case):
    waiting, colleagues = case
    found = suggest(waiting, colleagues)
    assert [one.orphan_id for one in found] == [one.id for one in waiting]
    bound = bound_of([one.outlets for one in colleagues], len(waiting))
    for colleague in colleagues:
        given_to = sum(one.person_id == colleague.id for one in found)
        assert given_to == 0 or colleague.outlets + given_to <= bound
    assert suggest(waiting, colleagues) == found


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8), st.integers(0, 200))
def test_the_level_is_the_lowest_that_holds_them_all(loads, count):
    level = level_of(loads, count)
    assert sum(max(0, level - load) for load in loads) >= count
    assert level == min(loads) or sum(max(0, level - 1 - load) for load in loads) < count


@settings(deadline=None)
@given(places, st.lists(places, max_size=30))
def test_the_nearest_is_the_nearest(here, positions):
    found = _Near(positions).distance(here)
    true = min((distance_m(here, one) for one in positions), default=FAR)
    assert abs(found - true) <= max(1, true // 1000)


def test_the_nearer_colleague_is_suggested_until_his_book_is_full():
    here, there = Position(244_800_000, 1_180_900_000), Position(244_900_000, 1_180_900_000)
    near = Colleague(person(0), 10, 0, (here,))
    far = Colleague(person(1), 10, 0, (there,))
    waiting = [Waiting(UUID(int=100 + n), here) for n in range(6)]
    found = suggest(waiting, [near, far])
    assert [one.person_id for one in found] == [person(0)] * 5 + [person(1)]  # level 13, bound 15
    assert (found[0].distance_m, found[-1].distance_m) == (0, 1112)


def test_who_asked_comes_first():
    here = Position(244_800_000, 1_180_900_000)
    near = Colleague(person(0), 3, 0, (here,))
    asks = Colleague(person(1), 3, 0, ())
    [found] = suggest([Waiting(UUID(int=100), here, (person(1),))], [near, asks])
    assert (found.person_id, found.was_wished, found.distance_m) == (person(1), True, None)


def test_without_colleagues_there_is_no_suggestion():
    with pytest.raises(ValueError):
        suggest([Waiting(UUID(int=1), None)], [])
