"""Price rules, drafts of them, and what an outlet pays."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from endcap.customers.outlets import selectors as outlets
from endcap.goods.catalog import buying, effects, price_changes, rule_reads, rule_wording, selectors
from endcap.goods.catalog.drafting import TypedLine
from endcap.goods.catalog.models import PriceChange, PriceRule
from endcap.goods.catalog.rights import Rights
from endcap.goods.catalog.rule_reads import RuleFilter
from endcap.goods.catalog.schemas import (
    BreakOut,
    ChangeDetailOut,
    ChangeIn,
    ChangeOut,
    ChangePut,
    ChangesOut,
    EffectOut,
    LineIn,
    PreviewOut,
    QuoteOut,
    QuotesIn,
    QuotesOut,
    RefusalOut,
    RuleOut,
    RulesOut,
    StoryOut,
    ToldOut,
    VersionIn,
    WarningOut,
)
from endcap.kernel.actor import Actor
from endcap.kernel.idempotency import services as idempotency
from endcap.kernel.rights import Right

router = Router()
BIGGEST = 100


def _actor(request: HttpRequest, right: Right = Rights.RULES) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(right)
    return actor


def _rule(rule: PriceRule, counts: list[tuple[date, date | None]]) -> RuleOut:
    return RuleOut(
        id=rule.pk,
        number=rule.number,
        change_id=rule.change_id,
        audience=rule.audience,
        contract_id=rule.contract_id,
        outlet_id=rule.outlet_id,
        channel_id=rule.channel_id,
        level=rule.level.code if rule.level else "",
        name=rule.name,
        target=rule.target,
        sku_id=rule.sku_id,
        category_id=rule.category_id,
        brand_id=rule.brand_id,
        effect=rule.effect,
        price=rule.price,
        share_bp=rule.share_bp,
        of_level=rule.of_level.code if rule.of_level else "",
        min_quantity=rule.min_quantity,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        counts=counts,
    )


def _change(change: PriceChange) -> ChangeOut:
    return ChangeOut(**_fields(change))  # type: ignore[arg-type]


def _fields(change: PriceChange) -> dict[str, object]:
    names = ("title", "note", "state", "number", "version")
    return {
        "id": change.pk,
        "created_by": change.created_by_name,
        "published_by": change.published_by_name,
        **{name: getattr(change, name) for name in names},
    }


def _detail(actor: Actor, change_id: UUID) -> ChangeDetailOut:
    change = rule_reads.change_of(actor, change_id)
    lines = [LineIn(**asdict(line)) for _at, line in price_changes.typed_lines(change_id)]
    return ChangeDetailOut(lines=lines, **_fields(change))  # type: ignore[arg-type]


def _lines(given: list[LineIn]) -> list[TypedLine]:
    return [TypedLine(**{key: value.replace("\0", "") for key, value in one.dict().items()}) for one in given]


@router.get("/price-rules", response=RulesOut, summary="Published price rules")
def list_rules(
    request: HttpRequest,
    q: str = Query("", max_length=60),
    audience: str = Query("", pattern="^(contract|outlet|channel|level|everybody)?$"),
    target: str = Query("", pattern="^(sku|category|brand|all)?$"),
    state: str = Query("", pattern="^(now|coming|over)?$"),
    change: UUID | None = None,
    after: str = Query("", max_length=200),
) -> RulesOut:
    """Newest publication first. A customer's own rules are only there for whoever sees the customer."""
    wanted = RuleFilter(q.replace("\0", ""), audience, target, state, change)
    page = rule_reads.rules_page(_actor(request), wanted=wanted, after=after)
    spans = rule_reads.spans_of([one.pk for one in page.rows])
    return RulesOut(items=[_rule(one, spans.get(one.pk, [])) for one in page.rows], next=page.next)


@router.get("/price-changes", response=ChangesOut, summary="Drafts and publications of price rules")
def list_changes(
    request: HttpRequest,
    state: str = Query("", pattern="^(draft|published|dropped)?$"),
    after: str = Query("", max_length=200),
) -> ChangesOut:
    """The newest first."""
    page = rule_reads.changes_page(_actor(request), state=state, after=after)
    return ChangesOut(items=[_change(one) for one in page.rows], next=page.next)


@router.post(
    "/price-changes",
    response={201: ChangeDetailOut, 200: ChangeDetailOut, 403: RefusalOut, 409: RefusalOut, 422: RefusalOut},
    summary="Begin a draft of price rules",
)
def start_change(request: HttpRequest, given: ChangeIn) -> Status[ChangeDetailOut]:
    """Lines are kept as they are, right or wrong; the preview says what stands against them."""
    actor = _actor(request, Rights.PRICE)
    made, is_new = idempotency.create_once(
        actor,
        model=PriceChange,
        id=given.id,
        body=given.model_dump(mode="json"),
        make=lambda: price_changes.start_change(
            actor,
            id=given.id,
            title=given.title.replace("\0", ""),
            note=given.note.replace("\0", ""),
            lines=_lines(given.lines),
        ),
        find=lambda known: rule_reads.change_of(actor, known),
    )
    return Status(201 if is_new else 200, _detail(actor, made.pk))


@router.get("/price-changes/{uuid:change_id}", response=ChangeDetailOut, summary="A draft with its lines")
def get_change(request: HttpRequest, change_id: UUID) -> ChangeDetailOut:
    """Lines as they were typed; published rules are under ``/price-rules?change=``."""
    return _detail(_actor(request), change_id)


@router.put(
    "/price-changes/{uuid:change_id}",
    response={200: ChangeDetailOut, 403: RefusalOut, 404: RefusalOut, 409: RefusalOut, 422: RefusalOut},
    summary="Write a draft anew",
)
def put_change(request: HttpRequest, change_id: UUID, given: ChangePut) -> ChangeDetailOut:
    """All lines are replaced by those that are sent."""
    actor = _actor(request, Rights.PRICE)
    price_changes.save_lines(
        actor,
        change_id=change_id,
        lines=[(number, line) for number, line in enumerate(_lines(given.lines), 1)],
        version=given.version,
        title=given.title.replace("\0", ""),
        note=given.note.replace("\0", ""),
        replaces_all=True,
    )
    return _detail(actor, change_id)


@router.get(
    "/price-changes/{uuid:change_id}/preview",
    response={200: PreviewOut, 403: RefusalOut, 404: RefusalOut},
    summary="What publishing a draft would change",
)
def preview_change(request: HttpRequest, change_id: UUID) -> PreviewOut:
    """Every problem at once, warnings, and the biggest changes."""
    actor = _actor(request)
    rule_reads.change_of(actor, change_id)
    reading = price_changes.read_change(actor, change_id)
    outlook = effects.outlook_of(reading.rules)
    return PreviewOut(
        problems=[
            {"field": one.field, "code": one.code, "message": str(one.message)} for one in reading.problems
        ],
        warnings=[
            WarningOut(line=one.line, code=one.code, message=rule_wording.warning(one.code, one.count))
            for one in outlook.warnings
        ],
        skus=outlook.skus,
        outlets=outlook.outlets,
        raised=outlook.raised,
        lowered=outlook.lowered,
        is_whole=outlook.is_whole,
        biggest=[
            EffectOut(
                line=one.rule.position,
                sku_id=one.sku_id,
                before=one.before,
                after=one.after,
                change_bp=one.change_bp,
            )
            for one in outlook.changed[:BIGGEST]
        ],
    )


@router.post(
    "/price-changes/{uuid:change_id}/publish",
    response={200: ChangeOut, 403: RefusalOut, 404: RefusalOut, 409: RefusalOut, 422: RefusalOut},
    summary="Publish a draft",
)
def publish_change(request: HttpRequest, change_id: UUID, given: VersionIn) -> ChangeOut:
    """All or nothing; every problem is named as ``lines.3.price``."""
    actor = _actor(request, Rights.PRICE)
    return _change(price_changes.publish_change(actor, change_id=change_id, version=given.version))


@router.post(
    "/price-changes/{uuid:change_id}/drop",
    response={200: ChangeOut, 403: RefusalOut, 404: RefusalOut, 409: RefusalOut},
    summary="Give a draft up",
)
def drop_change(request: HttpRequest, change_id: UUID) -> ChangeOut:
    """It can be read, and never counts."""
    return _change(price_changes.drop_change(_actor(request, Rights.PRICE), change_id=change_id))


@router.post(
    "/outlets/{uuid:outlet_id}/quotes",
    response={200: QuotesOut, 403: RefusalOut, 404: RefusalOut, 422: RefusalOut},
    summary="What an outlet pays",
)
def quote(request: HttpRequest, outlet_id: UUID, given: QuotesIn) -> QuotesOut:
    """Today unless a day is given. Changes nothing."""
    actor = _actor(request)
    on = given.on or actor.today
    buyer = buying.buyer_of(outlets.plain_outlet_of(actor, outlet_id), on)
    wanted = {line.sku_id: line.quantity for line in given.lines}
    found = selectors.quotes(buyer, sku_ids=wanted.keys(), on=on, quantities=wanted)
    return QuotesOut(
        on=on,
        items=[
            QuoteOut(
                sku_id=one.sku_id,
                price=one.price,
                source=one.source,
                rule_id=one.rule_id,
                number=one.given_by.number,
                reason=one.reason,
                breaks=[BreakOut(quantity=each.quantity, price=each.price) for each in one.breaks],
            )
            for one in found.values()
        ],
    )


@router.get(
    "/outlets/{uuid:outlet_id}/prices/{uuid:sku_id}",
    response={200: StoryOut, 403: RefusalOut, 404: RefusalOut},
    summary="Why an outlet pays this for a product",
)
def story(
    request: HttpRequest,
    outlet_id: UUID,
    sku_id: UUID,
    on: date | None = None,
    quantity: int = Query(1, ge=1, le=10**12),
) -> StoryOut:
    """Every rule that could hold on the day, the one that does marked."""
    actor = _actor(request)
    told = rule_reads.story_of(
        actor, outlet_id=outlet_id, sku_id=sku_id, on=on or actor.today, quantity=quantity
    )
    return StoryOut(
        outlet_id=outlet_id,
        sku_id=sku_id,
        on=told.on,
        quantity=quantity,
        price=told.winner.price if told.winner else None,
        rules=[
            ToldOut(
                price=one.candidate.price,
                source=one.candidate.source,
                number=one.candidate.number,
                reason=one.candidate.reason,
                min_quantity=one.candidate.min_quantity,
                is_winner=one.is_winner,
                is_reached=one.is_reached,
            )
            for one in told.told
        ],
    )
