"""Finding an outlet by whatever somebody remembers of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from endcap.customers.outlets import postings, selectors, services
from endcap.customers.outlets.filters import OutletFilter
from endcap.customers.outlets.models import Outlet, SearchBlock, SearchEntry
from endcap.customers.outlets.selectors import search
from endcap.customers.outlets.services import search_index

pytestmark = pytest.mark.req("CUS-04")

STREET = {"city": "东渡市", "address": "采石巷205号"}


@pytest.fixture
def shop(outlet, person):
    """福满园 and four others."""
    rep = person("林小满")
    found = outlet(
        "福满园便利店（城南店）",
        owner=rep,
        code="LZ-000123",
        phone="199 0000 0417",
        contact_name="柳大福",
        licence_no="91330106MA2ABCDE1X",
        **STREET,
    )
    outlet(
        "隆盛超市", owner=rep, code="LZ-000124", phone="133 2222 0418", city="东渡市", address="望湖路 8 号"
    )
    outlet("Hy-Vee Food Store", owner=rep, code="IA-77", address="101 Main St")
    outlet("711便利店", owner=rep, code="S-9")
    outlet("西安小馆", owner=rep, code="XA-1")
    return found


@pytest.fixture(params=["fresh", "gathered"])
def book(request, shop, system):
    """The same book before and after the index has taken it in."""
    if request.param == "gathered":
        search_index.take_in(system)
        assert not SearchEntry.objects.unscoped("whether all were taken in").filter(number=None).exists()
    return shop


def names(actor, q: str) -> list[str]:
    return [hit.name for hit in search.find(actor, q)]


def said(actor, q: str) -> list[tuple[str, str]]:
    """What was matched, the part that was meant in brackets."""
    return [
        (str(why.label), f"{why.before}[{why.part}]{why.after}")
        for hit in search.find(actor, q)
        for why in hit.why
    ]


@pytest.mark.parametrize(
    ("q", "label", "shown"),
    [
        ("福满", "名称", "[福满]园便利店（城南店）"),
        ("满园", "名称", "福[满园]便利店（城南店）"),
        ("城南店", "名称", "福满园便利店（[城南店]）"),
        ("店城南", "名称", "福满园便利[店（城南]店）"),
        ("fmy", "首字母", "[福满园]便利店（城南店）"),
        ("FMY", "首字母", "[福满园]便利店（城南店）"),
        ("cnd", "首字母", "福满园便利店（[城南店]）"),
        ("fuman", "拼音", "[福满]园便利店（城南店）"),
        ("fumany", "拼音", "[福满园]便利店（城南店）"),
        ("manyuan", "拼音", "福[满园]便利店（城南店）"),
        ("LZ-000123", "编码", "[LZ-000123]"),
        ("lz000123", "编码", "[LZ-000123]"),
        ("00123", "编码", "LZ-0[00123]"),
        ("0417", "电话尾号", "1** **** [0417]"),
        ("199 0000 0417", "电话尾号", "1** **** [0417]"),
        ("90000041", "电话", "[]1** **** 0417"),
        ("采石巷", "地址", "东渡市[采石巷]205号"),
        ("采石巷205", "地址", "东渡市[采石巷205]号"),
        ("柳大福", "联系人", "[柳]**"),
        ("大福", "联系人", "[]柳**"),
        ("MA2ABC", "营业执照号", "91330106[MA2ABC]DE1X"),
    ],
)
def test_an_outlet_is_found_by_what_is_remembered_of_it_and_says_why(book, system, q, label, shown):
    assert names(system, q) == ["福满园便利店（城南店）"]
    assert said(system, q) == [(label, shown)]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("hyvee", ["Hy-Vee Food Store"]),
        ("hy-vee food", ["Hy-Vee Food Store"]),
        ("hvfs", ["Hy-Vee Food Store"]),
        ("main st", ["Hy-Vee Food Store"]),
        ("711", ["711便利店"]),
        ("xian", ["西安小馆"]),
        ("bianli", ["711便利店", "福满园便利店（城南店）"]),
        ("福满 采石", ["福满园便利店（城南店）"]),
        ("采石 福满", ["福满园便利店（城南店）"]),
        ("福满 望湖", []),
        ("园", ["福满园便利店（城南店）"]),
        ("an", ["西安小馆"]),  # the syllable 安, not the end of 满
        ("y", []),
        ("417", []),  # three digits are the end of many numbers
        ("福满楼", []),
        ("。", []),
        ("福满 q", []),
        ("' OR 1=1 --", []),
        ("%%", []),
    ],
)
def test_words_are_understood_as_people_mean_them(book, system, q, found):
    assert sorted(names(system, q)) == sorted(found)


def test_the_list_finds_what_the_search_finds(book, system):
    for q in (
        "福满",
        "fmy",
        "fuman",
        "00123",
        "0417",
        "采石",
        "柳大福",
        "MA2ABC",
        "bianli",
        "福满 采石",
        "楼",
        "y",
    ):
        listed = selectors.list_page(system, OutletFilter(q=q))
        assert sorted(row.name for row in listed.rows) == sorted(names(system, q)), q
        assert listed.total == len(listed.rows)


def test_what_says_more_comes_first_and_better_outlets_before_others(outlet, person, system):
    rep = person()
    made = {
        "a part of the name": outlet("新福满园", owner=rep, code="A-1"),
        "the beginning": outlet("福满多", owner=rep, code="A-2"),
        "the address": outlet("好邻居", owner=rep, code="A-3", address="福满路1号"),
        "the beginning, a better one": outlet("福满多二店", owner=rep, code="A-4"),
    }
    Outlet.objects.unscoped("turnover decides among equals").filter(
        pk=made["the beginning, a better one"].pk
    ).update(grade="A", sales_12m=9_000_00)
    search_index.take_in(system)
    assert names(system, "福满") == ["福满多二店", "福满多", "新福满园", "好邻居"]


def test_the_exact_code_comes_first_even_with_other_zeros(outlet, person, system):
    rep = person()
    outlet("甲", owner=rep, code="62800")
    outlet("乙", owner=rep, code="006280")
    outlet("丙6280", owner=rep, code="X-1")
    assert names(system, "6280")[0] == "乙"
    search_index.take_in(system)
    assert names(system, "6280")[0] == "乙"


@pytest.mark.req("CPL-02")
def test_personal_data_find_but_are_not_shown(book, system):
    for q in ("199 0000 0417", "柳大福"):
        (hit,) = search.find(system, q)
        shown = " ".join(why.text for why in hit.why)
        assert "柳大福" not in shown
        assert "0000" not in shown


def test_after_a_change_the_old_words_no_longer_find_and_the_new_ones_do(book, system):
    draft = replace(selectors.draft_of(book), name="百姓人家", phone="13800001234", address="临江路9号")
    services.update_outlet(system, outlet_id=book.pk, draft=draft)
    for q in ("福满", "fmy", "0417", "采石"):
        assert names(system, q) == [], q
    for q in ("百姓", "bxrj", "1234", "临江"):
        assert names(system, q) == ["百姓人家"], q


def test_people_at_the_outlet_find_it_until_they_leave_or_withdraw(book, system):
    draft = services.ContactDraft(
        name="云若溪", role="buyer", level="base", phone="13900007777", purposes={"phone": "order"}
    )
    contact = services.add_contact(system, outlet_id=book.pk, draft=draft)
    assert names(system, "云若溪") == names(system, "7777") == [book.name]
    services.withdraw_consent(system, outlet_id=book.pk, contact_id=contact.pk, field="phone")
    assert names(system, "7777") == []
    services.update_contact(
        system,
        outlet_id=book.pk,
        contact_id=contact.pk,
        draft=services.ContactDraft(name="石青", role="buyer", level="base"),
    )
    assert names(system, "云若溪") == []
    assert names(system, "石青") == [book.name]


def test_an_archived_file_is_not_found_until_it_is_restored(book, system):
    services.archive(system, outlet_id=book.pk)
    assert names(system, "福满") == []
    services.restore(system, outlet_id=book.pk)
    assert names(system, "福满") == [book.name]


@pytest.mark.req("CUS-17")
def test_everybody_finds_what_he_sees_and_a_hand_over_moves_it_at_once(outlet, person, unit, actor, system):
    here, there = unit("东渡办事处"), unit("石桥办事处")
    mine, other = person("甲", unit=here), person("乙", unit=there)
    shop = outlet("福满园便利店", owner=mine)
    for gathered in (False, True):
        if gathered:
            search_index.take_in(system)
        assert names(actor(of=mine), "福满") == [shop.name]
        assert names(actor("office_manager", unit=here), "福满") == [shop.name]
        assert names(actor(of=other), "福满") == []
        assert names(actor("office_manager", unit=there), "福满") == []
        assert names(actor("admin"), "福满") == [shop.name]
    services.change_owner(system, outlet_ids=[shop.pk], owner_id=other.pk, reason="换片")
    assert names(actor(of=mine), "福满") == names(actor("office_manager", unit=here), "福满") == []
    assert names(actor(of=other), "福满") == names(actor("office_manager", unit=there), "福满") == [shop.name]


def test_three_statements_whatever_is_found(book, system, django_assert_max_num_queries):
    for q in ("福满", "fmy", "bianli", "采石 福满", "鑫鑫鑫"):
        with django_assert_max_num_queries(3):
            search.find(system, q)


def test_an_index_that_is_gathered_again_and_again_stays_whole(outlet, person, system):
    rep = person()
    shops = [outlet(f"{sign}记商行", owner=rep) for sign in "春夏秋冬"]
    for shop in shops:
        search_index.take_in(system)
        services.update_outlet(
            system, outlet_id=shop.pk, draft=replace(selectors.draft_of(shop), remark="月结")
        )
        services.update_outlet(
            system, outlet_id=shop.pk, draft=replace(selectors.draft_of(shop), name=f"老{shop.name}")
        )
    search_index.take_in(system)
    assert SearchBlock.objects.count() == 1
    assert sorted(names(system, "记商行")) == sorted(f"老{sign}记商行" for sign in "春夏秋冬")
    assert names(system, "老春") == ["老春记商行"]
    done = search_index.rebuild(system)
    assert (done.outlets, done.blocks, SearchBlock.objects.count()) == (4, 1, 1)
    assert names(system, "老春") == ["老春记商行"]


def test_blocks_that_are_replaced_while_somebody_searches_lose_nothing(shop, system, monkeypatch):
    search_index.take_in(system)
    as_it_is, replaced = search._numbers, []

    def replaced_meanwhile(*asked):
        numbers = as_it_is(*asked)
        if not replaced:
            replaced.append(search_index.rebuild(system))
        return numbers

    monkeypatch.setattr(search, "_numbers", replaced_meanwhile)
    assert names(system, "福满") == [shop.name]
    assert len(replaced) == 1


def test_what_does_not_concern_the_search_leaves_the_index_alone(shop, system):
    search_index.take_in(system)
    services.update_outlet(
        system, outlet_id=shop.pk, draft=replace(selectors.draft_of(shop), remark="月底结款")
    )
    assert not SearchEntry.objects.unscoped("whether it became fresh").filter(number=None).exists()


def test_rebuilding_repairs_what_is_missing_and_says_how_it_stands(shop, system):
    SearchEntry.objects.unscoped("somebody meddled").filter(outlet=shop).delete()
    assert search.state().missing == 1
    assert names(system, "福满") == []
    search_index.rebuild(system)
    assert names(system, "福满") == [shop.name]
    state = search.state()
    assert (state.missing, state.wrong, state.fresh, state.is_sound) == (0, 0, 0, True)


def test_an_owner_changed_past_the_index_is_noticed_and_repaired(shop, person, system):
    Outlet.objects.unscoped("somebody meddled").filter(pk=shop.pk).update(owner=person())
    assert (search.state().wrong, search.state().is_sound) == (1, False)
    search_index.rebuild(system)
    assert search.state().wrong == 0


def test_many_fresh_outlets_are_gathered_by_a_job_that_is_queued_once(draft, person, system, monkeypatch):
    from django_tasks_db.models import DBTaskResult

    monkeypatch.setattr(search_index, "MANY", 3)
    rep = person()
    queued = DBTaskResult.objects.filter(task_path=search_index.TASK)
    services.create_many(system, [draft(f"福满园{n}店", owner=rep) for n in range(3)])
    assert queued.count() == 0
    services.create_many(system, [draft(f"百姓{n}店", owner=rep) for n in range(3)])
    services.create_many(system, [draft(f"万家{n}店", owner=rep) for n in range(3)])
    assert queued.count() == 1
    queued.get().task.call()
    assert not SearchEntry.objects.unscoped("whether all were taken in").filter(number=None).exists()
    assert len(names(system, "福满园")) == 3


def test_an_outlet_changed_while_a_block_is_built_stays_fresh(shop, system, monkeypatch):
    as_it_is = search_index._write_block

    def changed_meanwhile(rows):
        services.update_outlet(
            system, outlet_id=shop.pk, draft=replace(selectors.draft_of(shop), name="百姓人家")
        )
        as_it_is(rows)

    monkeypatch.setattr(search_index, "_write_block", changed_meanwhile)
    search_index.take_in(system)
    assert names(system, "福满") == []
    assert names(system, "百姓") == ["百姓人家"]


_NAMES = st.text(alphabet="福满园春晓超市a1（店）", min_size=2, max_size=9).filter(
    lambda name: any(c in "福满园春晓超市店" for c in name)
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(shop_names=st.lists(_NAMES, min_size=1, max_size=6), where=st.integers(0, 60), gathered=st.booleans())
def test_every_part_of_a_name_finds_it_as_reading_all_names_would(
    outlet_in, system, shop_names, where, gathered
):
    from endcap.customers.outlets.spelling import compact

    outlets = outlet_in(shop_names)
    if gathered:
        search_index.take_in(system)
    text = compact(shop_names[0])
    start = where % max(1, len(text) - 1)
    part = text[start : start + 2 + where % 3]
    if len(part) < 2 or part.isascii():
        return
    wanted = {outlet.pk for outlet in outlets if part in compact(outlet.name)}
    assert outlets[0].pk in wanted
    assert {hit.id for hit in search.find(system, part)} == wanted


@pytest.fixture
def outlet_in(draft, person, system):
    """Makes a book that holds just these names."""
    rep = person()

    def make(shop_names):
        Outlet.objects.unscoped("each example has a book of its own").all().delete()
        return services.create_many(system, [draft(name, owner=rep) for name in shop_names])

    return make


def test_postings_keep_their_places_however_many():
    from array import array

    for places in ([], [0], [3, 959, 15_359], list(range(0, 15_360, 7)), list(range(15_360))):
        held = postings.unpack(postings.pack(array("H", places)))
        assert postings.best(held, 20_000) == places
        assert postings.size(held) == len(places)


@given(
    st.sets(st.integers(0, 15_359), max_size=1500),
    st.sets(st.integers(0, 15_359), max_size=1500),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_places_in_both_and_in_either_are_those_of_sets(one, other, is_wide):
    from array import array

    one = one | set(range(0, 15_360, 9)) if is_wide else one
    a, b = (postings.unpack(postings.pack(array("H", sorted(places)))) for places in (one, other))
    assert postings.best(postings.both(a, b), 20_000) == sorted(one & other)
    assert postings.best(postings.either(a, b), 20_000) == sorted(one | other)
    assert postings.best(postings.either(a, b), 5) == sorted(one | other)[:5]


def test_levels_are_told_from_places():
    starts, levels = postings.unpack_levels(postings.pack_levels([1, 1, 4, 9, 9, 9]))
    assert (starts, levels) == ([0, 2, 3], [1, 4, 9])
