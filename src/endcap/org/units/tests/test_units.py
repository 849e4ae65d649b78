"""The tree of units: who is below whom decides who sees what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from endcap.kernel.audit import selectors as audit
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.ids import new_id
from endcap.kernel.scope import Reach
from endcap.org.units import selectors, services
from endcap.org.units.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-03", "HOUSE")]


@pytest.fixture
def tree(company, unit):
    """Two regions; the south has an office with a team."""
    north, south = unit("北区", kind="region"), unit("南区", kind="region")
    office = unit("东渡办事处", parent=south)
    team = unit("一组", kind="team", parent=office)
    return {"company": company, "north": north, "south": south, "office": office, "team": team}


def snapshot():
    return list(Unit.objects.order_by("pk").values())


def codes(problem):
    return [(p.field, p.code) for p in problem.value.problems]


def test_a_subtree_is_the_unit_and_everything_below_it(tree):
    assert selectors.subtree_ids(tree["south"].pk) == {tree[k].pk for k in ("south", "office", "team")}
    assert selectors.subtree_ids(tree["team"].pk) == {tree["team"].pk}


def test_the_tree_lists_parents_before_children(tree):
    assert [(u.name, u.depth) for u in selectors.tree()] == [
        ("青禾饮品", 0),
        ("北区", 1),
        ("南区", 1),
        ("东渡办事处", 2),
        ("一组", 3),
    ]


def test_there_is_one_company(tree, system):
    before = snapshot()
    with pytest.raises(InvalidInput) as refused:
        services.create_unit(system, code="HQ2", name="第二家", kind="company")
    assert codes(refused) == [("kind", "second_company")]
    assert snapshot() == before


def test_all_problems_of_a_new_unit_are_told_at_once(tree, system):
    with pytest.raises(InvalidInput) as refused:
        services.create_unit(system, code="HQ", name=" ", kind="office")
    assert codes(refused) == [("name", "required"), ("code", "taken"), ("parent", "required")]


def test_a_unit_is_renamed(tree, system):
    services.update_unit(system, unit_id=tree["office"].pk, code="DD", name="东渡", kind="office")
    unit = Unit.objects.get(pk=tree["office"].pk)
    assert (unit.code, unit.name) == ("DD", "东渡")
    last = audit.trail_of("units.Unit", unit.pk)[0]
    assert (last.action, last.detail) == ("units.updated", {"fields": ["code", "name"]})


def test_saving_a_unit_unchanged_leaves_no_trace(tree, system):
    unit = tree["office"]
    services.update_unit(system, unit_id=unit.pk, code=unit.code, name=unit.name, kind=unit.kind)
    assert audit.trail_of("units.Unit", unit.pk)[0].action == "units.created"


def test_the_code_of_another_unit_is_refused(tree, system):
    before = snapshot()
    with pytest.raises(InvalidInput) as refused:
        services.update_unit(system, unit_id=tree["office"].pk, code="HQ", name="东渡", kind="company")
    assert codes(refused) == [("code", "taken"), ("kind", "second_company")]
    assert snapshot() == before


def test_a_moved_unit_takes_everything_below_it_along(tree, system):
    services.move_unit(system, unit_id=tree["office"].pk, parent_id=tree["north"].pk)
    assert selectors.subtree_ids(tree["north"].pk) == {tree[k].pk for k in ("north", "office", "team")}
    assert selectors.subtree_ids(tree["south"].pk) == {tree["south"].pk}
    team = Unit.objects.get(pk=tree["team"].pk)
    assert team.path == "/" + "".join(f"{tree[k].pk.hex}/" for k in ("company", "north", "office", "team"))


@pytest.mark.parametrize("below", ["office", "team"])
def test_a_unit_is_not_moved_below_itself(tree, system, below):
    before = snapshot()
    with pytest.raises(services.UnitBelowItself, match="东渡办事处"):
        services.move_unit(system, unit_id=tree["office"].pk, parent_id=tree[below].pk)
    assert snapshot() == before


def test_the_company_is_neither_moved_nor_closed(tree, system):
    before = snapshot()
    with pytest.raises(services.CompanyStays):
        services.move_unit(system, unit_id=tree["company"].pk, parent_id=tree["north"].pk)
    with pytest.raises(services.CompanyStays):
        services.close_unit(system, unit_id=tree["company"].pk)
    assert snapshot() == before


def test_a_unit_with_open_units_below_it_stays_open(tree, system):
    before = snapshot()
    with pytest.raises(services.UnitNotEmpty, match="1"):
        services.close_unit(system, unit_id=tree["office"].pk)
    assert snapshot() == before


def test_a_closed_unit_leaves_the_tree_and_takes_nothing_new(tree, system, unit):
    services.close_unit(system, unit_id=tree["team"].pk)
    closed = Unit.objects.get(pk=tree["team"].pk)
    assert closed.closed_on == date(2026, 7, 16)
    assert closed not in selectors.tree()
    with pytest.raises(InvalidInput) as refused:
        unit("二组", kind="team", parent=closed)
    assert codes(refused) == [("parent", "closed")]
    services.reopen_unit(system, unit_id=closed.pk)
    assert closed in selectors.tree()


def test_without_the_right_nothing_changes(tree, actor):
    rep = actor("rep", unit=tree["team"])
    before = snapshot()
    for attempt in (
        lambda: services.create_unit(rep, code="X", name="X", kind="team", parent_id=tree["team"].pk),
        lambda: services.update_unit(rep, unit_id=tree["team"].pk, code="X", name="X", kind="team"),
        lambda: services.move_unit(rep, unit_id=tree["team"].pk, parent_id=tree["north"].pk),
        lambda: services.close_unit(rep, unit_id=tree["team"].pk),
        lambda: services.reopen_unit(rep, unit_id=tree["team"].pk),
    ):
        with pytest.raises(RightMissing):
            attempt()
    assert snapshot() == before


def test_a_unit_beyond_the_reach_is_not_found(tree, actor):
    south_only = replace(actor("office_manager", unit=tree["south"]), rights=frozenset({"units.edit"}))
    assert south_only.reach == Reach.UNIT
    before = snapshot()
    for attempt in (
        lambda: services.update_unit(south_only, unit_id=tree["north"].pk, code="X", name="X", kind="region"),
        lambda: services.move_unit(south_only, unit_id=tree["team"].pk, parent_id=tree["north"].pk),
        lambda: services.create_unit(
            south_only, code="X", name="X", kind="team", parent_id=tree["company"].pk
        ),
        lambda: services.close_unit(south_only, unit_id=new_id()),
        lambda: selectors.unit_of(south_only, tree["north"].pk),
    ):
        with pytest.raises(NotFoundHere):
            attempt()
    assert snapshot() == before
    assert [unit.name for unit in selectors.visible_tree(south_only)] == ["南区", "东渡办事处", "一组"]
