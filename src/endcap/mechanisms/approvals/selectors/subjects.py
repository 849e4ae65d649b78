"""Requests by their subject, for the area to which the document belongs."""

from __future__ import annotations

from uuid import UUID

from endcap.kernel.actor import Actor
from endcap.mechanisms.approvals.models import Request


def requests_of_subject(actor: Actor, subject_type: str, subject_id: UUID) -> list[Request]:
    """The requests of one document that the actor may see, newest first."""
    rows = Request.objects.visible_to(actor).filter(subject_type=subject_type, subject_id=subject_id)
    return list(rows.select_related("requester"))


def latest_of_subject(actor: Actor, subject_type: str, subject_id: UUID) -> Request | None:
    """The newest request of one document that the actor may see."""
    return next(iter(requests_of_subject(actor, subject_type, subject_id)), None)
