"""The API of the agenda."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from endcap.kernel.actor import Actor
from endcap.mechanisms.agenda import selectors, services
from endcap.mechanisms.agenda.models import Entry, Item, Rule
from endcap.mechanisms.agenda.rights import Rights
from endcap.mechanisms.agenda.schemas import (
    DoneIn,
    EntryOut,
    ItemOut,
    ItemsOut,
    MadeOut,
    RuleIn,
    RuleOut,
    SkipIn,
)
from endcap.mechanisms.agenda.selectors import AgendaFilter
from endcap.mechanisms.agenda.services import RuleDraft

router = Router()


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return actor


def _out(actor: Actor, item: Item) -> ItemOut:
    fields = {
        name: getattr(item, name)
        for name in ItemOut.model_fields
        if name not in ("title", "url", "is_overdue")
    }
    return ItemOut(
        **fields, title=item.words, url=item.leads_to, is_overdue=item.is_open and item.due_on < actor.today
    )


@router.get("", response=ItemsOut, summary="What is due, the most overdue first")
def list_items(
    request: HttpRequest,
    who: str = Query("own", pattern="^(own|all)$"),
    kind: str = Query("", max_length=40),
    until: date | None = None,
    person_id: UUID | None = None,
    over: bool = False,
    after: str = Query("", max_length=60),
    limit: int = Query(60, ge=1, le=500),
) -> ItemsOut:
    """``who=all``: everything in the person's reach. ``over``: what was done or skipped, newest first."""
    actor = _actor(request)
    wanted = AgendaFilter("all" if who == "all" else "own", kind, person_id, until, over)
    page = selectors.page(actor, wanted, after=after, limit=limit)
    return ItemsOut(items=[_out(actor, item) for item in page.items], next=page.next)


@router.get("/rules", response=list[RuleOut], summary="The rules that make items")
def list_rules(request: HttpRequest) -> list[Rule]:
    """Stopped ones have a closed_on."""
    _actor(request)
    return selectors.rules()


@router.post("/rules", response={201: RuleOut}, summary="Make a rule")
def create_rule(request: HttpRequest, body: RuleIn) -> Status[Rule]:
    """Needs the right to change rules."""
    return Status(201, services.save_rule(_actor(request), draft=RuleDraft(**body.model_dump())))


@router.post("/rules/run", response=MadeOut, summary="Let the rules make items now")
def run_rules(request: HttpRequest) -> MadeOut:
    """Running it again adds nothing."""
    made = services.make_due(_actor(request))
    return MadeOut(items=made.items, subjects=made.subjects, rules=made.rules, problems=list(made.problems))


@router.put("/rules/{uuid:rule_id}", response=RuleOut, summary="Change a rule")
def change_rule(request: HttpRequest, rule_id: UUID, body: RuleIn) -> Rule:
    """A stopped rule runs again when it is changed. Items already made stay."""
    return services.save_rule(_actor(request), draft=RuleDraft(**body.model_dump()), rule_id=rule_id)


@router.delete("/rules/{uuid:rule_id}", response=RuleOut, summary="Stop a rule")
def close_rule(request: HttpRequest, rule_id: UUID) -> Rule:
    """Its items stay."""
    return services.close_rule(_actor(request), rule_id=rule_id)


@router.get("/{uuid:item_id}", response=ItemOut, summary="One due item")
def get_item(request: HttpRequest, item_id: UUID) -> ItemOut:
    """404 for an item out of the person's reach."""
    actor = _actor(request)
    return _out(actor, selectors.item_of(actor, item_id))


@router.get("/{uuid:item_id}/history", response=list[EntryOut], summary="The facts of an item")
def item_history(request: HttpRequest, item_id: UUID) -> list[Entry]:
    """In the order in which they happened."""
    return selectors.history_of(_actor(request), item_id)


@router.post("/{uuid:item_id}/done", response=ItemOut, summary="Say that an item is done")
def done(request: HttpRequest, item_id: UUID, body: DoneIn) -> ItemOut:
    """409 if it is over, or if its kind is done on a page of its own."""
    actor = _actor(request)
    return _out(actor, services.done(actor, item_id=item_id, note=body.note))


@router.post("/{uuid:item_id}/skip", response=ItemOut, summary="Leave an item out")
def skip(request: HttpRequest, item_id: UUID, body: SkipIn) -> ItemOut:
    """The reason is required."""
    actor = _actor(request)
    return _out(actor, services.skip(actor, item_id=item_id, reason=body.reason))


@router.post("/{uuid:item_id}/reopen", response=ItemOut, summary="Take back what was ended today")
def reopen(request: HttpRequest, item_id: UUID) -> ItemOut:
    """409 for what lies further back."""
    actor = _actor(request)
    return _out(actor, services.reopen(actor, item_id=item_id))
