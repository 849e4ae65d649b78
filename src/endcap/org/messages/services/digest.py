"""The digest once a day, and clearing away what is old."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from endcap.kernel.actor import Actor
from endcap.kernel.bulk import insert_many
from endcap.kernel.ids import new_id
from endcap.kernel.jobs import queue
from endcap.org.messages import selectors
from endcap.org.messages.models import Delivery, Notification
from endcap.org.messages.services.telling import SEND, body, headline
from endcap.org.messages.wishes import Reader, exits_of

LINES = 20
KEEP_READ, KEEP_UNREAD, KEEP_LOG = timedelta(days=90), timedelta(days=365), timedelta(days=90)
PAGE = "/messages/"


@transaction.atomic
def write_digests(actor: Actor) -> int:
    """Gather what each person wants to hear of once a day and has not read meanwhile; answers how many people
    get a digest. The same message is in one digest only."""
    rows = Notification.objects.filter(wants_digest=True)
    waiting: dict[UUID, list[Notification]] = {}
    taken = []
    for note in rows.order_by("person_id", "created_at", "pk").iterator():
        taken.append(note.pk)
        if note.read_at is None:
            waiting.setdefault(note.person_id, []).append(note)
    for start in range(0, len(taken), 500):
        Notification.objects.filter(pk__in=taken[start : start + 500]).update(wants_digest=False)
    exits = selectors.open_exits()
    if not waiting or not exits:
        return 0

    not_before = selectors.first_loud(actor.now)
    deliveries = []
    told = 0
    for reader in selectors.readers(waiting, with_channels=True):
        wanted = exits_of(reader, exits)
        told += bool(wanted)
        for exit_, address in wanted:
            title, text = _digest(reader, waiting[reader.person_id])
            deliveries.append(
                Delivery(
                    id=new_id(actor.now),
                    person_id=reader.person_id,
                    channel_id=exit_.channel_id,
                    is_digest=True,
                    address=address,
                    title=headline(reader, exit_, title),
                    text=text,
                    not_before=not_before,
                    created_at=actor.now,
                )
            )
    insert_many(deliveries)
    if deliveries:
        queue.enqueue_once(SEND)
    return told


def _digest(reader: Reader, notes: list[Notification]) -> tuple[str, str]:
    with translation.override(reader.language or settings.LANGUAGE_CODE):
        title = _("今天有 %(count)s 条新消息") % {"count": len(notes)}
        lines = [f"· {note.title}" for note in notes[:LINES]]
        if len(notes) > LINES:
            lines.append(_("还有 %(count)s 条，到系统里看。") % {"count": len(notes) - LINES})
    return title, body("\n".join(lines), PAGE)


@transaction.atomic
def clear_away(actor: Actor) -> int:
    """Delete messages and log lines that nobody needs any more; answers how many."""
    old = Notification.objects.filter(created_at__lt=actor.now - KEEP_READ, read_at__isnull=False)
    older = Notification.objects.filter(created_at__lt=actor.now - KEEP_UNREAD)
    log = Delivery.objects.filter(
        created_at__lt=actor.now - KEEP_LOG, state__in=[Delivery.State.SENT, Delivery.State.FAILED]
    )
    return sum(rows.order_by().delete()[0] for rows in (log, old, older))
