"""Outlets on the map: in sight, gathered, caught with a lasso."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from endcap.customers.outlets import selectors, services
from endcap.customers.outlets.filters import OutletFilter
from endcap.customers.outlets.models import Outlet
from endcap.customers.outlets.selectors import viewport
from endcap.kernel.geo import Position
from endcap.kernel.shapes import Box

pytestmark = pytest.mark.req("CUS-17")
AROUND = Box(302_000_000, 1_198_000_000, 304_000_000, 1_200_000_000)
E7 = 10_000_000


@pytest.fixture
def placed(draft, person, system):
    """``placed(lat, lon)`` in thousandths of a degree off 30.27, 119.9."""
    owner = person("许小寒", "rep")

    def make(lat: int, lon: int, name: str = "", **values):
        place = Position(302_700_000 + lat * 10_000, 1_199_000_000 + lon * 10_000)
        return services.create_many(
            system, [draft(name or f"店 {lat} {lon}", owner=owner, position=place, **values)]
        )[0]

    return make


@pytest.fixture
def boss(actor, person):
    return actor(of=person("宋处暑", "sales_manager"))


@pytest.fixture
def signed(person):
    client = Client()
    client.force_login(
        person("江夏至", "sales_manager"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def test_a_few_are_shown_one_by_one(boss, placed):
    near = placed(0, 0, "近店")
    placed(2000, 0, "远店")
    seen = selectors.in_sight(boss, OutletFilter(), AROUND, 12)
    assert (seen.total, [one.pk for one in seen.outlets], seen.clusters) == (1, [near.pk], ())


def test_many_are_gathered_and_nothing_is_lost(boss, placed, monkeypatch):
    monkeypatch.setattr(viewport, "SINGLE", 5)
    monkeypatch.setattr(viewport, "SINGLE_FROM_AFAR", 5)
    for n in range(12):
        placed(n % 4, n % 3, f"店{n}")
    placed(90, 90, "独店")
    seen = selectors.in_sight(boss, OutletFilter(), AROUND, 10)
    assert (seen.total, seen.outlets) == (13, ())
    assert sorted(one.count for one in seen.clusters) == [1, 12]
    [many] = [one for one in seen.clusters if one.count == 12]
    assert many.box == Box(302_700_000, 1_199_000_000, 302_730_000, 1_199_020_000)
    assert many.box.holds(many.lat_e7, many.lon_e7)


def test_clusters_stay_where_they_are_while_the_map_moves(boss, placed, monkeypatch):
    monkeypatch.setattr(viewport, "SINGLE", 0)
    monkeypatch.setattr(viewport, "SINGLE_FROM_AFAR", 0)
    for n in range(6):
        placed(n * 7, n * 9, f"店{n}")
    moved = Box(AROUND.south_e7 + 400_000, AROUND.west_e7 + 300_000, AROUND.north_e7, AROUND.east_e7)
    one, other = (selectors.in_sight(boss, OutletFilter(), box, 11).clusters for box in (AROUND, moved))
    assert [(c.lat_e7, c.lon_e7, c.count) for c in one] == [(c.lat_e7, c.lon_e7, c.count) for c in other]


def test_the_first_view_holds_all_but_a_few_that_stand_astray(boss, placed):
    for n in range(600):
        placed(n % 20, n // 20, f"店{n}")
    placed(40_000, -60_000, "写错坐标的店")
    box = selectors.extent(boss, OutletFilter())
    assert (box.south_e7, box.west_e7) == (302_700_000, 1_199_000_000)
    assert (box.north_e7, box.east_e7) == (302_890_000, 1_199_290_000)
    assert selectors.extent(boss, OutletFilter(q="没有这家店")) is None


def test_filters_and_reach_count_on_the_map_too(boss, placed, actor, person):
    placed(0, 0, "甲店", city="东渡市")
    placed(1, 1, "乙店", city="河埠市")
    assert selectors.in_sight(boss, OutletFilter(city=("东渡市",)), AROUND, 12).total == 1
    stranger = actor(of=person("路人", "rep"))
    assert selectors.in_sight(stranger, OutletFilter(), AROUND, 12).total == 0
    assert selectors.extent(stranger, OutletFilter()) is None


def square(side: float):
    lon, lat = 119.9, 30.27
    corners = [
        [lon - side, lat - side],
        [lon + side, lat - side],
        [lon + side, lat + side],
        [lon - side, lat + side],
    ]
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def test_a_lasso_catches_what_lies_inside(signed, placed):
    inside = {str(placed(0, 0).pk), str(placed(2, 2).pk)}
    placed(9, 9)
    answer = signed.post(
        "/outlets/map/pick/", json.dumps({"shape": square(0.003)}), content_type="application/json"
    )
    found = answer.json()
    assert (set(found["ids"]), found["count"], found["text"]) == (inside, 2, "圈住 2 家")


def test_a_lasso_keeps_to_the_filter_of_the_list(signed, placed):
    placed(0, 0, "甲店", city="东渡市")
    placed(1, 1, "乙店", city="河埠市")
    answer = signed.post(
        "/outlets/map/pick/?city=东渡市", json.dumps({"shape": square(0.01)}), content_type="application/json"
    )
    assert answer.json()["count"] == 1


def test_everything_in_sight_is_caught_without_drawing(signed, placed):
    placed(0, 0)
    placed(1, 1)
    answer = signed.post(
        "/outlets/map/pick/", json.dumps({"bbox": "119.8,30.2,120.0,30.4"}), content_type="application/json"
    )
    assert answer.json()["count"] == 2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            {"shape": {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}},
            "shape_crosses_itself",
        ),
        ({}, "shape_unreadable"),
        ([], "shape_unreadable"),
        ("not json", "shape_unreadable"),
    ],
)
def test_a_line_that_encloses_nothing_is_refused_with_a_sentence(signed, placed, body, code):
    sent = body if isinstance(body, str) else json.dumps(body)
    answer = signed.post("/outlets/map/pick/", sent, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["code"] == code
    assert answer.json()["message"].endswith("。")


def test_too_many_are_not_caught_at_a_time(signed, placed, monkeypatch):
    monkeypatch.setattr(viewport, "PICKED", 1)
    monkeypatch.setattr(selectors, "PICKED", 1)
    placed(0, 0)
    placed(1, 1)
    answer = signed.post(
        "/outlets/map/pick/", json.dumps({"shape": square(0.01)}), content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many")


def test_the_map_asks_for_few_statements(signed, placed, django_assert_max_num_queries):
    placed(0, 0)
    signed.get("/outlets/map/?bbox=119.8,30.2,120.0,30.4&zoom=12")
    with django_assert_max_num_queries(12):
        answer = signed.get("/outlets/map/?bbox=119.8,30.2,120.0,30.4&zoom=12")
    [pin] = answer.json()["features"]
    assert pin["geometry"]["coordinates"] == [119.9, 30.27]
    assert pin["properties"]["url"].endswith("/")
    assert "phone" not in json.dumps(pin)


def test_without_a_box_the_map_is_told_where_to_look(signed, placed):
    assert signed.get("/outlets/map/").json()["fit"] is None
    placed(0, 0)
    assert signed.get("/outlets/map/?bbox=nonsense").json()["fit"] == [119.9, 30.27, 119.9, 30.27]


def test_plain_ground_has_names_of_places(signed, placed):
    placed(0, 0, "甲店", city="东渡市", district="栖霞区")
    placed(2, 2, "乙店", city="东渡市", district="河埠区")
    found = {
        (one["properties"]["name"], one["properties"]["rank"], one["properties"]["count"])
        for one in signed.get("/outlets/map/places/").json()["features"]
    }
    assert found == {("东渡市", 1, 2), ("栖霞区", 2, 1), ("河埠区", 2, 1)}


@pytest.mark.parametrize("layout", ["list", "both", "map"])
def test_each_layout_opens_and_is_kept_in_the_address(signed, placed, layout):
    placed(0, 0)
    page = signed.get(f"/outlets/?layout={layout}&status=active").content.decode()
    assert ("data-map " in page) is (layout != "list")
    assert f"layout={layout}" in page or layout == "both"
    assert "status=active" in page


def test_the_list_follows_the_map(boss, placed):
    near = placed(0, 0)
    placed(500, 500)
    page = selectors.list_page(boss, OutletFilter(box="119.8,30.2,120.0,30.4"))
    assert [row.pk for row in page.rows] == [near.pk]
    assert Outlet.objects.visible_to(boss).count() == 2
