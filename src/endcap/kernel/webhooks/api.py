"""The API of webhooks."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from endcap.kernel.actor import Actor
from endcap.kernel.idempotency import services as idempotency
from endcap.kernel.webhooks import catalogue, selectors, services
from endcap.kernel.webhooks.models import Endpoint, Notice
from endcap.kernel.webhooks.rights import Rights
from endcap.kernel.webhooks.schemas import (
    EndpointIn,
    EndpointOut,
    EndpointPageOut,
    EndpointPatch,
    KindOut,
    KindPageOut,
    NoticeOut,
    NoticePageOut,
    SecretOut,
)
from endcap.kernel.webhooks.services import EndpointFields, Shown

router = Router()


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.CONFIGURE)
    return actor


def _out(endpoint: Endpoint) -> EndpointOut:
    return EndpointOut(**{name: getattr(endpoint, name) for name in EndpointOut.model_fields})


def _notice(notice: Notice) -> NoticeOut:
    return NoticeOut(**{name: getattr(notice, name) for name in NoticeOut.model_fields})


@router.get("/kinds", response=KindPageOut, summary="What an endpoint may ask for")
def list_kinds(request: HttpRequest) -> KindPageOut:
    """Every kind with an example of its ``data``; ids and codes only."""
    _actor(request)
    items = [
        KindOut(key=kind.key, name=str(kind.name), example=dict(kind.example))
        for kind in catalogue.everything()
    ]
    return KindPageOut(items=items, next="")


@router.get("/endpoints", response=EndpointPageOut, summary="Endpoints")
def list_endpoints(request: HttpRequest) -> EndpointPageOut:
    """All of them, by name, without their secrets."""
    items = [_out(endpoint) for endpoint in selectors.endpoints(_actor(request))]
    return EndpointPageOut(items=items, next="")


@router.post(
    "/endpoints", response={201: SecretOut, 200: SecretOut}, summary="Open an endpoint and get its secret"
)
def create_endpoint(request: HttpRequest, body: EndpointIn) -> Status[SecretOut]:
    """The secret is in this answer only; a repetition with the same id answers without it."""
    actor = _actor(request)
    fields = EndpointFields(body.name, body.url, body.kinds, body.is_active)
    shown, is_new = idempotency.create_once(
        actor,
        model=Endpoint,
        id=body.id,
        body=body.model_dump(mode="json"),
        make=lambda: services.create_endpoint(actor, fields=fields, id=body.id),
        find=lambda known: Shown(selectors.endpoint_of(actor, known), ""),
    )
    return Status(201 if is_new else 200, SecretOut(endpoint=_out(shown.endpoint), secret=shown.secret))


@router.patch("/endpoints/{uuid:endpoint_id}", response=EndpointOut, summary="Change an endpoint")
def update_endpoint(request: HttpRequest, endpoint_id: UUID, body: EndpointPatch) -> EndpointOut:
    """Only the fields that are sent."""
    actor = _actor(request)
    known = selectors.endpoint_of(actor, endpoint_id)
    fields = EndpointFields(
        name=known.name if body.name is None else body.name,
        url=known.url if body.url is None else body.url,
        kinds=known.kinds if body.kinds is None else body.kinds,
        is_active=known.is_active if body.is_active is None else body.is_active,
    )
    return _out(services.update_endpoint(actor, endpoint_id=endpoint_id, fields=fields))


@router.post("/endpoints/{uuid:endpoint_id}/secret", response=SecretOut, summary="Get a new secret")
def rotate_secret(request: HttpRequest, endpoint_id: UUID) -> SecretOut:
    """The former secret signs nothing from now on."""
    shown = services.rotate_secret(_actor(request), endpoint_id=endpoint_id)
    return SecretOut(endpoint=_out(shown.endpoint), secret=shown.secret)


@router.post("/endpoints/{uuid:endpoint_id}/resume", response=EndpointOut, summary="Resume a paused endpoint")
def resume_endpoint(request: HttpRequest, endpoint_id: UUID) -> EndpointOut:
    """What has waited goes out now."""
    return _out(services.resume_endpoint(_actor(request), endpoint_id=endpoint_id))


@router.post("/endpoints/{uuid:endpoint_id}/trial", response=NoticeOut, summary="Send a trial notice now")
def send_trial(request: HttpRequest, endpoint_id: UUID) -> NoticeOut:
    """Answers how it went, within about five seconds."""
    return _notice(services.send_trial(_actor(request), endpoint_id=endpoint_id))


@router.get("/notices", response=NoticePageOut, summary="What was told to whom, newest first")
def list_notices(
    request: HttpRequest,
    endpoint_id: UUID | None = None,
    state: Literal["", "waiting", "sending", "delivered", "failed"] = "",
    after: str = Query("", max_length=200),
    limit: int = Query(50, ge=1, le=200),
) -> NoticePageOut:
    """The log of 30 days."""
    page = selectors.notices(_actor(request), endpoint_id=endpoint_id, state=state, after=after, limit=limit)
    return NoticePageOut(items=[_notice(notice) for notice in page.items], next=page.next)


@router.post("/notices/{uuid:notice_id}/again", response=NoticeOut, summary="Send a notice once more")
def send_again(request: HttpRequest, notice_id: UUID) -> NoticeOut:
    """Same id, same body."""
    return _notice(services.send_again(_actor(request), notice_id=notice_id))
