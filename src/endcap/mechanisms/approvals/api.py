"""The API of approvals: the inbox, decisions and chains. Documents are submitted through their own areas."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from endcap.kernel.actor import Actor
from endcap.mechanisms.approvals import selectors, services
from endcap.mechanisms.approvals.models import Chain, Request
from endcap.mechanisms.approvals.rights import Rights
from endcap.mechanisms.approvals.schemas import (
    ChainIn,
    ChainOut,
    ChainStepOut,
    ChangeOut,
    DecisionIn,
    DecisionOut,
    DraftOut,
    RefusalOut,
    RequestDetailOut,
    RequestOut,
    RequestsOut,
    StepOut,
    WithdrawalIn,
)
from endcap.mechanisms.approvals.selectors import StepLine
from endcap.mechanisms.approvals.services import ChainDraft, StepDraft
from endcap.mechanisms.approvals.wording import chain_name, step_name

router = Router()
LISTS = {"waiting": selectors.waiting, "mine": selectors.submitted, "decided": selectors.decided}
_PLAIN = (
    "kind",
    "subject_type",
    "subject_id",
    "title",
    "amount",
    "rolling_amount",
    "requester_id",
    "unit_id",
    "state",
    "draft_no",
    "version",
    "due_on",
    "submitted_at",
    "created_at",
    "ended_at",
)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return actor


def _plain(one: Request, deciding_for: str = "") -> dict[str, object]:
    return {
        "id": one.pk,
        "requester": one.requester.name,
        "unit": one.unit.name,
        "deciding_for": deciding_for,
        **{name: getattr(one, name) for name in _PLAIN},
    }


def _step(line: StepLine) -> StepOut:
    step = line.run.step
    return StepOut(
        order=line.run.order,
        name=line.name,
        standing=line.standing,
        people=list(line.people),
        from_amount=step.from_amount,
        needs_all=step.needs_all,
        days=step.days,
        is_raised=line.run.is_raised,
        decisions=[
            DecisionOut(
                outcome=word.outcome,
                decider=word.decider.name,
                on_behalf_of=word.authority.name if word.authority_id != word.decider_id else "",
                note=word.note,
                settles=word.settles,
                decided_at=word.decided_at,
            )
            for word in line.decisions
        ],
    )


def _detail(actor: Actor, request_id: UUID) -> RequestDetailOut:
    file = selectors.file_of(actor, request_id)
    return RequestDetailOut(
        **_plain(file.request, file.standing_in_for),  # type: ignore[arg-type]
        may_decide=file.may_decide,
        steps=[_step(line) for line in file.steps],
        drafts=[
            DraftOut(
                number=draft.number,
                title=draft.title,
                amount=draft.amount,
                document=dict(draft.document),
                submitted_at=draft.submitted_at,
            )
            for draft in file.drafts
        ],
        changes=[ChangeOut(key=each.key, before=each.before, after=each.after) for each in file.changes],
    )


@router.get("", response={200: RequestsOut, 403: RefusalOut, 422: RefusalOut}, summary="The inbox")
def list_requests(
    request: HttpRequest,
    view: str = Query("waiting", pattern="^(waiting|mine|decided)$"),
    kind: str = Query("", max_length=60),
    after: str = Query("", max_length=200),
) -> RequestsOut:
    """What waits for you (nearest deadline first), what you submitted, what you decided (newest first)."""
    page = LISTS[view](_actor(request), kind=kind.replace("\0", ""), after=after)
    items = [RequestOut(**_plain(one, page.for_whom.get(one.pk, ""))) for one in page.requests]  # type: ignore[arg-type]
    return RequestsOut(items=items, next=page.next)


@router.get("/chains", response={200: list[ChainOut], 403: RefusalOut}, summary="Chains in force and to come")
def list_chains(request: HttpRequest) -> list[ChainOut]:
    """Needs the right to set up chains."""
    actor = _actor(request)
    return [
        _chain(line.chain, is_in_force=line.is_in_force)
        for group in selectors.chain_groups(actor)
        for line in group.lines
    ]


@router.post(
    "/chains",
    response={201: ChainOut, 403: RefusalOut, 409: RefusalOut, 422: RefusalOut},
    summary="Let a chain count from a day on",
)
def set_chain(request: HttpRequest, given: ChainIn) -> Status[ChainOut]:
    """The former one of the same kind and unit ends there; running requests keep theirs."""
    actor = _actor(request)
    told = given.model_dump()
    steps = tuple(StepDraft(**step) for step in told.pop("steps"))
    made = services.set_chain(actor, chain=ChainDraft(**told, steps=steps))
    chain = selectors.chain_of(actor, made.pk)
    return Status(201, _chain(chain, is_in_force=selectors.line_of_chain(actor, chain).is_in_force))


@router.post(
    "/chains/{uuid:chain_id}/end",
    response={200: ChainOut, 403: RefusalOut, 404: RefusalOut, 409: RefusalOut},
    summary="Let a chain count no longer",
)
def end_chain(request: HttpRequest, chain_id: UUID) -> ChainOut:
    """The unit above or the general chain takes over."""
    actor = _actor(request)
    services.end_chain(actor, chain_id=chain_id)
    return _chain(selectors.chain_of(actor, chain_id), is_in_force=False)


def _chain(chain: Chain, *, is_in_force: bool) -> ChainOut:
    return ChainOut(
        id=chain.pk,
        kind=chain.kind,
        unit_id=chain.unit_id,
        name=chain_name(chain),
        window_days=chain.window_days,
        escalate_after_days=chain.escalate_after_days,
        valid_from=chain.valid_from,
        valid_to=chain.valid_to,
        is_in_force=is_in_force,
        steps=[
            ChainStepOut(
                order=step.order,
                name=step_name(step),
                who=step.who,
                from_amount=step.from_amount,
                days=step.days,
                levels_up=step.levels_up,
                role_id=step.role_id,
                person_id=step.person_id,
                needs_all=step.needs_all,
            )
            for step in chain.steps.all()
        ],
    )


@router.get(
    "/{uuid:request_id}",
    response={200: RequestDetailOut, 403: RefusalOut, 404: RefusalOut},
    summary="A request with its steps and versions",
)
def get_request(request: HttpRequest, request_id: UUID) -> RequestDetailOut:
    """One request."""
    return _detail(_actor(request), request_id)


@router.post(
    "/{uuid:request_id}/decisions",
    response={200: RequestDetailOut, 403: RefusalOut, 404: RefusalOut, 409: RefusalOut, 422: RefusalOut},
    summary="Approve, reject or return",
)
def decide(request: HttpRequest, request_id: UUID, given: DecisionIn) -> RequestDetailOut:
    """Refused with 409 if it is not your turn, if it is your own, or if anything happened since you looked."""
    actor = _actor(request)
    services.decide(
        actor, request_id=request_id, outcome=given.outcome, note=given.note, version=given.version
    )
    return _detail(actor, request_id)


@router.post(
    "/{uuid:request_id}/withdrawal",
    response={200: RequestDetailOut, 403: RefusalOut, 404: RefusalOut, 409: RefusalOut, 422: RefusalOut},
    summary="Take your request back",
)
def withdraw(request: HttpRequest, request_id: UUID, given: WithdrawalIn) -> RequestDetailOut:
    """Only before it is decided."""
    actor = _actor(request)
    services.withdraw(actor, request_id=request_id, reason=given.reason)
    return _detail(actor, request_id)
