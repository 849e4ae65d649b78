"""Alarms: short cover and unfilled orders (INV-09), loading at the end of a month (INV-12), the supply plan (INV-14),
quotas while something is short (INV-11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from endcap.customers.outlets.models import Outlet
from endcap.goods.catalog.models import Sku
from endcap.goods.sales.models import SalesFact
from endcap.goods.stock.models import Allocation, AllocationShare, Location, Shortage, SupplyPlan
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.selectors.board import BoardFilter, places_of
from endcap.goods.stock.selectors.control import Advice, advise, skus_of
from endcap.goods.stock.thresholds import REPEATED, WITHIN_DAYS
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap_engines.replenish import LAST_DAYS, LOADING_BP, Alarm, Month, loading_share, plan_alarms


@dataclass(frozen=True)
class ShortCover:
    """A product that lasts at a location for less than an order takes."""

    location: Location
    advice: Advice


@dataclass(frozen=True)
class Unfilled:
    """A product that could not be delivered again and again: how often, how much, to whom."""

    sku: Sku
    orders: int
    missing: int
    outlets: int


def short_covers(actor: Actor, wanted: BoardFilter) -> list[ShortCover]:
    """Products whose available stock does not last until an order could arrive, the shortest first."""
    actor.require(Rights.VIEW)
    found = []
    for place in places_of(actor, wanted):
        if place.kind == Location.Kind.WAREHOUSE:
            skus = list(skus_of(place, wanted.text, actor.today))
            found += [ShortCover(place, one) for one in advise(place, skus, on=actor.today) if one.is_short]
    return sorted(found, key=lambda one: (one.advice.cover_days or 0, one.advice.sku.code))


def unfilled(actor: Actor) -> list[Unfilled]:
    """Products that could not be delivered three times or more within two weeks, to outlets that one sees."""
    actor.require(Rights.VIEW)
    rows = (
        Shortage.objects.visible_to(actor)
        .filter(day__gt=actor.today - timedelta(days=WITHIN_DAYS))
        .order_by()
        .values("sku_id")
        .annotate(orders=Count("pk"), missing=Sum("quantity"), outlets=Count("outlet_id", distinct=True))
        .filter(orders__gte=REPEATED)
    )
    told = list(rows)
    skus = Sku.objects.in_bulk([row["sku_id"] for row in told])
    found = [Unfilled(skus[row["sku_id"]], row["orders"], row["missing"], row["outlets"]) for row in told]
    return sorted(found, key=lambda one: (-one.orders, one.sku.code))


@dataclass(frozen=True)
class Loading:
    """An outlet that took more than half of a month in its last five days."""

    outlet: Outlet
    month: date
    last_days: int
    whole: int
    share_bp: int


def loadings(actor: Actor, *, month: date) -> list[Loading]:
    """Outlets that look loaded at the end of a month, the most first. Two statements."""
    actor.require(Rights.VIEW)
    first = month.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    late = following - timedelta(days=LAST_DAYS)
    rows = (
        SalesFact.objects.visible_to(actor)
        .filter(day__gte=first, day__lt=following)
        .order_by()
        .values_list("outlet_id")
        .annotate(whole=Sum("quantity"), last=Sum("quantity", filter=Q(day__gte=late), default=0))
    )
    told = [
        (outlet_id, last, whole, loading_share(last, whole))
        for outlet_id, whole, last in rows
        if loading_share(last, whole) > LOADING_BP
    ]
    told.sort(key=lambda one: (-one[1], one[0]))
    shown = told[:200]
    outlets = {
        one.pk: one for one in Outlet.objects.visible_to(actor).filter(pk__in=[one[0] for one in shown])
    }
    return [
        Loading(outlets[outlet_id], first, last, whole, share)
        for outlet_id, last, whole, share in shown
        if outlet_id in outlets
    ]


@dataclass(frozen=True)
class PlanAlarm:
    """An alarm about a product, for those who plan."""

    sku: Sku
    alarm: Alarm
    outlets: int


def supply_alarms(actor: Actor) -> list[PlanAlarm]:
    """Months of the plan in which a line was idle or too little was planned while the product was short (INV-14)."""
    actor.require(Rights.VIEW)
    plans: dict[UUID, list[SupplyPlan]] = {}
    for plan in SupplyPlan.objects.select_related("sku").order_by("sku__code", "month"):
        plans.setdefault(plan.sku_id, []).append(plan)
    if not plans:
        return []
    why = "the plan is the company's, and so is the demand"
    since = min(plan.month for rows in plans.values() for plan in rows)
    shipped = _by_month(SalesFact.objects.unscoped(why).filter(sku_id__in=plans, day__gte=since))
    missing = _by_month(Shortage.objects.unscoped(why).filter(sku_id__in=plans, day__gte=since))
    allocated = list(
        Allocation.objects.filter(sku_id__in=plans).values_list("sku_id", "starts_on", "ends_on")
    )
    found = []
    for sku_id, rows in plans.items():
        months = [_month(plan, shipped, missing, allocated) for plan in rows if plan.month <= actor.today]
        outlets = (
            Shortage.objects.unscoped(why)
            .filter(sku_id=sku_id, day__gte=since)
            .values("outlet_id")
            .distinct()
            .count()
        )
        found += [PlanAlarm(rows[0].sku, alarm, outlets) for alarm in plan_alarms(months)]
    return sorted(found, key=lambda one: (one.alarm.label, one.sku.code), reverse=True)


def _by_month(rows: QuerySet) -> dict[tuple[UUID, date], int]:
    found: dict[tuple[UUID, date], int] = {}
    for sku_id, day, quantity in rows.order_by().values_list("sku_id", "day").annotate(n=Sum("quantity")):
        key = (sku_id, day.replace(day=1))
        found[key] = found.get(key, 0) + quantity
    return found


def _month(
    plan: SupplyPlan,
    shipped: dict[tuple[UUID, date], int],
    missing: dict[tuple[UUID, date], int],
    allocated: Sequence[tuple[UUID, date, date]],
) -> Month:
    key = (plan.sku_id, plan.month)
    last = (plan.month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return Month(
        plan.month.strftime("%Y-%m"),
        plan.quantity,
        shipped.get(key, 0),
        missing.get(key, 0),
        line_is_idle=plan.capacity == SupplyPlan.Capacity.IDLE,
        is_allocated=any(
            sku_id == plan.sku_id and starts <= last and ends >= plan.month
            for sku_id, starts, ends in allocated
        ),
        is_out_of_stock=missing.get(key, 0) > 0,
    )


def quota_of(outlet_id: UUID, sku_id: UUID, *, on: date) -> int | None:
    """How much of a product an outlet may order in all while it is shared out; None where it is not."""
    running = Allocation.objects.filter(
        sku_id=sku_id, ended_at__isnull=True, starts_on__lte=on, ends_on__gte=on
    ).first()
    if running is None:
        return None
    rows = AllocationShare.objects.unscoped("the quota of whoever orders").filter(
        allocation=running, outlet_id=outlet_id
    )
    return rows.values_list("quantity", flat=True).first() or 0


def allocations(actor: Actor) -> QuerySet[Allocation]:
    """What is or was shared out, the newest first."""
    actor.require(Rights.VIEW)
    return Allocation.objects.select_related("sku").order_by("-created_at", "-id")


def shares_of(actor: Actor, allocation_id: UUID) -> QuerySet[AllocationShare]:
    """The parts of the outlets that one sees."""
    actor.require(Rights.VIEW)
    rows = AllocationShare.objects.visible_to(actor).filter(allocation_id=allocation_id)
    return rows.select_related("outlet").order_by("-quantity", "id")


def allocation_of(actor: Actor, allocation_id: UUID) -> Allocation:
    """One sharing. Raises NotFoundHere."""
    found = allocations(actor).filter(pk=allocation_id).first()
    if found is None:
        raise NotFoundHere()
    return found
