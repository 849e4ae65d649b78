"""Maps: on which ground they are drawn, and how positions travel between the book and the browser.

The book holds WGS-84. Where the configured ground is GCJ-02 (the tiles of Chinese providers), positions are shifted on
their way out and shifted back on their way in, so that a pin stands in front of its shop on either ground.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import InvalidInput, Problem
from endcap.kernel.geo import Datum, Position, from_wgs84, to_wgs84
from endcap.kernel.shapes import Box, Ring, covers_ground, crosses_itself, without_repeats

MOST_CORNERS = 500


@dataclass(frozen=True)
class Ground:
    """What lies under the pins: raster tiles, a style of vector tiles, or nothing."""

    tiles: str = ""
    style: str = ""
    attribution: str = ""
    datum: Datum = Datum.WGS84
    max_zoom: int = 19
    hosts: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The hosts from which a browser has to be allowed to fetch, as a content policy names them."""
        found = []
        for address in (self.tiles, self.style, *self.hosts):
            parts = urlsplit(address)
            if parts.scheme and parts.netloc:
                found.append(f"{parts.scheme}://{parts.netloc}")
        return tuple(dict.fromkeys(found))


def ground() -> Ground:
    """The ground that this installation has configured."""
    given: Ground = settings.MAP
    return given


def shown(lat_e7: int, lon_e7: int) -> list[float]:
    """A place of the book as the map draws it: longitude, latitude in degrees."""
    datum = ground().datum
    place = Position(lat_e7, lon_e7) if datum is Datum.WGS84 else from_wgs84(Position(lat_e7, lon_e7), datum)
    return [place.lon_e7 / 10_000_000, place.lat_e7 / 10_000_000]


def meant(lon: float, lat: float) -> Position:
    """A place that somebody pointed at on the map, as the book writes it. Raises ValueError off the earth."""
    return to_wgs84(Position.from_degrees(lat, lon), ground().datum)


def box_from(text: str) -> Box | None:
    """The part of the map in sight, written west,south,east,north in degrees; None if it makes no sense."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
        corner = meant(max(-180.0, min(180.0, west)), max(-90.0, min(90.0, south)))
        other = meant(max(-180.0, min(180.0, east)), max(-90.0, min(90.0, north)))
        return Box(corner.lat_e7, corner.lon_e7, other.lat_e7, other.lon_e7)
    except (ValueError, OverflowError):
        return None


def box_text(box: Box) -> str:
    """The same the other way round."""
    (west, south), (east, north) = shown(box.south_e7, box.west_e7), shown(box.north_e7, box.east_e7)
    return f"{west:.6f},{south:.6f},{east:.6f},{north:.6f}"


def _refuse(code: str, sentence: Any) -> InvalidInput:
    return InvalidInput([Problem("shape", code, sentence)])


def ring_from(shape: object) -> Ring:
    """The outline that somebody drew (a GeoJSON polygon, or its text). Refuses what encloses nothing or crosses itself."""
    try:
        given = json.loads(shape) if isinstance(shape, str) else shape
        if not isinstance(given, Mapping) or given.get("type") != "Polygon":
            raise ValueError
        corners = [meant(float(lon), float(lat)) for lon, lat in given["coordinates"][0]]
    except (ValueError, TypeError, KeyError, IndexError, OverflowError) as wrong:
        raise _refuse("shape_unreadable", _("没看懂圈出的范围。重新圈一次。")) from wrong
    if len(corners) > MOST_CORNERS + 1:
        raise _refuse("shape_too_fine", _("圈得太细，最多 500 个拐点。缩小地图再圈，或圈得粗一些。"))
    ring = without_repeats(corners)
    if not covers_ground(ring):
        raise _refuse("shape_too_small", _("至少三个不在一条线上的点才围成范围。重新圈一次。"))
    if crosses_itself(ring):
        raise _refuse("shape_crosses_itself", _("圈出的线自己相交，分不清里外。重新圈一次，线不要交叉。"))
    return ring


def polygon(ring: Sequence[Position]) -> dict[str, object]:
    """An outline of the book as GeoJSON, as the map draws it."""
    corners = [shown(corner.lat_e7, corner.lon_e7) for corner in ring]
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def feature(geometry: Mapping[str, object], **properties: object) -> dict[str, object]:
    """One thing on the map."""
    return {"type": "Feature", "geometry": dict(geometry), "properties": properties}


def point(lat_e7: int, lon_e7: int, **properties: object) -> dict[str, object]:
    """One point on the map."""
    return feature({"type": "Point", "coordinates": shown(lat_e7, lon_e7)}, **properties)


def collection(features: Sequence[Mapping[str, object]], **more: object) -> dict[str, object]:
    """Many things on the map."""
    return {"type": "FeatureCollection", "features": list(features), **more}
