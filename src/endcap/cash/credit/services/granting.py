"""Moving the limit itself."""

from __future__ import annotations

from uuid import UUID

from endcap.cash.credit import moves, selectors
from endcap.cash.credit.errors import NoInvestigation
from endcap.cash.credit.events import LimitChanged
from endcap.cash.credit.models import Application, Limit, LimitChange
from endcap.cash.credit.selectors import FRESH_DAYS
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.ids import new_id
from endcap.kernel.operations import operation
from endcap.mechanisms.ledger import services as ledger

SUBJECT = "credit.Limit"


@operation
def grant_limit(actor: Actor, *, application_id: UUID) -> Limit:
    """Give a payer the limit of an approved application, or another one than he has. A cut below what is used takes
    what is free now and the rest as payments free it. For the services of this area: there is no other way to a limit
    than both forms."""
    rows = Application.objects.unscoped(selectors.WHY)
    application = rows.select_related("investigation").get(pk=application_id)
    if application.state != Application.State.APPROVED or application.investigation.done_on is None:
        raise NoInvestigation(payer=application.payer.name, days=FRESH_DAYS)
    payer_id, amount = application.payer_id, application.amount
    limit = limit_for(actor, payer_id)
    line = selectors.locked_line(payer_id, actor.today)

    target = max(amount, line.granted - line.available)
    lines = [
        *moves.grant_lines(payer_id, max(0, target - line.granted)),
        *moves.withdraw_lines(payer_id, max(0, line.granted - target)),
    ]
    change = LimitChange(
        id=new_id(actor.now),
        payer_id=payer_id,
        application=application,
        before=limit.amount,
        after=amount,
        valid_to=application.valid_to,
        made_by_name=actor.name[:60],
        made_at=actor.now,
    )

    change.save(force_insert=True)
    limit.amount, limit.valid_to, limit.term_days = amount, application.valid_to, application.term_days
    limit.last_change, limit.updated_at = change, actor.now
    limit.save(update_fields=["amount", "valid_to", "term_days", "last_change", "updated_at"])
    if lines:
        ledger.post(
            actor,
            op_id=change.pk,
            kind="credit.granted",
            lines=lines,
            subject_type=SUBJECT,
            subject_id=limit.pk,
        )
    audit.record(actor, "credit.limit_set", limit, amount=amount, to_withdraw=target - amount)
    events.publish(actor, LimitChanged(payer_id, change.before, amount))
    return limit


def limit_for(actor: Actor, payer_id: UUID) -> Limit:
    """The row of a payer's limit, made when there is none, locked until the transaction ends."""
    rows = Limit.objects.unscoped(selectors.WHY)
    rows.get_or_create(payer_id=payer_id, defaults={"id": new_id(actor.now), "updated_at": actor.now})
    return rows.locked().get(payer_id=payer_id)
