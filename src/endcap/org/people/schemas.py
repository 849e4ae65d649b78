"""People as the API shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Schema


class PersonOut(Schema):
    """Somebody of the company."""

    id: UUID
    login: str
    name: str
    employee_no: str
    unit_id: UUID
    unit: str
    roles: list[str]
    is_active: bool


class PeopleOut(Schema):
    """One page of people; ``next`` goes back as ``after`` and is empty on the last one."""

    items: list[PersonOut]
    next: str


class MeOut(Schema):
    """Whoever asks: the person, the rights and how far he sees."""

    person: PersonOut
    rights: list[str]
    reach: str
    unit_ids: list[UUID]


class AbsenceIn(Schema):
    """Days on which somebody will be away, both included. An ``id`` given by the client makes a repeat harmless."""

    from_on: date
    to_on: date
    kind: Literal["holiday", "personal", "sick", "trip", "other"]
    id: UUID | None = None


class AbsenceOut(Schema):
    """Days on which somebody is away."""

    id: UUID
    person_id: UUID
    from_on: date
    to_on: date
    kind: str


class DelegationIn(Schema):
    """A colleague who decides meanwhile; without ``to_on`` until it is taken back."""

    to_person_id: UUID
    from_on: date
    to_on: date | None = None
    only_when_absent: bool = True
    note: str = ""
    id: UUID | None = None


class DelegationOut(Schema):
    """Who decides for whom, and when."""

    id: UUID
    from_person_id: UUID
    to_person_id: UUID
    from_on: date
    to_on: date | None
    only_when_absent: bool
    note: str


class SessionOut(Schema):
    """One browser in which the reader is signed in."""

    id: UUID
    device: str
    address: str
    since: datetime
    last_seen_at: datetime
    is_this: bool


class ActingForOut(Schema):
    """For whom the reader may decide today, and who may decide for him."""

    acting_for: list[UUID]
    deputies: list[UUID]
    is_away: bool
