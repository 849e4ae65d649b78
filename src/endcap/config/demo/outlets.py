"""Every outlet of the demo company: name, door, owner, people to talk to, and how it will behave."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from endcap.config.demo.plan import stable_id

MEDIAN_YEAR_FEN = 480_000
# Log-normal sales with this spread give 80 / 15 / 5 % to the first 20 / next 30 / last 50 % of customers
SPREAD = 1.68


@dataclass(frozen=True, slots=True)
class DemoContact:
    """Somebody at the outlet: what he decides and how to reach him. Nothing private is invented."""

    name: str
    role: str  # decision_maker, store_supervisor, buyer, clerk
    level: str  # top, middle, base
    phone: str


@dataclass(frozen=True, slots=True)
class OwnerSpell:
    """A stretch of time in which one rep was responsible."""

    login: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class OutletTie:
    """What one outlet has to do with another: successor of, or perhaps the same shop as."""

    kind: str  # successor, duplicate_suspect
    other: int


@dataclass(frozen=True, slots=True)
class DemoOutlet:
    """One outlet. ``year_fen`` is what it would buy in a whole steady year; 0 for a prospect."""

    n: int
    code: str
    name: str
    channel: str
    chain: str
    party_kind: str  # organisation, person
    status: str  # prospect, active, suspended, closed
    district: str
    quarter: str
    street: str
    zip: str
    address: str
    lat_e7: int | None
    lon_e7: int | None
    unit: str
    owner: str
    owners: tuple[OwnerSpell, ...]
    contacts: tuple[DemoContact, ...]
    phone: str
    licence_no: str
    opened_on: date | None
    closed_on: date | None
    last_verified_on: date | None
    standing: str  # key, ordinary, potential
    tags: tuple[str, ...]
    remark: str
    archetype: str  # steady, growing, declining, holiday, churned, new, loader
    archetype_month: int
    rank_z: float
    year_fen: int
    ties: tuple[OutletTie, ...]
    attributes: tuple[tuple[str, str], ...] = ()  # what a third-terminal file holds besides

    @property
    def id(self) -> UUID:
        """Its stable id."""
        return stable_id("outlet", self.n)

    @property
    def size_class(self) -> str:
        """Roughly which grade its year would earn: decides how often the truck comes."""
        return "A" if self.rank_z > 0.84 else "B" if self.rank_z > 0 else "C"


def year_fen(rank_z: float) -> int:
    """Sales of a whole year at a place in the ranking, in fen."""
    return round(MEDIAN_YEAR_FEN * math.exp(SPREAD * max(rank_z, -2.4)))
