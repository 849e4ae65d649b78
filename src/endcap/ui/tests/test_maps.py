"""The map's ground, and positions on their way between the book and the browser."""

from __future__ import annotations

import json

import pytest
from django.template import Context, Template

from endcap.kernel.errors import InvalidInput
from endcap.kernel.geo import Datum, Position, distance_m
from endcap.kernel.shapes import Box
from endcap.ui import maps

pytestmark = pytest.mark.req("HOUSE")
CHINESE = maps.Ground("https://tiles.example/{z}/{x}/{y}.png", "", "© Example", Datum.GCJ02)


def test_without_tiles_positions_are_drawn_as_they_are():
    assert maps.shown(302_700_000, 1_199_000_000) == [119.9, 30.27]
    assert maps.meant(119.9, 30.27) == Position(302_700_000, 1_199_000_000)


def test_on_chinese_tiles_positions_are_shifted_out_and_back(settings):
    settings.MAP = CHINESE
    place = Position(302_700_000, 1_199_000_000)
    lon, lat = maps.shown(place.lat_e7, place.lon_e7)
    assert 300 < distance_m(place, Position.from_degrees(lat, lon)) < 800
    assert distance_m(place, maps.meant(lon, lat)) <= 1


@pytest.mark.parametrize("text", ["", "1,2,3", "a,b,c,d", "10,0,5,5", "0,10,5,5", "nan,0,1,1", "1e400,0,1,1"])
def test_a_box_that_makes_no_sense_is_none(text):
    assert maps.box_from(text) is None


def test_a_box_beyond_the_earth_is_cut():
    assert maps.box_from("-999,-999,999,999") == Box(-900_000_000, -1_800_000_000, 900_000_000, 1_800_000_000)


def polygon(*places):
    return {"type": "Polygon", "coordinates": [[*places, places[0]]]}


def test_an_outline_comes_in_as_geojson_or_its_text():
    shape = polygon([119, 30], [120, 30], [120, 31])
    assert maps.ring_from(shape) == maps.ring_from(json.dumps(shape))
    assert maps.polygon(maps.ring_from(shape)) == {
        "type": "Polygon",
        "coordinates": [[[119.0, 30.0], [120.0, 30.0], [120.0, 31.0], [119.0, 30.0]]],
    }


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (None, "shape_unreadable"),
        ("{", "shape_unreadable"),
        ({"type": "Point", "coordinates": [1, 2]}, "shape_unreadable"),
        ({"type": "Polygon", "coordinates": [[[1, "x"]]]}, "shape_unreadable"),
        ({"type": "Polygon", "coordinates": [[[999, 1], [2, 2], [3, 3]]]}, "shape_unreadable"),
        (polygon([0, 0], [1, 1], [2, 2]), "shape_too_small"),
        (polygon([0, 0], [1, 1]), "shape_too_small"),
        (polygon([0, 0], [2, 2], [2, 0], [0, 2]), "shape_crosses_itself"),
        (polygon(*[[n / 100, n % 2] for n in range(600)]), "shape_too_fine"),
    ],
)
def test_an_outline_that_encloses_nothing_is_refused_with_a_sentence(shape, code):
    with pytest.raises(InvalidInput) as refused:
        maps.ring_from(shape)
    [problem] = refused.value.problems
    assert problem.code == code
    assert str(problem.message).endswith(("。", "."))


def test_hosts_to_fetch_from_follow_from_the_addresses():
    assert CHINESE.sources == ("https://tiles.example",)
    assert maps.Ground("/tiles/{z}/{x}/{y}.png").sources == ()


def test_the_tag_draws_a_map_with_its_addresses():
    html = Template(
        '{% load ui %}{% map "m" "地图" points pick="/pick/" draw_into="id_shape" %}<b>x</b>{% endmap %}'
    ).render(Context({"points": "/p/?a=1&b=2"}))
    for part in (
        'id="m"',
        'data-points="/p/?a=1&amp;b=2"',
        'data-pick="/pick/"',
        'data-into="id_shape"',
        "<b>x</b>",
    ):
        assert part in html
    assert "data-map-lasso" in html
    assert "data-map-drawing" in html
    assert "style=" not in html
