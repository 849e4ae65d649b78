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
from endcap.kernel.errors import Refusal
from endcap.kernel.operations import operation
from endcap.mechanisms.ledger import errors
from endcap.mechanisms.ledger.books import Key
from endcap.mechanisms.ledger.models import Account, Op, Phase, Transfer

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
class Posting:
    """What was booked: the operation, whether it is new, and how to refer to each of its transfers."""

    op_id: UUID
    is_new: bool
    refs: tuple[Ref, ...]


@operation
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
    ApproverIsMaker, and OpTaken for the same id with other content. A fixed number of statements.
    """
    on = business_on or actor.today
    refs = tuple(Ref(op_id, number) for number in range(1, len(lines) + 1))
    if not lines:
        raise ValueError("an operation moves something")
    digest = digest_of(kind, on, actor.person_id, approver_id, subject_type, subject_id, lines)
    known = Op.objects.filter(pk=op_id).first()
    if known is not None:
        if known.digest != digest:
            raise errors.OpTaken()
        return Posting(op_id, False, refs)
    if approver_id is not None and approver_id == actor.person_id:
        raise errors.ApproverIsMaker()

    accounts = _held(actor, lines)
    before = _referred(lines)  # after the lock
    _refuse_shortages(lines, accounts, before)

    op = Op(
        id=op_id,
        kind=kind,
        business_on=on,
        maker_id=actor.person_id,
        approver_id=approver_id,
        subject_type=subject_type,
        subject_id=subject_id,
        digest=digest,
        created_at=actor.now,
    )
    _write(op, lines, before)
    audit.record(actor, ACTION, op, kind=kind, digest=digest)
    return Posting(op_id, True, refs)


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
    said = {
        "kind": kind,
        "on": on.isoformat(),
        "maker": str(maker_id or ""),
        "approver": str(approver_id or ""),
        "subject": f"{subject_type}/{subject_id or ''}",
        "lines": [
            [
                line.debit.text,
                line.credit.text,
                line.amount,
                str(line.phase),
                _said(line.resolves),
                _said(line.reverses),
            ]
            for line in lines
        ],
    }
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _said(ref: Ref | None) -> str:
    return f"{ref.op_id}/{ref.line}" if ref else ""


def _referred(lines: Sequence[Line]) -> dict[Ref, Transfer]:
    """The transfers that the lines end or take back, in one statement."""
    refs = {ref for line in lines for ref in (line.resolves, line.reverses) if ref}
    if not refs:
        return {}
    rows = Transfer.objects.filter(op_id__in={ref.op_id for ref in refs})
    found = {Ref(row.op_id, row.line): row for row in rows.select_related("resolved_by", "reversed_by")}
    if refs - found.keys():
        raise errors.NothingToReverse()
    for line in lines:
        if line.resolves and hasattr(found[line.resolves], "resolved_by"):
            raise errors.AlreadyResolved()
        if line.reverses and (
            hasattr(found[line.reverses], "reversed_by") or found[line.reverses].amount < line.amount
        ):
            raise errors.AlreadyReversed()
    return found


def _held(actor: Actor, lines: Sequence[Line]) -> dict[UUID, Account]:
    """The accounts of an operation: bounded ones locked, those that were never used opened."""
    keys = {key.id: key for line in lines for key in (line.debit, line.credit)}
    bounded = [id for id, key in keys.items() if key.kind.is_bounded]
    accounts = _locked(bounded)
    there = set(accounts)
    if len(bounded) < len(keys):
        others = keys.keys() - set(bounded)
        there |= set(Account.objects.filter(pk__in=others).values_list("pk", flat=True))
    missing = sorted(keys.keys() - there)
    if missing:
        Account.objects.bulk_create(
            [_opened(actor, keys[id]) for id in missing], ignore_conflicts=_is_racing()
        )
        if set(missing) & set(bounded):
            accounts = _locked(bounded)
    return accounts


def _is_racing() -> bool:
    """Where two may open an account at the same moment, the second takes what the first has made. On SQLite there is
    one writer, and its guards would take the attempt for a replacement."""
    return transaction.get_connection().vendor == "postgresql"


def _locked(ids: Sequence[UUID]) -> dict[UUID, Account]:
    if not ids:
        return {}
    rows = Account.objects.filter(pk__in=ids).order_by("pk")
    if transaction.get_connection().features.has_select_for_update:
        rows = rows.select_for_update(no_key=True)
    return {account.pk: account for account in rows}


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


def _refuse_shortages(
    lines: Sequence[Line], accounts: Mapping[UUID, Account], before: Mapping[Ref, Transfer]
) -> None:
    """Say all at once what is missing; the constraint of the database would only name the first."""
    change: dict[UUID, int] = {}
    asked: dict[UUID, int] = {}
    keys: dict[UUID, Key] = {}
    for line in lines:
        for key, side in ((line.debit, 1), (line.credit, -1)):
            if key.id not in accounts:
                continue
            keys[key.id] = key
            raises = side == key.kind.sign
            amount = line.amount if line.phase != Phase.VOID else 0
            if line.resolves and not raises:
                change[key.id] = change.get(key.id, 0) + before[line.resolves].amount
            if raises and line.phase == Phase.PENDING:
                continue
            change[key.id] = change.get(key.id, 0) + (amount if raises else -amount)
            if not raises:
                asked[key.id] = asked.get(key.id, 0) + amount
    short = [
        errors.Shortage(keys[id], asked.get(id, 0), accounts[id].available - (accounts[id].floor or 0))
        for id, moved in sorted(change.items())
        if accounts[id].available + moved < (accounts[id].floor or 0)
    ]
    if short:
        raise errors.Insufficient(short)


def _write(op: Op, lines: Sequence[Line], before: Mapping[Ref, Transfer]) -> None:
    rows = [
        Transfer(
            op=op,
            line=number,
            debit_id=line.debit.id,
            credit_id=line.credit.id,
            amount=line.amount,
            phase=line.phase,
            resolves=before[line.resolves] if line.resolves else None,
            reverses=before[line.reverses] if line.reverses else None,
            business_on=op.business_on,
            created_at=op.created_at,
        )
        for number, line in enumerate(lines, 1)
    ]
    try:
        op.save(force_insert=True)
        Transfer.objects.bulk_create(rows)
    except IntegrityError as wrong:
        refusal = _refusal_of(wrong, op.business_on)
        if refusal is None:  # a race for the id, or a programming error: it keeps its cause
            raise
        raise refusal from wrong


def _refusal_of(wrong: IntegrityError, on: date) -> Refusal | None:
    """The sentence for what the database refused; None where there is none."""
    said = str(wrong)
    if "ledger_period_closed" in said:
        return errors.PeriodClosed(on=on.isoformat())
    if "ledger_account_floor" in said:
        return errors.Insufficient([])
    return next((kind() for code, kind in _BY_CODE.items() if code in said), None)
