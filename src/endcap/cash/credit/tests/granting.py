"""A short way to credit, for tests of every area: ``grant(payer_id, 1_000_00)``."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from endcap.cash.credit import services
from endcap.cash.credit.models import Limit
from endcap.kernel.actor import Actor
from endcap.kernel.ids import new_id


def grant(actor: Actor, payer_id: UUID, amount: int, *, valid_to: date | None = None) -> Limit:
    """Give a payer a limit, with whatever stands behind one; for a year unless told."""
    return services.grant_limit(
        actor,
        payer_id=payer_id,
        amount=amount,
        valid_to=valid_to or actor.today + timedelta(days=365),
        op_id=new_id(),
    )
