"""Credit as the API speaks of it. Amounts are in fen."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Field, Schema


class LineOut(Schema):
    """A customer's credit today: free + used + held = granted; granted exceeds the limit by what is to be withdrawn."""

    payer_id: UUID
    state: str = Field(description="none, open, expired or blocked")
    limit: int
    free: int
    used: int
    held: int
    to_withdraw: int
    valid_to: date | None
    reason: str


class LinesOut(Schema):
    """One page; ``next`` goes into ``after`` for the following page."""

    items: list[LineOut]
    next: str


class InvestigationIn(Schema):
    """Answers to the eleven items, or to the entry file; ``id`` makes it safe to send twice."""

    answers: dict[str, Any]
    form: str = Field("credit", description="credit or entry", pattern="^(credit|entry)$")
    id: UUID | None = None


class InvestigationOut(Schema):
    """An investigation that was handed in."""

    id: UUID
    form: str
    done_on: date | None
    score_bp: int | None
    band: str
    suggested: int


class ApplicationIn(Schema):
    """A limit to ask for; ``id`` makes it safe to send twice."""

    amount: int
    term_days: int
    valid_to: date
    reason: str
    currency: str = "CNY"
    id: UUID | None = None


class ApplicationOut(Schema):
    """An application and where it stands."""

    id: UUID
    amount: int
    before: int
    term_days: int
    valid_to: date
    currency: str
    state: str
    request_id: UUID | None


class CheckIn(Schema):
    """An order to judge: its amount, and the amounts of its lines."""

    amount: int = Field(ge=0, le=10**13)
    parts: list[int] = Field([], max_length=500)


class ReasonOut(Schema):
    """Why it stops; ``pay`` frees it, null where no payment does."""

    code: str
    message: str
    pay: int | None


class VerdictOut(Schema):
    """Whether an order may go ahead on credit."""

    passes: bool
    reasons: list[ReasonOut]
    pay: int | None = Field(description="The payment that frees all of it; null where none does")
    ships_today: int
    parts_today: list[int]


class BlockIn(Schema):
    """Why credit is stopped."""

    reason: str


class RefusalOut(Schema):
    """Why something was declined."""

    code: str
    message: str
