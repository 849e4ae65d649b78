"""Statements that are composed once: the same rows as their query sets, for everybody his own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db.models import Q

from endcap.customers.outlets.models import Outlet
from endcap.customers.outlets.selectors.file import _PLAIN
from endcap.kernel import composed
from endcap.kernel.actor import Actor
from endcap.kernel.composed import Composed, NotComposable
from endcap.kernel.scope import Reach, UnscopedRead
from endcap.org.units import services as units
from endcap.org.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices():
    system = Actor.system(name="test")
    root = units.create_unit(system, code="HQ", name="青禾", kind="company")
    return [root] + [
        units.create_unit(system, code=f"O{n}", name=f"第{n}办事处", kind="office", parent_id=root.pk)
        for n in range(5)
    ]


def _actor(reach=Reach.UNIT, **other):
    system = Actor.system(name="test")
    return replace(system, person_id=uuid4(), reach=reach, **other)


def test_composed_once_and_asked_with_other_values(offices, monkeypatch):
    calls = []

    def compose(ids):
        calls.append(len(ids))
        return Unit.objects.filter(pk__in=ids).order_by("code").values_list("code", "parent_id")

    asked = Composed(compose)

    assert asked.rows(ids=(offices[0].pk,)) == [("HQ", None)]
    assert asked.rows(ids=[offices[1].pk, offices[3].pk, offices[2].pk]) == [
        (f"O{n}", offices[0].pk) for n in range(3)
    ]
    assert asked.rows(ids={each.pk for each in offices[2:]}) == [
        (f"O{n}", offices[0].pk) for n in range(1, 5)
    ]
    assert asked.rows(ids=(uuid4(),)) == []
    assert calls == [1, 1, 4, 4]  # each form twice, to be sure that it depends on its values alone


def test_one_statement_each_time(offices, django_assert_num_queries):
    asked = Composed(lambda code: Unit.objects.filter(code=code).values_list("name"))
    for code, name in (("O1", "第1办事处"), ("O2", "第2办事处")):
        with django_assert_num_queries(1):
            assert asked.rows(code=code) == [(name,)]


def test_nothing_asked_for_needs_no_statement(django_assert_num_queries):
    asked = Composed(lambda ids: Unit.objects.filter(pk__in=ids).values_list("code"))
    with django_assert_num_queries(0):
        assert asked.rows(ids=()) == []


def test_beginnings_are_taken_literally(offices):
    asked = Composed(
        lambda text: Unit.objects.filter(code__startswith=text).order_by("code").values_list("code")
    )

    assert asked.rows(text="O") == [(f"O{n}",) for n in range(5)]
    assert asked.rows(text="%") == []
    assert asked.rows(text="_1") == []


def test_instances_come_with_what_was_selected_beside_them(offices, django_assert_num_queries):
    asked = Composed(lambda code: Unit.objects.select_related("parent").filter(code=code))

    (found,) = asked.instances(code="O3")

    with django_assert_num_queries(0):
        assert (found.pk, found.name, found.parent.code) == (offices[4].pk, "第3办事处", "HQ")


def test_each_actor_sees_his_own_whatever_was_asked_before(offices):
    class Mine(Composed):
        pass

    asked = Mine(
        lambda actor: Unit.objects.filter(pk__in=actor.unit_ids).order_by("code").values_list("code")
    )
    for number in (1, 2, 1):
        actor = _actor(unit_ids=frozenset({offices[number].pk}))
        assert asked.rows(actor=actor) == [(f"O{number - 1}",)]
    both = _actor(unit_ids=frozenset({offices[1].pk, offices[2].pk, offices[3].pk}))
    assert asked.rows(actor=both) == [("O0",), ("O1",), ("O2",)]
    assert asked.rows(actor=_actor(unit_ids=frozenset())) == []


def test_reach_and_rights_are_forms_of_their_own(offices):
    def compose(actor):
        seen = Q() if actor.reach == Reach.COMPANY else Q(pk__in=actor.unit_ids)
        return Unit.objects.filter(seen).order_by("code").values_list("code")

    asked = Composed(compose)
    few = _actor(unit_ids=frozenset({offices[2].pk}))

    assert len(asked.rows(actor=replace(few, reach=Reach.COMPANY))) == 6
    assert asked.rows(actor=few) == [("O1",)]
    assert len(asked._forms) == 2
    asked.rows(actor=replace(few, rights=frozenset()))
    assert len(asked._forms) == 3


def test_what_depends_on_anything_else_is_refused(offices):
    asked = Composed(lambda actor: Unit.objects.filter(closed_on__lt=actor.today).values_list("code"))
    with pytest.raises(NotComposable):
        asked.rows(actor=_actor(unit_ids=frozenset()))
    with pytest.raises(NotComposable):
        Composed(lambda text: Unit.objects.filter(code__icontains=text).values_list("code")).rows(text="O")
    with pytest.raises(NotComposable):
        Composed(lambda at: Unit.objects.values_list("code")).rows(at=datetime(2026, 7, 1, tzinfo=UTC))


def test_a_scoped_model_still_says_for_whom(offices):
    with pytest.raises(UnscopedRead):
        Composed(lambda code: Outlet.objects.filter(code=code)).instances(code="X")
    assert _PLAIN.instances(actor=_actor(Reach.OWN, unit_ids=frozenset()), outlet_id=uuid4()) == []


def test_forms_do_not_pile_up(offices, monkeypatch):
    monkeypatch.setattr(composed, "FORMS_AT_MOST", 3)
    asked = Composed(lambda ids, word: Unit.objects.filter(pk__in=ids).values_list("code"))
    for word in (None, True, False, frozenset(), None):
        assert asked.rows(ids=(offices[0].pk,), word=word) == [("HQ",)]
    assert len(asked._forms) <= 3
