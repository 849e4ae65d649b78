"""The API of hand-overs."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from endcap.customers.handover import selectors, services
from endcap.customers.handover.models import Orphan, Wish
from endcap.customers.handover.rights import Rights
from endcap.customers.handover.schemas import (
    ContactIn,
    DistributeIn,
    GivenOut,
    HandoverOut,
    HandoverPageOut,
    OrphanOut,
    OrphanPageOut,
    PlanIn,
    ReasonIn,
    SuggestionOut,
    SuggestionPageOut,
    WishOut,
    WishPageOut,
)
from endcap.customers.handover.selectors import Standing
from endcap.kernel import cursors
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere

router = Router()


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return actor


def _uuid(after: str) -> UUID:
    [last] = cursors.read(after, str)
    try:
        return UUID(str(last))
    except ValueError as wrong:
        raise NotFoundHere() from wrong


def _out(standing: Standing) -> HandoverOut:
    held = standing.handover
    return HandoverOut(
        id=held.pk,
        person_id=held.person_id,
        unit_id=held.unit_id,
        left_on=held.left_on,
        due_on=held.due_on,
        state=held.state,
        total=standing.total,
        waiting=standing.waiting,
        uncontacted=standing.uncontacted,
        late=standing.late,
    )


def _orphan_out(orphan: Orphan) -> OrphanOut:
    return OrphanOut(**{name: getattr(orphan, name) for name in OrphanOut.model_fields})


def _wish_out(wish: Wish) -> WishOut:
    return WishOut(**{name: getattr(wish, name) for name in WishOut.model_fields})


@router.get("", response=HandoverPageOut, summary="Hand-overs within reach")
def list_handovers(request: HttpRequest, done: bool = False) -> HandoverPageOut:
    """Those that go on, the most urgent first; or those that are done, the newest first, at most 100."""
    found = selectors.handovers(_actor(request), is_done=done)
    return HandoverPageOut(items=[_out(one) for one in found])


@router.post("", response={201: HandoverOut}, summary="Open a hand-over before somebody leaves")
def plan(request: HttpRequest, body: PlanIn) -> Status[HandoverOut]:
    """The outlets stay the leaver's until they are given, or until the account is ended."""
    actor = _actor(request)
    made = services.plan_leave(actor, person_id=body.person_id, leaves_on=body.leaves_on)
    return Status(201, _out(selectors.handover_of(actor, made.pk)))


@router.get("/{uuid:handover_id}", response=HandoverOut, summary="One hand-over")
def get_handover(request: HttpRequest, handover_id: UUID) -> HandoverOut:
    """404 out of reach."""
    return _out(selectors.handover_of(_actor(request), handover_id))


@router.get("/{uuid:handover_id}/outlets", response=OrphanPageOut, summary="The outlets of a hand-over")
def list_orphans(
    request: HttpRequest,
    handover_id: UUID,
    waiting: bool | None = None,
    after: str = "",
    limit: int = Query(200, ge=1, le=1000),
) -> OrphanPageOut:
    """Those that wait, those that were given, or both."""
    actor = _actor(request)
    selectors.handover_of(actor, handover_id)
    last = _uuid(after) if after else None
    found = selectors.orphans_of(actor, handover_id, waiting=waiting, after=last, limit=limit + 1)
    shown = found[:limit]
    onward = cursors.write(shown[-1].pk) if len(found) > limit else ""
    return OrphanPageOut(items=[_orphan_out(one) for one in shown], next=onward)


@router.get("/{uuid:handover_id}/wishes", response=WishPageOut, summary="Who asks for which outlet")
def list_wishes(request: HttpRequest, handover_id: UUID) -> WishPageOut:
    """Those that nobody has decided yet."""
    actor = _actor(request)
    actor.require(Rights.DISTRIBUTE)
    selectors.handover_of(actor, handover_id)
    return WishPageOut(items=[_wish_out(one) for one in selectors.wishes_of(actor, handover_id)])


@router.get("/{uuid:handover_id}/suggestions", response=SuggestionPageOut, summary="A good division")
def list_suggestions(request: HttpRequest, handover_id: UUID) -> SuggestionPageOut:
    """One for each outlet that waits: by distance, with even loads, wishes first."""
    actor = _actor(request)
    actor.require(Rights.DISTRIBUTE)
    handover = selectors.handover_of(actor, handover_id).handover
    loads = selectors.loads_around(actor, handover, with_positions=True)
    found = selectors.suggestions_for(actor, handover, loads)
    return SuggestionPageOut(
        items=[
            SuggestionOut(**{name: getattr(one, name) for name in SuggestionOut.model_fields})
            for one in found.values()
        ]
    )


@router.post("/{uuid:handover_id}/distribute", response=GivenOut, summary="Give outlets to new owners")
def distribute(request: HttpRequest, handover_id: UUID, body: DistributeIn) -> GivenOut:
    """All or nothing: 409 if somebody else has given one of them meanwhile."""
    actor = _actor(request)
    if body.assignments is None:
        done = services.accept_suggestions(actor, handover_id=handover_id, reason=body.reason)
    else:
        done = services.distribute(
            actor,
            handover_id=handover_id,
            to={one.orphan_id: one.person_id for one in body.assignments},
            reason=body.reason,
        )
    return GivenOut(outlets=done.outlets, people=done.people)


@router.post(
    "/outlets/{uuid:orphan_id}/contact", response=OrphanOut, summary="Say that the first contact was made"
)
def contact(request: HttpRequest, orphan_id: UUID, body: ContactIn) -> OrphanOut:
    """By the new owner, or by whoever distributes."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # one's own contact needs no right
    return _orphan_out(services.record_first_contact(actor, orphan_id=orphan_id, on=body.on, note=body.note))


@router.post("/outlets/{uuid:orphan_id}/ask", response={201: WishOut}, summary="Ask for an outlet")
def ask(request: HttpRequest, orphan_id: UUID, body: ReasonIn) -> Status[WishOut]:
    """Outlets of leavers of one's office."""
    return Status(201, _wish_out(services.ask_for(_actor(request), orphan_id=orphan_id, reason=body.reason)))


@router.post("/wishes/{uuid:wish_id}/withdraw", response=WishOut, summary="Take a wish back")
def withdraw(request: HttpRequest, wish_id: UUID) -> WishOut:
    """Only one's own."""
    return _wish_out(services.withdraw_wish(_actor(request), wish_id=wish_id))


@router.post("/wishes/{uuid:wish_id}/decline", response=WishOut, summary="Say no to a wish")
def decline(request: HttpRequest, wish_id: UUID, body: ReasonIn) -> WishOut:
    """Saying yes is giving the outlet."""
    return _wish_out(services.decline_wish(_actor(request), wish_id=wish_id, answer=body.reason))
