"""Tags and customer segments with what stands behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs
from uuid import UUID

from django.db.models import Count, Q, Sum

from endcap.customers.outlets.filters import OutletFilter
from endcap.customers.outlets.models import ChosenColumns, Outlet, SavedView, Segment, Tag
from endcap.customers.outlets.selectors.listing import filtered
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere


@dataclass(frozen=True)
class TagCount:
    """A tag and how many outlets that the actor sees carry it."""

    tag: Tag
    outlets: int


@dataclass(frozen=True)
class SegmentStanding:
    """A customer segment as it stands today: how many outlets, what they buy on average, and whether a review is due."""

    segment: Segment
    outlets: int
    average_sales: int | None  # fen in 12 months, of those that bought
    buying: int
    is_due: bool


def tag_counts(actor: Actor) -> list[TagCount]:
    """Every tag with the number of visible outlets that carry it."""
    visible = Outlet.objects.visible_to(actor).filter(archived_at__isnull=True)
    through = Outlet.tags.through.objects.filter(outlet_id__in=visible.order_by().values("pk"))
    counts = dict(through.order_by().values_list("tag_id").annotate(n=Count("pk")))
    return [TagCount(tag, counts.get(tag.pk, 0)) for tag in Tag.objects.all()]


def segment_standings(actor: Actor) -> list[SegmentStanding]:
    """Every segment with its outlets of today, as far as the actor sees them."""
    return [standing_of(actor, segment) for segment in Segment.objects.all()]


def standing_of(actor: Actor, segment: Segment) -> SegmentStanding:
    """One segment with its outlets of today."""
    inside = replace(OutletFilter.from_mapping(parse_qs(segment.query)), segment="")
    rows = filtered(actor, inside).order_by()
    bought = Q(orders_12m__gt=0)
    found = rows.aggregate(
        outlets=Count("pk"), buying=Count("pk", filter=bought), sales=Sum("sales_12m", filter=bought)
    )
    buying = found["buying"] or 0
    average = round((found["sales"] or 0) / buying) if buying else None
    due = segment.next_review_on is not None and segment.next_review_on <= actor.today
    return SegmentStanding(segment, found["outlets"] or 0, average, buying, due)


def views_to_arrange(actor: Actor) -> Sequence[SavedView]:
    """One's own views in their order, then the shared ones of others."""
    rows = SavedView.objects.filter(Q(person_id=actor.person_id) | Q(is_shared=True)).select_related("person")
    found = list(rows)
    return sorted(found, key=lambda view: view.person_id != actor.person_id)


def chosen_columns(actor: Actor) -> str:
    """The columns that the person once chose, joined by commas; empty for the usual ones."""
    if actor.person_id is None:
        return ""
    return (
        ChosenColumns.objects.filter(person_id=actor.person_id).values_list("columns", flat=True).first()
        or ""
    )


def view_of(actor: Actor, view_id: UUID) -> SavedView:
    """A view that the actor sees in the list. Raises NotFoundHere."""
    rows = SavedView.objects.filter(Q(person_id=actor.person_id) | Q(is_shared=True))
    found = rows.filter(pk=view_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def tag_of(tag_id: UUID) -> Tag:
    """One tag. Raises NotFoundHere."""
    found = Tag.objects.filter(pk=tag_id).first()
    if found is None:
        raise NotFoundHere()
    return found
