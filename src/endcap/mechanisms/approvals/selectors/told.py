"""What happened to the requests about some documents, newest first, for the timeline of whatever owns them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from endcap.kernel.actor import Actor
from endcap.mechanisms.approvals.models import Decision, Request, State


@dataclass(frozen=True, slots=True)
class ToldStep:
    """One fact: ``key`` tells facts of a moment apart, in the order of a request's life; ``what`` is submitted, approved, rejected, returned or withdrawn; ``is_last`` if it ended it."""

    at: datetime
    key: str
    request: Request
    what: str
    by: str
    note: str = ""
    is_again: bool = False
    is_last: bool = False


def told_of_subjects(
    actor: Actor, subjects: Mapping[str, Collection[UUID]], *, until: datetime | None, limit: int
) -> list[ToldStep]:
    """The newest facts about documents, by subject type, as far as the actor sees their requests."""
    if not any(subjects.values()):
        return []
    of_these = Q(pk__in=[])
    for subject_type, ids in subjects.items():
        of_these |= Q(subject_type=subject_type, subject_id__in=ids)
    requests = {
        request.pk: request
        for request in Request.objects.visible_to(actor).filter(of_these).select_related("requester")
    }
    if not requests:
        return []
    found = [
        *_submitted(requests, until),
        *_decisions(requests, until, limit),
        *_withdrawn(requests, until),
    ]
    found.sort(key=lambda step: (step.at, step.key), reverse=True)
    return found[:limit]


def _submitted(requests: Mapping[UUID, Request], until: datetime | None) -> list[ToldStep]:
    """When each was asked for first, and when last; versions between them are on its own page."""
    found = []
    for request in requests.values():
        name = request.requester.name
        found.append(ToldStep(request.created_at, f"r1{request.pk}", request, "submitted", name))
        if request.draft_no > 1:
            at = request.submitted_at
            found.append(ToldStep(at, f"r1{request.pk}+", request, "submitted", name, is_again=True))
    return [step for step in found if until is None or step.at <= until]


def _decisions(requests: Mapping[UUID, Request], until: datetime | None, limit: int) -> list[ToldStep]:
    rows = Decision.objects.filter(request_id__in=requests).select_related("decider")
    if until:
        rows = rows.filter(decided_at__lte=until)
    return [
        ToldStep(
            decision.decided_at,
            f"r2{decision.pk}",
            request := requests[decision.request_id],
            decision.outcome,
            decision.decider.name,
            decision.note,
            is_last=decision.settles
            and request.state in Request.OVER
            and request.ended_at == decision.decided_at,
        )
        for decision in rows.order_by("-decided_at", "-id")[:limit]
    ]


def _withdrawn(requests: Mapping[UUID, Request], until: datetime | None) -> list[ToldStep]:
    return [
        ToldStep(
            request.ended_at,
            f"r3{request.pk}",
            request,
            "withdrawn",
            request.requester.name,
            request.reason,
            is_last=True,
        )
        for request in requests.values()
        if request.state == State.WITHDRAWN
        and request.ended_at
        and (until is None or request.ended_at <= until)
    ]
