"""Geometry of the small trend lines: integers in, SVG points out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

WIDTH: Final = 120
HEIGHT: Final = 26
_TOP: Final = 3
_BOTTOM: Final = 23


def _heights(points: Sequence[int], target: int | None) -> list[int]:
    known = [*points, target] if target is not None else list(points)
    low, high = min(known), max(known)
    if high == low:
        return [(_TOP + _BOTTOM) // 2 for _ in points]
    room = _BOTTOM - _TOP
    return [_BOTTOM - (point - low) * room // (high - low) for point in points]


def line_points(points: Sequence[int], target: int | None = None) -> str:
    """The trend from left edge to right edge."""
    last = len(points) - 1
    heights = _heights(points, target)
    return " ".join(f"{number * WIDTH // last},{height}" for number, height in enumerate(heights))


def area_points(points: Sequence[int], target: int | None = None) -> str:
    """The same line closed along the ground."""
    return f"0,{HEIGHT} {line_points(points, target)} {WIDTH},{HEIGHT}"


def target_line(points: Sequence[int], target: int) -> str:
    """A level line at the target."""
    height = _heights([*points, target], target)[-1]
    return f"0,{height} {WIDTH},{height}"
