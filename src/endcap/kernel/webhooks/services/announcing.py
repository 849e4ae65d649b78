"""Writing down, in the transaction of whatever happened, what has to be told to whom."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from endcap.kernel.actor import Actor
from endcap.kernel.bulk import insert_many
from endcap.kernel.ids import new_id
from endcap.kernel.jobs import queue
from endcap.kernel.webhooks import selectors
from endcap.kernel.webhooks.catalogue import Kind
from endcap.kernel.webhooks.models import Notice

SEND = "endcap.kernel.webhooks.jobs.send_waiting"
VERSION = 1


def announce(actor: Actor, *, kind: str, payloads: Iterable[Mapping[str, object]]) -> int:
    """Queue one notice of each payload for every endpoint that wants this kind; answers how many. Nothing is sent
    here, and what is rolled back is never told. One statement where nobody listens."""
    listeners = selectors.listeners(kind)
    if not listeners:
        return 0
    notices = [
        _notice(actor, endpoint_id, kind, payload) for payload in payloads for endpoint_id in listeners
    ]
    insert_many(notices)
    if notices:
        queue.enqueue_once(SEND)
    return len(notices)


def body_of(notice_id: UUID, *, kind: str, at: datetime, payload: Mapping[str, object]) -> str:
    """The exact text that is signed and sent."""
    told = {
        "id": str(notice_id),
        "version": VERSION,
        "kind": kind,
        "at": at.isoformat(timespec="milliseconds"),
        "data": payload,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _notice(actor: Actor, endpoint_id: UUID, kind: str, payload: Mapping[str, object]) -> Notice:
    notice_id = new_id(actor.now)
    return Notice(
        id=notice_id,
        endpoint_id=endpoint_id,
        kind=kind,
        body=body_of(notice_id, kind=kind, at=actor.now, payload=payload),
        not_before=actor.now,
        created_at=actor.now,
    )


_subscribers: dict[str, Callable[[Actor, Any], None]] = {}


def subscriber_of(kind: Kind) -> Callable[[Actor, Any], None]:
    """What to subscribe to the event of a kind; the same one however often it is asked for."""

    def tell(actor: Actor, event: Any) -> None:
        announce(actor, kind=kind.key, payloads=kind.payloads(event))

    return _subscribers.setdefault(kind.key, tell)
