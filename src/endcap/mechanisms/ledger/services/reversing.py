"""Taking back: a reversing operation beside the first, never a change of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.operations import operation
from endcap.mechanisms.ledger import errors
from endcap.mechanisms.ledger.books import Key
from endcap.mechanisms.ledger.models import Account, Op, Transfer
from endcap.mechanisms.ledger.services.posting import Line, Posting, Ref, post


@operation
def reverse(
    actor: Actor,
    *,
    op_id: UUID,
    of_op_id: UUID,
    business_on: date | None = None,
    amounts: Mapping[int, int] | None = None,
    approver_id: UUID | None = None,
) -> Posting:
    """Take an operation back: every transfer that moved something, or only the lines named in ``amounts`` (line →
    amount). Each transfer can be reversed once and by no more than its amount. The caller has required its right.
    """
    original = Op.objects.filter(pk=of_op_id).first()
    if original is None:
        raise errors.NothingToReverse()
    rows = [row for row in original.transfers.select_related("debit", "credit") if row.moves]
    if amounts is not None:
        rows = [row for row in rows if row.line in amounts]
    if not rows or (amounts is not None and len(rows) != len(amounts)):
        raise errors.NothingToReverse()
    return post(
        actor,
        op_id=op_id,
        kind=f"{original.kind}.reversed",
        lines=[_back(row, amounts[row.line] if amounts is not None else row.amount) for row in rows],
        business_on=business_on,
        subject_type=original.subject_type,
        subject_id=original.subject_id,
        approver_id=approver_id,
    )


def _back(row: Transfer, amount: int) -> Line:
    return Line(
        debit=key_of(row.credit), credit=key_of(row.debit), amount=amount, reverses=Ref(row.op_id, row.line)
    )


def key_of(account: Account) -> Key:
    """The key of an account that is there."""
    return Key(account.book, account.role, account.unit, account.owner_id, account.part_id)


@operation
def close_account(actor: Actor, *, key: Key) -> None:
    """Nothing is booked on this account any more. The caller has required its right."""
    account = Account.objects.filter(pk=key.id).first()
    if account is None or account.closed_on is not None:
        return
    account.closed_on = actor.today
    account.save(update_fields=["closed_on"])
    audit.record(actor, "ledger.account_closed", account)
