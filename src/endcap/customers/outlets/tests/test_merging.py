"""One outlet entered twice becomes one, keeps every fact, and becomes two again when that was wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from endcap.customers.outlets import choosing, errors, selectors, services
from endcap.customers.outlets.models import Classification, Contact, GradeReview, Merge, Outlet, OutletLink
from endcap.customers.outlets.selectors import merging, search
from endcap.kernel.errors import Conflict, InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.geo import Position

pytestmark = pytest.mark.req("CUS-10")
WHY = "a test looks at all"


def fresh(outlet: Outlet) -> Outlet:
    return Outlet.objects.unscoped(WHY).get(pk=outlet.pk)


def table(model) -> list[dict]:
    rows = model._default_manager.all()
    rows = rows.unscoped(WHY) if hasattr(rows, "unscoped") else rows
    kept = [{k: v for k, v in row.items() if k != "updated_at"} for row in rows.values()]
    return sorted(kept, key=str)


def everything() -> dict[str, list[dict]]:
    models = (Outlet, Contact, Classification, GradeReview, OutletLink, Outlet.tags.through)
    return {model._meta.label: table(model) for model in models}


@pytest.fixture
def pair(outlet, person):
    """The same shop twice, with the same owner."""
    owner = person("林小满")
    one = outlet(
        "福满园便利店", owner=owner, code="A1", address="石桥路 5 号", city="厦门", phone="13800001111"
    )
    other = outlet(
        "福满园 便利店", owner=owner, code="A2", address="石桥路5号", city="厦门", licence_no="LIC1"
    )
    return one, other


def test_the_loser_stays_as_a_read_only_row_that_leads_to_the_survivor(system, pair):
    survivor, loser = pair

    merge = services.merge_outlets(system, loser_id=loser.pk, survivor_id=survivor.pk, reason="同一家")

    gone = fresh(loser)
    assert (gone.merged_into_id, gone.is_archived, gone.archive_class) == (survivor.pk, True, "merged")
    assert (gone.code, gone.name, gone.licence_no) == ("A2", "福满园 便利店", "LIC1")
    assert fresh(survivor).licence_no == "LIC1"  # what the survivor lacked
    assert (merge.before, merge.after) == ({"licence_no": ""}, {"licence_no": "LIC1"})
    with pytest.raises(errors.Archived):
        services.verify_file(system, outlet_id=loser.pk)
    with pytest.raises(errors.AlreadyMerged):
        services.restore(system, outlet_id=loser.pk)


def test_the_person_chooses_which_value_survives(system, pair):
    survivor, loser = pair

    services.merge_outlets(system, loser_id=loser.pk, survivor_id=survivor.pk, take=["name"])

    kept = fresh(survivor)
    assert (kept.name, kept.licence_no, kept.phone) == ("福满园 便利店", "", "13800001111")


def test_contacts_classes_reviews_links_and_tags_follow(system, schemes, pair, outlet):
    survivor, loser = pair
    third = outlet("隔壁小店", owner=survivor.owner, address="石桥路 5 号", city="厦门")
    draft = services.ContactDraft(name="柳明", role="buyer", level="base")
    contact = services.add_contact(system, outlet_id=loser.pk, draft=draft)
    for one, value in ((survivor, "A"), (loser, "B")):
        services.classify(system, outlet_id=one.pk, scheme="abc", value=value, reason="人工")
    services.classify(system, outlet_id=loser.pk, scheme="vip", value="vip", reason="县里最大")
    services.add_tag(system, outlet_ids=[loser.pk], name="冷柜")
    services.set_same_place(system, one_id=loser.pk, other_id=third.pk)

    services.merge_outlets(system, loser_id=loser.pk, survivor_id=survivor.pk)

    file = selectors.file_of(system, survivor.pk)
    assert [one.pk for one in file.contacts] == [contact.pk]
    assert {(one.scheme.code, one.value) for one in file.current} == {("abc", "A"), ("vip", "vip")}
    assert [(one.scheme.code, one.value, one.valid_to) for one in file.past] == [("abc", "B", system.today)]
    assert fresh(survivor).grade == "A"
    aside = selectors.aside_of(system, survivor.pk)
    assert [tag.name for tag in aside.tags] == ["冷柜"]
    assert [near.other.pk for near in aside.others_here] == [third.pk]


def test_taking_a_merge_back_leaves_everything_as_it_was(system, schemes, pair, outlet):
    survivor, loser = pair
    third = outlet("隔壁小店", owner=survivor.owner, address="石桥路 5 号", city="厦门")
    draft = services.ContactDraft(name="柳明", role="buyer", level="base")
    services.add_contact(system, outlet_id=loser.pk, draft=draft)
    for one, value in ((survivor, "A"), (loser, "B")):
        services.classify(system, outlet_id=one.pk, scheme="abc", value=value, reason="人工")
        services.add_tag(system, outlet_ids=[one.pk], name="学校旁")
    services.add_tag(system, outlet_ids=[loser.pk], name="冷柜")
    services.scan_duplicates(system)
    services.set_successor(system, before_id=third.pk, after_id=loser.pk)
    before = everything()

    merge = services.merge_outlets(
        system, loser_id=loser.pk, survivor_id=survivor.pk, take=[line.key for line in choosing.CHOOSABLE]
    )
    assert everything() != before
    services.undo_merge(system, merge_id=merge.pk)

    assert everything() == before


def test_chains_of_merges_lead_straight_to_the_last_and_unwind_from_the_end(system, outlet, person):
    owner = person()
    a, b, c = (outlet(f"店{n}", owner=owner, code=f"C{n}") for n in "abc")
    before = everything()
    first = services.merge_outlets(system, loser_id=a.pk, survivor_id=b.pk)
    second = services.merge_outlets(system, loser_id=b.pk, survivor_id=c.pk)

    assert (fresh(a).merged_into_id, fresh(b).merged_into_id) == (c.pk, c.pk)
    with pytest.raises(errors.MergeBuiltUpon):
        services.undo_merge(system, merge_id=first.pk)
    services.undo_merge(system, merge_id=second.pk)
    assert fresh(a).merged_into_id == b.pk
    services.undo_merge(system, merge_id=first.pk)
    assert everything() == before


def test_an_outlet_is_not_merged_into_itself(system, pair):
    survivor, _loser = pair
    before = everything()
    with pytest.raises(InvalidInput) as refused:
        services.merge_outlets(system, loser_id=survivor.pk, survivor_id=survivor.pk)
    assert [problem.code for problem in refused.value.problems] == ["same"]
    assert (everything(), Merge.objects.unscoped(WHY).count()) == (before, 0)


def test_an_outlet_in_another_territory_is_not_found(actor, pair, outlet, person, unit):
    here, there = unit("东渡办事处"), unit("河埠办事处")
    mine, theirs = (outlet(f"店{u.name}", owner=person(unit=u)) for u in (here, there))
    manager = actor("office_manager", unit=here)
    before = everything()
    for loser, survivor in ((mine, theirs), (theirs, mine)):
        with pytest.raises(NotFoundHere):
            services.merge_outlets(manager, loser_id=loser.pk, survivor_id=survivor.pk)
    assert everything() == before


def test_without_the_right_nothing_is_merged(actor, pair):
    survivor, loser = pair
    before = everything()
    with pytest.raises(RightMissing):
        services.merge_outlets(actor(of=survivor.owner), loser_id=loser.pk, survivor_id=survivor.pk)
    assert everything() == before


def test_archived_and_merged_outlets_are_left_alone(system, pair, outlet, person):
    survivor, loser = pair
    third = outlet("另一家", owner=person())
    services.archive(system, outlet_id=third.pk)
    services.merge_outlets(system, loser_id=loser.pk, survivor_id=survivor.pk)
    before = everything()
    for one, other, refusal in (
        (third, survivor, errors.Archived),
        (survivor, third, errors.Archived),
        (loser, survivor, errors.AlreadyMerged),
        (survivor, loser, errors.AlreadyMerged),  # in a circle
    ):
        with pytest.raises(refusal):
            services.merge_outlets(system, loser_id=one.pk, survivor_id=other.pk)
    assert (everything(), Merge.objects.unscoped(WHY).count()) == (before, 1)


def test_a_file_that_changed_while_it_was_compared_is_a_conflict(system, pair):
    survivor, loser = pair
    seen = services.Seen(loser.updated_at, survivor.updated_at)
    later = replace(system, now=system.now + timedelta(minutes=5))
    services.verify_file(later, outlet_id=survivor.pk)
    before = everything()
    with pytest.raises(Conflict):
        services.merge_outlets(later, loser_id=loser.pk, survivor_id=survivor.pk, seen=seen)
    assert everything() == before


def test_a_later_change_of_a_chosen_value_keeps_the_merge(system, pair):
    survivor, loser = pair
    merge = services.merge_outlets(system, loser_id=loser.pk, survivor_id=survivor.pk, take=["name"])
    changed = replace(selectors.draft_of(fresh(survivor)), name="福满园超市")
    services.update_outlet(system, outlet_id=survivor.pk, draft=changed)
    before = everything()
    with pytest.raises(errors.MergeOutdated) as refused:
        services.undo_merge(system, merge_id=merge.pk)
    assert "终端名称" in refused.value.message
    assert everything() == before


def test_a_merge_is_taken_back_once(system, pair):
    survivor, loser = pair
    merge = services.merge_outlets(system, loser_id=loser.pk, survivor_id=survivor.pk)
    services.undo_merge(system, merge_id=merge.pk)
    with pytest.raises(errors.MergeUndone):
        services.undo_merge(system, merge_id=merge.pk)
    again = services.merge_outlets(system, loser_id=loser.pk, survivor_id=survivor.pk)
    assert again.pk != merge.pk


def test_what_came_after_the_merge_stays_with_the_survivor(system, pair):
    survivor, loser = pair
    merge = services.merge_outlets(system, loser_id=loser.pk, survivor_id=survivor.pk)
    draft = services.ContactDraft(name="新来的", role="clerk", level="base")
    services.add_contact(system, outlet_id=survivor.pk, draft=draft)
    services.undo_merge(system, merge_id=merge.pk)
    assert [one.name for one in selectors.file_of(system, survivor.pk).contacts] == ["新来的"]


def test_the_database_itself_keeps_a_merged_outlet_put_away(pair):
    survivor, loser = pair
    with pytest.raises(IntegrityError), transaction.atomic():
        Outlet.objects.unscoped(WHY).filter(pk=loser.pk).update(merged_into=survivor)


def test_the_suspicion_is_settled_by_the_merge(system, pair):
    survivor, loser = pair
    assert services.scan_duplicates(system).suspects == 1
    services.merge_outlets(system, loser_id=loser.pk, survivor_id=survivor.pk)
    assert selectors.open_suspects(system) == []
    assert services.scan_duplicates(system).suspects == 0


def test_a_successor_has_a_day_and_no_circle(system, outlet, person):
    owner = person()
    old, new = (outlet(name, owner=owner, position=Position(1, 1)) for name in ("老张小卖部", "福满园"))
    link = services.set_successor(system, before_id=old.pk, after_id=new.pk, on=date(2026, 5, 1))
    assert (link.outlet_id, link.other_id, link.on, link.state) == (
        old.pk,
        new.pk,
        date(2026, 5, 1),
        "confirmed",
    )
    with pytest.raises(InvalidInput):
        services.set_successor(system, before_id=new.pk, after_id=old.pk)
    with pytest.raises(InvalidInput):
        services.set_successor(system, before_id=old.pk, after_id=new.pk, on=system.today + timedelta(days=1))
    assert fresh_link(link) == (old.pk, new.pk)


def fresh_link(link: OutletLink):
    held = OutletLink.objects.unscoped(WHY).get(pk=link.pk)
    return held.outlet_id, held.other_id


def test_the_old_code_leads_to_the_outlet_that_stayed(system, actor, pair):
    survivor, loser = pair
    services.merge_outlets(system, loser_id=loser.pk, survivor_id=survivor.pk)
    assert selectors.ids_by_code(system, ["A2", "a1"]) == {"A2": survivor.pk, "a1": survivor.pk}
    assert selectors.ids_by_code(actor(of=survivor.owner), ["A2"]) == {"A2": survivor.pk}
    assert selectors.ids_by_code(actor("rep"), ["A2"]) == {}


def test_the_old_code_finds_the_outlet_that_stayed(system, pair):
    survivor, loser = pair
    services.merge_outlets(system, loser_id=loser.pk, survivor_id=survivor.pk)
    [found] = search.find(system, "a2")
    assert (found.id, found.why[0].field, found.why[0].text) == (survivor.pk, "former_code", "A2")


def test_a_list_that_still_has_the_old_code_fills_gaps_and_overwrites_nothing(
    system, pair, schemes, tmp_path
):
    from endcap.customers.outlets.sheets import OUTLETS
    from endcap.kernel.exchange import registry
    from endcap.kernel.exchange.services import run_import

    registry.register(OUTLETS)
    survivor, loser = pair
    services.merge_outlets(system, loser_id=loser.pk, survivor_id=survivor.pk)
    text = "终端编码,终端名称,地址,连锁系统\nA2,别的名字,云石路 9 号,好又多\n"
    run_import(system, sheet_key="outlets", chunks=[text.encode()], file_name="x.csv", options={})
    kept = fresh(survivor)
    assert (kept.code, kept.name, kept.address, kept.chain_name) == (
        "A1",
        "福满园便利店",
        "石桥路 5 号",
        "好又多",
    )
    assert Outlet.objects.unscoped(WHY).count() == 2


def test_the_line_of_owners_is_told_in_order(system, outlet, person):
    owner = person()
    first, second, third = (outlet(name, owner=owner) for name in ("老张小卖部", "福满园", "福满园超市"))
    services.set_successor(system, before_id=second.pk, after_id=third.pk, on=date(2026, 5, 1))
    services.set_successor(system, before_id=first.pk, after_id=second.pk, on=date(2024, 5, 1))
    names = [(one.outlet.name, one.came_before) for one in merging.line_of_owners(system, third.pk)]
    assert names == [("老张小卖部", True), ("福满园", True)]
    names = [(one.outlet.name, one.came_before) for one in merging.line_of_owners(system, second.pk)]
    assert names == [("老张小卖部", True), ("福满园超市", False)]


def test_the_history_of_both_is_read_on_the_survivor(system, pair, person):
    survivor, loser = pair
    services.change_owner(system, outlet_ids=[loser.pk], owner_id=person("陈立秋").pk)
    services.merge_outlets(system, loser_id=loser.pk, survivor_id=survivor.pk)
    history = selectors.history_of(system, survivor.pk)
    assert {(one.owner.name, one.outlet.code) for one in history.ownerships} == {
        ("林小满", "A1"),
        ("林小满", "A2"),
        ("陈立秋", "A2"),
    }
    assert "outlets.owner_changed" in [entry.action for entry in history.trail]


@pytest.mark.req("CUS-08")
def test_a_forgotten_phone_is_forgotten_in_merges_too(system, pair):
    survivor, loser = pair
    Outlet.objects.unscoped(WHY).filter(pk=loser.pk).update(phone="13900002222")
    merge = services.merge_outlets(system, loser_id=loser.pk, survivor_id=survivor.pk, take=["phone"])
    from endcap.customers.outlets.services import forgetting

    forgetting.forget_phone_of_outlets(system, outlet_ids=[survivor.pk, loser.pk])
    kept = Merge.objects.unscoped(WHY).get(pk=merge.pk)
    assert (kept.before, kept.after) == ({"phone": ""}, {"phone": ""})
    services.undo_merge(system, merge_id=merge.pk)
    assert (fresh(survivor).phone, fresh(loser).phone) == ("", "")
