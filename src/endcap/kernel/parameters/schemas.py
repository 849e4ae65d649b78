"""Parameters as the API speaks of them: shares in basis points, money in fen."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema


class PartOut(Schema):
    """One field of a value, with its limits."""

    key: str
    label: str
    kind: str
    unit: str
    minimum: int
    maximum: int
    options: list[str]
    optional: bool


class ChangeOut(Schema):
    """One value that was set."""

    id: UUID
    value: dict[str, Any]
    words: str
    unit_id: UUID | None
    valid_from: date
    set_by_name: str
    set_at: datetime
    reason: str


class ParameterOut(Schema):
    """One parameter with its value in force."""

    code: str
    label: str
    group: str
    source: str
    note: str
    guardrail: str
    standing: str
    parts: list[PartOut]
    default: dict[str, Any]
    value: dict[str, Any]
    words: str
    is_default: bool
    valid_from: date | None
    upcoming: list[ChangeOut]


class ParameterDetailOut(ParameterOut):
    """One parameter with its whole history."""

    history: list[ChangeOut]


class ParameterIn(Schema):
    """A new value from a day on."""

    value: dict[str, Any]
    valid_from: date
    reason: str
    unit_id: UUID | None = None
