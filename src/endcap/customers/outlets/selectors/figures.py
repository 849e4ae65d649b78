"""Grades against what outlets buy now, and classes that are due for a review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from endcap.customers.outlets.models import Classification, GradeReview, Outlet, Scheme
from endcap.kernel.actor import Actor

MAIN_SCHEME = "abc"
LIMIT = 200


@dataclass(frozen=True)
class Boundaries:
    """The least that an A and a B bought when the grades were last computed, and when that was."""

    a: int
    b: int
    on: date


@dataclass(frozen=True)
class Misfit:
    """An outlet whose purchases no longer fit its grade."""

    outlet: Outlet
    fits: str  # the grade that today's purchases would give
    rival: str  # how a rival grades the outlet, as far as known


@dataclass(frozen=True)
class MisfitReport:
    """The outlets to look at, and by which boundaries."""

    boundaries: Boundaries | None
    rows: Sequence[Misfit]
    total: int
    is_capped: bool


def boundaries() -> Boundaries | None:
    """Where the grades lie, from the classes that the rule wrote last; over the whole company."""
    found = Classification.objects.unscoped("boundaries of grades are the company's").filter(
        scheme__code=MAIN_SCHEME, valid_to__isnull=True, source=Classification.Source.RULE
    )
    least = found.aggregate(
        a=Min("amount", filter=Q(value="A")), b=Min("amount", filter=Q(value="B")), on=Max("valid_from")
    )
    if least["a"] is None or least["on"] is None:
        return None
    return Boundaries(least["a"], least["b"] if least["b"] is not None else least["a"], least["on"])


def _misfit_condition(found: Boundaries) -> Q:
    return (
        Q(grade="A", sales_12m__lt=found.a)
        | (Q(grade="B") & (Q(sales_12m__gte=found.a) | Q(sales_12m__lt=found.b)))
        | Q(grade="C", sales_12m__gte=found.b)
    )


def _fit(found: Boundaries, sales: int) -> str:
    return "A" if sales >= found.a else "B" if sales >= found.b else "C"


def misfits(actor: Actor, *, limit: int = LIMIT) -> MisfitReport:
    """Outlets whose sales no longer fit the grade, the largest first, beside what is known of rivals'
    grading."""
    found = boundaries()
    if found is None:
        return MisfitReport(None, (), 0, False)
    rival = (
        Classification.objects.unscoped("of outlets that the outer query scopes")
        .filter(outlet=OuterRef("pk"), scheme__kind=Scheme.Kind.RIVAL, valid_to__isnull=True)
        .values("value")[:1]
    )
    rows = (
        Outlet.objects.visible_to(actor)
        .filter(archived_at__isnull=True)
        .exclude(status=Outlet.Status.CLOSED)
        .filter(_misfit_condition(found))
    )
    total = rows.order_by()[: limit + 1].count()
    shown = (
        rows.annotate(rival=Subquery(rival)).select_related("channel", "owner").order_by("-sales_12m", "pk")
    )
    return MisfitReport(
        found,
        [
            Misfit(outlet, _fit(found, outlet.sales_12m), getattr(outlet, "rival", None) or "")
            for outlet in shown[:limit]
        ],
        min(total, limit),
        total > limit,
    )


def review_due(actor: Actor, scheme_code: str = MAIN_SCHEME) -> QuerySet[Classification]:
    """Open classes whose last review, or else beginning, lies more than the scheme's cycle back."""
    scheme = Scheme.objects.get(code=scheme_code)
    month = actor.today.year * 12 + actor.today.month - 1 - scheme.review_every_months
    cut = date(month // 12, month % 12 + 1, min(actor.today.day, 28))
    last = (
        GradeReview.objects.unscoped("of outlets that the outer query scopes")
        .filter(outlet=OuterRef("outlet"), scheme=OuterRef("scheme"))
        .order_by("-on")
        .values("on")[:1]
    )
    rows = Classification.objects.visible_to(actor).filter(scheme=scheme, valid_to__isnull=True)
    found = rows.annotate(reviewed_on=Subquery(last, output_field=DateField()))
    return found.filter(Q(reviewed_on__lt=cut) | Q(reviewed_on__isnull=True, valid_from__lt=cut)).order_by(
        F("reviewed_on").asc(nulls_first=True), "valid_from", "pk"
    )
