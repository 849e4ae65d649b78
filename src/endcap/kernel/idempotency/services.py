"""Creating under the client's own id: the same request twice is one record, another request with that id is refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, Problem
from endcap.kernel.idempotency.errors import IdTaken
from endcap.kernel.idempotency.models import ClientId

T = TypeVar("T")
KEEP = timedelta(days=90)  # after that the same id is refused instead of recognised


def create_once(
    actor: Actor,
    *,
    model: type[models.Model],
    id: UUID | None,
    body: Mapping[str, object],
    make: Callable[[], T],
    find: Callable[[UUID], T],
) -> tuple[T, bool]:
    """What ``make`` creates, or what an earlier, equal request has created; and whether it is new.

    ``make`` creates under ``id``; ``find`` reads within the actor's scope. Without an id every request creates.
    Two equal requests at the same moment create once: the second waits for the first. Raises IdTaken for another
    body, person or kind; InvalidInput for an id that is no UUID of version 7.
    """
    if id is None:
        return make(), True
    if id.version != 7:
        raise InvalidInput([Problem("id", "not_version_7", _("id 要用 UUID 第 7 版。"))])
    table, print_ = model._meta.label, _fingerprint(body)
    with transaction.atomic():
        known = _claim(actor, id, table, print_)
        if known is None:
            if model._base_manager.filter(pk=id).exists():
                raise IdTaken
            return make(), True
    if (known.table, known.person_id, known.fingerprint) != (table, actor.person_id, print_):
        raise IdTaken
    return find(id), False


def _fingerprint(body: Mapping[str, object]) -> str:
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _claim(actor: Actor, id: UUID, table: str, fingerprint: str) -> ClientId | None:
    """Take the id for this request; if somebody has it already, whose it is."""
    known = ClientId.objects.filter(pk=id).first()
    if known is not None:
        return known
    mine = ClientId(
        id=id,
        table=table,
        person_id=actor.person_id,
        fingerprint=fingerprint,
        created_at=actor.now,
    )
    try:
        with transaction.atomic():
            mine.save(force_insert=True)
    except IntegrityError:
        return ClientId.objects.get(pk=id)
    return None


@transaction.atomic
def forget_old(actor: Actor) -> int:
    """Forget ids of long ago; answers how many. The records stay, and so nothing can double."""
    return ClientId.objects.filter(created_at__lt=actor.now - KEEP).delete()[0]
