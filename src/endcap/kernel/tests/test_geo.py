"""Datum conversion, distances and cells."""

from __future__ import annotations

from math import cos, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endcap.kernel.geo import (
    E7,
    Datum,
    Position,
    cell_of,
    cells_around,
    distance_m,
    from_wgs84,
    is_shifted_area,
    to_wgs84,
)

INSIDE_CHINA = st.builds(Position, st.integers(24 * E7, 38 * E7), st.integers(99 * E7, 119 * E7))
ANYWHERE = st.builds(Position, st.integers(-85 * E7, 85 * E7), st.integers(-179 * E7, 179 * E7))
TIANANMEN_ON_AMAP = Position.from_degrees(39.908692, 116.397477)


def at(lat: float, lon: float) -> Position:
    return Position.from_degrees(lat, lon)


@pytest.mark.req("CUS-01", "HOUSE")
@pytest.mark.parametrize(
    ("satellite", "map_point"),
    [  # reference pairs used by the public implementations of the formula
        (at(31.1774276, 121.5272106), at(31.1753040, 121.5315419)),
        (at(22.543847, 113.912316), at(22.5407961, 113.9171765)),
        (at(39.911954, 116.377817), at(39.9133455, 116.3840472)),
        (at(39.915, 116.404), at(39.9164043, 116.4102445)),
    ],
)
def test_gcj02_agrees_with_published_pairs_to_a_centimetre(satellite: Position, map_point: Position) -> None:
    drawn = from_wgs84(satellite, Datum.GCJ02)

    assert abs(drawn.lat_e7 - map_point.lat_e7) <= 1
    assert abs(drawn.lon_e7 - map_point.lon_e7) <= 1


@pytest.mark.req("HOUSE")
def test_bd09_agrees_with_the_published_pair() -> None:
    meant = to_wgs84(at(39.92133699, 116.41036949), Datum.BD09)

    assert distance_m(meant, to_wgs84(at(39.915, 116.404), Datum.GCJ02)) == 0


@pytest.mark.req("HOUSE")
def test_tiananmen_on_a_chinese_map_lies_half_a_kilometre_from_where_the_satellite_puts_it() -> None:
    meant = to_wgs84(TIANANMEN_ON_AMAP, Datum.GCJ02)

    assert distance_m(meant, at(39.907375, 116.391349)) < 15
    assert 500 < distance_m(meant, TIANANMEN_ON_AMAP) < 600


@pytest.mark.req("HOUSE")
@given(INSIDE_CHINA, st.sampled_from(Datum))
def test_there_and_back_is_within_a_centimetre_inside_china(place: Position, datum: Datum) -> None:
    back = to_wgs84(from_wgs84(place, datum), datum)

    assert abs(back.lat_e7 - place.lat_e7) <= 1
    assert abs(back.lon_e7 - place.lon_e7) <= 1


@pytest.mark.req("HOUSE")
@pytest.mark.parametrize(
    "abroad",
    [at(37.56, 126.98), at(25.04, 121.56), at(1.3, 103.8), at(48.85, 2.35), at(27.7, 85.3), at(-33.9, 18.4)],
)
def test_nothing_is_shifted_outside_the_mainland(abroad: Position) -> None:
    assert not is_shifted_area(abroad)
    assert from_wgs84(abroad, Datum.GCJ02) == abroad == to_wgs84(abroad, Datum.BD09)


@pytest.mark.req("HOUSE")
@pytest.mark.parametrize(
    "town",
    [
        at(50.245, 127.53),
        at(21.547, 107.972),
        at(39.47, 75.99),
        at(18.25, 109.5),
        at(52.97, 122.54),
        at(22.3, 114.17),
    ],
    ids=["Heihe", "Dongxing", "Kashgar", "Sanya", "Mohe", "Hong Kong"],
)
def test_border_towns_belong_to_the_shifted_area(town: Position) -> None:
    assert is_shifted_area(town)


@pytest.mark.req("HOUSE")
def test_a_minute_of_latitude_is_a_nautical_mile() -> None:
    assert distance_m(at(30, 120), at(30 + 1 / 60, 120)) == 1853
    assert distance_m(at(30, 120), at(30, 120)) == 0


@pytest.mark.req("HOUSE")
def test_no_place_on_earth_is_refused() -> None:
    with pytest.raises(ValueError, match="no place on earth"):
        Position(90 * E7 + 1, 0)


@pytest.mark.req("CUS-01", "HOUSE")
@given(ANYWHERE, st.floats(-1, 1), st.floats(-1, 1), st.sampled_from([20, 50, 200, 1000]))
def test_a_point_within_the_cell_size_is_found_in_the_cells_around(
    place: Position, north: float, east: float, size_m: int
) -> None:
    metre = 1 / 111_195
    lat = place.lat_e7 + round(north * size_m * metre * E7)
    lon = place.lon_e7 + round(east * size_m * metre * E7 / cos(radians(place.lat_e7 / E7)))
    other = Position(lat, max(min(lon, 180 * E7), -180 * E7))

    if distance_m(place, other) < size_m:
        assert cell_of(other.lat_e7, other.lon_e7, size_m) in cells_around(place.lat_e7, place.lon_e7, size_m)


@pytest.mark.req("HOUSE")
def test_a_neighbourhood_is_at_most_nine_different_cells_with_its_own_first() -> None:
    cells = cells_around(313_000_000, 1_205_000_000, 100)

    assert cells[0] == cell_of(313_000_000, 1_205_000_000, 100)
    assert len(set(cells)) == len(cells) == 9
