"""The ledger of an outlet: entries, care plans with a next date, checks of the file, and what falls due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest

from endcap.customers.outlets import completeness, duties, happenings, selectors, services, timeline
from endcap.customers.outlets.models import FileNote, Outlet
from endcap.customers.outlets.timeline import Mark, TimelineEntry, TimelineSource
from endcap.kernel.audit import selectors as audit
from endcap.kernel.calendar import services as calendar
from endcap.kernel.errors import Conflict, InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.ids import new_id
from endcap.mechanisms.agenda import selectors as agenda_read
from endcap.mechanisms.agenda import services as agenda
from endcap.mechanisms.agenda.models import Item
from endcap.org.people import services as people

SUBJECT = "outlets.Outlet"


@pytest.fixture
def rep(person):
    return person("林小满", "rep")


@pytest.fixture
def as_rep(actor, rep):
    return actor(of=rep)


@pytest.fixture
def shop(outlet, rep):
    return outlet(owner=rep)


def notes():
    return list(FileNote.objects.unscoped("a test looks at all").order_by("at", "id"))


def items():
    return list(Item.objects.unscoped("a test looks at all").order_by("due_on", "created_at", "id"))


@pytest.mark.req("CUS-12")
def test_a_care_plan_puts_its_next_date_on_the_owners_agenda(as_rep, shop, rep):
    plan = services.write_care_plan(
        as_rep, outlet_id=shop.pk, text="月底带新品上门", next_on=date(2026, 7, 31)
    )

    assert (plan.text, plan.next_on, plan.by_name) == ("月底带新品上门", date(2026, 7, 31), "林小满")
    [item] = items()
    assert (item.kind, item.due_on, item.person_id, item.words) == (
        "outlets.care",
        date(2026, 7, 31),
        rep.pk,
        "按关怀计划联系“福满园便利店”",
    )


@pytest.mark.req("CUS-12")
def test_the_next_plan_keeps_the_former_one_and_ends_what_it_had_put(as_rep, shop):
    services.write_care_plan(as_rep, outlet_id=shop.pk, text="月底上门", next_on=date(2026, 7, 31))
    as_rep = replace(as_rep, now=as_rep.now + timedelta(minutes=1))
    services.write_care_plan(as_rep, outlet_id=shop.pk, text="谈年度目标", next_on=date(2026, 9, 1))

    assert [note.text for note in notes()] == ["月底上门", "谈年度目标"]
    assert [(item.due_on, item.state) for item in items()] == [
        (date(2026, 7, 31), "done"),
        (date(2026, 9, 1), "open"),
    ]
    assert selectors.care_plan_of(as_rep, shop.pk).text == "谈年度目标"


@pytest.mark.req("CUS-12")
@pytest.mark.parametrize(
    ("text", "next_on", "codes"),
    [
        ("上门", None, ["required"]),
        ("上门", date(2026, 7, 15), ["in_past"]),
        ("上门", date(2029, 1, 1), ["too_far"]),
        ("", None, ["required", "required"]),
        ("长" * 2001, date(2026, 7, 31), ["too_long"]),
    ],
)
def test_a_care_plan_without_a_next_date_is_refused_and_nothing_is_kept(as_rep, shop, text, next_on, codes):
    with pytest.raises(InvalidInput) as refused:
        services.write_care_plan(as_rep, outlet_id=shop.pk, text=text, next_on=next_on)

    assert [problem.code for problem in refused.value.problems] == codes
    assert (notes(), items()) == ([], [])


@pytest.mark.req("CUS-12")
def test_todays_date_is_a_next_date(as_rep, shop):
    services.write_care_plan(as_rep, outlet_id=shop.pk, text="下午打电话", next_on=as_rep.today)
    assert agenda_read.count_due(as_rep) == 1


@pytest.mark.req("CUS-12", "CUS-06")
def test_calls_and_opinions_are_kept_as_they_were_said(as_rep, shop):
    sent = new_id()
    first = services.add_note(as_rep, outlet_id=shop.pk, kind="opinion", text="电解质水口味太甜", id=sent)
    again = services.add_note(as_rep, outlet_id=shop.pk, kind="opinion", text="电解质水口味太甜", id=sent)

    assert again.pk == first.pk
    assert [(note.kind, note.text, note.on) for note in notes()] == [
        ("opinion", "电解质水口味太甜", date(2026, 7, 16))
    ]
    with pytest.raises(Conflict):
        services.add_note(as_rep, outlet_id=shop.pk, kind="opinion", text="改了话", id=sent)
    assert len(notes()) == 1


@pytest.mark.req("CUS-12")
@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"kind": "care", "text": "x"}, ["unknown"]),
        ({"kind": "call", "text": " "}, ["required"]),
        ({"kind": "call", "text": "x", "on": date(2026, 7, 17)}, ["in_future"]),
    ],
)
def test_wrong_entries_are_refused(as_rep, shop, values, codes):
    with pytest.raises(InvalidInput) as refused:
        services.add_note(as_rep, outlet_id=shop.pk, **values)
    assert [problem.code for problem in refused.value.problems] == codes
    assert notes() == []


@pytest.mark.req("CUS-12", "SYS-03")
def test_nobody_writes_into_the_file_of_a_stranger(actor, person, shop, as_rep):
    with pytest.raises(NotFoundHere):
        services.add_note(actor(of=person()), outlet_id=shop.pk, kind="call", text="x")
    with pytest.raises(RightMissing):
        services.write_care_plan(
            replace(as_rep, rights=frozenset({"outlets.view"})),
            outlet_id=shop.pk,
            text="x",
            next_on=as_rep.today,
        )
    assert notes() == []


@pytest.mark.req("CUS-07")
def test_a_file_falls_due_by_grade_and_a_check_says_who_and_when(system, as_rep, outlet, rep):
    calendar.seed_china(system)
    agenda.create_preset_rules(system, drafts=duties.RULES)
    a, c = outlet("甲店", owner=rep), outlet("丙店", owner=rep)
    Outlet.objects.unscoped("a test grades").filter(pk=a.pk).update(grade="A")
    later = replace(system, now=system.now + timedelta(days=85))

    made = agenda.make_due(later)

    # 90 days after 16 July is 14 October; the others have 180 days
    assert (made.items, made.problems) == (1, ())
    [item] = items()
    assert (item.due_on, item.words, item.person_id) == (date(2026, 10, 14), "核对“甲店”的档案", rep.pk)
    assert agenda.make_due(later).items == 0

    services.verify_file(replace(as_rep, now=later.now), outlet_id=a.pk)
    a.refresh_from_db()
    assert (a.last_verified_at, a.last_verified_by) == (later.now, "林小满")
    assert [item.state for item in items()] == ["done"]
    assert not selectors.head_of(later, a.pk).is_stale
    assert selectors.head_of(later, a.pk).next_check_on == date(2027, 1, 7)
    assert selectors.head_of(replace(system, now=system.now + timedelta(days=181)), c.pk).is_stale


@pytest.mark.req("CUS-07", "CUS-17")
def test_what_is_due_goes_over_with_the_outlet(system, shop, person, as_rep):
    services.write_care_plan(as_rep, outlet_id=shop.pk, text="上门", next_on=date(2026, 7, 31))
    heir = person("周知夏", "rep")

    services.change_owner(system, outlet_ids=[shop.pk], owner_id=heir.pk, reason="换线")

    assert [item.person_id for item in items()] == [heir.pk]


@pytest.mark.req("CUS-08")
def test_an_archived_file_leaves_the_agenda(as_rep, shop):
    services.write_care_plan(as_rep, outlet_id=shop.pk, text="上门", next_on=date(2026, 7, 31))
    services.archive(as_rep, outlet_id=shop.pk)
    assert [item.state for item in items()] == ["withdrawn"]


@pytest.mark.req("CUS-16", "CPL-02")
def test_a_birthday_is_due_only_while_the_person_agrees(system, as_rep, shop):
    agenda.create_preset_rules(system, drafts=duties.RULES)
    calendar.seed_china(system)
    draft = services.ContactDraft(
        "柳如烟", "buyer", "base", birthday=date(1990, 7, 20), purposes={"birthday": "care"}
    )
    contact = services.add_contact(as_rep, outlet_id=shop.pk, draft=draft)
    services.add_contact(as_rep, outlet_id=shop.pk, draft=services.ContactDraft("王", "clerk", "base"))

    agenda.make_due(system)
    [item] = items()
    assert (item.due_on, item.words) == (date(2026, 7, 20), "柳**（福满园便利店） 生日")

    services.withdraw_consent(as_rep, outlet_id=shop.pk, contact_id=contact.pk, field="birthday")
    assert [item.state for item in items()] == ["withdrawn"]
    assert agenda.make_due(system).items == 0


@pytest.mark.req("CUS-12")
def test_a_regular_contact_counts_from_the_last_talk_and_ends_with_the_next(system, as_rep, shop):
    agenda.save_rule(
        system, draft=agenda.RuleDraft("outlets.call", "联系", every={"": 30}, shift="none", lead_days=0)
    )
    services.add_note(as_rep, outlet_id=shop.pk, kind="call", text="问了库存", on=date(2026, 6, 1))

    agenda.make_due(system)
    assert [(item.due_on, item.state) for item in items()] == [(date(2026, 7, 1), "open")]
    services.add_note(as_rep, outlet_id=shop.pk, kind="meeting", text="谈了陈列")
    assert [item.state for item in items()] == ["done"]


@pytest.mark.req("CUS-12")
def test_a_rule_may_look_at_a_part_of_the_book_only(system, rep, outlet):
    outlet("城里店", owner=rep, city="东渡")
    outlet("镇上店", owner=rep, city="河埠")
    rule = agenda.RuleDraft(
        "outlets.call", "联系", every={"": 1}, shift="none", lead_days=1, query="city=河埠"
    )
    agenda.save_rule(system, draft=rule)

    agenda.make_due(system)
    assert [item.title for item in items()] == ["镇上店"]


@pytest.mark.req("CUS-10", "CUS-14")
def test_a_file_says_which_mandatory_fields_it_lacks(system, as_rep, outlet, rep, draft):
    bare = outlet("空店", owner=rep)
    found = selectors.head_of(as_rep, bare.pk).completeness
    assert (found.filled, found.total) == (1, 6)
    assert [str(label) for label in found.missing] == ["地址", "电话", "联系人", "坐标", "营业执照号"]

    services.add_contact(as_rep, outlet_id=bare.pk, draft=services.ContactDraft("柳", "buyer", "base"))
    assert "联系人" not in [str(label) for label in selectors.head_of(as_rep, bare.pk).completeness.missing]
    person = replace(draft("诊所", owner=rep), party_kind="person")
    made = services.create_outlet(system, person, is_no_duplicate=True)
    asked = completeness.of(made, has_contact=True, is_sorted=False)
    assert [str(label) for label in asked.missing] == ["地址", "电话", "坐标", "渠道"]


def told(as_someone, outlet, group="", after="", limit=20):
    page = timeline.merged(
        as_someone, outlet, happenings.OWN, group=group, after=Mark.read(after), limit=limit
    )
    return page


@pytest.mark.req("CUS-06")
def test_the_timeline_tells_everything_newest_first(system, as_rep, shop, person, schemes):
    at = lambda hours: replace(as_rep, now=as_rep.now + timedelta(hours=hours))  # noqa: E731
    services.add_note(at(1), outlet_id=shop.pk, kind="call", text="问了库存")
    services.write_care_plan(at(2), outlet_id=shop.pk, text="月底上门", next_on=date(2026, 7, 31))
    services.verify_file(at(3), outlet_id=shop.pk)
    boss = replace(system, now=at(4).now, name="江夏至")
    services.classify(boss, outlet_id=shop.pk, scheme="abc", value="B", reason="夜里也开")
    [item] = items()
    agenda.skip(at(5), item_id=item.pk, reason="店主出差")

    page = told(as_rep, shop)
    assert [(entry.title, entry.text, entry.by) for entry in page.entries] == [
        ("跳过：关怀计划", "店主出差", "林小满"),
        ("ABC（按客户数）：B", "夜里也开", "江夏至"),
        ("核实档案", "", "林小满"),
        ("关怀计划", "月底上门 下次 2026-07-31", "林小满"),
        ("电话", "问了库存", "林小满"),
        ("负责人是林小满", "", "system"),
        ("新增档案", "", "system"),
    ]
    assert page.next == ""
    assert [entry.title for entry in told(as_rep, shop, "talk").entries] == ["关怀计划", "电话"]
    assert [entry.title for entry in told(as_rep, shop, "duty").entries] == ["跳过：关怀计划"]


@pytest.mark.req("CUS-06")
def test_pages_of_the_timeline_follow_each_other_even_within_one_moment(system, as_rep, shop):
    for n in range(9):
        services.add_note(as_rep, outlet_id=shop.pk, kind="message", text=str(n))
    seen, after = [], ""
    while True:
        page = told(as_rep, shop, after=after, limit=2)
        assert len(page.entries) <= 2
        seen += [entry.key for entry in page.entries]
        after = page.next
        if not after:
            break
    assert len(seen) == len(set(seen)) == 11  # nine messages, the owner, the creation
    assert Mark.read("nonsense") is None
    assert Mark.read("2026-07-16T00:00:00~x~y") is None


@pytest.mark.req("CUS-06", "SYS-03")
def test_a_source_is_asked_only_by_whoever_has_its_right(as_rep, shop, system):
    from endcap.kernel.rights import Right

    entry = TimelineEntry(system.now, "z1", "receipt", "别的领域")
    source = TimelineSource("other", ("trade",), lambda *_: [entry], Right("other.view", "看"))

    assert timeline.merged(as_rep, shop, [source]).entries == []
    may = replace(as_rep, rights=as_rep.rights | {"other.view"})
    assert timeline.merged(may, shop, [source]).entries == [entry]


def sheets_of(content):
    book = openpyxl.load_workbook(BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


@pytest.mark.req("CUS-12", "CUS-09")
def test_the_ledger_of_a_customer_is_a_workbook_whose_purpose_is_kept(system, actor, as_rep, shop):
    services.add_note(as_rep, outlet_id=shop.pk, kind="opinion", text='=HYPERLINK("x")太甜')
    draft = services.ContactDraft("柳如烟", "buyer", "base", phone="13900000417", purposes={"phone": "order"})
    services.add_contact(as_rep, outlet_id=shop.pk, draft=draft)
    boss = replace(system, rights=frozenset({"outlets.view", "outlets.export"}), name="江夏至")

    made = services.export_ledger(boss, outlet_id=shop.pk, purpose="季度复盘")

    assert made.file_name == f"台账_{shop.code}_福满园便利店.xlsx"
    found = sheets_of(made.content)
    assert next(iter(found)) == "基本资料"
    assert ["终端名称", "福满园便利店"] in found["基本资料"]
    assert found["沟通与关怀计划"][1][1:3] == ["意见", '=HYPERLINK("x")太甜']
    assert found["联系人"][1] == ["柳**", "采购", "基层", "1** **** 0417"]
    [entry] = audit.trail_of(SUBJECT, shop.pk, limit=1)
    assert (entry.action, entry.detail["purpose"], entry.detail["in_full"]) == (
        "outlets.ledger_exported",
        "季度复盘",
        False,
    )
    in_full = sheets_of(services.export_ledger(system, outlet_id=shop.pk, purpose="x").content)
    assert in_full["联系人"][1][3] == "13900000417"


@pytest.mark.req("CUS-09")
def test_a_ledger_without_a_purpose_or_right_is_refused(system, as_rep, shop):
    before = len(audit.trail_of(SUBJECT, shop.pk))
    with pytest.raises(InvalidInput):
        services.export_ledger(system, outlet_id=shop.pk, purpose=" ")
    with pytest.raises(RightMissing):
        services.export_ledger(as_rep, outlet_id=shop.pk, purpose="x")
    assert len(audit.trail_of(SUBJECT, shop.pk)) == before


@pytest.mark.req("CUS-12")
def test_entries_and_due_items_follow_a_merge_and_come_back(system, outlet, rep, as_rep):
    stays, goes = outlet("福满园便利店", owner=rep), outlet("福满园便利", owner=rep)
    services.add_note(as_rep, outlet_id=goes.pk, kind="call", text="问了库存")
    services.write_care_plan(as_rep, outlet_id=goes.pk, text="上门", next_on=date(2026, 7, 31))

    merge = services.merge_outlets(system, loser_id=goes.pk, survivor_id=stays.pk)
    assert {note.outlet_id for note in notes()} == {stays.pk}
    assert [item.subject_id for item in items() if item.is_open] == [stays.pk]

    services.undo_merge(system, merge_id=merge.pk)
    assert {note.outlet_id for note in notes()} == {goes.pk}
    assert [item.subject_id for item in items() if item.is_open] == [goes.pk]


@pytest.mark.req("CUS-05")
def test_every_quarter_the_nearest_who_may_grade_reviews_the_grades(system, outlet, person, unit):
    calendar.seed_china(system)
    agenda.create_preset_rules(system, drafts=duties.RULES)
    office = unit("东渡办事处")
    team = unit("一组", kind="team", parent=office)
    rep, boss = person("林小满", "rep", unit=team), person("江夏至", "office_manager", unit=office)
    person("沈大暑", "business_manager", unit=team)  # may not grade
    outlet("甲店", owner=rep)
    outlet("乙店", owner=rep)

    agenda.make_due(replace(system, now=system.now.replace(month=9, day=26)))

    [item] = [one for one in items() if one.kind == duties.REVIEW]
    # 1 October begins the long holiday of 2026; work goes on on the 8th
    assert (item.due_on, item.person_id, item.unit_id) == (date(2026, 10, 8), boss.pk, office.pk)
    assert (item.words, item.leads_to) == ("复核“东渡办事处”里进货和等级不符的终端", "/outlets/misfits/")
    assert agenda.make_due(replace(system, now=system.now.replace(month=9, day=27))).items == 0


@pytest.mark.req("CUS-05")
def test_whoever_leaves_leaves_the_review_to_the_next_and_to_nobody_where_there_is_none(
    system, outlet, person, unit, actor
):
    calendar.seed_china(system)
    agenda.create_preset_rules(system, drafts=duties.RULES)
    office = unit("东渡办事处")
    boss = person("江夏至", "office_manager", unit=office)
    outlet("甲店", owner=person("林小满", "rep", unit=office))
    agenda.make_due(replace(system, now=system.now.replace(month=9, day=26)))
    region = person("夏立夏", "branch_manager")

    people.disable_person(system, person_id=boss.pk)
    assert [(one.person_id, one.state) for one in items()] == [(region.pk, "open")]

    people.disable_person(system, person_id=region.pk)
    assert [one.state for one in items()] == ["withdrawn"]
