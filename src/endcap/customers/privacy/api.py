"""The API of personal data."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from endcap.customers.privacy import selectors, services
from endcap.customers.privacy.models import Consent, SubjectRequest
from endcap.customers.privacy.rights import Rights
from endcap.customers.privacy.schemas import (
    ConsentIn,
    ConsentOut,
    ConsentPage,
    HeldOut,
    OutcomeIn,
    RequestIn,
    RequestOut,
)
from endcap.customers.privacy.services.requesting import identity_of
from endcap.kernel.actor import Actor
from endcap.kernel.rights import Right

router = Router()


def _actor(request: HttpRequest, right: Right = Rights.VIEW) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(right)
    return actor


def _consent(one: Consent) -> ConsentOut:
    return ConsentOut(**{name: getattr(one, name) for name in ConsentOut.model_fields})


def _request(one: SubjectRequest) -> RequestOut:
    return RequestOut(**{name: getattr(one, name) for name in RequestOut.model_fields})


@router.get("/consents", response=ConsentPage)
def list_consents(
    request: HttpRequest, purpose: str = "", ended: bool = False, before: UUID | None = None
) -> ConsentPage:
    """Consents that hold, or with ``ended`` those that were withdrawn."""
    lines = selectors.consents(_actor(request), purpose=purpose, ended=ended, before=before)
    shown = lines[: selectors.MOST]
    more = len(lines) > selectors.MOST
    return ConsentPage(
        items=[_consent(line.consent) for line in shown], next=str(shown[-1].consent.pk) if more else ""
    )


@router.post("/consents", response={201: ConsentOut})
def give_consent(request: HttpRequest, body: ConsentIn) -> Status[ConsentOut]:
    """409 consent_given if it holds already."""
    return Status(201, _consent(services.give_consent(_actor(request, Rights.CONSENT), **body.model_dump())))


@router.post("/consents/{consent_id}/withdraw", response=ConsentOut)
def withdraw_consent(request: HttpRequest, consent_id: UUID) -> ConsentOut:
    """Data that was kept only for this purpose goes at once."""
    return _consent(services.withdraw_consent(_actor(request, Rights.CONSENT), consent_id=consent_id))


@router.post("/requests", response={201: RequestOut})
def open_request(request: HttpRequest, body: RequestIn) -> Status[RequestOut]:
    """Enter what somebody asked for."""
    return Status(201, _request(services.open_request(_actor(request, Rights.HANDLE), **body.model_dump())))


@router.get("/requests/{request_id}", response=RequestOut)
def get_request(request: HttpRequest, request_id: UUID) -> RequestOut:
    """One request."""
    return _request(selectors.request_of(_actor(request, Rights.HANDLE), request_id))


@router.get("/requests/{request_id}/held", response=list[HeldOut])
def held(request: HttpRequest, request_id: UUID) -> list[HeldOut]:
    """Everything that is held about the person of an open request."""
    actor = _actor(request, Rights.HANDLE)
    shown = selectors.request_of(actor, request_id)
    return [
        HeldOut(holder=found.holder.key, place=one.place, facts=[list(fact) for fact in one.facts])
        for found in (selectors.held_about(actor, identity_of(shown)) if shown.is_open else ())
        for one in found.records
    ]


@router.post("/requests/{request_id}/answer", response=RequestOut)
def answer(request: HttpRequest, request_id: UUID, body: OutcomeIn) -> RequestOut:
    """Close a request to know or to correct."""
    actor = _actor(request, Rights.HANDLE)
    return _request(services.answer(actor, request_id=request_id, outcome=body.outcome))


@router.post("/requests/{request_id}/refuse", response=RequestOut)
def refuse(request: HttpRequest, request_id: UUID, body: OutcomeIn) -> RequestOut:
    """Close a request that can't be met, with the reason."""
    actor = _actor(request, Rights.HANDLE)
    return _request(services.refuse_request(actor, request_id=request_id, outcome=body.outcome))


@router.post("/requests/{request_id}/erase", response=RequestOut)
def erase(request: HttpRequest, request_id: UUID) -> RequestOut:
    """Remove the person everywhere; what was traded stays."""
    return _request(services.erase(_actor(request, Rights.HANDLE), request_id=request_id))
