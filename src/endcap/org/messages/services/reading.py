"""Reading one's own messages."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from endcap.kernel.actor import Actor
from endcap.org.messages import selectors
from endcap.org.messages.models import Notification


@transaction.atomic
def mark_read(actor: Actor, *, notification_ids: Iterable[UUID], is_read: bool = True) -> int:
    """Mark some of one's own messages as read, or as unread again; others' are passed over. Answers how many
    have changed."""
    rows = selectors.own(actor).filter(pk__in=list(notification_ids))
    return rows.filter(read_at__isnull=is_read).update(read_at=actor.now if is_read else None)


@transaction.atomic
def mark_all_read(actor: Actor, *, topic: str = "") -> int:
    """Mark all of one's own messages as read, or those of one topic."""
    rows = selectors.own(actor).filter(read_at__isnull=True)
    return (rows.filter(topic=topic) if topic else rows).update(read_at=actor.now)


@transaction.atomic
def open_notification(actor: Actor, *, notification_id: UUID) -> Notification:
    """Take one message up: from now on it counts as read."""
    note = selectors.notification_of(actor, notification_id)

    if note.read_at is None:
        note.read_at = actor.now
        note.save(update_fields=["read_at"])
    return note
