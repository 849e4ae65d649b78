"""How the numbers that people read are written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Period(StrEnum):
    """When a series starts again at 1."""

    NEVER = "never"
    YEAR = "year"


@dataclass(frozen=True)
class SeriesKind:
    """A kind of number: ``T-000001``, or with a year ``SO-2026-000123``."""

    key: str
    prefix: str
    width: int = 6
    period: Period = Period.NEVER

    def write(self, period: str, number: int) -> str:
        """The number as people read it; it grows wider rather than starting again."""
        return f"{self.prefix}{period}{'-' if period else ''}{number:0{self.width}d}"


_kinds: dict[str, SeriesKind] = {}


def define(kind: SeriesKind) -> SeriesKind:
    """Declare a series once, at import of the area that uses it."""
    if _kinds.get(kind.key, kind) != kind:
        raise ValueError(f"series {kind.key} is declared twice")
    _kinds[kind.key] = kind
    return kind


def kind_of(key: str) -> SeriesKind:
    """The declared kind of a series."""
    return _kinds[key]


OUTLET = define(SeriesKind("outlet", "T-"))
