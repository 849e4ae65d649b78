"""A hand-over ends by itself when every outlet has a new owner who has been in touch."""

from __future__ import annotations

from endcap.customers.handover.models import Handover, Orphan
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit


def close_if_done(actor: Actor, handover: Handover) -> None:
    """Close a hand-over on which nothing is open any more."""
    if handover.state != Handover.State.OPEN:
        return
    rows = Orphan.objects.unscoped("of the hand-over at hand").filter(handover=handover)
    if rows.filter(first_contact_on__isnull=True).exists():
        return
    handover.state, handover.done_at = Handover.State.DONE, actor.now
    handover.save(update_fields=["state", "done_at"])
    audit.record(actor, "handover.done", handover)
