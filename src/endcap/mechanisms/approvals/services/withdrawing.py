"""Taking a request back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.events import publish
from endcap.mechanisms.approvals.errors import ChangedBefore, NotTheRequester
from endcap.mechanisms.approvals.events import ApprovalEnded
from endcap.mechanisms.approvals.models import Request, State
from endcap.mechanisms.approvals.services import moving


@transaction.atomic
def withdraw(actor: Actor, *, request_id: UUID, reason: str = "", version: int | None = None) -> Request:
    """Whoever submitted takes it back while it is undecided; so may the installation, when the document goes."""
    request = Request.objects.visible_to(actor).locked().filter(pk=request_id).first()
    if request is None:
        raise NotFoundHere()

    if actor.person_id is not None and request.requester_id != actor.person_id:
        raise NotTheRequester(person=request.requester.name)
    if version is not None and version != request.version:
        raise ChangedBefore()
    reason = reason.strip()
    collect(
        [
            Problem("reason", "too_long", _("理由最多 500 个字符。")) if len(reason) > 500 else None,
            Problem("reason", "no_nul", _("理由里有看不见的字符，删掉再交。")) if "\0" in reason else None,
        ]
    )
    moving.become(request, State.WITHDRAWN)

    request.reason, request.current_order, request.due_on = reason, None, None
    request.ended_at, request.ended_on = actor.now, actor.today
    request.version += 1
    request.save(
        update_fields=["state", "reason", "current_order", "due_on", "ended_at", "ended_on", "version"]
    )
    moving.lay_out(request)
    audit.record(actor, "approvals.withdrawn", request, kind=request.kind)
    publish(
        actor,
        ApprovalEnded(
            request_id=request.pk,
            kind=request.kind,
            subject_type=request.subject_type,
            subject_id=request.subject_id,
            outcome=str(State.WITHDRAWN),
        ),
    )
    return request
