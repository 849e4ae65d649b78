"""Entering and keeping files: parties, checks, refresh, archive, owners."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from endcap.customers.outlets import selectors, services
from endcap.customers.outlets.errors import Archived, DuplicateSuspected, NotArchived, StatusRefused
from endcap.customers.outlets.events import OutletsCreated, OwnersChanged
from endcap.customers.outlets.filters import OutletFilter
from endcap.customers.outlets.models import Outlet, Ownership
from endcap.kernel import events
from endcap.kernel.audit import selectors as audit
from endcap.kernel.errors import Conflict, InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.geo import Datum, Position
from endcap.org.people import services as people


def everything():
    return Outlet.objects.unscoped("a test looks at all")


def ownerships(outlet):
    return list(
        Ownership.objects.unscoped("a test looks at all")
        .filter(outlet=outlet)
        .order_by("from_on", "at")
        .values_list("owner__name", "from_on", "to_on")
    )


@pytest.mark.req("CUS-02")
@pytest.mark.parametrize("party", ["organisation", "person"])
@pytest.mark.parametrize("dealing", ["goods", "services", "both"])
def test_a_customer_is_an_organisation_or_a_person_buying_goods_or_services(outlet, party, dealing):
    made = outlet(party_kind=party, dealing=dealing)
    assert (made.party_kind, made.dealing) == (party, dealing)


@pytest.mark.req("CUS-10")
def test_every_problem_is_told_at_once_and_nothing_is_written(system):
    wrong = services.OutletDraft(
        name=" ",
        channel_id=None,
        owner_id=None,
        phone="无",
        code="X" * 41,
        licence_no="执照#1",
        status="sleeping",
    )
    with pytest.raises(InvalidInput) as refused:
        services.create_outlet(system, wrong)
    assert {problem.field for problem in refused.value.problems} == {
        "name",
        "channel",
        "owner",
        "phone",
        "code",
        "licence_no",
        "status",
    }
    assert everything().count() == 0


@pytest.mark.req("CUS-10")
def test_an_outlet_without_code_gets_the_next_free_number(outlet, person):
    owner = person()
    outlet("甲店", owner=owner, code="T-000002")
    assert [outlet(f"店{n}", owner=owner).code for n in range(2)] == ["T-000001", "T-000003"]


@pytest.mark.req("CUS-10")
def test_a_code_is_used_once(system, outlet, draft, person):
    outlet(code="A-1")
    with pytest.raises(InvalidInput) as refused:
        services.create_outlet(system, draft("乙店", owner=person(), code="A-1"))
    assert [(p.field, p.code) for p in refused.value.problems] == [("code", "taken")]
    assert everything().count() == 1


@pytest.mark.req("CUS-10")
def test_a_likely_repeat_is_refused_until_somebody_says_that_it_is_none(system, outlet, draft, person):
    first = outlet("福满园便利店", address="石桥路 5 号", city="厦门", phone="13800001111")
    again = draft("福漫园便利店", owner=person(), address="石桥路5号", city="厦门", phone="138 0000 1111")
    with pytest.raises(DuplicateSuspected) as refused:
        services.create_outlet(system, again)
    assert [suspect.outlet_id for suspect in refused.value.suspects] == [first.pk]
    assert everything().count() == 1

    services.create_outlet(system, again, is_no_duplicate=True, not_same_because="对面新开的分店")
    assert everything().count() == 2


@pytest.mark.req("HOUSE")
def test_a_position_keeps_its_datum_and_is_stored_in_wgs84(outlet):
    amap = Position.from_degrees(24.4798, 118.0894)
    made = everything().get(pk=outlet(position=amap, datum=Datum.GCJ02).pk)
    assert made.position_datum == "gcj02"
    assert (made.lat_e7, made.lon_e7) != (amap.lat_e7, amap.lon_e7)
    assert abs(made.lat_e7 - amap.lat_e7) < 100_000


@pytest.mark.req("HOUSE")
def test_saving_a_file_unchanged_does_not_move_its_position(system, outlet):
    made = outlet(position=Position.from_degrees(24.4798, 118.0894), datum=Datum.BD09)
    before = everything().get(pk=made.pk)
    services.update_outlet(
        system, outlet_id=made.pk, draft=replace(selectors.draft_of(before), remark="老客户")
    )
    after = everything().get(pk=made.pk)
    assert (after.lat_e7, after.lon_e7, after.position_datum) == (before.lat_e7, before.lon_e7, "bd09")
    assert after.remark == "老客户"


@pytest.mark.req("HOUSE")
def test_two_people_changing_one_file_do_not_overwrite_each_other(system, outlet):
    made = outlet()
    seen = made.updated_at
    later = replace(system, now=system.now + timedelta(minutes=1))
    services.update_outlet(
        later, outlet_id=made.pk, draft=replace(selectors.draft_of(made), remark="一"), seen=seen
    )
    with pytest.raises(Conflict):
        services.update_outlet(
            later, outlet_id=made.pk, draft=replace(selectors.draft_of(made), remark="二"), seen=seen
        )
    assert everything().get(pk=made.pk).remark == "一"


@pytest.mark.req("HOUSE")
def test_a_closed_outlet_does_not_become_a_prospect(system, outlet):
    made = outlet(status="closed")
    with pytest.raises(StatusRefused, match="已关店"):
        services.update_outlet(
            system, outlet_id=made.pk, draft=replace(selectors.draft_of(made), status="prospect")
        )
    assert everything().get(pk=made.pk).status == "closed"


@pytest.mark.req("CUS-07")
@pytest.mark.parametrize(
    ("grade", "days", "stale"), [("A", 90, False), ("A", 91, True), ("B", 180, False), ("", 181, True)]
)
def test_a_file_is_stale_after_90_days_for_a_and_180_for_others(system, outlet, grade, days, stale):
    made = outlet()
    everything().filter(pk=made.pk).update(grade=grade)
    later = replace(system, now=system.now + timedelta(days=days))
    made = selectors.outlet_of(later, made.pk)
    assert selectors.refresh_cut(later).is_stale(made) is stale
    assert selectors.filtered(later, OutletFilter(stale=True)).count() == int(stale)


@pytest.mark.req("CUS-07")
def test_checking_a_file_makes_it_fresh_and_is_on_record(system, outlet):
    made = outlet()
    later = replace(system, now=system.now + timedelta(days=200))
    services.verify_file(later, outlet_id=made.pk)
    assert not selectors.refresh_cut(later).is_stale(selectors.outlet_of(later, made.pk))
    assert audit.trail_of("outlets.Outlet", made.pk)[0].action == "outlets.verified"


@pytest.mark.req("CUS-08")
def test_an_archived_file_is_read_only_until_restored(system, outlet):
    made = outlet()
    services.archive(system, outlet_id=made.pk, archive_class="关店三年")
    with pytest.raises(Archived):
        services.update_outlet(
            system, outlet_id=made.pk, draft=replace(selectors.draft_of(made), remark="改")
        )
    with pytest.raises(Archived):
        services.verify_file(system, outlet_id=made.pk)
    assert everything().get(pk=made.pk).remark == ""
    assert selectors.filtered(system, OutletFilter()).count() == 0
    assert selectors.filtered(system, OutletFilter(archived=True)).count() == 1

    services.restore(system, outlet_id=made.pk)
    assert selectors.filtered(system, OutletFilter()).count() == 1
    with pytest.raises(NotArchived):
        services.restore(system, outlet_id=made.pk)


@pytest.mark.req("CUS-17")
def test_a_new_outlet_has_exactly_one_owner_from_today(system, outlet, person, now):
    made = outlet(owner=person("林小满"))
    assert ownerships(made) == [("林小满", system.today, None)]


@pytest.mark.req("CUS-17")
def test_handing_over_keeps_the_history(system, outlet, person):
    made = outlet(owner=person("林小满"))
    heard = []
    events.subscribe(OwnersChanged, lambda _actor, event: heard.append(event))
    later = replace(system, now=system.now + timedelta(days=10))
    services.change_owner(later, outlet_ids=[made.pk], owner_id=person("陈立秋").pk, reason="调片区")
    assert ownerships(made) == [("林小满", system.today, later.today), ("陈立秋", later.today, None)]
    assert everything().get(pk=made.pk).owner.name == "陈立秋"
    assert heard[0].outlet_ids == (made.pk,)


@pytest.mark.req("CUS-17")
def test_somebody_who_left_does_not_become_owner(system, outlet, person):
    gone, made = person("吴谷雨"), outlet(owner=person("林小满"))
    people.disable_person(system, person_id=gone.pk)
    with pytest.raises(InvalidInput) as refused:
        services.change_owner(system, outlet_ids=[made.pk], owner_id=gone.pk)
    assert [(p.field, p.code) for p in refused.value.problems] == [("owner", "inactive")]
    assert [name for name, _from, _to in ownerships(made)] == ["林小满"]


@pytest.mark.req("CUS-17")
def test_the_database_refuses_a_second_open_ownership(system, outlet, person):
    made = outlet()
    with pytest.raises(IntegrityError), transaction.atomic():
        Ownership.objects.create(outlet=made, owner=person(), from_on=system.today, by_name="", at=system.now)
    assert len(ownerships(made)) == 1


@pytest.mark.req("CUS-17")
def test_handing_over_needs_the_right(actor, outlet, person, unit):
    team = unit("一组", kind="team")
    rep = actor("rep", unit=team)
    made = outlet(owner=rep.person_id)
    with pytest.raises(RightMissing):
        services.change_owner(rep, outlet_ids=[made.pk], owner_id=person(unit=team).pk)
    assert len(ownerships(made)) == 1


@pytest.mark.req("CUS-17")
def test_an_outlet_follows_its_owner_into_another_unit(system, outlet, person, unit):
    north, south = unit("北区"), unit("南区")
    made = outlet(owner=person(unit=north))
    assert made.unit == north
    services.change_owner(system, outlet_ids=[made.pk], owner_id=person(unit=south).pk)
    assert everything().get(pk=made.pk).unit == south


@pytest.mark.req("HOUSE")
def test_each_sees_what_is_his(actor, outlet, person, unit):
    office, other = unit("东渡办事处"), unit("河埠办事处")
    team = unit("一组", kind="team", parent=office)
    mine = person("林小满", unit=team)
    own, colleague, foreign = (
        outlet("甲", owner=mine),
        outlet("乙", owner=person(unit=team)),
        outlet("丙", owner=person(unit=other)),
    )

    def seen(by):
        return {row.name for row in selectors.filtered(by, OutletFilter())}

    assert seen(actor(of=mine)) == {"甲"}
    assert seen(actor("office_manager", unit=office)) == {"甲", "乙"}
    assert seen(actor("sales_manager")) == {"甲", "乙", "丙"}
    for foreign_one in (colleague, foreign):
        with pytest.raises(NotFoundHere):
            selectors.outlet_of(actor(of=mine), foreign_one.pk)
        with pytest.raises(NotFoundHere):
            services.verify_file(actor(of=mine), outlet_id=foreign_one.pk)
    assert own.pk


@pytest.mark.req("HOUSE")
def test_a_rep_enters_outlets_for_himself_only(actor, draft, person, unit):
    team = unit("一组", kind="team")
    rep = actor("rep", unit=team)
    services.create_outlet(rep, draft("甲店", owner=rep.person_id))
    with pytest.raises(InvalidInput) as refused:
        services.create_outlet(rep, draft("乙店", owner=person(unit=team)))
    assert [(p.field, p.code) for p in refused.value.problems] == [("owner", "out_of_reach")]
    assert everything().count() == 1


@pytest.mark.req("HOUSE")
def test_entering_an_outlet_is_announced(system, outlet):
    heard = []
    events.subscribe(OutletsCreated, lambda _actor, event: heard.append(event.outlet_ids))
    made = outlet()
    assert (made.pk,) in heard


@pytest.mark.req("CUS-09")
def test_the_audit_trail_names_fields_and_no_values(system, outlet):
    made = outlet(phone="13800001111")
    services.update_outlet(
        system,
        outlet_id=made.pk,
        draft=replace(selectors.draft_of(made), phone="13900002222", contact_name="邱店主"),
    )
    entry = audit.trail_of("outlets.Outlet", made.pk)[0]
    assert entry.detail == {"fields": ["contact_name", "phone"]}
