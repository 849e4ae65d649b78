"""Saved views, tags, columns, segments, and the export of exactly what is shown."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from endcap.customers.outlets import selectors, services
from endcap.customers.outlets.filters import OutletFilter
from endcap.customers.outlets.models import Outlet, SavedView, Segment, Tag
from endcap.customers.outlets.sheets import OUTLETS
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing

pytestmark = [pytest.mark.django_db, pytest.mark.req("CUS-18")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def chief(person):
    return person("宋处暑", "sales_manager")


@pytest.fixture
def boss(actor, chief):
    return actor(of=chief)


@pytest.fixture
def rep(actor, person):
    return actor(of=person("林小满", "rep"))


@pytest.fixture
def signed(chief):
    client = Client()
    client.force_login(chief, backend=BACKEND)
    return client


def _names(who):
    return [view.name for view in selectors.saved_views(who)]


def test_views_keep_their_order_and_one_name_once(boss):
    for name in ("甲", "乙", "丙"):
        services.save_view(boss, name=name, query="grade=A")
    views = {view.name: view for view in selectors.saved_views(boss)}
    assert _names(boss) == ["甲", "乙", "丙"]
    services.move_view(boss, view_id=views["丙"].pk, step=-1)
    assert _names(boss) == ["甲", "丙", "乙"]
    services.move_view(boss, view_id=views["甲"].pk, step=-1)
    assert _names(boss) == ["甲", "丙", "乙"]
    services.save_view(boss, name="甲", query="grade=B")
    assert _names(boss) == ["甲", "丙", "乙"]
    with pytest.raises(InvalidInput) as refused:
        services.change_view(boss, view_id=views["乙"].pk, name="甲", is_shared=False)
    assert "name" in refused.value.by_field()


def test_a_shared_view_is_seen_by_all_and_changed_by_few(boss, rep):
    view = services.save_view(boss, name="待复核的 A 级", query="grade=A&stale=1", is_shared=True)
    assert _names(rep) == ["待复核的 A 级"]
    with pytest.raises(NotFoundHere):
        services.change_view(rep, view_id=view.pk, name="我的", is_shared=True)
    with pytest.raises(NotFoundHere):
        services.delete_view(rep, view_id=view.pk)
    with pytest.raises(InvalidInput):
        services.save_view(rep, name="大家看", query="grade=A", is_shared=True)
    assert SavedView.objects.get().name == "待复核的 A 级"
    services.change_view(boss, view_id=view.pk, name="A 级", is_shared=False)
    assert _names(rep) == []


def test_a_view_remembers_its_columns_and_a_person_its_own(signed, boss, outlet, chief):
    outlet("福满园", owner=chief, city="东渡市")
    signed.post(
        reverse("outlets:save_view"), {"name": "城市", "query": "status=active", "cols": ["city", "phone"]}
    )
    page = signed.get("/outlets/?status=active").content.decode()
    assert 'data-label="城市"' in page
    assert 'data-label="负责人"' not in page
    answer = signed.post(
        reverse("outlets:columns"), {"cols": ["unit", "nonsense"], "back": "/outlets/?grade=A"}
    )
    assert answer["Location"] == "/outlets/?grade=A"
    assert 'data-label="单位"' in signed.get("/outlets/").content.decode()
    again = Client()
    again.force_login(chief, backend=BACKEND)
    assert 'data-label="单位"' in again.get("/outlets/").content.decode()
    again.post(reverse("outlets:columns"), {"usual": "1", "cols": ["unit"]})
    assert 'data-label="负责人"' in again.get("/outlets/").content.decode()


def test_tags_are_renamed_coloured_and_joined_everywhere(boss, outlet, rep):
    shops = [outlet(f"店{n}") for n in range(3)]
    services.add_tag(boss, outlet_ids=[shops[0].pk, shops[1].pk], name="冰柜")
    services.add_tag(boss, outlet_ids=[shops[1].pk, shops[2].pk], name="冷柜")
    fridge, cooler = Tag.objects.get(name="冰柜"), Tag.objects.get(name="冷柜")
    services.merge_tags(boss, tag_id=cooler.pk, into_id=fridge.pk)
    services.change_tag(boss, tag_id=fridge.pk, name="冰柜投放", tone="accent")
    assert [(one.tag.name, one.tag.tone, one.outlets) for one in selectors.tag_counts(boss)] == [
        ("冰柜投放", "accent", 3)
    ]
    assert [one.outlets for one in selectors.tag_counts(rep)] == [0]
    assert services.delete_tag(boss, tag_id=fridge.pk) == 3
    assert Outlet.objects.visible_to(boss).count() == 3


@pytest.mark.parametrize(
    ("name", "tone", "field"),
    [("", "", "name"), ("冰柜", "", "name"), ("新", "pink", "tone"), ("长" * 41, "", "name")],
)
def test_a_tag_that_makes_no_sense_is_refused(boss, name, tone, field):
    services.create_tag(boss, name="冰柜")
    with pytest.raises(InvalidInput) as refused:
        services.create_tag(boss, name=name, tone=tone)
    assert field in refused.value.by_field()
    assert Tag.objects.count() == 1


def test_tags_are_arranged_by_right_only(boss, rep):
    tag = services.create_tag(boss, name="冰柜")
    for act in (
        lambda: services.create_tag(rep, name="x"),
        lambda: services.change_tag(rep, tag_id=tag.pk, name="x", tone=""),
        lambda: services.merge_tags(rep, tag_id=tag.pk, into_id=tag.pk),
        lambda: services.delete_tag(rep, tag_id=tag.pk),
    ):
        with pytest.raises(RightMissing):
            act()
    with pytest.raises(InvalidInput):
        services.merge_tags(boss, tag_id=tag.pk, into_id=tag.pk)
    assert Tag.objects.get().name == "冰柜"


def _bought(shop, sales, orders, on):
    Outlet.objects.unscoped("figures are set by the test").filter(pk=shop.pk).update(
        sales_12m=sales, orders_12m=orders, last_order_on=on
    )


def test_a_segment_shows_its_outlets_what_they_buy_and_when_it_is_due(boss, outlet):
    shops = [outlet(f"店{n}", city="东渡市") for n in range(3)]
    outlet("别处", city="河埠市")
    _bought(shops[0], 1_000_00, 4, boss.today)
    _bought(shops[1], 3_000_00, 2, boss.today)
    services.save_segment(
        boss,
        draft=services.SegmentDraft(
            "老城区", "region", "city=东渡市", "每周一次", plan="三季度补冰柜", next_review_on=boss.today
        ),
    )
    [standing] = selectors.segment_standings(boss)
    assert (standing.outlets, standing.buying, standing.average_sales, standing.is_due) == (
        3,
        2,
        2_000_00,
        True,
    )
    segment = Segment.objects.get()
    assert selectors.list_page(boss, OutletFilter(segment=str(segment.pk))).total == 3
    assert selectors.list_page(boss, OutletFilter(segment="no such")).total == 0


def test_figures_filter_the_list(boss, outlet):
    day = boss.today
    for n, (sales, ago) in enumerate(((100_00, 5), (500_00, 45), (900_00, 200))):
        _bought(outlet(f"店{n}"), sales, 1, day - timedelta(days=ago))
    outlet("没进过货")

    def found(**conditions):
        return [row.name for row in selectors.list_page(boss, OutletFilter(**conditions)).rows]

    assert found(within="30") == ["店0"]
    assert sorted(found(silent="90")) == ["店2", "没进过货"]
    assert found(sales_from="500") == ["店1", "店2"]
    assert found(sales_from="200", sales_to="600") == ["店1"]
    assert len(found(within="x", sales_from="x", box="x")) == 4


@pytest.mark.req("HOUSE")
def test_the_export_holds_exactly_the_rows_columns_and_order_shown(signed, boss, outlet):
    for name, city in (("乙店", "东渡市"), ("甲店", "河埠市"), ("丙店", "河埠市"), ("丁店", "远山市")):
        outlet(name, city=city)
    page = signed.get("/outlets/?city=东渡市&city=河埠市&sort=-name&cols=city&cols=last_order")
    shown = [row.name for row in page.context["page"].rows]
    asked = parse_qs(urlsplit(page.context["export_url"]).query)
    filters = {"query": asked["query"][0]}
    rows = list(OUTLETS.export(boss, filters, asked["cols"]))
    assert asked["cols"] == ["code", "name", "grade", "channel", "address", "city", "last_order_on"]
    assert [row[1] for row in rows] == shown
    assert len(shown) == 3
    joined = list(OUTLETS.export(boss, {"city": "东渡市,河埠市"}, ["name"]))
    assert len(joined) == 3
    form = signed.get(page.context["export_url"])
    assert form.context["form"].initial["cols"] == asked["cols"]


@pytest.mark.req("HOUSE")
def test_empty_dates_stand_in_the_export_where_the_list_has_them(boss, outlet):
    _bought(outlet("有单"), 1, 1, date(2026, 1, 1))
    outlet("没单")
    for sort in ("last_order", "-last_order"):
        wanted = OutletFilter(sort=sort)
        shown = [row.name for row in selectors.list_page(boss, wanted).rows]
        assert [row[0] for row in OUTLETS.export(boss, {"query": wanted.as_query()}, ["name"])] == shown
