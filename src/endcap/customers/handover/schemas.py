"""Hand-overs as the API speaks of them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Field, Schema


class HandoverOut(Schema):
    """A hand-over in figures."""

    id: UUID
    person_id: UUID
    unit_id: UUID
    left_on: date
    due_on: date | None
    state: str
    total: int
    waiting: int = Field(description="Outlets without a new owner")
    uncontacted: int = Field(description="Given, but not contacted by the new owner yet")
    late: int = Field(description="Past their day; 0 is what it should be")


class OrphanOut(Schema):
    """One outlet of a leaver."""

    id: UUID
    outlet_id: UUID
    caretaker_id: UUID | None
    assigned_to_id: UUID | None
    assigned_at: datetime | None
    first_contact_due_on: date | None
    first_contact_on: date | None


class SuggestionOut(Schema):
    """Who should take over an outlet."""

    orphan_id: UUID
    person_id: UUID
    distance_m: int | None = Field(description="To the colleague's nearest outlet")
    was_wished: bool


class AssignmentIn(Schema):
    """One outlet for one colleague."""

    orphan_id: UUID
    person_id: UUID


class DistributeIn(Schema):
    """Outlets to give; without a list everything that waits is given as suggested."""

    assignments: list[AssignmentIn] | None = Field(None, max_length=10_000)
    reason: str = ""


class GivenOut(Schema):
    """What a distribution did."""

    outlets: int
    people: int


class PlanIn(Schema):
    """Who will leave, and when."""

    person_id: UUID
    leaves_on: date


class ContactIn(Schema):
    """A first contact."""

    on: date | None = Field(None, description="Today unless told")
    note: str = ""


class ReasonIn(Schema):
    """Why."""

    reason: str


class WishOut(Schema):
    """Somebody asks for an outlet."""

    id: UUID
    orphan_id: UUID
    person_id: UUID
    reason: str
    state: str
    answer: str


class HandoverPageOut(Schema):
    """Hand-overs, the most urgent first."""

    items: list[HandoverOut]
    next: str = ""


class OrphanPageOut(Schema):
    """One page of outlets; ``next`` goes into ``after`` for the following page."""

    items: list[OrphanOut]
    next: str


class SuggestionPageOut(Schema):
    """A suggestion for each outlet that waits."""

    items: list[SuggestionOut]
    next: str = ""


class WishPageOut(Schema):
    """Open wishes, the oldest first."""

    items: list[WishOut]
    next: str = ""
