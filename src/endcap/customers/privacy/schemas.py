"""The shapes of the API of personal data."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from ninja import Schema


class ConsentIn(Schema):
    """A consent that a person gave."""

    contact_id: UUID
    purpose: str
    way: str
    channel: str = ""
    note: str = ""
    given_on: date | None = None


class ConsentOut(Schema):
    """A consent."""

    id: UUID
    outlet_id: UUID
    contact_id: UUID
    purpose: str
    channel: str
    way: str
    given_on: date
    withdrawn_on: date | None


class ConsentPage(Schema):
    """Consents, newest first; ``next`` goes into ``before``, empty at the end."""

    items: list[ConsentOut]
    next: str


class RequestIn(Schema):
    """What somebody asks for: access, correct or erase."""

    kind: str
    name: str
    phone: str = ""
    note: str = ""
    received_on: date | None = None


class RequestOut(Schema):
    """A request, without the person's name and phone."""

    id: UUID
    number: str
    kind: str
    state: str
    received_on: date
    due_on: date
    outcome: str
    counts: dict[str, int]


class OutcomeIn(Schema):
    """How it was answered."""

    outcome: str = ""


class HeldOut(Schema):
    """One record about the person."""

    holder: str
    place: str
    facts: list[list[str]]
