"""Due items: put once, done, skipped with a reason, moved; their history stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from endcap.kernel import events
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.ids import new_id
from endcap.mechanisms.agenda import kinds, selectors, services
from endcap.mechanisms.agenda.errors import DoneElsewhere, ItemIsOver, NotYoursToReopen
from endcap.mechanisms.agenda.events import ItemEnded
from endcap.mechanisms.agenda.models import Entry, Item

pytestmark = [pytest.mark.django_db, pytest.mark.req("CUS-12")]


def everything():
    return Item.objects.unscoped("a test looks at all")


def facts(item):
    return [entry.what for entry in Entry.objects.unscoped("a test looks at all").filter(item=item)]


@pytest.fixture
def rep(person):
    return person("林小满", "rep")


@pytest.fixture
def as_rep(actor, rep):
    return actor(of=rep)


def test_the_same_occasion_is_there_once_and_takes_the_new_day(put, rep):
    thing = new_id()
    first = put(rep, subject_id=thing, due_on=date(2026, 7, 16))
    again = put(rep, subject_id=thing, due_on=date(2026, 7, 20))

    assert again.pk == first.pk
    assert everything().get().due_on == date(2026, 7, 20)
    assert facts(first) == ["put", "moved"]
    put(rep, subject_id=thing, due_on=date(2026, 7, 20))
    assert facts(first) == ["put", "moved"]


def test_what_is_done_stays_done_when_the_same_occasion_comes_again(put, rep, as_rep):
    thing = new_id()
    item = put(rep, subject_id=thing)
    services.done(as_rep, item_id=item.pk, note="门头换了")
    put(rep, subject_id=thing, due_on=date(2026, 8, 1))

    held = everything().get()
    assert (held.state, held.due_on, held.note, held.ended_by) == (
        "done",
        date(2026, 7, 16),
        "门头换了",
        "林小满",
    )
    assert facts(item) == ["put", "done"]


def test_other_subjects_kinds_and_occasions_are_other_items(put, rep):
    thing = new_id()
    put(rep, subject_id=thing)
    put(rep, subject_id=thing, key="k2")
    put(rep, subject_id=thing, kind="test.page")
    put(rep)

    assert everything().count() == 4


def test_skipping_needs_a_reason_and_changes_nothing_without_one(put, rep, as_rep):
    item = put(rep)

    with pytest.raises(InvalidInput) as refused:
        services.skip(as_rep, item_id=item.pk, reason="  ")
    assert [problem.code for problem in refused.value.problems] == ["required"]
    assert (everything().get().state, facts(item)) == ("open", ["put"])

    services.skip(as_rep, item_id=item.pk, reason="店里装修")
    assert (everything().get().state, everything().get().note) == ("skipped", "店里装修")


def test_an_item_that_is_over_is_not_ended_twice(put, rep, as_rep):
    item = put(rep)
    services.done(as_rep, item_id=item.pk)

    with pytest.raises(ItemIsOver) as refused:
        services.skip(as_rep, item_id=item.pk, reason="店里装修")
    assert "已办完" in refused.value.message
    assert (everything().get().state, facts(item)) == ("done", ["put", "done"])


def test_what_is_done_on_its_own_page_is_not_ticked_here(put, rep, as_rep):
    item = put(rep, kind="test.page")

    with pytest.raises(DoneElsewhere):
        services.done(as_rep, item_id=item.pk)
    assert everything().get().state == "open"

    told = services.settle(
        as_rep, kind="test.page", subject_type="test.Thing", subject_id=item.subject_id, note="核对过"
    )
    assert (told, everything().get().state, facts(item)) == (1, "done", ["put", "done"])


@pytest.mark.req("SYS-03")
def test_a_stranger_finds_nothing_and_without_the_right_nothing_happens(put, rep, actor, person):
    item = put(rep)
    stranger = actor(of=person("别人", "rep"))

    with pytest.raises(NotFoundHere):
        services.done(stranger, item_id=item.pk)
    with pytest.raises(RightMissing):
        services.done(replace(actor(of=rep), rights=frozenset({"agenda.view"})), item_id=item.pk)
    assert (everything().get().state, facts(item)) == ("open", ["put"])


def test_a_manager_ends_items_of_the_own_units_only(put, unit, person, actor):
    here, there = unit("一组"), unit("二组")
    mine, theirs = put(person(unit=here)), put(person(unit=there))
    boss = actor("business_manager", unit=here)

    services.done(boss, item_id=mine.pk)
    with pytest.raises(NotFoundHere):
        services.done(boss, item_id=theirs.pk)
    assert {item.pk: item.state for item in everything()} == {mine.pk: "done", theirs.pk: "open"}


def test_a_mistake_is_taken_back_the_same_day_only(put, rep, as_rep):
    item = put(rep)
    services.done(as_rep, item_id=item.pk)
    services.reopen(as_rep, item_id=item.pk)
    assert (everything().get().state, everything().get().ended_at) == ("open", None)

    services.done(as_rep, item_id=item.pk)
    tomorrow = replace(as_rep, now=as_rep.now + timedelta(days=1))
    with pytest.raises(NotYoursToReopen):
        services.reopen(tomorrow, item_id=item.pk)
    assert facts(item) == ["put", "done", "reopened", "done"]


def test_ending_tells_others_what_happened(put, rep, as_rep, monkeypatch):
    heard = []
    monkeypatch.setitem(events._handlers, ItemEnded, [lambda _actor, event: heard.append(event)])
    item = put(rep)
    services.skip(as_rep, item_id=item.pk, reason="店里装修")

    assert heard == [ItemEnded(item.pk, "test.check", "test.Thing", item.subject_id, "skipped")]


@pytest.mark.req("CUS-17")
def test_items_move_with_their_subject_but_for_those_that_stay(put, rep, person, system):
    other = person("周知夏")
    thing = new_id()
    moves, stays = put(rep, subject_id=thing), put(rep, subject_id=thing, kind="test.stays")
    over = put(rep, subject_id=thing, key="k9")
    services.settle(system, kind="test.check", subject_type="test.Thing", subject_id=new_id())
    services.done(system, item_id=over.pk)

    moved = services.reassign(system, subject_type="test.Thing", subject_ids=[thing], person_id=other.pk)

    assert moved == 1
    people = {item.pk: item.person_id for item in everything()}
    assert people == {moves.pk: other.pk, stays.pk: rep.pk, over.pk: rep.pk}
    assert facts(moves) == ["put", "reassigned"]


def test_what_is_no_longer_due_is_withdrawn_and_comes_back_when_put_again(put, rep, system):
    thing = new_id()
    item, other = put(rep, subject_id=thing), put(rep, subject_id=thing, key="k2")

    told = services.withdraw_items(
        system, subject_type="test.Thing", subject_id=thing, key="k1", reason="证已换"
    )
    assert (told, everything().get(pk=item.pk).state, everything().get(pk=other.pk).state) == (
        1,
        "withdrawn",
        "open",
    )

    put(rep, subject_id=thing)
    assert (everything().get(pk=item.pk).state, facts(item)) == ("open", ["put", "withdrawn", "reopened"])


def test_two_subjects_that_turn_out_to_be_one_keep_every_item_once(put, rep, system):
    old, new = new_id(), new_id()
    moves, doubled = put(rep, subject_id=old), put(rep, subject_id=old, key="k2")
    put(rep, subject_id=new, key="k2")

    moved = services.move_items(system, subject_type="test.Thing", from_id=old, to_id=new)

    assert moved == [moves.pk]
    assert everything().get(pk=moves.pk).subject_id == new
    assert everything().get(pk=doubled.pk).state == "withdrawn"


@pytest.mark.req("CPL-03")
def test_the_database_keeps_the_history(put, rep):
    item = put(rep)
    rows = Entry.objects.unscoped("a test tampers").filter(item=item)

    for tamper in (lambda: rows.update(note="x"), rows.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            tamper()
    assert facts(item) == ["put"]


@pytest.mark.sqlite
def test_sqlite_does_not_replace_a_fact_either(put, rep):
    put(rep)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("INSERT OR REPLACE INTO agenda_entry SELECT * FROM agenda_entry")


def test_one_sees_the_own_items_by_day_and_the_manager_those_of_the_units(put, unit, person, actor):
    team = unit("一组")
    rep, other = person(unit=team), person(unit=team)
    late = put(rep, due_on=date(2026, 7, 10), title="晚了")
    put(rep, due_on=date(2026, 8, 30), title="以后")
    put(other, due_on=date(2026, 7, 16), title="别人的")
    as_rep, boss = actor(of=rep), actor("business_manager", unit=team)

    assert selectors.due(as_rep, until=as_rep.today) == [late]
    assert selectors.count_due(as_rep) == 1
    assert selectors.due(boss, until=boss.today) == []
    assert [i.title for i in selectors.due(boss, until=boss.today, whose="all")] == ["晚了", "别人的"]
    found = selectors.counts(boss, selectors.AgendaFilter("all"))
    assert (found.overdue, found.today, found.week, found.later, found.total) == (1, 1, 0, 1, 3)


def test_pages_follow_each_other_without_a_gap_or_a_repeat(put, rep, as_rep):
    for n in range(7):
        put(rep, due_on=date(2026, 7, 14) + timedelta(days=n // 3), title=str(n))
    wanted, seen, after = selectors.AgendaFilter(), [], ""
    while True:
        page = selectors.page(as_rep, wanted, after=after, limit=2)
        seen += [item.title for item in page.items]
        after = page.next
        if not after:
            break
    assert sorted(seen) == [str(n) for n in range(7)]
    assert len(seen) == 7
    assert selectors.page(as_rep, wanted, after="nonsense", limit=2).items[0].title in "012"


def test_a_kind_that_no_longer_exists_is_still_shown(put, rep):
    item = put(rep)
    kinds._kinds.clear()
    assert (item.of_kind.name, item.leads_to) == ("test.check", "")
