"""Contacts with purposes, tags, views, segments, and finding outlets."""

from __future__ import annotations

from datetime import date

import pytest

from endcap.customers.outlets import selectors, services
from endcap.customers.outlets.filters import Cursor, OutletFilter
from endcap.customers.outlets.models import Contact, Outlet, SavedView
from endcap.customers.outlets.services import ContactDraft, SegmentDraft
from endcap.kernel.audit import selectors as audit
from endcap.kernel.errors import InvalidInput, NotFoundHere


def contacts():
    return Contact.objects.unscoped("a test looks at all")


def names(page):
    return [row.name for row in page.rows]


@pytest.mark.req("CUS-16")
def test_a_contact_has_role_and_level(system, outlet):
    made = services.add_contact(
        system, outlet_id=outlet().pk, draft=ContactDraft("邱店主", "decision_maker", "top")
    )
    assert (made.role, made.level, made.consents) == ("decision_maker", "top", {})


@pytest.mark.req("CUS-16")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "13800001111"),
        ("hobbies", "钓鱼"),
        ("birthday", date(1980, 5, 1)),
        ("email", "q@example.com"),
    ],
)
def test_an_optional_personal_field_needs_a_purpose(system, outlet, field, value):
    shop = outlet()
    with pytest.raises(InvalidInput) as refused:
        services.add_contact(
            system, outlet_id=shop.pk, draft=ContactDraft("邱店主", "buyer", "base", **{field: value})
        )
    assert [(p.field, p.code) for p in refused.value.problems] == [(field, "purpose_missing")]
    assert contacts().count() == 0


@pytest.mark.req("CUS-16")
def test_delivery_is_no_purpose_for_a_birthday(system, outlet):
    with pytest.raises(InvalidInput) as refused:
        services.add_contact(
            system,
            outlet_id=outlet().pk,
            draft=ContactDraft(
                "邱店主", "buyer", "base", birthday=date(1980, 5, 1), purposes={"birthday": "delivery"}
            ),
        )
    assert [p.code for p in refused.value.problems] == ["purpose_unknown"]
    assert contacts().count() == 0


@pytest.mark.req("CUS-16", "CUS-09")
def test_withdrawing_consent_deletes_the_datum(system, outlet):
    shop = outlet()
    made = services.add_contact(
        system,
        outlet_id=shop.pk,
        draft=ContactDraft(
            "邱店主",
            "buyer",
            "base",
            phone="13800001111",
            birthday=date(1980, 5, 1),
            purposes={"phone": "delivery", "birthday": "care"},
        ),
    )
    assert made.consents["birthday"] == {"purpose": "care", "on": system.today.isoformat()}
    services.withdraw_consent(system, outlet_id=shop.pk, contact_id=made.pk, field="birthday")
    kept = contacts().get(pk=made.pk)
    assert (kept.birthday, kept.phone, set(kept.consents)) == (None, "13800001111", {"phone"})


@pytest.mark.req("CUS-09")
def test_looking_at_a_full_number_is_on_record_without_the_number(system, outlet):
    shop = outlet()
    made = services.add_contact(
        system,
        outlet_id=shop.pk,
        draft=ContactDraft("邱店主", "buyer", "base", phone="13800001111", purposes={"phone": "order"}),
    )
    services.show_contact(system, outlet_id=shop.pk, contact_id=made.pk)
    entry = audit.trail_of("outlets.Outlet", shop.pk)[0]
    assert (entry.action, entry.detail) == ("outlets.contact_shown", {"contact": str(made.pk)})


@pytest.mark.req("CUS-11")
@pytest.mark.parametrize(
    "word", ["福满园", "fumanyuan", "fmy", "石桥路", "T-88", "00001111", "FMY", "福满 石桥"]
)
def test_an_outlet_is_found_by_name_pinyin_initials_code_phone_and_address(system, outlet, person, word):
    owner = person()
    outlet("福满园便利店", owner=owner, code="T-88", phone="138 0000 1111", address="石桥路 5 号")
    outlet("张家小卖部", owner=owner, code="T-99", phone="13911112222", address="云石路 1 号")
    assert names(selectors.list_page(system, OutletFilter(q=word))) == ["福满园便利店"]


@pytest.mark.req("CUS-11")
def test_every_sort_pages_through_all_rows_once_and_back(system, outlet, person):
    owner = person()
    made = [outlet(f"店{n}", owner=owner) for n in range(7)]
    services.record_figures(
        system,
        [
            services.FigureRow(shop.pk, (n % 3) * 100, 0, 0, date(2026, 1, 1 + n % 2) if n % 3 else None)
            for n, shop in enumerate(made)
        ],
        as_of=system.today,
    )
    for sort in (
        "name",
        "-name",
        "code",
        "sales",
        "-sales",
        "last_order",
        "-last_order",
        "updated",
        "-updated",
    ):
        wanted = OutletFilter(sort=sort)
        pages, cursor = [], None
        while True:
            page = selectors.list_page(system, wanted, cursor=cursor, size=3)
            pages.append(names(page))
            if not page.next:
                break
            cursor = Cursor.read(page.next)
        assert [len(page) for page in pages] == [3, 3, 1], sort
        assert len({name for page in pages for name in page}) == 7, sort
        back = selectors.list_page(system, wanted, cursor=Cursor.read(page.previous), size=3)
        assert (names(back), back.first) == (pages[1], 4), sort
        first = selectors.list_page(system, wanted, cursor=Cursor.read(back.previous), size=3)
        assert (names(first), first.first, first.previous) == (pages[0], 1, ""), sort


@pytest.mark.req("CUS-11")
@pytest.mark.parametrize(
    "wanted",
    [
        OutletFilter(channel=("traditional",)),
        OutletFilter(family=("traditional",)),
        OutletFilter(status=("active",)),
        OutletFilter(grade=("none",)),
        OutletFilter(tag=("样板店",)),
        OutletFilter(cls=("vip:vip",)),
        OutletFilter(unplaced=True, q="fmy"),
        OutletFilter(city=("厦门",)),
        OutletFilter(owner=("me",)),
    ],
)
def test_conditions_narrow_the_list(actor, system, outlet, schemes, person, wanted):
    manager = actor("sales_manager")
    shop = outlet("福满园", owner=manager.person_id, city="厦门")
    other = outlet("大酒店", owner=person(), channel="hotel", status="closed", city="泉州")
    Outlet.objects.unscoped("arranged by the test").filter(pk=other.pk).update(grade="A", lat_e7=1, lon_e7=1)
    services.add_tag(system, outlet_ids=[shop.pk], name="样板店")
    services.classify(system, outlet_id=shop.pk, scheme="vip", value="vip", reason="采购前 20%")
    assert names(selectors.list_page(manager, wanted)) == ["福满园"]


@pytest.mark.req("CUS-11")
def test_a_filter_survives_its_way_through_an_address():
    wanted = OutletFilter(q="福满园", grade=("A", "B"), stale=True, sort="-sales")
    from urllib.parse import parse_qs

    assert OutletFilter.from_mapping(parse_qs(wanted.as_query())) == wanted
    assert OutletFilter.from_mapping({"sort": "nonsense", "batch": "x", "stale": "0"}) == OutletFilter()
    assert Cursor.read("nonsense!") is None


@pytest.mark.req("CUS-11")
def test_a_saved_view_belongs_to_its_maker(actor, person):
    one, other = actor("rep"), actor("rep")
    view = services.save_view(one, name="待复核 A 级", query="?grade=A&stale=1&after=zzz")
    assert view.query == "grade=A&stale=1"
    assert [found.pk for found in selectors.saved_views(one)] == [view.pk]
    assert selectors.saved_views(other) == []
    with pytest.raises(NotFoundHere):
        services.delete_view(other, view_id=view.pk)
    assert SavedView.objects.count() == 1
    with pytest.raises(InvalidInput):
        services.save_view(one, name="空", query="")


@pytest.mark.req("CUS-18")
def test_a_strategy_hangs_on_a_segment(system):
    made = services.save_segment(
        system,
        draft=SegmentDraft(
            "东渡大客户", "spending", "grade=A&family=modern", "每月上门，先供新品", plan="8 月铺新品"
        ),
    )
    assert (made.query, made.strategy, made.plan) == (
        "family=modern&grade=A",
        "每月上门，先供新品",
        "8 月铺新品",
    )
    with pytest.raises(InvalidInput) as refused:
        services.save_segment(system, draft=SegmentDraft("空", "need", "", ""))
    assert {p.field for p in refused.value.problems} == {"query", "strategy"}


@pytest.mark.req("CUS-18")
@pytest.mark.parametrize(
    "basis", ["need", "industry", "region", "demand", "spending", "loyalty", "influence"]
)
def test_segments_are_cut_by_every_basis_of_the_source(system, basis):
    assert services.save_segment(system, draft=SegmentDraft(basis, basis, "grade=A", "策略")).basis == basis


@pytest.mark.req("CUS-11")
def test_a_tag_stays_known_when_nobody_carries_it(system, outlet):
    shop = outlet()
    assert services.add_tag(system, outlet_ids=[shop.pk], name=" 样板店 ") == 1
    assert services.add_tag(system, outlet_ids=[shop.pk], name="样板店") == 0
    services.remove_tag(system, outlet_ids=[shop.pk], name="样板店")
    assert [(one.tag.name, one.outlets) for one in selectors.tag_counts(system)] == [("样板店", 0)]


@pytest.mark.req("HOUSE")
def test_nobody_tags_an_outlet_out_of_reach(actor, outlet, person):
    foreign = outlet(owner=person())
    with pytest.raises(NotFoundHere):
        services.add_tag(actor("rep"), outlet_ids=[foreign.pk], name="样板店")
    assert selectors.tags() == []


@pytest.mark.req("HOUSE")
def test_a_page_of_the_list_costs_a_fixed_number_of_statements(
    system, outlet, person, django_assert_num_queries
):
    owner = person()
    for n in range(12):
        outlet(f"店{n}", owner=owner)
    for size in (3, 10):
        with django_assert_num_queries(2):
            page = selectors.list_page(system, OutletFilter(), size=size)
            assert [(row.owner.name, row.channel.name, row.unit.name) for row in page.rows]


@pytest.mark.req("CUS-06")
def test_the_file_of_an_outlet_costs_a_fixed_number_of_statements(
    system, outlet, schemes, django_assert_num_queries
):
    shop = outlet()
    services.classify(system, outlet_id=shop.pk, scheme="vip", value="vip", reason="采购前 20%")
    with django_assert_num_queries(4):
        file = selectors.file_of(system, shop.pk)
        assert [(found.value_name, found.scheme.name) for found in file.current] == [("VIP", "VIP")]
