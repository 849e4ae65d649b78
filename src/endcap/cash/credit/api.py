"""The API of credit."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from endcap.cash.credit import selectors, services
from endcap.cash.credit.gate import gate
from endcap.cash.credit.models import Application
from endcap.cash.credit.rights import Rights
from endcap.cash.credit.schemas import (
    ApplicationIn,
    ApplicationOut,
    BlockIn,
    CheckIn,
    InvestigationIn,
    InvestigationOut,
    LineOut,
    LinesOut,
    ReasonOut,
    RefusalOut,
    VerdictOut,
)
from endcap.cash.credit.selectors import CreditFilter, CreditLine
from endcap.kernel.actor import Actor
from endcap.kernel.rights import Right

router = Router()
_REFUSED = {403: RefusalOut, 404: RefusalOut, 409: RefusalOut, 422: RefusalOut}


def _actor(request: HttpRequest, *rights: Right) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    for right in (Rights.VIEW, *rights):
        actor.require(right)
    return actor


def _out(line: CreditLine) -> LineOut:
    return LineOut(
        payer_id=line.payer_id,
        state=str(line.state),
        limit=line.limit,
        free=line.free,
        used=line.used,
        held=line.held,
        to_withdraw=line.to_withdraw,
        valid_to=line.valid_to,
        reason=line.reason,
    )


def _line(actor: Actor, payer_id: UUID) -> CreditLine:
    selectors.payer_of(actor, payer_id)
    return selectors.line_of(payer_id, actor.today)


@router.get("", response={200: LinesOut, 403: RefusalOut, 422: RefusalOut}, summary="Customers with credit")
def list_credit(
    request: HttpRequest,
    view: str = Query("", pattern=f"^({'|'.join(selectors.VIEWS)})$"),
    q: str = Query("", max_length=60),
    after: str = Query("", max_length=200),
    limit: int = Query(50, ge=1, le=200),
) -> LinesOut:
    """Newest change first. ``view``: expiring (30 days), expired, strained (nine tenths used), overdue, blocked."""
    page = selectors.credit_page(_actor(request), CreditFilter(view, q), after=after, limit=limit)
    return LinesOut(items=[_out(row.line) for row in page.rows], next=page.next)


@router.get("/{uuid:outlet_id}", response={200: LineOut, **_REFUSED}, summary="The credit of a customer")
def get_credit(request: HttpRequest, outlet_id: UUID) -> LineOut:
    """Of a customer without a limit: one of nothing."""
    return _out(_line(_actor(request), outlet_id))


@router.post(
    "/{uuid:outlet_id}/check", response={200: VerdictOut, **_REFUSED}, summary="May an order go ahead?"
)
def check_order(request: HttpRequest, outlet_id: UUID, body: CheckIn) -> VerdictOut:
    """Every reason against it, what payment frees it, what could leave today. Nothing is held."""
    actor = _actor(request)
    line = _line(actor, outlet_id)
    overdue = selectors.overdue_of(outlet_id, actor.today)
    verdict = gate(line, overdue, body.amount, parts=body.parts)
    return VerdictOut(
        passes=verdict.passes,
        reasons=[ReasonOut(code=one.code, message=one.message, pay=one.pay) for one in verdict.reasons],
        pay=verdict.pay,
        ships_today=verdict.ships_today,
        parts_today=list(verdict.parts_today),
    )


@router.post(
    "/{uuid:outlet_id}/investigations",
    response={201: InvestigationOut, **_REFUSED},
    summary="Hand in an investigation",
)
def investigate(request: HttpRequest, outlet_id: UUID, body: InvestigationIn) -> Status[InvestigationOut]:
    """All answers at once; every gap is named. Class and suggested limit come back."""
    actor = _actor(request, Rights.INVESTIGATE)
    done = services.investigate(actor, payer_id=outlet_id, form=body.form, answers=body.answers, id=body.id)
    fields = ("id", "form", "done_on", "score_bp", "band", "suggested")
    return Status(201, InvestigationOut(**{name: getattr(done, name) for name in fields}))


@router.post(
    "/{uuid:outlet_id}/applications", response={201: ApplicationOut, **_REFUSED}, summary="Ask for a limit"
)
def apply(request: HttpRequest, outlet_id: UUID, body: ApplicationIn) -> Status[ApplicationOut]:
    """On the ground of the newest investigation that has served no other application."""
    actor = _actor(request, Rights.APPLY)
    return Status(201, _asked(services.apply_for_limit(actor, payer_id=outlet_id, **body.dict())))


def _asked(asked: Application) -> ApplicationOut:
    fields = ("id", "amount", "before", "term_days", "valid_to", "currency", "state", "request_id")
    return ApplicationOut(**{name: getattr(asked, name) for name in fields})


@router.post("/{uuid:outlet_id}/block", response={200: LineOut, **_REFUSED}, summary="Stop credit")
def block(request: HttpRequest, outlet_id: UUID, body: BlockIn) -> LineOut:
    """No credit until it is lifted."""
    actor = _actor(request, Rights.BLOCK)
    services.block(actor, payer_id=outlet_id, reason=body.reason)
    return _out(_line(actor, outlet_id))


@router.post("/{uuid:outlet_id}/unblock", response={200: LineOut, **_REFUSED}, summary="Lift a stop")
def unblock(request: HttpRequest, outlet_id: UUID) -> LineOut:
    """Credit again, as far as the limit goes."""
    actor = _actor(request, Rights.BLOCK)
    services.unblock(actor, payer_id=outlet_id)
    return _out(_line(actor, outlet_id))
