"""The configured map: what may be configured, and what browsers may fetch because of it."""

from __future__ import annotations

import pytest

from endcap.config.configuration import ConfigurationError, read
from endcap.config.middleware import policy_for
from endcap.ui.maps import Ground

pytestmark = pytest.mark.req("HOUSE")
TILES = "https://tiles.example/{z}/{x}/{y}.png"


def test_the_content_policy_lets_in_the_configured_map_and_nothing_else():
    chosen = policy_for(Ground(TILES, attribution="© Example").sources)
    assert "img-src 'self' data: blob: https://tiles.example;" in chosen
    assert "connect-src 'self' https://tiles.example;" in chosen
    assert "script-src 'self';" in chosen
    assert "http" not in policy_for()


def test_tiles_with_their_maker_are_taken(tmp_path):
    found = read(
        {"ENDCAP_HOME": str(tmp_path), "ENDCAP_MAP_TILES": TILES, "ENDCAP_MAP_ATTRIBUTION": "© Example"}
    )
    assert (found.map_tiles, found.map_datum, found.map_max_zoom) == (TILES, "wgs84", 19)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"MAP_TILES": TILES}, "map_attribution"),
        ({"MAP_TILES": "https://tiles.example/", "MAP_ATTRIBUTION": "x"}, "map_tiles"),
        ({"MAP_TILES": "ftp://t/{z}/{x}/{y}", "MAP_ATTRIBUTION": "x"}, "map_tiles"),
        ({"MAP_TILES": TILES + "; script-src *", "MAP_ATTRIBUTION": "x"}, "map_tiles"),
        ({"MAP_TILES": TILES, "MAP_STYLE": "/style.json", "MAP_ATTRIBUTION": "x"}, "map_style"),
        ({"MAP_HOSTS": "https://a.example,javascript:x"}, "map_hosts"),
        ({"MAP_DATUM": "bd09"}, "map_datum"),
    ],
)
def test_a_ground_that_makes_no_sense_stops_the_start(tmp_path, given, names):
    asked = {f"ENDCAP_{key}": value for key, value in given.items()}
    with pytest.raises(ConfigurationError, match=names):
        read({"ENDCAP_HOME": str(tmp_path), **asked})
