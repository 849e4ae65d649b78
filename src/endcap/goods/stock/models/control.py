"""How much should be there: levers, uplifts, unfilled orders, allocation, the supply plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.customers.outlets.models import OfOutletQuerySet
from endcap.goods.catalog.models import Sku
from endcap.goods.stock.models.places import Location, seen_places
from endcap.kernel.fields import BasisPointsField, IdField, QuantityField
from endcap.kernel.scope import ScopedQuerySet

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor


class LeverQuerySet(ScopedQuerySet["Lever"]):
    """What holds for the company, and for the locations that one sees."""

    def scope_filter(self, actor: Actor) -> Q:
        return Q(location__isnull=True) | seen_places(actor, "location__")


class Lever(models.Model):
    """A setting of the control of quantities from a day on: for the company, a location, a product, or a product at a
    location; the nearest counts. Rows are facts and so their own log of changes."""

    class Key(models.TextChoices):
        SAFETY_DAYS = "safety_days", pgettext_lazy("lever", "安全库存天数")
        INTERVAL_DAYS = "interval_days", pgettext_lazy("lever", "订货间隔天数")
        LEAD_DAYS = "lead_days", pgettext_lazy("lever", "到货天数")
        SHELF = "shelf", pgettext_lazy("lever", "货架最低陈列量")
        WRITE_OFF_LIMIT = "write_off_limit", pgettext_lazy("lever", "报损免审上限（分）")

    id = IdField()
    key = models.CharField(_("参数"), max_length=16, choices=Key)
    location = models.ForeignKey(
        Location, verbose_name=_("库位"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    sku = models.ForeignKey(
        Sku, verbose_name=_("品项"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    value = models.BigIntegerField(_("值"))
    former = models.BigIntegerField(_("原值"))
    valid_from = models.DateField(_("生效日"))
    reason = models.CharField(_("理由"), max_length=200)
    set_by_name = models.CharField(_("谁改的"), max_length=60)
    set_at = models.DateTimeField()

    objects = LeverQuerySet.as_manager()

    class Meta:
        ordering = ["-set_at", "-id"]
        constraints = [
            models.CheckConstraint(name="lever_is_not_negative", condition=Q(value__gte=0)),
            models.CheckConstraint(name="lever_has_a_reason", condition=~Q(reason="")),
        ]
        indexes = [models.Index(fields=["key", "valid_from"], name="lever_by_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.value}"


class Uplift(models.Model):
    """For some days more is needed than usual: peak season, holidays, a promotion. Added to the base, never hidden in
    it."""

    class Kind(models.TextChoices):
        SEASON = "season", pgettext_lazy("uplift", "旺季")
        HOLIDAY = "holiday", pgettext_lazy("uplift", "节假日")
        PROMOTION = "promotion", pgettext_lazy("uplift", "特价促销")

    id = IdField()
    kind = models.CharField(_("类型"), max_length=9, choices=Kind)
    name = models.CharField(_("名称"), max_length=60)
    starts_on = models.DateField(pgettext_lazy("stock", "开始"))
    ends_on = models.DateField(pgettext_lazy("uplift", "结束"))
    extra_bp = BasisPointsField(_("加多少"))  # 5,000: half as much again
    sku = models.ForeignKey(
        Sku, verbose_name=_("品项"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="uplift_counts",
                condition=Q(extra_bp__gt=0, extra_bp__lte=100_000) & Q(ends_on__gte=F("starts_on")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Shortage(models.Model):
    """An order could not be filled: outlet, product, how much was missing."""

    id = models.BigAutoField(primary_key=True)
    outlet = models.ForeignKey("outlets.Outlet", on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    quantity = QuantityField(_("数量"))
    day = models.DateField(_("日期"))
    source_id = models.UUIDField(null=True)  # the order, so that told twice is told once
    created_at = models.DateTimeField()

    objects = OfOutletQuerySet["Shortage"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="shortage_is_positive", condition=Q(quantity__gt=0)),
            models.UniqueConstraint(
                name="shortage_once_an_order",
                fields=["source_id", "sku"],
                condition=Q(source_id__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["sku", "day"], name="shortage_by_sku")]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.sku_id} {self.quantity}"


class Allocation(models.Model):
    """While a product is short: how much of it there is to share out between two days, and by which yardstick."""

    class Basis(models.TextChoices):
        HISTORY = "history", pgettext_lazy("allocation", "按历史销量")
        PLAN = "plan", pgettext_lazy("allocation", "按计划量")

    id = IdField()
    sku = models.ForeignKey(Sku, verbose_name=_("品项"), on_delete=models.PROTECT, related_name="+")
    quantity = QuantityField(_("可分数量"))
    basis = models.CharField(_("依据"), max_length=8, choices=Basis)
    starts_on = models.DateField(pgettext_lazy("stock", "开始"))
    ends_on = models.DateField(pgettext_lazy("allocation", "结束"))
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="allocation_counts", condition=Q(quantity__gte=0) & Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(
                name="allocation_one_a_product", fields=["sku"], condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} {self.quantity}"


class AllocationShare(models.Model):
    """How much of an allocated product an outlet may order, and by what weight that was found."""

    id = models.BigAutoField(primary_key=True)
    allocation = models.ForeignKey(Allocation, on_delete=models.CASCADE, related_name="shares")
    outlet = models.ForeignKey("outlets.Outlet", on_delete=models.PROTECT, related_name="+")
    weight = models.BigIntegerField(_("权数"))
    quantity = QuantityField(_("可订数量"))

    objects = OfOutletQuerySet["AllocationShare"].as_manager()

    class Meta:
        ordering = ["-quantity", "id"]
        constraints = [
            models.UniqueConstraint(name="allocation_share_once", fields=["allocation", "outlet"]),
            models.CheckConstraint(
                name="allocation_share_counts", condition=Q(weight__gte=0) & Q(quantity__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.quantity}"


class SupplyPlan(models.Model):
    """What is to be supplied of a product in a month, and whether its production line has room."""

    class Capacity(models.TextChoices):
        RUNNING = "running", pgettext_lazy("capacity", "满负荷")
        IDLE = "idle", pgettext_lazy("capacity", "有闲置")
        STOPPED = "stopped", pgettext_lazy("capacity", "停产")

    id = IdField()
    sku = models.ForeignKey(Sku, verbose_name=_("品项"), on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("月份"))  # its first day
    quantity = QuantityField(_("计划量"))
    capacity = models.CharField(_("产线"), max_length=8, choices=Capacity, default=Capacity.RUNNING)
    set_by_name = models.CharField(max_length=60)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["month", "sku"]
        constraints = [
            models.UniqueConstraint(name="supply_plan_once", fields=["sku", "month"]),
            models.CheckConstraint(name="supply_plan_counts", condition=Q(quantity__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} {self.month} {self.quantity}"
