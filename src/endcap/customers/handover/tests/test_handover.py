"""A leaver's outlets are never without an owner, are on a list, and are all given and contacted, or it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from endcap.customers.handover import errors, selectors, services
from endcap.customers.handover.models import Handover, Orphan, Wish
from endcap.customers.handover.tests.conftest import beside
from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.models import Outlet, Ownership
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.mechanisms.agenda.models import Item
from endcap.org.messages.models import Notification
from endcap.org.people import services as people

WHY = "a test looks at all"
pytestmark = pytest.mark.req("REL-15")


def orphans(**conditions):
    return Orphan.objects.unscoped(WHY).filter(**conditions)


def case() -> Handover:
    return Handover.objects.unscoped(WHY).get()


def owners() -> set[str]:
    return set(Outlet.objects.unscoped(WHY).values_list("owner__name", flat=True))


@pytest.mark.req("CUS-17")
def test_a_rep_with_38_outlets_leaves_and_all_are_listed_in_the_managers_care(office, shops, leave, system):
    """TV-21: 5 in use, 33 old."""
    shops(office.leaver, 5)
    for old in shops(office.leaver, 33, status="closed"):
        outlets.archive(system, outlet_id=old.pk)

    leave(office.leaver)

    assert orphans().count() == 38
    assert owners() == {"江夏至"}
    assert orphans(caretaker=office.manager, assigned_to__isnull=True).count() == 38
    open_now = Ownership.objects.unscoped(WHY).filter(to_on__isnull=True)
    assert (open_now.count(), set(open_now.values_list("owner__name", flat=True))) == (38, {"江夏至"})
    assert (case().left_on, case().due_on, case().state) == (date(2026, 7, 16), date(2026, 7, 21), "open")
    assert Outlet.objects.unscoped(WHY).filter(unit=office.leaver.unit).count() == 38  # they stay in the team
    told = Notification.objects.filter(person=office.manager)
    assert [note.title for note in told] == ["秦小暑离开，38 家终端要分"]


def test_nobody_with_outlets_no_handover(office, leave):
    leave(office.far)
    assert Handover.objects.unscoped(WHY).count() == 0


@pytest.mark.req("CUS-17")
def test_a_manager_who_leaves_passes_them_to_the_one_above(office, shops, leave, person, company):
    boss = person("许冬至", "sales_manager", unit=company)
    shops(office.manager, 2)
    leave(office.manager)
    assert owners() == {boss.name}


def test_an_absence_is_no_handover(office, shops, system):
    shops(office.leaver, 2)
    away_until = system.today + timedelta(days=5)
    people.add_absence(
        system, person_id=office.leaver.pk, from_on=system.today, to_on=away_until, kind="holiday"
    )
    assert (Handover.objects.unscoped(WHY).count(), owners()) == (0, {"秦小暑"})


def test_giving_moves_owner_agenda_and_message(office, shops, leave, actor):
    mine = shops(office.leaver, 3)
    leave(office.leaver)
    manager = actor(of=office.manager)

    done = services.distribute(
        manager, handover_id=case().pk, to={one.pk: office.near.pk for one in orphans()}
    )

    assert (done.outlets, done.people) == (3, 1)
    assert owners() == {"林小满"}
    assert set(orphans().values_list("first_contact_due_on", flat=True)) == {date(2026, 7, 21)}
    items = Item.objects.unscoped(WHY).filter(kind="first_contact", state="open")
    assert {(item.person_id, item.due_on, item.subject_id) for item in items} == {
        (office.near.pk, date(2026, 7, 21), outlet.pk) for outlet in mine
    }
    assert Notification.objects.filter(person=office.near, title__startswith="分给你 3 家终端").exists()
    assert selectors.handover_of(manager, case().pk).waiting == 0


def test_first_contacts_end_the_handover(office, shops, leave, actor):
    shops(office.leaver, 2)
    leave(office.leaver)
    manager, rep = actor(of=office.manager), actor(of=office.near)
    services.distribute(manager, handover_id=case().pk, to={o.pk: office.near.pk for o in orphans()})
    first, second = orphans().order_by("pk")

    services.record_first_contact(rep, orphan_id=first.pk, note="打过电话")
    assert (case().state, selectors.handover_of(manager, case().pk).uncontacted) == ("open", 1)
    with pytest.raises(errors.ContactedBefore):
        services.record_first_contact(rep, orphan_id=first.pk)

    from endcap.mechanisms.agenda import services as agenda

    item = Item.objects.unscoped(WHY).get(subject_id=second.outlet_id, kind="first_contact", state="open")
    agenda.done(rep, item_id=item.pk)  # ticked off on the agenda instead
    assert (case().state, orphans(first_contact_on=rep.today).count()) == ("done", 2)
    assert selectors.handovers(manager) == []


def test_archived_files_are_given_without_a_contact(office, shops, leave, actor, system):
    [old] = shops(office.leaver, 1)
    outlets.archive(system, outlet_id=old.pk)
    leave(office.leaver)
    services.distribute(
        actor(of=office.manager), handover_id=case().pk, to={orphans().get().pk: office.near.pk}
    )
    assert (case().state, owners()) == ("done", {"林小满"})
    assert not Item.objects.unscoped(WHY).filter(kind="first_contact").exists()


def test_what_was_given_meanwhile_refuses_the_whole(office, shops, leave, actor):
    shops(office.leaver, 3)
    leave(office.leaver)
    manager = actor(of=office.manager)
    first, *_rest = orphans().order_by("pk")
    services.distribute(manager, handover_id=case().pk, to={first.pk: office.near.pk})
    before = list(orphans().order_by("pk").values())
    with pytest.raises(errors.AlreadyGiven):
        services.distribute(manager, handover_id=case().pk, to={o.pk: office.far.pk for o in orphans()})
    assert list(orphans().order_by("pk").values()) == before


def test_suggestions_follow_distance_and_load(office, shops, leave, actor):
    shops(office.near, 4, at=beside(0))
    shops(office.far, 4, at=beside(50))
    shops(office.leaver, 3, at=beside(1))
    shops(office.leaver, 3, at=beside(49))
    leave(office.leaver)
    manager = actor(of=office.manager)

    done = services.accept_suggestions(manager, handover_id=case().pk)

    assert (done.outlets, done.people) == (6, 2)
    for name, lat in (("林小满", beside(1).lat_e7), ("陈立秋", beside(49).lat_e7)):
        given = Outlet.objects.unscoped(WHY).filter(owner__name=name, lat_e7=lat)
        assert given.count() == 3


def test_some_may_be_accepted_and_the_rest_stays(office, shops, leave, actor):
    shops(office.near, 1)
    shops(office.leaver, 3)
    leave(office.leaver)
    some = [orphans().order_by("pk")[0].pk]
    services.accept_suggestions(actor(of=office.manager), handover_id=case().pk, orphan_ids=some)
    assert orphans(assigned_to__isnull=True).count() == 2


def test_only_whoever_may_distributes_and_only_within_reach(office, shops, leave, actor, unit, person):
    shops(office.leaver, 1)
    leave(office.leaver)
    [orphan] = orphans()
    stranger = person("夏立夏", "office_manager", unit=unit("河埠办事处"))
    with pytest.raises(RightMissing):
        services.distribute(actor(of=office.near), handover_id=case().pk, to={orphan.pk: office.near.pk})
    with pytest.raises(NotFoundHere):
        services.distribute(actor(of=stranger), handover_id=case().pk, to={orphan.pk: stranger.pk})
    with pytest.raises(InvalidInput):  # to somebody of another office
        services.distribute(actor(of=office.manager), handover_id=case().pk, to={orphan.pk: stranger.pk})
    assert (owners(), orphans(assigned_to__isnull=True).count()) == ({"江夏至"}, 1)


def test_colleagues_ask_and_the_manager_decides(office, shops, leave, actor):
    shops(office.leaver, 2)
    leave(office.leaver)
    near, far, manager = actor(of=office.near), actor(of=office.far), actor(of=office.manager)
    first, second = orphans().order_by("pk")
    assert {one.pk for one in selectors.askable(near)} == {first.pk, second.pk}
    wish = services.ask_for(near, orphan_id=first.pk, reason="就在我线路上")
    services.ask_for(far, orphan_id=first.pk, reason="老板是老乡")
    refused = services.ask_for(far, orphan_id=second.pk, reason="顺路")
    with pytest.raises(errors.AlreadyAsked):
        services.ask_for(near, orphan_id=first.pk, reason="再说一次")
    with pytest.raises(InvalidInput):
        services.ask_for(near, orphan_id=second.pk, reason=" ")
    with pytest.raises(RightMissing):
        services.decline_wish(near, wish_id=refused.pk, answer="我要")

    services.decline_wish(manager, wish_id=refused.pk, answer="离你太远")
    services.distribute(manager, handover_id=case().pk, to={first.pk: office.near.pk})

    states = {(one.person.name, one.orphan_id): one.state for one in Wish.objects.unscoped(WHY)}
    assert states == {
        ("林小满", first.pk): "granted",
        ("陈立秋", first.pk): "declined",
        ("陈立秋", second.pk): "declined",
    }
    assert [one.pk for one in selectors.my_wishes(near)] == [wish.pk]
    assert [one.pk for one in selectors.askable(near)] == [second.pk]


def test_another_office_is_not_asked(office, shops, leave, actor, unit, person):
    shops(office.leaver, 1)
    leave(office.leaver)
    stranger = actor(of=person("何霜降", "rep", unit=unit("河埠办事处")))
    assert list(selectors.askable(stranger)) == []
    with pytest.raises(NotFoundHere):
        services.ask_for(stranger, orphan_id=orphans().get().pk, reason="想要")
    assert Wish.objects.unscoped(WHY).count() == 0


def test_a_wish_is_taken_back_by_whoever_made_it(office, shops, leave, actor):
    shops(office.leaver, 1)
    leave(office.leaver)
    near, far = actor(of=office.near), actor(of=office.far)
    wish = services.ask_for(near, orphan_id=orphans().get().pk, reason="顺路")
    with pytest.raises(NotFoundHere):
        services.withdraw_wish(far, wish_id=wish.pk)
    services.withdraw_wish(near, wish_id=wish.pk)
    with pytest.raises(errors.WishIsOver):
        services.withdraw_wish(near, wish_id=wish.pk)


@pytest.mark.req("M56")
def test_past_the_day_it_is_shown_and_said_and_goes_up(office, shops, leave, actor, system, person, company):
    boss = person("许冬至", "sales_manager", unit=company)
    shops(office.leaver, 3)
    leave(office.leaver)
    manager = actor(of=office.manager)
    first, *_rest = orphans().order_by("pk")
    services.distribute(manager, handover_id=case().pk, to={first.pk: office.near.pk})
    on_time = replace(system, now=system.now + timedelta(days=5))  # 21 July, the last day
    assert (services.is_anything_late(on_time), services.tell_of_late(on_time)) == (False, 0)

    late = replace(system, now=system.now + timedelta(days=6))
    assert services.is_anything_late(late)
    assert services.tell_of_late(late) == 1
    assert selectors.handover_of(replace(manager, now=late.now), case().pk).late == 3
    told = Notification.objects.filter(topic="handover.late")
    assert {note.person.name for note in told} == {"江夏至", "林小满"}
    assert "还有 2 家没有分，1 家分了没有联系。" in told.get(person=office.manager).text
    assert services.tell_of_late(late) == 0  # once a day

    services.tell_of_late(replace(system, now=system.now + timedelta(days=7)))
    assert Notification.objects.filter(topic="handover.late", person=boss).count() == 1


def test_a_planned_leave_is_listed_before_and_cared_for_after(office, shops, leave, actor):
    shops(office.leaver, 3)
    manager = actor(of=office.manager)
    planned = services.plan_leave(
        manager, person_id=office.leaver.pk, leaves_on=manager.today + timedelta(days=10)
    )
    assert (planned.state, owners()) == ("planned", {"秦小暑"})
    with pytest.raises(errors.HandoverExists):
        services.plan_leave(manager, person_id=office.leaver.pk, leaves_on=manager.today)
    first, *_rest = orphans().order_by("pk")
    services.distribute(manager, handover_id=planned.pk, to={first.pk: office.near.pk})
    shops(office.leaver, 1)  # one more before he goes

    leave(office.leaver)

    assert (case().state, orphans().count()) == ("open", 4)
    assert orphans(caretaker=office.manager, assigned_to__isnull=True).count() == 3
    assert owners() == {"林小满", "江夏至"}


def test_giving_on_the_outlet_list_counts_too(office, shops, leave, actor):
    [shop] = shops(office.leaver, 1)
    leave(office.leaver)
    manager = actor(of=office.manager)
    outlets.change_owner(manager, outlet_ids=[shop.pk], owner_id=office.far.pk)
    [orphan] = orphans()
    assert (orphan.assigned_to_id, orphan.first_contact_due_on) == (office.far.pk, date(2026, 7, 21))
    outlets.change_owner(manager, outlet_ids=[shop.pk], owner_id=office.near.pk)
    [orphan] = orphans()
    assert orphan.assigned_to_id == office.near.pk


@pytest.mark.req("CUS-10")
def test_an_orphan_that_turns_out_to_be_another_outlet_stays_on_the_list(office, shops, leave, system):
    [shop] = shops(office.leaver, 1)
    [other] = shops(office.near, 1)
    leave(office.leaver)
    merge = outlets.merge_outlets(system, loser_id=shop.pk, survivor_id=other.pk)
    assert orphans().get().outlet_id == other.pk
    outlets.undo_merge(system, merge_id=merge.pk)
    assert orphans().get().outlet_id == shop.pk


def test_without_anybody_to_care_nobody_leaves(company, person, system, leave, roles):
    from endcap.customers.outlets.models import Channel

    outlets.create_preset_channels(system)
    only = person("独苗", "rep", unit=company)
    draft = outlets.OutletDraft(
        name="店", channel_id=Channel.objects.get(code="grocery").pk, owner_id=only.pk
    )
    outlets.create_many(system, [draft])
    with pytest.raises(errors.NobodyToCare):
        services.record_leaving(system, person_id=only.pk, on=system.today)
    assert (owners(), Handover.objects.unscoped(WHY).count()) == ({"独苗"}, 0)
