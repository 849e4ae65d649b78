"""Documents by which goods move, with their numbers and states."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.goods.stock.models.places import Location, Lot, seen_places
from endcap.kernel.fields import IdField, MoneyField, QuantityField
from endcap.kernel.scope import ScopedQuerySet

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor


class MovementQuerySet(ScopedQuerySet["Movement"]):
    """Documents of the locations that one sees, on either side."""

    def scope_filter(self, actor: Actor) -> Q:
        return seen_places(actor, "location__") | seen_places(actor, "destination__")


class Movement(models.Model):
    """A receipt, a transfer, a write-off or a return: what moves, why, on which day, and how far it has come."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", pgettext_lazy("movement", "收货")
        TRANSFER = "transfer", pgettext_lazy("movement", "调拨")
        WRITE_OFF = "write_off", pgettext_lazy("movement", "报损")
        RETURN = "return", pgettext_lazy("movement", "客户退货")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("movement", "待审批")
        APPROVED = "approved", pgettext_lazy("movement", "已批准，待收货")
        UNDERWAY = "underway", pgettext_lazy("movement", "在途")
        DONE = "done", pgettext_lazy("movement", "已完成")
        REFUSED = "refused", pgettext_lazy("movement", "未批准")
        CANCELLED = "cancelled", pgettext_lazy("movement", "已取消")

    class Reason(models.TextChoices):
        NONE = "", "—"
        EXPIRED = "expired", pgettext_lazy("reason", "过期")
        NEAR_EXPIRY = "near_expiry", pgettext_lazy("reason", "临期")
        DAMAGED = "damaged", pgettext_lazy("reason", "破损")
        QUALITY = "quality", pgettext_lazy("reason", "质量问题")
        WRONG_GOODS = "wrong_goods", pgettext_lazy("reason", "送错货")
        OVERSTOCK = "overstock", pgettext_lazy("reason", "滞销")
        LOST = "lost", pgettext_lazy("reason", "丢失")
        OTHER = "other", pgettext_lazy("reason", "其他")

    TRANSITIONS: ClassVar = {
        State.WAITING: {State.APPROVED, State.DONE, State.REFUSED, State.CANCELLED},
        State.APPROVED: {State.DONE, State.CANCELLED},
        State.UNDERWAY: {State.DONE},
    }
    OPEN: ClassVar = frozenset({State.WAITING, State.APPROVED, State.UNDERWAY})
    FOR_WRITE_OFF: ClassVar = (
        Reason.EXPIRED,
        Reason.NEAR_EXPIRY,
        Reason.DAMAGED,
        Reason.QUALITY,
        Reason.LOST,
        Reason.OTHER,
    )
    FOR_RETURN: ClassVar = (
        Reason.NEAR_EXPIRY,
        Reason.EXPIRED,
        Reason.DAMAGED,
        Reason.QUALITY,
        Reason.WRONG_GOODS,
        Reason.OVERSTOCK,
        Reason.OTHER,
    )

    id = IdField()
    number = models.CharField(pgettext_lazy("stock", "单号"), max_length=24, unique=True)
    kind = models.CharField(_("类型"), max_length=9, choices=Kind)
    state = models.CharField(_("状态"), max_length=9, choices=State)
    location = models.ForeignKey(Location, verbose_name=_("库位"), on_delete=models.PROTECT, related_name="+")
    destination = models.ForeignKey(
        Location, verbose_name=_("调入库位"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    outlet = models.ForeignKey(
        "outlets.Outlet", verbose_name=_("终端"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(_("原因"), max_length=12, choices=Reason, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    reference = models.CharField(_("外部单号"), max_length=40, blank=True)
    business_on = models.DateField(_("业务日期"))
    amount = MoneyField(
        _("金额"), default=0
    )  # at the price level that the setting names; chooses who approves
    request_id = models.UUIDField(null=True, blank=True)
    made_by_id = models.UUIDField(null=True)
    made_by_name = models.CharField(_("制单人"), max_length=60)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MovementQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="movement_kind_known",
                condition=Q(kind="receipt", destination__isnull=True, outlet__isnull=True, reason="")
                | Q(kind="transfer", destination__isnull=False, outlet__isnull=True, reason="")
                | (Q(kind="write_off", destination__isnull=True, outlet__isnull=True) & ~Q(reason=""))
                | (Q(kind="return", destination__isnull=True, outlet__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="movement_state_fits",
                condition=Q(kind="receipt", state="done")
                | Q(kind="transfer", state__in=["underway", "done"])
                | Q(kind="write_off", state__in=["waiting", "done", "refused", "cancelled"])
                | Q(kind="return", state__in=["waiting", "approved", "done", "refused", "cancelled"]),
            ),
            models.CheckConstraint(
                name="movement_goes_somewhere_else", condition=~Q(location=F("destination"))
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="movement_by_time"),
            models.Index(fields=["location", "-created_at"], name="movement_by_location"),
            models.Index(fields=["destination", "-created_at"], name="movement_by_destination"),
            models.Index(fields=["outlet", "-created_at"], name="movement_by_outlet"),
        ]

    def __str__(self) -> str:
        return self.number


class MovementLine(models.Model):
    """One lot of a document: how much was asked for, and, where it comes later, how much came."""

    id = models.BigAutoField(primary_key=True)
    movement = models.ForeignKey(Movement, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveSmallIntegerField()
    lot = models.ForeignKey(Lot, verbose_name=_("批号"), on_delete=models.PROTECT, related_name="+")
    quantity = QuantityField(_("数量"))
    arrived = QuantityField(_("实收"), null=True, blank=True)
    into_loss = models.BooleanField(_("直接报损"), default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="movement_line_once", fields=["movement", "number"]),
            models.CheckConstraint(
                name="movement_line_counts",
                condition=Q(quantity__gt=0) & (Q(arrived__isnull=True) | Q(arrived__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.movement_id}/{self.number}"
