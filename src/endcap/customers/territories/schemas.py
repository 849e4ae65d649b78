"""The shapes of the API of territories."""

from __future__ import annotations

from uuid import UUID

from ninja import Schema


class TerritoryOut(Schema):
    """A territory. Corners are [latitude, longitude] in degrees × 10⁷, WGS-84, not closed by repetition."""

    id: UUID
    code: str
    name: str
    unit_id: UUID
    owner_id: UUID | None
    tone: str
    corners: list[list[int]]
    extent_m2: int
    version: int


class TerritoryIn(Schema):
    """What is said about a new territory, or said anew about one."""

    code: str
    name: str
    unit_id: UUID
    owner_id: UUID | None = None
    tone: str = "a"
    corners: list[list[int]]


class TerritoryChange(TerritoryIn):
    """The same with the version that was looked at."""

    version: int


class TerritoryPage(Schema):
    """Territories by code; ``next`` is the code after which to go on, empty at the end."""

    items: list[TerritoryOut]
    next: str
