"""Places on the map: one datum inside the house, the two Chinese ones at its doors.

Everything stored is WGS-84 in whole degrees × 10⁷ (about one centimetre): two sources compare exactly.
Chinese maps draw GCJ-02 (AMap, Tencent) or BD-09 (Baidu): mixing them up moves an outlet by 300 to 700 m.
The forward shift is the formula published for GCJ-02 on the Krasovsky 1940 ellipsoid; the inverse is
found by iteration, since no closed form exists.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import asin, atan2, cos, floor, pi, radians, sin, sqrt

E7 = 10_000_000
EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG
METRES_PER_DEGREE = EARTH_RADIUS_M * pi / 180

_SEMI_MAJOR_M = 6_378_245.0  # Krasovsky 1940
_ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943_23
_BAIDU_ANGLE = pi * 3000 / 180
_BAIDU_LAT, _BAIDU_LON = 0.006, 0.0065
_CLOSE_ENOUGH = 1e-10  # degrees; far below the 1e-7 that is kept

# Where the shift applies: coarse boxes (south, west, north, east) around the mainland, Hong Kong and Macau,
# whose maps are shifted too, and boxes cut out of them where the neighbours (and Taiwan) use plain WGS-84.
_SHIFTED = (
    (42.8899, 79.4462, 49.2204, 96.33),
    (39.3742, 109.6872, 54.1415, 135.0002),
    (29.5297, 73.124_6, 42.8899, 124.143_255),
    (26.7186, 82.9684, 29.5297, 97.0352),
    (20.414_096, 97.025_3, 29.5297, 124.367_395),
    (17.871_542, 107.975_793, 20.414_096, 111.744_104),
    (15.5, 111.0, 17.2, 113.0),  # the Paracel Islands, Sansha
)
_PLAIN = (
    (21.785_006, 119.921_265, 25.398_623, 122.497_559),  # Taiwan
    (20.0988, 101.8652, 22.284, 106.665),  # Vietnam, Laos
    (20.4878, 106.4525, 21.53, 108.051),  # Gulf of Tonkin, north-east Vietnam
    (50.3257, 109.0323, 55.8175, 119.127),  # Transbaikal
    (50.35, 127.4568, 55.8175, 137.0227),  # Amur
    (42.5692, 131.2662, 44.8922, 137.0227),  # Primorye
    (40.6, 73.1246, 42.8899, 78.0),  # Kyrgyzstan
    (26.7186, 82.9684, 27.85, 88.1),  # Nepal
)


class Datum(StrEnum):
    """In which system a source gives its coordinates."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


@dataclass(frozen=True, order=True)
class Position:
    """A point in whole degrees × 10⁷."""

    lat_e7: int
    lon_e7: int

    def __post_init__(self) -> None:
        if abs(self.lat_e7) > 90 * E7 or abs(self.lon_e7) > 180 * E7:
            raise ValueError(f"no place on earth: {self.lat_e7}, {self.lon_e7}")

    @classmethod
    def from_degrees(cls, lat: float, lon: float) -> Position:
        """The nearest whole 10⁻⁷ degree."""
        return cls(round(lat * E7), round(lon * E7))

    @property
    def degrees(self) -> tuple[float, float]:
        """Latitude and longitude in degrees, for maps."""
        return self.lat_e7 / E7, self.lon_e7 / E7


def is_shifted_area(position: Position) -> bool:
    """Whether Chinese maps shift coordinates here; elsewhere all three systems start from plain WGS-84."""
    lat, lon = position.degrees
    return _inside(lat, lon, _SHIFTED) and not _inside(lat, lon, _PLAIN)


def to_wgs84(position: Position, datum: Datum) -> Position:
    """What a source in the given datum means, in the datum of the house."""
    if datum is Datum.WGS84 or not is_shifted_area(position):
        return position
    lat, lon = position.degrees
    if datum is Datum.BD09:
        lat, lon = _inverse(_baidu, lat, lon)
    return Position.from_degrees(*_inverse(_gcj02, lat, lon))


def from_wgs84(position: Position, datum: Datum) -> Position:
    """The same place as a map in the given datum draws it."""
    if datum is Datum.WGS84 or not is_shifted_area(position):
        return position
    lat, lon = _gcj02(*position.degrees)
    if datum is Datum.BD09:
        lat, lon = _baidu(lat, lon)
    return Position.from_degrees(lat, lon)


def distance_m(here: Position, there: Position) -> int:
    """Great-circle distance (haversine) in whole metres."""
    (lat1, lon1), (lat2, lon2) = here.degrees, there.degrees
    half_lat, half_lon = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    chord = sin(half_lat) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(half_lon) ** 2
    return round(2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord))))


def cell_of(lat_e7: int, lon_e7: int, size_m: int) -> str:
    """The key of the grid cell, about ``size_m`` wide and high, that holds a point.

    Two points closer than ``size_m`` are in the same cell or in cells of ``cells_around`` each other.
    """
    row = _row(lat_e7, size_m)
    return _key(size_m, row, _column(row, lon_e7, size_m))


def cells_around(lat_e7: int, lon_e7: int, size_m: int) -> tuple[str, ...]:
    """The cells that hold every point within ``size_m`` of this one: its own first, then its neighbours."""
    row = _row(lat_e7, size_m)
    found = [_key(size_m, row, _column(row, lon_e7, size_m))]
    for beside in (row, row - 1, row + 1):
        column = _column(beside, lon_e7, size_m)
        for key in (_key(size_m, beside, column + step) for step in (0, -1, 1)):
            if key not in found:
                found.append(key)
    return tuple(found)


def _key(size_m: int, row: int, column: int) -> str:
    return f"{size_m}:{row}:{column}"


def _row(lat_e7: int, size_m: int) -> int:
    return floor(lat_e7 / E7 * METRES_PER_DEGREE / size_m)


def _column(row: int, lon_e7: int, size_m: int) -> int:
    return floor(lon_e7 / E7 * METRES_PER_DEGREE * _shrink(row, size_m) / size_m)


@lru_cache(maxsize=10_000)
def _shrink(row: int, size_m: int) -> float:
    # the edge nearest to the pole is the shortest: measured there, no cell of the row is narrower than size_m
    edge = max(abs(row), abs(row + 1)) * size_m / METRES_PER_DEGREE
    return max(cos(radians(min(edge, 89.0))), 0.01)


def _inside(lat: float, lon: float, boxes: tuple[tuple[float, float, float, float], ...]) -> bool:
    return any(south <= lat <= north and west <= lon <= east for south, west, north, east in boxes)


def _shift_lat(x: float, y: float) -> float:
    shift = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    shift += (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    shift += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    return shift + (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3


def _shift_lon(x: float, y: float) -> float:
    shift = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    shift += (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    shift += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    return shift + (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3


def _gcj02(lat: float, lon: float) -> tuple[float, float]:
    """WGS-84 to GCJ-02, in degrees."""
    north_m, east_m = _shift_lat(lon - 105, lat - 35), _shift_lon(lon - 105, lat - 35)
    angle = radians(lat)
    flat = 1 - _ECCENTRICITY_SQUARED * sin(angle) ** 2
    meridian = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_SQUARED) / (flat * sqrt(flat))
    parallel = _SEMI_MAJOR_M / sqrt(flat) * cos(angle)
    return lat + north_m * 180 / (meridian * pi), lon + east_m * 180 / (parallel * pi)


def _baidu(lat: float, lon: float) -> tuple[float, float]:
    """GCJ-02 to BD-09, in degrees."""
    radius = sqrt(lon * lon + lat * lat) + 0.000_02 * sin(lat * _BAIDU_ANGLE)
    angle = atan2(lat, lon) + 0.000_003 * cos(lon * _BAIDU_ANGLE)
    return radius * sin(angle) + _BAIDU_LAT, radius * cos(angle) + _BAIDU_LON


def _inverse(
    shift: Callable[[float, float], tuple[float, float]], lat: float, lon: float
) -> tuple[float, float]:
    """The point that the shift moves to (lat, lon): walk back by the error until nothing is left."""
    guess_lat, guess_lon = lat, lon
    for _step in range(30):
        there_lat, there_lon = shift(guess_lat, guess_lon)
        off_lat, off_lon = there_lat - lat, there_lon - lon
        guess_lat, guess_lon = guess_lat - off_lat, guess_lon - off_lon
        if abs(off_lat) < _CLOSE_ENOUGH and abs(off_lon) < _CLOSE_ENOUGH:
            break
    return guess_lat, guess_lon
