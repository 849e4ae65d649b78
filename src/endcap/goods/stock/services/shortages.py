"""What could not be delivered, how what is short is shared out, and what the plan says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.models import Outlet
from endcap.goods.catalog.models import Sku
from endcap.goods.sales.models import SalesFact
from endcap.goods.stock.errors import AllocationRunning, CompanyWide
from endcap.goods.stock.events import StockRanShort
from endcap.goods.stock.models import Allocation, AllocationShare, Shortage, SupplyPlan
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.thresholds import HISTORY_DAYS, REPEATED, WITHIN_DAYS
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.scope import Reach
from endcap.org.messages import services as messages
from endcap.org.people.models import Person
from endcap_engines.replenish import Claim, share_out

WHY = "what is short is shared out over the company"
TOPIC = "stock.short"


@transaction.atomic
def note_shortage(
    actor: Actor, *, outlet_id: UUID, sku_id: UUID, quantity: int, source_id: UUID | None = None
) -> None:
    """An order of an outlet could not be filled by so many base units. Told twice for the same order is told once. The
    third time within two weeks tells ``StockRanShort``. Called by the area of orders; needs no right of its own."""
    if quantity <= 0:
        return
    rows = Shortage.objects.unscoped("whoever takes the order says what was missing")
    if source_id is not None and rows.filter(source_id=source_id, sku_id=sku_id).exists():
        return
    Shortage(
        outlet_id=outlet_id,
        sku_id=sku_id,
        quantity=quantity,
        day=actor.today,
        source_id=source_id,
        created_at=actor.now,
    ).save(force_insert=True)
    recent = rows.filter(sku_id=sku_id, day__gt=actor.today - timedelta(days=WITHIN_DAYS))
    if recent.count() == REPEATED:
        outlets = sorted(set(recent.values_list("outlet_id", flat=True)))
        events.publish(actor, StockRanShort(sku_id, tuple(outlets)))


def tell_planners(actor: Actor, event: StockRanShort) -> None:
    """Those who plan for the company are told at once which product runs out again and again, and how many it hits."""
    rows = Person.objects.unscoped("whoever plans for the company is told").filter(
        is_active=True, roles__reach=int(Reach.COMPANY)
    )
    planners = [
        person.pk
        for person in rows.distinct().prefetch_related("roles").order_by("pk")
        if any(Rights.PLAN.code in role.rights for role in person.roles.all())
    ]
    if not planners:
        return
    sku = Sku.objects.get(pk=event.sku_id)
    messages.tell(
        actor,
        to=planners,
        topic=TOPIC,
        title=format_lazy(
            _("{sku} 一再没货可送，影响 {count} 家终端"), sku=sku.name, count=len(event.outlet_ids)
        ),
        url=reverse("stock:alarms"),
        key=f"short:{event.sku_id}:{actor.today}",
    )


@dataclass(frozen=True)
class AllocationDraft:
    """How much of a short product there is to share out, between which days, and by which yardstick.

    By plan, ``plan`` says what each outlet was to get; by history, what it bought in the last 90 days counts.
    """

    sku_id: UUID
    quantity: int
    starts_on: date
    ends_on: date
    basis: str = Allocation.Basis.HISTORY
    plan: Mapping[UUID, int] | None = None


@transaction.atomic
def allocate(actor: Actor, *, draft: AllocationDraft) -> Allocation:
    """Share out what is short: each outlet gets its fair part of it, to the unit, and may order so much (INV-11)."""
    actor.require(Rights.PLAN)
    if actor.reach != Reach.COMPANY:
        raise CompanyWide(what=_("缺货分配"))

    plan = draft.plan or {}
    is_plan = draft.basis == Allocation.Basis.PLAN
    collect(
        [
            None
            if draft.basis in Allocation.Basis.values
            else Problem("basis", "unknown", _("选按历史还是按计划分。")),
            None
            if Sku.objects.filter(pk=draft.sku_id, is_article=True).exists()
            else Problem("sku_id", "unknown", _("没有这个品项。")),
            Problem("quantity", "not_positive", _("数量要大于 0。")) if draft.quantity <= 0 else None,
            Problem("ends_on", "before_start", _("结束早于开始。"))
            if draft.ends_on < draft.starts_on
            else None,
            Problem("ends_on", "past", _("结束日已过去。")) if draft.ends_on < actor.today else None,
            Problem("plan", "required", _("按计划分，要有各终端的计划量。"))
            if is_plan and not plan
            else None,
            Problem("plan", "negative", _("计划量不能小于 0。"))
            if any(value < 0 for value in plan.values())
            else None,
        ]
    )
    if Allocation.objects.filter(sku_id=draft.sku_id, ended_at__isnull=True).exists():
        raise AllocationRunning()
    weights = dict(plan) if is_plan else _bought(draft.sku_id, actor.today)
    known = set(
        Outlet.objects.unscoped(WHY)
        .filter(pk__in=weights, archived_at__isnull=True)
        .values_list("pk", flat=True)
    )
    claims = [
        Claim(str(outlet_id), weight, draft.quantity)
        for outlet_id, weight in sorted(weights.items())
        if outlet_id in known and weight > 0
    ]
    collect([None if claims else Problem("basis", "nobody", _("没有可以分的终端：没人买过，也没有计划。"))])

    allocation = Allocation(
        id=new_id(actor.now),
        sku_id=draft.sku_id,
        quantity=draft.quantity,
        basis=draft.basis,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    allocation.save(force_insert=True)
    AllocationShare.objects.bulk_create(
        [
            AllocationShare(
                allocation=allocation,
                outlet_id=UUID(claim.key),
                weight=claim.weight,
                quantity=share.quantity,
            )
            for claim, share in zip(claims, share_out(draft.quantity, claims), strict=True)
        ],
        1_000,
    )
    audit.record(actor, "stock.allocated", allocation, outlets=len(claims), quantity=draft.quantity)
    return allocation


def _bought(sku_id: UUID, on: date) -> dict[UUID, int]:
    facts = SalesFact.objects.unscoped(WHY).filter(
        sku_id=sku_id, day__lt=on, day__gte=on - timedelta(days=HISTORY_DAYS)
    )
    return dict(facts.order_by().values_list("outlet_id").annotate(sold=Sum("quantity")))


@transaction.atomic
def end_allocation(actor: Actor, *, allocation_id: UUID) -> Allocation:
    """The product is no longer shared out; everybody may order what he wants."""
    actor.require(Rights.PLAN)
    if actor.reach != Reach.COMPANY:
        raise CompanyWide(what=_("缺货分配"))

    allocation = Allocation.objects.filter(pk=allocation_id).first()
    if allocation is None:
        raise NotFoundHere()

    if allocation.ended_at is None:
        allocation.ended_at = actor.now
        allocation.save(update_fields=["ended_at"])
        audit.record(actor, "stock.allocation_ended", allocation)
    return allocation


@dataclass(frozen=True)
class PlanLine:
    """What is to be supplied of a product in a month, and whether its production line has room."""

    sku_id: UUID
    month: date
    quantity: int
    capacity: str = SupplyPlan.Capacity.RUNNING


@transaction.atomic
def set_supply_plan(actor: Actor, *, lines: Sequence[PlanLine]) -> int:
    """Write the supply plan of products and months; what was there before is replaced. Answers how many lines."""
    actor.require(Rights.PLAN)
    if actor.reach != Reach.COMPANY:
        raise CompanyWide(what=_("供货计划"))

    known = set(Sku.objects.filter(pk__in={line.sku_id for line in lines}).values_list("pk", flat=True))
    collect(
        [
            None if lines else Problem("lines", "required", _("至少填一行计划。")),
            *_plan_problems(lines, known),
        ]
    )

    for line in lines:
        SupplyPlan.objects.update_or_create(
            sku_id=line.sku_id,
            month=line.month.replace(day=1),
            defaults={
                "quantity": line.quantity,
                "capacity": line.capacity,
                "set_by_name": actor.name[:60],
                "set_at": actor.now,
            },
        )
    audit.record_event(actor, "stock.supply_plan_set", "stock.SupplyPlan", str(len(lines)), lines=len(lines))
    return len(lines)


def _plan_problems(lines: Sequence[PlanLine], known: set[UUID]) -> list[Problem | None]:
    found: list[Problem | None] = []
    for number, line in enumerate(lines, 1):
        where = f"lines.{number}"
        found += [
            None if line.sku_id in known else Problem(f"{where}.sku_id", "unknown", _("没有这个品项。")),
            Problem(f"{where}.quantity", "negative", _("计划量不能小于 0。")) if line.quantity < 0 else None,
            None
            if line.capacity in SupplyPlan.Capacity.values
            else Problem(f"{where}.capacity", "unknown", _("选产线的状态。")),
        ]
    return found
