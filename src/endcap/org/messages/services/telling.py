"""Telling people something: in the house at once; outside it is only queued here, so that no service out
there can hold up or lose what the business is doing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from endcap.kernel.actor import Actor
from endcap.kernel.bulk import insert_many
from endcap.kernel.ids import new_id
from endcap.kernel.jobs import queue
from endcap.org.messages import selectors, topics
from endcap.org.messages.models import Delivery, Notification
from endcap.org.messages.topics import Topic, Way
from endcap.org.messages.wishes import Exit, Reader, exits_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object

SEND = "endcap.org.messages.jobs.send_waiting"
TITLE, DELIVERED_TITLE = 200, 300


@transaction.atomic
def tell(
    actor: Actor,
    *,
    to: Iterable[UUID],
    topic: str,
    title: StrOrPromise,
    text: StrOrPromise = "",
    url: str = "",
    key: str = "",
) -> int:
    """Tell people something; answers how many were told.

    Needs no right: whoever calls does it for an operation that has required its own. Those who have left get
    nothing; with a ``key`` the same person is told once a day. ``url`` is an address within the house. Lazily
    translated sentences reach each reader in his own language. A fixed number of statements.
    """
    declared = topics.of(topic)
    if url and (not url.startswith("/") or url.startswith(("//", "/\\"))):
        raise ValueError(f"a message leads to a page of the house, not to {url}")
    wanted = frozenset(to)
    if not wanted:
        return 0

    exits = selectors.open_exits()
    readers = {reader.person_id: reader for reader in selectors.readers(wanted, with_channels=bool(exits))}
    notes = [
        _note(actor, reader, declared, title=title, text=text, url=url, key=key)
        for _id, reader in sorted(readers.items())
    ]
    told = _insert(notes, key)
    _queue(actor, declared, told, readers, exits)
    return len(told)


def _note(
    actor: Actor,
    reader: Reader,
    topic: Topic,
    *,
    title: StrOrPromise,
    text: StrOrPromise,
    url: str,
    key: str,
) -> Notification:
    with translation.override(reader.language or settings.LANGUAGE_CODE):
        return Notification(
            id=new_id(actor.now),
            person_id=reader.person_id,
            topic=topic.key,
            title=str(title)[:TITLE],
            text=str(text),
            url=url,
            key=key,
            day=actor.today,
            wants_digest=reader.way_of(topic) is Way.DIGEST,
            created_at=actor.now,
        )


def _insert(notes: Sequence[Notification], key: str) -> list[Notification]:
    """Write the notes; of those with a key only the first of the day stays, also when two tell at once."""
    if not key:
        insert_many(list(notes))
        return list(notes)
    Notification.objects.bulk_create(notes, ignore_conflicts=True)
    written = set(
        Notification.objects.filter(pk__in=[note.pk for note in notes]).values_list("pk", flat=True)
    )
    return [note for note in notes if note.pk in written]


def _queue(
    actor: Actor,
    topic: Topic,
    told: Sequence[Notification],
    readers: dict[UUID, Reader],
    exits: Sequence[Exit],
) -> None:
    at_once = [note for note in told if readers[note.person_id].way_of(topic) is Way.NOW]
    if not at_once or not exits:
        return
    not_before = selectors.first_loud(actor.now)
    deliveries = [
        Delivery(
            id=new_id(actor.now),
            person_id=note.person_id,
            channel_id=exit_.channel_id,
            notification_id=note.pk,
            address=address,
            title=headline(readers[note.person_id], exit_, note.title),
            text=body(note.text, note.url),
            not_before=not_before,
            created_at=actor.now,
        )
        for note in at_once
        for exit_, address in exits_of(readers[note.person_id], exits)
    ]
    insert_many(deliveries)
    if deliveries and not_before <= actor.now:
        queue.enqueue_once(SEND)


def headline(reader: Reader, exit_: Exit, title: str) -> str:
    """The title as it leaves the house; in a group chat it says for whom it is."""
    if exit_.takes_address:
        return title[:DELIVERED_TITLE]
    with translation.override(reader.language or settings.LANGUAGE_CODE):
        return (_("%(name)s：%(title)s") % {"name": reader.name, "title": title})[:DELIVERED_TITLE]


def body(text: str, url: str) -> str:
    """The text as it leaves the house, with a link where the installation knows its public address."""
    link = f"{settings.CONFIGURATION.public_url.rstrip('/')}{url}"
    return "\n".join(
        part for part in (text, link if url and settings.CONFIGURATION.public_url else "") if part
    )
