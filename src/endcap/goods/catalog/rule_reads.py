"""Reading price rules and drafts: lists, the structure as a table, and the story of one price."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from endcap.customers.outlets import selectors as outlets
from endcap.customers.outlets.models import Outlet
from endcap.goods.catalog import audiences, buying
from endcap.goods.catalog.models import PriceChange, PriceEntry, PriceRule, PriceSpan, Sku
from endcap.goods.catalog.price_reads import candidates, held_for
from endcap.goods.catalog.quoting import Buyer, Candidate, winner
from endcap.goods.catalog.rights import Rights
from endcap.kernel import cursors
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.scope import Reach

PAGE = 50
_WHY = "whether anything hangs on these products"


def skus_with_rules(sku_ids: Collection[UUID]) -> set[UUID]:
    """Products that a published rule names."""
    rows = PriceRule.objects.unscoped(_WHY).filter(sku_id__in=sku_ids)
    return {pk for pk in rows.values_list("sku_id", flat=True) if pk}


@dataclass(frozen=True)
class RuleFilter:
    """What a list of rules is narrowed to."""

    text: str = ""
    audience: str = ""
    target: str = ""
    state: str = ""  # "" | now | coming | over
    change_id: UUID | None = None


@dataclass(frozen=True)
class RulePage:
    """One page of rules, newest publication first."""

    rows: Sequence[PriceRule]
    next: str = ""


def _of_state(state: str, today: date) -> Q:
    counts = PriceSpan.objects.filter(rule=OuterRef("pk"))
    now = Q(Exists(counts.filter(valid_from__lte=today).exclude(valid_to__lt=today)))
    coming = Q(Exists(counts.filter(valid_from__gt=today)))
    return {"now": now, "coming": coming, "over": ~now & ~coming}.get(state, Q())


def _narrowed(actor: Actor, wanted: RuleFilter) -> QuerySet[PriceRule]:
    rows = PriceRule.objects.visible_to(actor)
    if wanted.audience:
        rows = rows.filter(audience=wanted.audience)
    if wanted.target:
        rows = rows.filter(target=wanted.target)
    if wanted.change_id:
        rows = rows.filter(change_id=wanted.change_id)
    if wanted.state:
        rows = rows.filter(_of_state(wanted.state, actor.today))
    for word in wanted.text.split():
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(name_en__icontains=word)
            | Q(number__startswith=word)
            | Q(outlet__code__iexact=word)
            | Q(sku__search_text__contains=word.lower())
            | Q(category__name__icontains=word)
            | Q(brand__name__icontains=word)
            | Q(change__title__icontains=word)
        )
    return rows.select_related("change", "sku", "category", "brand", "of_level", "outlet", "level", "channel")


def rules_page(actor: Actor, *, wanted: RuleFilter, after: str = "", size: int = PAGE) -> RulePage:
    """One page of published rules that the actor may see."""
    actor.require(Rights.RULES)
    rows = _narrowed(actor, wanted).order_by("-change__published_no", "position", "id")
    if after:
        no, position = cursors.read(after, int, int)
        rows = rows.filter(Q(change__published_no__lt=no) | Q(change__published_no=no, position__gt=position))
    found = list(rows[: size + 1])
    following = ""
    if len(found) > size:
        last = found[size - 1]
        following = cursors.write(last.change.published_no, last.position)
    return RulePage(found[:size], following)


def rules_of(actor: Actor, wanted: RuleFilter) -> QuerySet[PriceRule]:
    """All rules that a list shows, in its order, for export."""
    actor.require(Rights.RULES)
    return _narrowed(actor, wanted).order_by("-change__published_no", "position", "id")


def spans_of(rule_ids: Collection[UUID]) -> Mapping[UUID, list[tuple[date, date | None]]]:
    """The days on which each rule counts, after all that was published later."""
    found: dict[UUID, list[tuple[date, date | None]]] = {}
    rows = PriceSpan.objects.filter(rule_id__in=rule_ids).order_by("valid_from")
    for rule_id, first, last in rows.values_list("rule_id", "valid_from", "valid_to"):
        found.setdefault(rule_id, []).append((first, last))
    return found


@dataclass(frozen=True)
class ChangePage:
    """One page of drafts and publications, the newest first."""

    rows: Sequence[PriceChange]
    next: str = ""


def changes_page(actor: Actor, *, state: str = "", after: str = "") -> ChangePage:
    """Drafts and publications with the number of their lines."""
    actor.require(Rights.RULES)
    rows = _changes(actor).annotate(typed=Count("lines")).order_by("-created_at", "-id")
    if state:
        rows = rows.filter(state=state)
    if after:
        at, pk = cursors.read_moment(after)
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=pk))
    found = list(rows[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return ChangePage(found[:PAGE], cursors.write(last.created_at, last.pk) if last else "")


def change_of(actor: Actor, change_id: UUID) -> PriceChange:
    """One draft or publication. Raises NotFoundHere."""
    actor.require(Rights.RULES)
    found = _changes(actor).filter(pk=change_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def _changes(actor: Actor) -> QuerySet[PriceChange]:
    """Lines of a draft may name any customer: only whoever sees the company reads what isn't published."""
    rows = PriceChange.objects.all()
    return rows if actor.reach == Reach.COMPANY else rows.filter(state=PriceChange.State.PUBLISHED)


@dataclass(frozen=True)
class Column:
    """One group of buyers in the table of the price structure."""

    key: str
    name: str
    name_en: str
    chain: tuple[str, ...]
    is_suggested: bool = False
    rules: int = 0


def columns_of(actor: Actor) -> list[Column]:
    """Who pays prices of their own: every level, the channels that have rules, and everybody else."""
    from endcap.goods.catalog.selectors import price_levels

    actor.require(Rights.RULES)
    today = actor.today
    held = PriceEntry.objects.filter(valid_from__lte=today).exclude(valid_to__lt=today)
    mine = held.filter(Q(audience_key__startswith="channel:") | Q(audience_key__startswith="level:"))
    counted = mine.order_by().values_list("audience_key").annotate(n=Count("rule", distinct=True))
    used: dict[str, int] = dict(counted)
    found = []
    for level in price_levels():
        key = audiences.level_key(level.code)
        found.append(
            Column(
                key,
                level.name,
                level.name_en,
                audiences.group_chain((), level.code),
                level.is_suggested,
                used.get(key, 0),
            )
        )
    tree = outlets.channels_in_order()
    parents = {one.pk: one.parent_id for one in tree}
    for channel in tree:
        key = audiences.channel_key(channel.pk)
        if key in used:
            chain = audiences.group_chain(buying.line_above(channel.pk, parents))
            found.append(Column(key, channel.name, channel.name_en, chain, rules=used[key]))
    return found


def table_of(
    columns: Sequence[Column], sku_ids: Collection[UUID], on: date
) -> dict[tuple[UUID, str], Candidate]:
    """What a single unit of each product costs each group on a day, in one statement."""
    held = held_for([one.chain for one in columns], sku_ids=sku_ids, on=on)
    found: dict[tuple[UUID, str], Candidate] = {}
    for column in columns:
        by_sku: dict[UUID, list[Candidate]] = {}
        for one in candidates(column.chain, held):
            by_sku.setdefault(one.sku_id, []).append(one)
        for sku_id, fitting in by_sku.items():
            won = winner(fitting)
            if won is not None:
                found[sku_id, column.key] = won
    return found


@dataclass(frozen=True)
class Told:
    """One rule in the story of a price, and why it gave the price or didn't."""

    candidate: Candidate
    is_winner: bool
    is_reached: bool  # whether the quantity is large enough
    step: int  # of whom it is for, counted from the one that goes first


@dataclass(frozen=True)
class Story:
    """Why an outlet pays what it pays: everything that could hold, in order of precedence."""

    outlet: Outlet
    sku: Sku
    on: date
    quantity: int
    buyer: Buyer
    told: tuple[Told, ...]

    @property
    def winner(self) -> Candidate | None:
        """What gave the price."""
        return next((one.candidate for one in self.told if one.is_winner), None)


def story_of(actor: Actor, *, outlet_id: UUID, sku_id: UUID, on: date, quantity: int = 1) -> Story:
    """Why a visible outlet pays this for a product on a day. Raises NotFoundHere."""
    actor.require(Rights.RULES)
    outlet = outlets.outlet_of(actor, outlet_id)
    sku = Sku.objects.filter(pk=sku_id).first()
    if sku is None:
        raise NotFoundHere()
    buyer = buying.buyer_of(outlet, on)
    chain = audiences.chain_of(buyer)
    held = sorted(candidates(chain, held_for([chain], sku_ids=[sku_id], on=on)), key=lambda one: one.place)
    won = winner(held, quantity)
    told = tuple(Told(one, one is won, one.min_quantity <= quantity, one.rank + 1) for one in held)
    return Story(outlet, sku, on, quantity, buyer, told)
