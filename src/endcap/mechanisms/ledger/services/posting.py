"""Booking: all transfers of an operation, or none; the same operation again changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.audit.chain import canonical
from endcap.kernel.bulk import insert_values
from endcap.kernel.errors import Refusal
from endcap.kernel.operations import TRIES, Busy, operation
from endcap.mechanisms.ledger import errors, guards
from endcap.mechanisms.ledger.books import Key
from endcap.mechanisms.ledger.models import Account, Op, Phase, Transfer
from endcap.mechanisms.ledger.services import order

ACTION = "ledger.posted"
_BY_CODE: Mapping[str, type[Refusal]] = {
    "ledger_units_differ": errors.UnitsDiffer,
    "ledger_account_closed": errors.AccountClosed,
    "ledger_not_its_reversal": errors.AlreadyReversed,
    "ledger_not_its_pending": errors.AlreadyResolved,
    "resolves_id": errors.AlreadyResolved,
    "reverses_id": errors.AlreadyReversed,
    "ledger_op_maker_is_not_approver": errors.ApproverIsMaker,
}


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A transfer that was booked before: its operation, and its place in it, counted from 1."""

    op_id: UUID
    line: int


@dataclass(frozen=True, slots=True)
class Line:
    """One transfer to book: ``amount`` base units or fen move from ``credit`` to ``debit``.

    ``resolves`` is the pending transfer that a POST or VOID ends; ``reverses`` the one that this takes back.
    """

    debit: Key
    credit: Key
    amount: int
    phase: str = Phase.POSTED
    resolves: Ref | None = None
    reverses: Ref | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation that is to be booked."""

    op_id: UUID
    kind: str
    lines: tuple[Line, ...]
    business_on: date | None
    subject_type: str
    subject_id: UUID | None
    approver_id: UUID | None


@dataclass(frozen=True, slots=True)
class Posting:
    """What was booked: the operation, whether it is new, and how to refer to each of its transfers."""

    op_id: UUID
    is_new: bool
    refs: tuple[Ref, ...]


def post(
    actor: Actor,
    *,
    op_id: UUID,
    kind: str,
    lines: Sequence[Line],
    business_on: date | None = None,
    subject_type: str = "",
    subject_id: UUID | None = None,
    approver_id: UUID | None = None,
) -> Posting:
    """Book an operation. The caller has required its own right; the same id with the same content answers what is there.

    Locks the bounded accounts in ascending order of their ids and checks them after the lock. Raises Insufficient with
    every account that falls short, PeriodClosed, AccountClosed, UnitsDiffer, AlreadyReversed, AlreadyResolved,
    ApproverIsMaker, and OpTaken for the same id with other content. A fixed number of statements: whoever books goods,
    claims and money in one operation calls it once with all lines.
    """
    if not lines:
        raise ValueError("an operation moves something")
    if approver_id is not None and approver_id == actor.person_id:
        raise errors.ApproverIsMaker()
    asked = Asked(op_id, kind, tuple(lines), business_on, subject_type, subject_id, approver_id)
    for _number in range(TRIES):
        try:
            return _book(actor, asked)
        except (
            _FellShort
        ) as raced:  # the database refused what the check had let pass: say what is missing now
            plan = order.plan(asked.lines, *_standing(asked.lines))
            if plan.shortages:
                raise errors.Insufficient(plan.shortages) from raced
    raise Busy


class _FellShort(Exception):
    """The constraint on an account's floor refused a booking."""


@operation
def _book(actor: Actor, asked: Asked) -> Posting:
    refs = tuple(Ref(asked.op_id, number) for number in range(1, len(asked.lines) + 1))
    known = Op.objects.filter(pk=asked.op_id).values_list("digest", "business_on").first()
    on = asked.business_on or (known[1] if known else actor.today)
    digest = digest_of(
        asked.kind,
        on,
        actor.person_id,
        asked.approver_id,
        asked.subject_type,
        asked.subject_id,
        asked.lines,
    )
    if known is not None:
        if known[0] != digest:
            raise errors.OpTaken()
        return Posting(asked.op_id, False, refs)

    spare = _spare(actor, asked.lines)
    before = _referred(asked.lines)  # after the lock
    plan = order.plan(asked.lines, spare, _freed(asked.lines, before))
    if plan.shortages:
        raise errors.Insufficient(plan.shortages)

    op = Op(
        id=asked.op_id,
        kind=asked.kind,
        business_on=on,
        maker_id=actor.person_id,
        approver_id=asked.approver_id,
        subject_type=asked.subject_type,
        subject_id=asked.subject_id,
        digest=digest,
        created_at=actor.now,
    )
    _write(op, asked.lines, plan.order, before)
    audit.record(actor, ACTION, op, kind=asked.kind, digest=digest)
    return Posting(asked.op_id, True, refs)


def digest_of(
    kind: str,
    on: date,
    maker_id: UUID | None,
    approver_id: UUID | None,
    subject_type: str,
    subject_id: UUID | None,
    lines: Iterable[Line],
) -> str:
    """What an operation says, in one hash; the audit chain holds it."""
    said = [
        [
            line.debit.text,
            line.credit.text,
            line.amount,
            str(line.phase),
            _said(line.resolves),
            _said(line.reverses),
        ]
        for line in lines
    ]
    return digest_of_said(kind, on, maker_id, approver_id, subject_type, subject_id, said)


def digest_of_said(
    kind: str,
    on: date,
    maker_id: UUID | None,
    approver_id: UUID | None,
    subject_type: str,
    subject_id: UUID | None,
    lines: list[list[object]],
) -> str:
    """The same of lines that are written out: debit, credit, amount, phase, what it ends, what it takes back."""
    said = {
        "kind": kind,
        "on": on.isoformat(),
        "maker": str(maker_id or ""),
        "approver": str(approver_id or ""),
        "subject": f"{subject_type}/{subject_id or ''}",
        "lines": lines,
    }
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _said(ref: Ref | None) -> str:
    return f"{ref.op_id}/{ref.line}" if ref else ""


@dataclass(frozen=True, slots=True)
class _Before:
    """A transfer that a line ends or takes back."""

    seq: int
    amount: int


def _referred(lines: Sequence[Line]) -> dict[Ref, _Before]:
    """The transfers that the lines end or take back, in one statement."""
    refs = {ref for line in lines for ref in (line.resolves, line.reverses) if ref}
    if not refs:
        return {}
    rows = Transfer.objects.filter(op_id__in={ref.op_id for ref in refs}).values_list(
        "op_id", "line", "pk", "amount", "resolved_by__pk", "reversed_by__pk"
    )
    found, ended, reversed_ = {}, set(), set()
    for op_id, number, seq, amount, end, back in rows.order_by():
        ref = Ref(op_id, number)
        found[ref] = _Before(seq, amount)
        if end is not None:
            ended.add(ref)
        if back is not None:
            reversed_.add(ref)
    if refs - found.keys():
        raise errors.NothingToReverse()
    for line in lines:
        if line.resolves and (line.resolves in ended or found[line.resolves].amount < line.amount):
            raise errors.AlreadyResolved()
        if line.reverses and (line.reverses in reversed_ or found[line.reverses].amount < line.amount):
            raise errors.AlreadyReversed()
    return found


def _freed(lines: Sequence[Line], before: Mapping[Ref, _Before]) -> dict[int, int]:
    return {at: before[line.resolves].amount for at, line in enumerate(lines) if line.resolves}


def _standing(lines: Sequence[Line]) -> tuple[dict[UUID, int], dict[int, int]]:
    """What may leave the bounded accounts now, and what the ended transfers free; nothing is locked."""
    bounded = [key.id for line in lines for key in (line.debit, line.credit) if key.kind.is_bounded]
    spare = dict.fromkeys(bounded, 0) | {
        account.pk: account.available - (account.floor or 0)
        for account in Account.objects.filter(pk__in=set(bounded))
    }
    return spare, _freed(lines, _referred(lines))


def _spare(actor: Actor, lines: Sequence[Line]) -> dict[UUID, int]:
    """What may leave each bounded account of an operation: these are locked, and those never used before are opened."""
    keys = {key.id: key for line in lines for key in (line.debit, line.credit)}
    bounded = sorted(id for id, key in keys.items() if key.kind.is_bounded)
    others = sorted(keys.keys() - set(bounded))
    spare, there = _locked(bounded, others)
    missing = sorted(keys.keys() - there)
    if missing:
        Account.objects.bulk_create(
            [_opened(actor, keys[id]) for id in missing], ignore_conflicts=_is_racing()
        )
        if not spare.keys() >= set(bounded):
            spare, _there = _locked(bounded, [])
    return spare


def _is_racing() -> bool:
    """Where two may open an account at the same moment, the second takes what the first has made. On SQLite there is
    one writer, and its guards would take the attempt for a replacement."""
    return transaction.get_connection().vendor == "postgresql"


_SPARE = "id, sign * (debits - credits) - held - floor"
_LOCK_AND_LOOK = f"""
WITH held AS MATERIALIZED (
 SELECT {_SPARE} AS spare FROM ledger_account WHERE id = ANY(%s) AND is_bounded ORDER BY id FOR NO KEY UPDATE)
SELECT id, spare FROM held UNION ALL SELECT id, NULL FROM ledger_account WHERE id = ANY(%s)
"""  # noqa: S608


def _locked(bounded: Sequence[UUID], others: Sequence[UUID]) -> tuple[dict[UUID, int], set[UUID]]:
    """Locks the bounded accounts in the order of their ids; answers what may leave them, and which accounts are there.
    One statement: nobody waits for anybody at an account without a floor."""
    connection = transaction.get_connection()
    if connection.vendor == "postgresql" and is_locking():
        with connection.cursor() as cursor:
            cursor.execute(_LOCK_AND_LOOK, [list(bounded), list(others)])
            rows = cursor.fetchall()
    else:
        rows = [
            (account.pk, account.available - account.floor if account.floor is not None else None)
            for account in Account.objects.filter(pk__in=[*bounded, *others])
        ]
    return {id: spare for id, spare in rows if spare is not None}, {id for id, _spare in rows}


def is_locking() -> bool:
    """Whether rows are locked while they are read; the twins of the race tests switch it off."""
    return True


def _opened(actor: Actor, key: Key) -> Account:
    kind = key.kind
    return Account(
        id=key.id,
        book=key.book,
        role=key.role,
        unit=key.unit,
        owner_id=key.owner_id,
        part_id=key.part_id,
        sign=kind.sign,
        floor=kind.floor,
        is_bounded=kind.is_bounded,
        created_at=actor.now,
    )


_COLUMNS = (
    *("op", "line", "debit", "credit", "amount", "phase"),
    *("resolves", "reverses", "business_on", "created_at"),
)
_OF_OP = tuple(field.attname for field in Op._meta.concrete_fields)
_AT_ONCE = """
INSERT INTO ledger_transfer
 (op_id, line, debit_id, credit_id, amount, phase, resolves_id, reverses_id, business_on, created_at)
SELECT %s, l.*, %s, %s FROM unnest(
 %s::smallint[], %s::uuid[], %s::uuid[], %s::bigint[], %s::text[], %s::bigint[], %s::bigint[]) l
"""


def _write(op: Op, lines: Sequence[Line], places: Sequence[int], before: Mapping[Ref, _Before]) -> None:
    """The operation and its transfers. PostgreSQL takes the transfers as one statement, for which its trigger runs
    once; SQLite one by one, in the order in which they can go."""

    def seq(ref: Ref | None) -> int | None:
        return before[ref].seq if ref else None

    rows = [
        (
            at + 1,
            lines[at].debit.id,
            lines[at].credit.id,
            lines[at].amount,
            str(lines[at].phase),
            seq(lines[at].resolves),
            seq(lines[at].reverses),
        )
        for at in places
    ]
    connection = transaction.get_connection()
    try:
        insert_values(Op, _OF_OP, [[getattr(op, name) for name in _OF_OP]])
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                columns = [list(column) for column in zip(*sorted(rows), strict=True)]
                cursor.execute(_AT_ONCE, [op.pk, op.business_on, op.created_at, *columns])
        else:
            insert_values(Transfer, _COLUMNS, ((op.pk, *row, op.business_on, op.created_at) for row in rows))
    except IntegrityError as wrong:
        if guards.FLOOR_CODE in str(wrong):
            raise _FellShort from wrong
        refusal = _refusal_of(wrong, op.business_on)
        if refusal is None:  # a race for the id, or a programming error: it keeps its cause
            raise
        raise refusal from wrong


def _refusal_of(wrong: IntegrityError, on: date) -> Refusal | None:
    """The sentence for what the database refused; None where there is none."""
    said = str(wrong)
    if "ledger_period_closed" in said:
        return errors.PeriodClosed(on=on.isoformat())
    return next((kind() for code, kind in _BY_CODE.items() if code in said), None)
