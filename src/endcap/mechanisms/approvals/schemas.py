"""Approvals as the API speaks of them. Amounts are in fen."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

LARGEST = 10**15


class RequestOut(Schema):
    """One request."""

    id: UUID
    kind: str
    subject_type: str
    subject_id: UUID
    title: str
    amount: int
    rolling_amount: int = Field(description="The total that chose the steps")
    requester_id: UUID
    requester: str
    unit_id: UUID
    unit: str
    state: str = Field(description="open, returned, approved, rejected or withdrawn")
    draft_no: int = Field(description="The version of the document in hand")
    version: int = Field(description="Send it back with a decision; it grows with every change")
    due_on: date | None
    submitted_at: datetime
    created_at: datetime
    ended_at: datetime | None
    deciding_for: str = Field("", description="Whom you would stand in for; empty for yourself")


class RequestsOut(Schema):
    """One page; ``next`` goes into ``after`` for the following page."""

    items: list[RequestOut]
    next: str


class DecisionOut(Schema):
    """One person's word on a step."""

    outcome: str
    decider: str
    on_behalf_of: str = Field(description="Whose say it was, if the decider stood in for somebody")
    note: str
    settles: bool
    decided_at: datetime


class StepOut(Schema):
    """One step of the version in hand."""

    order: int
    name: str
    standing: str = Field(description="done, refused, here, ahead or dropped")
    people: list[str]
    from_amount: int
    needs_all: bool
    days: int
    is_raised: bool
    decisions: list[DecisionOut]


class DraftOut(Schema):
    """One version of the document."""

    number: int
    title: str
    amount: int
    document: dict[str, Any]
    submitted_at: datetime


class ChangeOut(Schema):
    """One entry that the version in hand changed."""

    key: str
    before: Any
    after: Any


class RequestDetailOut(RequestOut):
    """One request with its steps, versions and what the newest version changed."""

    may_decide: bool
    steps: list[StepOut]
    drafts: list[DraftOut]
    changes: list[ChangeOut]


class DecisionIn(Schema):
    """A word on the step in hand."""

    outcome: str = Field(description="approved, rejected or returned")
    note: str = Field("", description="Required to reject or to return")
    version: int = Field(ge=1, le=2**31 - 1, description="The version you have seen")


class WithdrawalIn(Schema):
    """Taking a request back."""

    reason: str = ""


class StepIn(Schema):
    """One step of a chain."""

    who: str = Field(description="manager, line_role, company_role or person")
    from_amount: int = Field(0, ge=0, le=LARGEST)
    days: int = Field(1, ge=1, le=60)
    levels_up: int = Field(0, ge=0, le=6)
    role_id: UUID | None = None
    person_id: UUID | None = None
    needs_all: bool = False


class ChainIn(Schema):
    """A chain that counts from a day on."""

    kind: str = Field("", max_length=60, description="Empty: every kind without a chain of its own")
    unit_id: UUID | None = Field(None, description="Empty: the whole company")
    name: str = ""
    window_days: int = Field(30, ge=0, le=730)
    escalate_after_days: int = Field(1, ge=1, le=60)
    valid_from: date | None = Field(None, description="Empty: today")
    valid_to: date | None = None
    steps: list[StepIn]


class ChainStepOut(Schema):
    """One step of a chain."""

    order: int
    name: str
    who: str
    from_amount: int
    days: int
    levels_up: int
    role_id: UUID | None
    person_id: UUID | None
    needs_all: bool


class ChainOut(Schema):
    """A chain with its steps."""

    id: UUID
    kind: str
    unit_id: UUID | None
    name: str
    window_days: int
    escalate_after_days: int
    valid_from: date
    valid_to: date | None
    is_in_force: bool
    steps: list[ChainStepOut]


class RefusalOut(Schema):
    """What was refused: a code, a sentence, and each problem with its field."""

    code: str
    message: str
    problems: list[dict[str, str]] = []
