"""The lists of the inbox: what waits for me, what I submitted, what I decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from endcap.kernel import cursors
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, Problem
from endcap.mechanisms.approvals.models import Decision, Request, RequestQuerySet, State, Waiting
from endcap.mechanisms.approvals.rights import Rights
from endcap.org.people import selectors as people
from endcap.org.people.models import Person

PAGE = 50
_WHY = "a seat, one's own or of whom one stands in for, is what lets one see the request"


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of requests and where the next begins; ``for_whom`` names whom the reader stands in for."""

    requests: tuple[Request, ...]
    next: str
    for_whom: dict[UUID, str]


def _waiting(actor: Actor) -> tuple[RequestQuerySet, frozenset[UUID]]:
    """Open requests that wait for the actor or for somebody for whom he stands in; never his own, and none in
    whose present version he has spoken already."""
    assert actor.person_id is not None
    behind = people.acting_for(actor.person_id, on=actor.today)
    spoken = Decision.objects.filter(
        request_id=OuterRef("pk"), draft_no=OuterRef("draft_no"), decider_id=actor.person_id
    )
    mine = Waiting.objects.filter(person_id__in=behind | {actor.person_id}).values("request_id")
    rows = (
        Request.objects.unscoped(_WHY)
        .filter(pk__in=mine, state=State.OPEN)
        .exclude(requester_id=actor.person_id)
        .exclude(Exists(spoken))
    )
    return rows, behind


def waiting_count(actor: Actor) -> int:
    """How many requests wait for the actor, his own seats and those of whom he stands in for."""
    if actor.person_id is None or not actor.may(Rights.DECIDE):
        return 0
    rows, _behind = _waiting(actor)
    return rows.count()


def waiting(actor: Actor, *, kind: str = "", after: str = "", limit: int = PAGE) -> InboxPage:
    """What the actor may decide now, the nearest deadline first."""
    actor.require(Rights.VIEW)
    if actor.person_id is None or not actor.may(Rights.DECIDE):
        return InboxPage((), "", {})
    rows, behind = _waiting(actor)
    if kind:
        rows = rows.filter(kind=kind)
    if after:
        due, at, pk = _due_cursor(after)
        later = Q(created_at__gt=at) | Q(created_at=at, pk__gt=pk)
        rows = rows.filter(Q(due_on__gt=due) | Q(due_on=due) & later)
    ordered = rows.select_related("requester", "unit").order_by("due_on", "created_at", "pk")
    found = list(ordered[: limit + 1])
    page = found[:limit]
    last = page[-1] if len(found) > limit else None
    more = cursors.write(str(last.due_on), last.created_at, last.pk) if last else ""
    return InboxPage(tuple(page), more, _for_whom(actor, page, behind))


def _due_cursor(after: str) -> tuple[date, datetime, UUID]:
    due, moment, pk = cursors.read(after, str, str, str)
    at, found = cursors.read_moment(cursors.write(moment, pk))
    try:
        return date.fromisoformat(str(due)), at, found
    except ValueError as wrong:
        raise InvalidInput([Problem("after", "bad_cursor", _("翻页位置读不懂，从第一页开始。"))]) from wrong


def _for_whom(actor: Actor, page: Sequence[Request], behind: frozenset[UUID]) -> dict[UUID, str]:
    """Of the requests that wait for the actor only as a deputy: for whom."""
    if not behind or not page or actor.person_id is None:
        return {}
    rows = Waiting.objects.filter(request_id__in=[each.pk for each in page], person_id__in=behind)
    own = Waiting.objects.filter(request_id=OuterRef("request_id"), person_id=actor.person_id)
    return dict(rows.exclude(Exists(own)).order_by("person__login").values_list("request_id", "person__name"))


def submitted(actor: Actor, *, kind: str = "", after: str = "", limit: int = PAGE) -> InboxPage:
    """What the actor submitted, newest first."""
    actor.require(Rights.VIEW)
    rows = Request.objects.visible_to(actor).filter(requester_id=actor.person_id)
    if kind:
        rows = rows.filter(kind=kind)
    if after:
        at, pk = cursors.read_moment(after)
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))
    found = list(rows.select_related("requester", "unit").order_by("-created_at", "-pk")[: limit + 1])
    page = found[:limit]
    more = cursors.write(page[-1].created_at, page[-1].pk) if len(found) > limit else ""
    return InboxPage(tuple(page), more, {})


def decided(actor: Actor, *, kind: str = "", after: str = "", limit: int = PAGE) -> InboxPage:
    """What the actor decided, the newest decision first; each request once."""
    actor.require(Rights.VIEW)
    mine = Decision.objects.filter(decider_id=actor.person_id)
    newer = mine.filter(request_id=OuterRef("request_id")).filter(
        Q(decided_at__gt=OuterRef("decided_at")) | Q(decided_at=OuterRef("decided_at"), pk__gt=OuterRef("pk"))
    )
    words = mine.exclude(Exists(newer)).select_related("request__requester", "request__unit")
    if kind:
        words = words.filter(request__kind=kind)
    if after:
        at, pk = cursors.read_moment(after)
        words = words.filter(Q(decided_at__lt=at) | Q(decided_at=at, pk__lt=pk))
    found = list(words.order_by("-decided_at", "-pk")[: limit + 1])
    page = found[:limit]
    more = cursors.write(page[-1].decided_at, page[-1].pk) if len(found) > limit else ""
    return InboxPage(tuple(word.request for word in page), more, {})


def kinds_in_hand(actor: Actor) -> list[str]:
    """The kinds of what waits for the actor, for the filter."""
    if actor.person_id is None or not actor.may(Rights.DECIDE):
        return []
    rows, _behind = _waiting(actor)
    return sorted(rows.order_by().values_list("kind", flat=True).distinct())


def has_overdue(actor: Actor) -> bool:
    """Whether the daily chase has anything to do."""
    rows = Request.objects.unscoped("a look whether anything is overdue at all")
    return rows.filter(state=State.OPEN, due_on__lt=actor.today).exists()


def whom_one_stands_in_for(actor: Actor) -> list[str]:
    """Names of the people for whom the actor decides today."""
    if actor.person_id is None:
        return []
    behind = people.acting_for(actor.person_id, on=actor.today)
    rows = Person.objects.unscoped("one knows for whom one stands in").filter(pk__in=behind)
    return list(rows.order_by("name").values_list("name", flat=True))
