"""People as the API shows them."""

from __future__ import annotations

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
    """One page of people; ``after`` is empty on the last one."""

    items: list[PersonOut]
    after: str


class MeOut(Schema):
    """Whoever asks: the person, the rights and how far he sees."""

    person: PersonOut
    rights: list[str]
    reach: str
    unit_ids: list[UUID]
