"""What payments and their reversal do to credit. The caller has required its own right."""

from __future__ import annotations

from uuid import UUID

from endcap.cash.credit import moves, selectors
from endcap.kernel.actor import Actor
from endcap.kernel.operations import operation
from endcap.mechanisms.ledger import services as ledger
from endcap.mechanisms.ledger.models import Transfer
from endcap.mechanisms.ledger.services import Line


@operation
def free_credit(
    actor: Actor, *, payer_id: UUID, amount: int, subject_type: str, subject_id: UUID, op_id: UUID
) -> int:
    """Money or a credit note has settled ``amount`` of what a payer owes: so much of his used credit is free again, at
    most what is used; what is to be withdrawn goes first. Answers how much was freed. The same ``op_id`` frees once."""
    line = selectors.locked_line(payer_id, actor.today)
    if done := _moved_by(op_id, "free", payer_id):
        return done

    freed = min(amount, line.used)
    if freed <= 0:
        return 0
    taken = min(line.to_withdraw, line.available + freed)
    lines = [*moves.give_back_lines(payer_id, freed), *moves.withdraw_lines(payer_id, taken)]
    _post(actor, op_id, "credit.freed", lines, subject_type, subject_id)
    return freed


@operation
def use_credit_again(
    actor: Actor, *, payer_id: UUID, amount: int, subject_type: str, subject_id: UUID, op_id: UUID
) -> int:
    """A settlement was taken back: ``amount`` is owed again, and so much credit used. What is no longer free is lent
    beyond the limit and withdrawn first later. Nothing happens to a payer who never had a limit. Answers how much is
    used again; the same ``op_id`` uses it once."""
    line = selectors.locked_line(payer_id, actor.today)
    if done := _moved_by(op_id, "used", payer_id):
        return done
    if amount <= 0 or not line.has_limit:
        return 0

    lent = max(0, amount - max(0, line.available))
    lines = [*moves.grant_lines(payer_id, lent), *moves.take_again_lines(payer_id, amount)]
    _post(actor, op_id, "credit.used_again", lines, subject_type, subject_id)
    return amount


@operation
def withdraw_due(actor: Actor, *, payer_id: UUID, subject_type: str, subject_id: UUID, op_id: UUID) -> int:
    """Take back what is to be withdrawn, as far as it is free. Orders call this in the same transaction after they let
    go of held credit. Answers how much was taken."""
    line = selectors.locked_line(payer_id, actor.today)
    taken = min(line.to_withdraw, line.available)
    if taken <= 0:
        return 0
    _post(actor, op_id, "credit.withdrawn", moves.withdraw_lines(payer_id, taken), subject_type, subject_id)
    return taken


def _moved_by(op_id: UUID, to: str, payer_id: UUID) -> int:
    """How much an earlier operation moved between free and used credit, in one of the two directions."""
    pair = moves.free(payer_id).id, moves.used(payer_id).id
    debit, credit = pair if to == "free" else pair[::-1]
    rows = Transfer.objects.filter(op_id=op_id, debit_id=debit, credit_id=credit)
    return sum(rows.values_list("amount", flat=True))


def _post(
    actor: Actor, op_id: UUID, kind: str, lines: list[Line], subject_type: str, subject_id: UUID
) -> None:
    ledger.post(actor, op_id=op_id, kind=kind, lines=lines, subject_type=subject_type, subject_id=subject_id)
