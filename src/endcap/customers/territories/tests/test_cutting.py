"""Cutting the map into territories: sizes, overlaps, and whose ground a place is."""

from math import radians, sin
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endcap.customers.territories.cutting import Piece, extent_m2, holder, overlap
from endcap.kernel.geo import EARTH_RADIUS_M, Position
from endcap.kernel.shapes import Area


def square(lat: int, lon: int, side: int) -> tuple[Position, ...]:
    return (
        Position(lat, lon),
        Position(lat, lon + side),
        Position(lat + side, lon + side),
        Position(lat + side, lon),
    )


def piece(number: int, ring: tuple[Position, ...], code: str = "") -> Piece:
    return Piece(UUID(int=number), Area(ring), extent_m2(ring), code or f"P{number}")


@pytest.mark.req("CUS-17")
def test_a_hundredth_of_a_degree_at_thirty_degrees_north_is_a_square_kilometre_and_a_bit():
    ring = square(300_000_000, 1_200_000_000, 100_000)
    on_the_sphere = EARTH_RADIUS_M**2 * radians(0.01) * (sin(radians(30.01)) - sin(radians(30)))

    assert extent_m2(ring) == 1_070_730
    assert abs(extent_m2(ring) - on_the_sphere) < on_the_sphere / 10_000


@pytest.mark.req("CUS-17")
def test_where_two_overlap_the_smaller_one_has_the_outlet_and_codes_decide_between_equals():
    big, small = piece(1, square(0, 0, 100_000)), piece(2, square(10_000, 10_000, 20_000))
    twin = piece(3, square(10_000, 10_000, 20_000), code="P0")

    assert holder([big, small], 15_000, 15_000) == small.id
    assert holder([big, small], 80_000, 80_000) == big.id
    assert holder([big, small], 100_001, 15_000) is None
    assert holder([small, twin], 15_000, 15_000) == twin.id


@pytest.mark.req("CUS-17")
@pytest.mark.parametrize(
    ("other", "together"),
    [
        (square(0, 100, 100), False),  # a common edge
        (square(100, 100, 50), False),  # a common corner
        (square(50, 50, 100), True),
        (square(20, 20, 10), True),  # wholly inside
        (square(0, 0, 100), True),  # the same
        (square(500, 500, 10), False),
    ],
)
def test_a_shared_border_is_no_overlap_but_shared_ground_is(other, together):
    one = Area(square(0, 0, 100))

    assert overlap(one, Area(other)) is together
    assert overlap(Area(other), one) is together


@pytest.mark.req("CUS-17")
@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 400), st.integers(1, 200)), min_size=1, max_size=6
    ),
    st.integers(-10, 610),
    st.integers(-10, 610),
)
def test_a_place_belongs_to_at_most_one_territory_whatever_their_order(squares, lat, lon):
    pieces = [piece(n, square(a, b, side)) for n, (a, b, side) in enumerate(squares)]

    found = holder(pieces, lat, lon)

    assert holder(pieces[::-1], lat, lon) == found
    assert (found is None) == (not any(one.area.holds(lat, lon) for one in pieces))
