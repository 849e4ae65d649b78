"""Due items as the API speaks of them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Field, Schema


class ItemOut(Schema):
    """One due item."""

    id: UUID
    kind: str
    key: str = Field(description="The occasion; unique for kind and subject")
    subject_type: str
    subject_id: UUID
    title: str
    url: str = Field(description="Address of the page on which it is dealt with")
    due_on: date
    person_id: UUID
    unit_id: UUID
    state: str = Field(description="open, done, skipped or withdrawn")
    is_overdue: bool
    ended_at: datetime | None
    ended_by: str
    note: str


class ItemsOut(Schema):
    """One page; ``next`` goes into ``after`` for the following page."""

    items: list[ItemOut]
    next: str


class DoneIn(Schema):
    """How it went, if there is something to say."""

    note: str = ""


class SkipIn(Schema):
    """Why it is left out."""

    reason: str


class EntryOut(Schema):
    """One fact of an item's history."""

    what: str
    at: datetime
    by_name: str
    due_on: date
    person_id: UUID
    note: str


class RuleOut(Schema):
    """A rule that makes items."""

    id: UUID
    code: str
    kind: str
    name: str
    name_en: str
    basis: str
    step: str
    every: dict[str, int] = Field(description="Distance by grade; the empty grade is everybody else")
    season: list[int]
    shift: str
    lead_days: int
    query: str
    closed_on: date | None


class RuleIn(Schema):
    """A rule as it shall be."""

    kind: str
    name: str
    name_en: str = ""
    basis: str = "interval"
    step: str = "days"
    every: dict[str, int] = {}
    season: list[int] = []
    shift: str = "next"
    lead_days: int = 7
    query: str = ""


class MadeOut(Schema):
    """What a run of the rules did."""

    items: int
    subjects: int
    rules: int
    problems: list[str]
