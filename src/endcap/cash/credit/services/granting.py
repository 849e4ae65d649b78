"""Moving the limit itself."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from endcap.cash.credit import moves, selectors
from endcap.cash.credit.models import Limit
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.ids import new_id
from endcap.kernel.operations import operation
from endcap.mechanisms.ledger import services as ledger

SUBJECT = "credit.Limit"


@operation
def grant_limit(actor: Actor, *, payer_id: UUID, amount: int, valid_to: date | None, op_id: UUID) -> Limit:
    """Give a payer a limit, or another one than he has. A cut below what is used takes what is free now and the rest as
    payments free it. For the services of this area: whoever calls has required the right and seen both forms."""
    limit = limit_for(actor, payer_id)
    line = selectors.locked_line(payer_id, actor.today)

    target = max(amount, line.granted - line.available)
    lines = [
        *moves.grant_lines(payer_id, max(0, target - line.granted)),
        *moves.withdraw_lines(payer_id, max(0, line.granted - target)),
    ]

    limit.amount, limit.valid_to, limit.updated_at = amount, valid_to, actor.now
    limit.save(update_fields=["amount", "valid_to", "updated_at"])
    if lines:
        ledger.post(
            actor, op_id=op_id, kind="credit.granted", lines=lines, subject_type=SUBJECT, subject_id=limit.pk
        )
    audit.record(actor, "credit.limit_set", limit, amount=amount, to_withdraw=target - amount)
    return limit


def limit_for(actor: Actor, payer_id: UUID) -> Limit:
    """The row of a payer's limit, made when there is none, locked until the transaction ends."""
    rows = Limit.objects.unscoped(selectors.WHY)
    rows.get_or_create(payer_id=payer_id, defaults={"id": new_id(actor.now), "updated_at": actor.now})
    return rows.locked().get(payer_id=payer_id)
