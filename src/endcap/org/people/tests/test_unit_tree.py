"""The unit tree on its page: what a move touches is shown before, and taken back after."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from endcap.kernel import slots
from endcap.kernel.errors import NotFoundHere, RightMissing
from endcap.org.people import selectors
from endcap.org.units import counting
from endcap.org.units import services as units
from endcap.org.units.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-03", "HOUSE")]


@pytest.fixture
def tree(unit):
    north, south = unit("北区", kind="region"), unit("南区", kind="region")
    office = unit("东渡办事处", parent=north)
    team = unit("一组", kind="team", parent=office)
    return {"north": north, "south": south, "office": office, "team": team}


@pytest.fixture
def page(person):
    client = Client()
    client.force_login(
        person("江夏至", "admin", login="admin"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


@pytest.fixture
def counted(monkeypatch):
    monkeypatch.setattr(slots, "_slots", {})
    slots.register(counting.SLOT, counting.UnitCount("outlets", "终端", lambda unit_ids: 100 * len(unit_ids)))


def paths():
    return dict(Unit.objects.values_list("name", "path"))


def move(unit):
    return reverse("people:unit_move", args=[unit.pk])


def test_a_move_shows_what_goes_along_and_who_sees_it_afterwards(tree, person, actor, counted):
    person("许冬至", "branch_manager", unit=tree["north"])
    person("何立秋", "branch_manager", unit=tree["south"])
    person("方立夏", "finance", unit=tree["south"])  # sees the company anyway
    person("吴谷雨", "rep", unit=tree["south"])  # sees only his own
    person("林小满", "rep", unit=tree["team"])
    admin = actor("admin")
    before = paths()

    seen = selectors.moving(admin, unit_id=tree["office"].pk, parent_id=tree["south"].pk)

    assert (seen.contents.units, seen.contents.people) == (2, 1)
    assert seen.contents.counted == (counting.Counted("终端", 200),)
    assert (seen.gaining, seen.losing) == (("何立秋",), ("许冬至",))
    assert seen.is_possible
    assert paths() == before


@pytest.mark.parametrize("to", ["north", "office", "team"])
def test_a_move_to_where_it_is_or_below_itself_is_not_offered(tree, actor, to):
    seen = selectors.moving(actor("admin"), unit_id=tree["office"].pk, parent_id=tree[to].pk)
    assert not seen.is_possible


def test_the_page_previews_moves_and_takes_back(tree, page):
    before = paths()
    asked = page.get(move(tree["office"]), {"to": str(tree["south"].pk)})
    assert "移到“南区”下面" in asked.content.decode()
    assert paths() == before

    assert page.post(move(tree["office"]), {"to": str(tree["south"].pk)}).status_code == 302
    assert paths()["一组"].startswith(tree["south"].path)
    told = page.get(reverse("people:units")).content.decode()
    undo = f"{move(tree['office'])}?to={tree['north'].pk}"
    assert undo in told
    assert page.post(undo).status_code == 302
    assert paths() == before


@pytest.mark.parametrize("to", ["office", "team", "00000000-0000-7000-8000-000000000000", "x", ""])
def test_a_parent_that_can_not_be_is_refused_and_nothing_moves(tree, page, to):
    before = paths()
    wanted = str(tree[to].pk) if to in tree else to
    assert page.post(move(tree["office"]), {"to": wanted}).status_code == 422
    assert page.get(move(tree["office"]), {"to": wanted}).status_code == 422
    assert paths() == before


def test_closing_can_be_taken_back_from_the_toast(tree, page):
    page.post(reverse("people:unit_close", args=[tree["team"].pk]))
    undo = reverse("people:unit_reopen", args=[tree["team"].pk])
    assert undo in page.get(reverse("people:units")).content.decode()
    assert page.post(undo).status_code == 302
    assert Unit.objects.get(name="一组").closed_on is None


def test_the_tree_counts_the_people_of_each_unit_in_a_fixed_number_of_statements(
    tree, person, actor, django_assert_num_queries
):
    person("林小满", unit=tree["team"])
    person("周惊蛰", unit=tree["team"])
    admin = actor("admin")
    with django_assert_num_queries(2):
        lines = {line.unit.name: line.people for line in selectors.unit_tree(admin)}
    assert lines == {"青禾饮品": 1, "北区": 0, "东渡办事处": 0, "一组": 2, "南区": 0}


def test_a_move_needs_the_right_and_stays_within_the_reach(tree, actor):
    manager = actor("office_manager", unit=tree["office"])
    before = paths()
    with pytest.raises(RightMissing):
        units.move_unit(manager, unit_id=tree["team"].pk, parent_id=tree["south"].pk)
    with pytest.raises(NotFoundHere):
        selectors.moving(manager, unit_id=tree["team"].pk, parent_id=tree["south"].pk)
    assert paths() == before
