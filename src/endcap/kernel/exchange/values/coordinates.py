"""Positions as people write them, and what a list as a whole tells about the wrong ones.

Two passes: ``parse_one`` reads a cell, ``settle`` (or ``Cluster.judge``) decides by the statistics of all.
A repaired position is always flagged; a rough one is not used; a far one is kept and flagged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import NamedTuple

from endcap.kernel.errors import Problem
from endcap.kernel.exchange.declare import Position
from endcap.kernel.exchange.messages import problem
from endcap.kernel.exchange.values.text import as_text, narrow, says_nothing

E7 = 10_000_000
ENOUGH = 5  # positions that make a cluster
LEAST_SPAN = 2.0  # degrees around the middle of the list that always count as near
SPREAD = 6.0  # further than so many median deviations is far
LAT_LON, LON_LAT = "lat_lon", "lon_lat"

_NUM = r"[-+]?\d{1,3}(?:\.\d+)?"
_PAIR = re.compile(rf"[(\[]?\s*({_NUM})\s*[°度]?\s*(?:[,;/、|]\s*|\s+)({_NUM})\s*[°度]?\s*[)\]]?")
_WKT = re.compile(
    rf"(?:SRID=\d+;)?\s*POINT\s*Z?\s*\(\s*({_NUM})\s+({_NUM})(?:\s+{_NUM})?\s*\)", re.IGNORECASE
)
_LETTERED = re.compile(
    r"(北纬|南纬|东经|西经|[NSEW])?\s*(\d{1,3}(?:\.\d+)?)\s*[°度]\s*"
    r"(?:(\d{1,2}(?:\.\d+)?)\s*['′’分]\s*)?(?:(\d{1,2}(?:\.\d+)?)\s*(?:\"|″|”|''|′′|’’|秒)\s*)?([NSEW])?",
    re.IGNORECASE,
)
_DECIMAL_LETTER = re.compile(
    r"(北纬|南纬|东经|西经|[NSEW])\s*[:]?\s*(\d{1,3}(?:\.\d+)?)(?![\d.°度])|(\d{1,3}(?:\.\d+)?)\s*([NSEW])",
    re.I,
)
_SIGNS = {"北纬": ("lat", 1), "南纬": ("lat", -1), "东经": ("lon", 1), "西经": ("lon", -1)}
_SIGNS |= {"N": ("lat", 1), "S": ("lat", -1), "E": ("lon", 1), "W": ("lon", -1)}


class Candidate(NamedTuple):
    """A position as written, not judged yet. ``sure`` of order and sign: WKT and lettered forms."""

    lat: float | None = None
    lon: float | None = None
    rough: bool = False
    sure: bool = False
    problem: Problem | None = None
    zero: bool = False


@dataclass(frozen=True)
class Settled:
    """The position to use, with what was done to it."""

    position: Position | None
    flags: tuple[str, ...] = ()
    problem: Problem | None = None


MISSING = Candidate()


def parse_one(text: str, order: str = LAT_LON) -> Candidate:
    """Read one cell; nothing written, zeros and 待补 are missing."""
    text = narrow(text).replace("，", ",")
    if says_nothing(text):
        return MISSING
    found = _WKT.fullmatch(text)
    if found:
        return _candidate(found[2], found[1], sure=True)
    found = _PAIR.fullmatch(text)
    if found:
        first, second = found[1], found[2]
        return _candidate(second, first) if order == LON_LAT else _candidate(first, second)
    return _parse_lettered(text)


def from_columns(lat: object, lon: object) -> Candidate:
    """The position of a row that writes latitude and longitude in two columns."""
    lat_text, lon_text = _number_text(lat), _number_text(lon)
    if not lat_text and not lon_text:
        return MISSING
    if not lat_text or not lon_text:
        return Candidate(0.0, None) if lat_text else Candidate(None, 0.0)
    if re.fullmatch(_NUM, lat_text) and re.fullmatch(_NUM, lon_text):
        return _candidate(lat_text, lon_text)
    return _parse_lettered(f"{lat_text} {lon_text}")


def _number_text(cell: object) -> str:
    text = narrow(as_text(cell))
    return "" if says_nothing(text) else text


def _candidate(lat_text: str, lon_text: str, *, sure: bool = False) -> Candidate:
    lat, lon = float(lat_text), float(lon_text)
    if lat == 0 and lon == 0:
        return Candidate(zero=True)
    if not _possible(lat, lon) and not _possible(lon, lat):
        return Candidate(problem=problem("coordinate_range", raw=f"{lat_text},{lon_text}"))
    rough = _decimals(lat_text) <= 1 and _decimals(lon_text) <= 1
    return Candidate(lat, lon, rough, sure)


def _decimals(text: str) -> int:
    return len(text.partition(".")[2].rstrip("0"))


def _possible(lat: float, lon: float) -> bool:
    return -90 <= lat <= 90 and -180 <= lon <= 180


def _parse_lettered(text: str) -> Candidate:
    """41°58'36.78"N 91°37'38.88"W, 北纬41.97度 东经…, N41.97 W91.6."""
    unreadable = Candidate(problem=problem("coordinate_unreadable", raw=text))
    rest = text
    found: list[tuple[str, str, float]] = []
    for pattern in (_LETTERED, _DECIMAL_LETTER):
        matches = list(pattern.finditer(text))
        if len(matches) == 2:
            found = [_part(match, pattern is _LETTERED) for match in matches]
            rest = pattern.sub("", text)
            break
    if len(found) != 2 or rest.strip(" ,;、/:"):
        return unreadable
    axes = [axis for axis, _text, _degrees in found]
    if "" in axes:
        axes = ["lat", "lon"] if axes == ["", ""] else axes
    if sorted(axes) != ["lat", "lon"]:
        return unreadable
    by_axis = dict(zip(axes, found, strict=True))
    lat, lon = by_axis["lat"][2], by_axis["lon"][2]
    if not _possible(lat, lon):
        return Candidate(problem=problem("coordinate_range", raw=text))
    rough = _decimals(by_axis["lat"][1]) <= 1 and _decimals(by_axis["lon"][1]) <= 1
    return Candidate(lat, lon, rough, sure=found[0][0] != "")


def _part(match: re.Match[str], sexagesimal: bool) -> tuple[str, str, float]:
    """One axis: which, a text that shows its precision, and the degrees."""
    if not sexagesimal:
        letter, digits = (match[1], match[2]) if match[1] else (match[4], match[3])
        axis, sign = _SIGNS[letter.upper()]
        return axis, digits, sign * float(digits)
    letter = match[1] or match[5] or ""
    axis, sign = _SIGNS[letter.upper()] if letter else ("", 1)
    degrees = float(match[2]) + float(match[3] or 0) / 60 + float(match[4] or 0) / 3600
    shown = match[2] if match[3] is None else "0.00000"[: 4 if match[4] is None else 7] + "1"
    return axis, shown, sign * degrees


class Box(NamedTuple):
    """The middle of the list and how far around it is near."""

    lat: float
    lon: float
    lat_span: float
    lon_span: float

    def near(self, lat: float, lon: float) -> bool:
        """Whether a position lies where the list lies."""
        return (
            _possible(lat, lon)
            and abs(lat - self.lat) <= self.lat_span
            and abs(lon - self.lon) <= self.lon_span
        )


@dataclass(frozen=True)
class Cluster:
    """Where the list lies; without enough positions nothing is repaired but what is impossible as written."""

    box: Box | None = None

    def judge(self, candidate: Candidate) -> Settled:
        """The position to use and why."""
        if candidate.problem is not None:
            return Settled(None, (), candidate.problem)
        if candidate.lat is None and candidate.lon is None:
            return Settled(None, ("coordinate_missing",))
        if candidate.lat is None or candidate.lon is None:
            return Settled(None, ("coordinate_incomplete",))
        if candidate.rough:
            return Settled(None, ("coordinate_rough",))
        lat, lon, flags = self._place(candidate.lat, candidate.lon, candidate.sure)
        return Settled(Position(round(lat * E7), round(lon * E7)), flags)

    def _place(self, lat: float, lon: float, sure: bool) -> tuple[float, float, tuple[str, ...]]:
        if self.box is None:
            return (lat, lon, ()) if _possible(lat, lon) else (lon, lat, ("lon_lat_swapped",))
        if self.box.near(lat, lon):
            return lat, lon, ()
        for other_lat, other_lon, flags in _readings(lat, lon):
            if self.box.near(other_lat, other_lon) and not (sure and len(flags) > 1):
                return other_lat, other_lon, flags
        if not _possible(lat, lon):
            return lon, lat, ("lon_lat_swapped", "coordinate_far")
        return lat, lon, ("coordinate_far",)


def _readings(lat: float, lon: float) -> Iterable[tuple[float, float, tuple[str, ...]]]:
    """Other ways to read the pair, the likeliest slip first."""
    yield lon, lat, ("lon_lat_swapped",)
    yield lat, -lon, ("lon_sign_restored",)
    yield -lat, lon, ("lat_sign_restored",)
    yield lon, -lat, ("lon_lat_swapped", "lon_sign_restored")
    yield -lon, lat, ("lon_lat_swapped", "lat_sign_restored")


def cluster_of(pairs: Sequence[tuple[float, float]]) -> Cluster:
    """Median and median deviation: a third of wrong entries doesn't move them."""
    usable = [(lat, lon) for lat, lon in pairs if _possible(lat, lon)]
    if len(usable) < ENOUGH:
        return Cluster()
    lat, lon = median(lat for lat, _ in usable), median(lon for _, lon in usable)
    lat_off = median(abs(one - lat) for one, _ in usable)
    lon_off = median(abs(one - lon) for _, one in usable)
    return Cluster(Box(lat, lon, max(LEAST_SPAN, SPREAD * lat_off), max(LEAST_SPAN, SPREAD * lon_off)))


def counts_for_cluster(candidate: Candidate) -> bool:
    """Rough positions count too: they are near enough to tell where the list lies."""
    return candidate.lat is not None and candidate.lon is not None and candidate.problem is None


def settle(candidates: Sequence[Candidate]) -> list[Settled]:
    """Judge a whole list at once."""
    cluster = cluster_of(
        [(c.lat, c.lon) for c in candidates if c.lat is not None and c.lon is not None and c.problem is None]
    )
    return [cluster.judge(candidate) for candidate in candidates]


@dataclass(frozen=True)
class Neighbourhood:
    """The middle of one city's positions within the list, and how far from it is far."""

    lat: float
    lon: float
    reach: float

    def far(self, position: Position) -> bool:
        """Whether a position of this city lies suspiciously far from the others."""
        off = max(abs(position.lat_e7 / E7 - self.lat), abs(position.lon_e7 / E7 - self.lon))
        return off > self.reach


def neighbourhood_of(positions: Sequence[Position]) -> Neighbourhood | None:
    """The neighbourhood of one city, when it has enough positions to tell."""
    if len(positions) < ENOUGH:
        return None
    lat = median(one.lat_e7 for one in positions) / E7
    lon = median(one.lon_e7 for one in positions) / E7
    usual = median(max(abs(one.lat_e7 / E7 - lat), abs(one.lon_e7 / E7 - lon)) for one in positions)
    return Neighbourhood(lat, lon, max(0.2, 8 * usual))


def with_flag(settled: Settled, flag: str) -> Settled:
    """The same position with one more remark."""
    return replace(settled, flags=(*settled.flags, flag))
