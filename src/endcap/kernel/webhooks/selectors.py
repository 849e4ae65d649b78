"""Reading endpoints and notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from endcap.kernel import cursors
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.webhooks.models import Endpoint, Notice
from endcap.kernel.webhooks.rights import Rights


def endpoints(actor: Actor) -> list[Endpoint]:
    """Every endpoint, by name."""
    actor.require(Rights.CONFIGURE)
    return list(Endpoint.objects.all())


def endpoint_of(actor: Actor, endpoint_id: UUID) -> Endpoint:
    """One endpoint."""
    actor.require(Rights.CONFIGURE)
    found = Endpoint.objects.filter(pk=endpoint_id).first()
    if found is None:
        raise NotFoundHere
    return found


def notice_of(actor: Actor, notice_id: UUID) -> Notice:
    """One notice with its endpoint."""
    actor.require(Rights.CONFIGURE)
    found = Notice.objects.select_related("endpoint").filter(pk=notice_id).first()
    if found is None:
        raise NotFoundHere
    return found


@dataclass(frozen=True)
class Page:
    """A page of the log, with the cursor behind which the next one starts."""

    items: tuple[Notice, ...]
    next: str


def notices(
    actor: Actor, *, endpoint_id: UUID | None = None, state: str = "", after: str = "", limit: int = 50
) -> Page:
    """What was told to whom, newest first."""
    actor.require(Rights.CONFIGURE)
    rows = Notice.objects.select_related("endpoint")
    if endpoint_id:
        rows = rows.filter(endpoint_id=endpoint_id)
    if state:
        rows = rows.filter(state=state)
    if after:
        at, pk = cursors.read_moment(after)
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))
    found = list(rows[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return Page(tuple(found[:limit]), cursors.write(last.created_at, last.pk) if last else "")


def listeners(kind: str) -> list[UUID]:
    """The endpoints that want to hear of a kind; a paused one still gets its notices, later."""
    rows = Endpoint.objects.filter(is_active=True).values_list("pk", "kinds")
    return [pk for pk, kinds in rows if kind in kinds]


def something_to_send(now: datetime) -> bool:
    """Whether a notice waits for its moment, or was left in the middle."""
    return Notice.objects.filter(
        state__in=["waiting", "sending"],
        not_before__lte=now,
        endpoint__is_active=True,
        endpoint__paused_at__isnull=True,
    ).exists()
