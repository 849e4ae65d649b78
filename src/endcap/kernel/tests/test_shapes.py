"""Rings on the map: self-crossing told exactly, inside told quickly and rightly."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from endcap.kernel.geo import Position
from endcap.kernel.shapes import Area, Box, box_of, covers_ground, crosses_itself, without_repeats

pytestmark = pytest.mark.req("HOUSE")


def ring(*places: tuple[int, int]) -> tuple[Position, ...]:
    """Corners as (latitude, longitude)."""
    return tuple(Position(lat, lon) for lat, lon in places)


SQUARE = ring((0, 0), (0, 10), (10, 10), (10, 0))


@pytest.mark.parametrize(
    ("corners", "crosses"),
    [
        (SQUARE, False),
        (ring((0, 0), (10, 10), (10, 0), (0, 10)), True),  # a figure of eight
        (ring((0, 0), (0, 10), (0, 5), (10, 5)), True),  # goes back over itself
        (ring((0, 0), (0, 10), (10, 10), (5, 5), (10, 0)), False),  # a dent
        (ring((0, 0), (0, 10), (10, 10), (0, 5), (10, 0)), True),  # the dent touches the other side
        (ring((0, 0), (0, 10), (5, 5)), False),
    ],
)
def test_a_ring_that_crosses_itself_is_told(corners, crosses):
    assert crosses_itself(corners) is crosses


@pytest.mark.parametrize(
    ("corners", "covers"),
    [(SQUARE, True), (ring((0, 0), (5, 5), (10, 10)), False), (ring((0, 0), (0, 1)), False), ((), False)],
)
def test_three_corners_off_one_line_cover_ground(corners, covers):
    assert covers_ground(corners) is covers


def test_corners_that_stand_still_and_the_closing_one_are_left_out():
    assert without_repeats([*SQUARE[:1], *SQUARE, SQUARE[0]]) == SQUARE


def test_a_box_turned_round_is_no_box():
    with pytest.raises(ValueError, match="south-western"):
        Box(1, 0, 0, 0)


@pytest.mark.parametrize(
    ("lat", "lon", "inside"),
    [
        (5, 5, True),
        (0, 0, True),
        (10, 5, True),
        (5, 0, True),
        (11, 5, False),
        (5, -1, False),
        (-1, 5, False),
        (10, 11, False),
    ],
)
def test_inside_counts_the_edge(lat, lon, inside):
    assert Area(SQUARE).holds(lat, lon) is inside


def test_a_dent_is_outside():
    area = Area(ring((0, 0), (0, 10), (10, 10), (5, 5), (10, 0)))
    assert (area.holds(8, 5), area.holds(5, 5), area.holds(2, 5), area.holds(8, 1)) == (
        False,
        True,
        True,
        True,
    )


def _slowly(corners: tuple[Position, ...], lat: int, lon: int) -> bool:
    """The same told edge by edge, without layers."""
    odd = False
    for here, start in enumerate(corners):
        end = corners[(here + 1) % len(corners)]
        turn = (end.lon_e7 - start.lon_e7) * (lat - start.lat_e7) - (end.lat_e7 - start.lat_e7) * (
            lon - start.lon_e7
        )
        between = min(start.lat_e7, end.lat_e7) <= lat <= max(start.lat_e7, end.lat_e7)
        beside = min(start.lon_e7, end.lon_e7) <= lon <= max(start.lon_e7, end.lon_e7)
        if turn == 0 and between and beside:
            return True
        if (start.lat_e7 > lat) != (end.lat_e7 > lat):
            cross = (end.lon_e7 - start.lon_e7) * (lat - start.lat_e7) / (
                end.lat_e7 - start.lat_e7
            ) + start.lon_e7
            odd ^= lon < cross
    return odd


small = st.integers(-30, 30)


@given(st.lists(st.tuples(small, small), min_size=3, max_size=9, unique=True), small, small)
def test_layers_answer_as_edge_by_edge(corners, lat, lon):
    shape = ring(*corners)
    assume(covers_ground(shape))
    assume(not crosses_itself(shape))
    assert Area(shape).holds(lat, lon) is _slowly(shape, lat, lon)
    if Area(shape).holds(lat, lon):
        assert box_of(shape).holds(lat, lon)


@given(st.lists(st.tuples(small, small), min_size=4, max_size=8, unique=True), st.integers(0, 7))
def test_where_a_ring_begins_makes_no_difference(corners, turn):
    shape = ring(*corners)
    turned = shape[turn % len(shape) :] + shape[: turn % len(shape)]
    assert crosses_itself(shape) == crosses_itself(turned) == crosses_itself(shape[::-1])
