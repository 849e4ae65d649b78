"""Many outlets at once: look first, do it, take it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from endcap.customers.outlets import selectors, services
from endcap.customers.outlets.errors import MassStep
from endcap.customers.outlets.filters import OutletFilter
from endcap.customers.outlets.models import (
    Classification,
    MassAction,
    MassRow,
    Outlet,
    Ownership,
    SearchEntry,
)
from endcap.customers.outlets.services import mass
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.jobs import services as jobs
from endcap.kernel.jobs.models import JobRun
from endcap.org.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.req("CUS-17")]


def _all(kind, given, ids, who):
    return services.preview_mass_action(
        who, kind=kind, given=given, selection=services.Selection(ids=tuple(ids))
    )


@pytest.fixture
def boss(actor, person, schemes):
    return actor(of=person("宋处暑", "sales_manager"))


@pytest.fixture
def shops(outlet, person):
    owner = person("许小寒", "rep")
    return [outlet(f"店{n}", owner=owner) for n in range(4)]


def _rows(action):
    rows = MassRow.objects.unscoped("the test looks at all of them").filter(action=action)
    return {row.outlet.name: (row.outcome, row.why) for row in rows.select_related("outlet")}


def test_a_preview_says_what_would_change_and_changes_nothing(boss, shops, person):
    rep = person("林小满")
    services.archive(boss, outlet_id=shops[3].pk)
    services.change_owner(boss, outlet_ids=[shops[0].pk], owner_id=rep.pk)

    action = _all("owner", {"owner": str(rep.pk), "reason": "调整"}, [shop.pk for shop in shops], boss)

    assert (action.total, action.changing, action.same, action.refused) == (4, 2, 1, 1)
    assert _rows(action)["店0"] == ("same", "")
    assert _rows(action)["店3"] == ("refused", "archived")
    outline = selectors.outline_of(boss, action.pk)
    assert [(step.after, step.count) for step in outline.steps] == [("林小满", 2)]
    shops[1].refresh_from_db()
    assert shops[1].owner_id != rep.pk


def test_owners_change_in_bulk_with_their_history_and_go_back(boss, shops, person):
    rep = person("林小满")
    before = {shop.pk: (shop.owner_id, shop.unit_id) for shop in shops}
    action = _all("owner", {"owner": str(rep.pk)}, before, boss)

    done = services.run_mass_action(boss, action_id=action.pk)

    assert (done.state, done.changing) == ("done", 4)
    assert {shop.owner_id for shop in Outlet.objects.visible_to(boss).filter(pk__in=before)} == {rep.pk}
    entries = SearchEntry.objects.unscoped("the search follows").filter(outlet_id__in=before)
    assert {entry.owner_id for entry in entries} == {rep.pk}
    undone = services.undo_mass_action(boss, action_id=action.pk)
    assert (undone.restored, undone.kept) == (4, 0)
    after = {
        shop.pk: (shop.owner_id, shop.unit_id)
        for shop in Outlet.objects.visible_to(boss).filter(pk__in=before)
    }
    assert after == before
    history = Ownership.objects.visible_to(boss).filter(outlet=shops[0])
    assert history.count() == 3
    assert history.filter(to_on__isnull=True).count() == 1


def test_what_was_changed_since_stays_when_the_rest_goes_back(boss, shops):
    ids = [shop.pk for shop in shops]
    action = _all("status", {"status": "suspended"}, ids, boss)
    services.run_mass_action(boss, action_id=action.pk)
    later = _all("status", {"status": "closed"}, ids[:1], boss)
    services.run_mass_action(boss, action_id=later.pk)

    undone = services.undo_mass_action(boss, action_id=action.pk)

    assert (undone.restored, undone.kept) == (3, 1)
    assert _rows(action)["店0"] == ("kept", "undo_since")
    assert sorted(Outlet.objects.visible_to(boss).filter(pk__in=ids).values_list("status", flat=True)) == [
        "active", "active", "active", "closed",
    ]  # fmt: skip


def test_an_outlet_changed_after_the_preview_is_left_alone(boss, shops):
    ids = [shop.pk for shop in shops]
    action = _all("status", {"status": "closed"}, ids, boss)
    Outlet.objects.visible_to(boss).filter(pk=ids[0]).update(status="suspended")

    done = services.run_mass_action(boss, action_id=action.pk)

    assert (done.changing, done.refused) == (3, 1)
    assert _rows(action)["店0"] == ("refused", "since")


def test_a_step_that_the_status_does_not_allow_is_refused_row_by_row(boss, shops):
    Outlet.objects.visible_to(boss).filter(pk=shops[0].pk).update(status="closed")
    action = _all("status", {"status": "suspended"}, [shop.pk for shop in shops], boss)
    assert (action.changing, action.refused) == (3, 1)
    assert _rows(action)["店0"] == ("refused", "status")


@pytest.mark.req("CUS-18")
def test_tags_go_on_and_off_in_bulk(boss, shops):
    ids = [shop.pk for shop in shops]
    services.add_tag(boss, outlet_ids=ids[:1], name="冰柜")
    action = _all("tag", {"tag": " 冰柜 "}, ids, boss)
    assert (action.changing, action.same) == (3, 1)
    services.run_mass_action(boss, action_id=action.pk)
    tagged = Outlet.objects.visible_to(boss).filter(tags__name="冰柜")
    assert tagged.count() == 4
    services.undo_mass_action(boss, action_id=action.pk)
    assert [one.pk for one in tagged] == ids[:1]
    off = _all("untag", {"tag": "冰柜"}, ids, boss)
    assert (off.changing, off.same) == (1, 3)
    services.run_mass_action(boss, action_id=off.pk)
    assert tagged.all().count() == 0


@pytest.mark.req("CUS-11")
def test_classes_are_set_in_bulk_and_the_former_ones_come_back(boss, shops):
    ids = [shop.pk for shop in shops]
    services.classify(boss, outlet_id=ids[0], scheme="abc", value="C", reason="小店")
    later = replace(boss, now=boss.now + timedelta(days=3))
    action = _all("class", {"class": "abc:A", "reason": "年度评审"}, ids, later)
    assert action.changing == 4

    services.run_mass_action(later, action_id=action.pk)

    held = Classification.objects.visible_to(boss).filter(scheme__code="abc", valid_to__isnull=True)
    assert set(held.values_list("value", "source", "reason")) == {("A", "manual", "年度评审")}
    assert set(Outlet.objects.visible_to(boss).values_list("grade", flat=True)) == {"A"}
    services.undo_mass_action(later, action_id=action.pk)
    assert list(held.values_list("outlet_id", "value")) == [(ids[0], "C")]
    assert sorted(Outlet.objects.visible_to(boss).values_list("grade", flat=True)) == ["", "", "", "C"]


def test_everything_found_by_a_filter_is_taken(boss, shops):
    found_by = OutletFilter(status=("active",))
    action = services.preview_mass_action(
        boss, kind="status", given={"status": "suspended"}, selection=services.Selection(found_by=found_by)
    )
    assert action.total == 4


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("owner", {"owner": ""}, "owner"),
        ("tag", {"tag": " "}, "tag"),
        ("untag", {"tag": "没有"}, "tag"),
        ("status", {"status": "gone"}, "status"),
        ("channel", {"channel": "x"}, "channel"),
        ("class", {"class": "abc:A"}, "reason"),
        ("class", {"class": "abc:Z", "reason": "x"}, "class"),
        ("nothing", {}, "kind"),
    ],
)
def test_what_makes_no_sense_is_refused_before_any_preview(boss, shops, kind, given, field):
    with pytest.raises(InvalidInput) as refused:
        _all(kind, given, [shops[0].pk], boss)
    assert field in refused.value.by_field()
    assert MassAction.objects.visible_to(boss).count() == 0


def test_nothing_picked_is_refused(boss):
    with pytest.raises(InvalidInput) as refused:
        _all("status", {"status": "closed"}, [], boss)
    assert refused.value.by_field() == {"ids": ["先选终端。"]}


def test_too_many_are_refused(boss, shops, monkeypatch):
    monkeypatch.setattr(mass, "MOST", 3)
    with pytest.raises(InvalidInput) as refused:
        _all("status", {"status": "closed"}, [shop.pk for shop in shops], boss)
    assert "ids" in refused.value.by_field()


@pytest.mark.req("HOUSE")
def test_an_outlet_out_of_reach_is_no_part_of_it(boss, shops, actor, person):
    rep = person("林小满")
    own = actor(of=rep)
    with pytest.raises(NotFoundHere):
        _all("tag", {"tag": "冰柜"}, [shop.pk for shop in shops], own)
    assert MassAction.objects.visible_to(boss).count() == 0


@pytest.mark.req("HOUSE")
def test_without_the_right_nothing_is_previewed_or_done(boss, shops, actor, person):
    rep = actor(of=person("林小满"))
    with pytest.raises(RightMissing):
        _all("owner", {"owner": str(rep.person_id)}, [shops[0].pk], rep)
    action = _all("owner", {"owner": str(rep.person_id)}, [shops[0].pk], boss)
    with pytest.raises(RightMissing):
        services.run_mass_action(replace(boss, rights=boss.rights - {"outlets.assign"}), action_id=action.pk)
    assert MassAction.objects.visible_to(boss).get().state == "preview"


def test_done_twice_is_refused(boss, shops):
    action = _all("status", {"status": "closed"}, [shops[0].pk], boss)
    services.run_mass_action(boss, action_id=action.pk)
    with pytest.raises(MassStep):
        services.run_mass_action(boss, action_id=action.pk)
    services.undo_mass_action(boss, action_id=action.pk)
    with pytest.raises(MassStep):
        services.undo_mass_action(boss, action_id=action.pk)


def test_a_newer_preview_replaces_the_older(boss, shops):
    first = _all("status", {"status": "closed"}, [shops[0].pk], boss)
    second = _all("status", {"status": "suspended"}, [shops[0].pk], boss)
    assert [one.pk for one in MassAction.objects.visible_to(boss)] == [second.pk]
    with pytest.raises(NotFoundHere):
        services.run_mass_action(boss, action_id=first.pk)


def _work(step, action):
    """What the worker does with the task that was queued."""
    mass.work(step, action_id=action.pk, run_id=action.run_id, language="zh-hans")
    action.refresh_from_db()
    return JobRun.objects.get(pk=action.run_id)


@pytest.mark.req("HOUSE")
def test_many_are_done_by_a_worker_and_taken_back_by_one(boss, shops, monkeypatch):
    monkeypatch.setattr(mass, "AT_ONCE", 2)
    action = _all("status", {"status": "suspended"}, [shop.pk for shop in shops], boss)

    action = services.begin_mass_action(boss, action_id=action.pk)
    assert action.state == "waiting"
    run = _work("run", action)

    assert (run.state, run.total, run.done) == ("done", 4, 4)
    assert (action.state, action.changing) == ("done", 4)
    action = services.begin_undo_mass_action(boss, action_id=action.pk)
    assert action.state == "undoing"
    assert _work("undo", action).state == "done"
    assert (action.state, action.restored) == ("undone", 4)


@pytest.mark.req("HOUSE")
def test_one_that_was_stopped_changes_nothing_and_may_be_run_again(boss, shops, monkeypatch):
    monkeypatch.setattr(mass, "AT_ONCE", 2)
    action = _all("status", {"status": "suspended"}, [shop.pk for shop in shops], boss)
    action = services.begin_mass_action(boss, action_id=action.pk)
    jobs.request_cancel(boss, run_id=action.run_id)

    assert _work("run", action).state == "cancelled"

    assert action.state == "preview"
    assert set(Outlet.objects.visible_to(boss).values_list("status", flat=True)) == {"active"}
    again = services.begin_mass_action(boss, action_id=action.pk)
    assert _work("run", again).state == "done"


@pytest.mark.req("HOUSE")
def test_what_can_not_be_done_any_more_says_so_in_its_job(boss, shops, monkeypatch, person, system):
    monkeypatch.setattr(mass, "AT_ONCE", 2)
    rep = person("林小满")
    action = _all("owner", {"owner": str(rep.pk)}, [shop.pk for shop in shops], boss)
    action = services.begin_mass_action(boss, action_id=action.pk)
    Person.objects.unscoped("somebody leaves meanwhile").filter(pk=rep.pk).update(is_active=False)

    run = _work("run", action)

    assert (run.state, action.state) == ("failed", "preview")
    assert not Outlet.objects.visible_to(boss).filter(owner=rep).exists()
