"""The shapes of the ledger's API. Amounts are fen where the unit is CNY, base units otherwise."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Schema


class RoleOut(Schema):
    """A kind of account."""

    key: str
    name: str
    sign: int
    floor: int | None


class BookOut(Schema):
    """A book, and the last day of its closed period."""

    key: str
    name: str
    roles: list[RoleOut]
    closed_through: date | None
    closed_at: datetime | None


class TrialLineOut(Schema):
    """All accounts of one kind and unit together."""

    role: str
    unit: str
    debits: int
    credits: int
    balance: int


class TrialOut(Schema):
    """The debits and the credits of each unit are equal."""

    book: str
    on: date | None
    lines: list[TrialLineOut]


class AccountOut(Schema):
    """An account; ``held`` is what pending transfers would take out now."""

    id: UUID
    book: str
    role: str
    unit: str
    owner_id: UUID | None
    part_id: UUID | None
    owner: str
    balance: int
    held: int
    floor: int | None
    closed_on: date | None


class AccountsOut(Schema):
    """A page of accounts."""

    items: list[AccountOut]
    next: str


class EntryOut(Schema):
    """One line of a statement: positive raises the account."""

    business_on: date
    created_at: datetime
    op_id: UUID
    kind: str
    subject_type: str
    subject_id: UUID | None
    other_account_id: UUID
    amount: int
    balance: int


class StatementOut(Schema):
    """A page of a statement; ``opening`` stood there before its first line."""

    opening: int
    items: list[EntryOut]
    next: str


class TransferOut(Schema):
    """One transfer: from the credit account to the debit account."""

    line: int
    debit_id: UUID
    credit_id: UUID
    amount: int
    unit: str
    phase: str
    earlier_op_id: UUID | None
    later_op_id: UUID | None


class OpOut(Schema):
    """An operation with all that it moved."""

    id: UUID
    kind: str
    business_on: date
    created_at: datetime
    maker_id: UUID | None
    approver_id: UUID | None
    subject_type: str
    subject_id: UUID | None
    digest: str
    transfers: list[TransferOut]


class ClosingIn(Schema):
    """Up to which day."""

    through: date


class ReopeningIn(Schema):
    """Back to which day, and why."""

    through: date
    reason: str


class PeriodOut(Schema):
    """How far a book is closed."""

    book: str
    closed_through: date
    closed_at: datetime


class RefusalOut(Schema):
    """Why something was declined."""

    code: str
    message: str
