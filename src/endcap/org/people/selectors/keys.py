"""From a machine's key to the actor behind it, in as few statements as a request can afford."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.kernel.composed import Composed
from endcap.kernel.ids import new_id
from endcap.kernel.scope import Reach
from endcap.org.people.authority import spelled_out
from endcap.org.people.models import ApiToken
from endcap.org.people.selectors.people import digest_of_token, reached_units, represented_by


@dataclass(frozen=True)
class Key:
    """A valid token, and who acts with it."""

    token_id: UUID
    last_used_on: date | None
    actor: Actor


def _rows(digest: str, today: date) -> QuerySet[ApiToken, tuple[Any, ...]]:
    tokens = ApiToken.objects.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gte=today),
        digest=digest,
        revoked_at__isnull=True,
        person__is_active=True,
    ).order_by()
    return tokens.values_list(
        *("pk", "last_used_on", "person_id", "person__name", "person__unit_id", "person__unit__path"),
        *("person__roles__reach", "person__roles__rights"),
    )


_KEY = Composed(_rows)


def key_of(secret: str, *, now: datetime) -> Key | None:
    """The valid, unexpired, unrevoked token of an active person, with the actor that he is at this moment: the same
    as ``person_of_token`` and ``actor_of``, read at once. Its last day counts, in the company's zone."""
    rows = _KEY.rows(digest=digest_of_token(secret), today=clock.business_date(now))
    if not rows:
        return None
    token_id, last_used_on, person_id, name, unit_id, path, _reach, _rights = rows[0]
    reach = Reach(max((row[6] for row in rows if row[6] is not None), default=int(Reach.OWN)))
    actor = Actor(
        person_id=person_id,
        name=name,
        rights=spelled_out(code for row in rows for code in row[7] or ()),
        reach=reach,
        unit_id=unit_id,
        unit_ids=reached_units(reach, unit_id, path),
        represents=represented_by(reach, person_id),
        now=now,
        request_id=new_id(now),
    )
    return Key(token_id, last_used_on, actor)
