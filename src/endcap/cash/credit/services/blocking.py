"""Stopping the credit of a customer, and letting him have it again."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.cash.credit import selectors
from endcap.cash.credit.errors import BlockedBefore, NotBlocked
from endcap.cash.credit.events import CreditBlocked, CreditUnblocked
from endcap.cash.credit.models import Limit
from endcap.cash.credit.rights import Rights
from endcap.cash.credit.services.granting import limit_for
from endcap.cash.credit.services.watching import ask_for_review
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Problem, collect

_FIELDS = ["block_reason", "blocked_at", "blocked_by_name", "updated_at"]


@transaction.atomic
def block(actor: Actor, *, payer_id: UUID, reason: str) -> Limit:
    """From now on the customer gets no credit, whatever his limit; what he owes stays owed. His credit is to be
    investigated anew."""
    actor.require(Rights.BLOCK)

    payer = selectors.payer_of(actor, payer_id)
    limit = limit_for(actor, payer_id)
    if limit.blocked_at is not None:
        raise BlockedBefore(payer=payer.name, reason=limit.block_reason)
    reason = reason.strip()
    collect(
        [
            None if reason else Problem("reason", "required", _("写明为什么停用。")),
            Problem("reason", "too_long", _("理由最多 500 个字。")) if len(reason) > 500 else None,
        ]
    )

    limit.block_reason, limit.blocked_at = reason, actor.now
    limit.blocked_by_name, limit.updated_at = actor.name[:60], actor.now
    limit.save(update_fields=_FIELDS)
    audit.record(actor, "credit.blocked", limit)
    events.publish(actor, CreditBlocked(payer_id, reason))
    ask_for_review(actor, payer_id=payer_id, occasion=f"blocked:{actor.today}", due_on=actor.today)
    return limit


@transaction.atomic
def unblock(actor: Actor, *, payer_id: UUID) -> Limit:
    """The customer may take credit again, as far as his limit goes."""
    actor.require(Rights.BLOCK)

    payer = selectors.payer_of(actor, payer_id)
    limit = limit_for(actor, payer_id)
    if limit.blocked_at is None:
        raise NotBlocked(payer=payer.name)

    limit.block_reason, limit.blocked_at = "", None
    limit.blocked_by_name, limit.updated_at = "", actor.now
    limit.save(update_fields=_FIELDS)
    audit.record(actor, "credit.unblocked", limit)
    events.publish(actor, CreditUnblocked(payer_id))
    return limit
