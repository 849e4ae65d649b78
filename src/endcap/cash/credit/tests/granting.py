"""A short way to credit, for tests of every area: ``grant(system, payer_id, 1_000_00)``."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from endcap.cash.credit import presets, services
from endcap.cash.credit.models import Application, Investigation, Limit
from endcap.kernel.actor import Actor
from endcap.kernel.ids import new_id


def answers(points: int = 100, **more: Any) -> dict[str, Any]:
    """The eleven items, all alike; ``principal=None`` is marked unknown."""
    found: dict[str, Any] = {key: {"value": f"p{points}"} for key in presets.ITEMS}
    for key, value in more.items():
        found[key] = {"unknown": True} if value is None else {"value": value}
    return found


def investigate(actor: Actor, payer_id: UUID, points: int = 100) -> Investigation:
    """An investigation that was handed in."""
    begun = services.begin_investigation(actor, payer_id=payer_id)
    return services.submit_investigation(actor, investigation_id=begun.pk, answers=answers(points))


def grant(
    actor: Actor, payer_id: UUID, amount: int, *, valid_to: date | None = None, term_days: int = 30
) -> Limit:
    """Give a payer a limit with both forms behind it, as if the approval had just ended; for a year unless told."""
    application = Application(
        id=new_id(actor.now),
        payer_id=payer_id,
        investigation=investigate(actor, payer_id),
        amount=amount,
        term_days=term_days,
        valid_to=valid_to or actor.today + timedelta(days=365),
        reason="test",
        before=0,
        state=Application.State.APPROVED,
        made_by_name="test",
        created_at=actor.now,
        ended_at=actor.now,
    )
    application.save(force_insert=True)
    return services.grant_limit(actor, application_id=application.pk)
