"""How big the demo company is, which twelve months it has lived through, and where its chance comes from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from types import MappingProxyType
from uuid import UUID

DEFAULT_SEED = 20260701
MONTHS = 12
_FIRST_ID_MS = 1_704_067_200_000  # 2024-01-01 in UTC: ids of the demo company look two years old, not new


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each thing a demo company has."""

    key: str
    outlets: int
    reps: int
    offices: int
    skus: int = 60


SIZES: Mapping[str, Size] = MappingProxyType(
    {
        "tiny": Size("tiny", outlets=60, reps=9, offices=3),
        "small": Size("small", outlets=1_200, reps=12, offices=3),
        "medium": Size("medium", outlets=12_000, reps=60, offices=6),
    }
)
OFFERED = ("small", "medium")  # the tiny one is for checking the loader quickly


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the generator depends on: the same plan gives the same company, byte for byte."""

    size: Size
    end_on: date
    seed: int = DEFAULT_SEED

    @property
    def start_on(self) -> date:
        """First day of the twelve months that end with ``end_on``."""
        return months_before(self.end_on, MONTHS) + timedelta(days=1)

    @property
    def month_starts(self) -> tuple[date, ...]:
        """First day of each of the twelve months."""
        return tuple(months_before(self.end_on, MONTHS - k) + timedelta(days=1) for k in range(MONTHS))

    @property
    def handed_over_on(self) -> date:
        """The day on which the outlets of a rep who left went to a colleague."""
        return months_before(self.end_on, 4).replace(day=1)

    def dice(self, *topic: object) -> Random:
        """Chance for one topic: another topic's draws never shift it."""
        return dice(self.seed, *topic)


def plan_for(size: str, *, end_on: date, seed: int = DEFAULT_SEED) -> Plan:
    """The plan of a named size; raises KeyError for a size that does not exist."""
    return Plan(size=SIZES[size], end_on=end_on, seed=seed)


def dice(*topic: object) -> Random:
    """A generator seeded by words, the same on every machine and every run."""
    return Random(":".join(str(part) for part in topic))  # noqa: S311 (a demo needs repeatable chance, not secrecy)


def words(text: str) -> tuple[str, ...]:
    """The words of a list written as running text."""
    return tuple(text.split())


def months_before(day: date, months: int) -> date:
    """The same day of the month some months earlier, or that month's last day if it is shorter."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def stable_id(kind: str, n: int) -> UUID:
    """A UUIDv7 that depends on nothing but kind and number; ids of one kind sort by number."""
    noise = int.from_bytes(hashlib.sha256(f"{kind}:{n}".encode()).digest()[:10], "big")
    high, low = noise >> 68 & 0xFFF, noise & ((1 << 62) - 1)
    return UUID(int=(_FIRST_ID_MS + n) << 80 | 7 << 76 | high << 64 | 2 << 62 | low)
