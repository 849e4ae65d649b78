"""Stock counts: a sheet of a location, what was counted when, and what differed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.goods.stock.models.places import Location, Lot, seen_places
from endcap.kernel.fields import IdField, QuantityField
from endcap.kernel.scope import ScopedQuerySet

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor


class StockCountQuerySet(ScopedQuerySet["StockCount"]):
    """Counts of the locations that one sees."""

    def scope_filter(self, actor: Actor) -> Q:
        return seen_places(actor, "location__")


class StockCount(models.Model):
    """A count of a location. Each line refers to a moment: what was expected is what stood there then."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("count", "正在盘")
        POSTED = "posted", pgettext_lazy("count", "已过账")
        CANCELLED = "cancelled", pgettext_lazy("count", "已作废")

    class Reason(models.TextChoices):
        NONE = "", "—"
        ROUTINE = "routine", pgettext_lazy("count reason", "例行盘点，原因不明")
        MISCOUNT = "miscount", pgettext_lazy("count reason", "上次盘错")
        UNBOOKED = "unbooked", pgettext_lazy("count reason", "漏记的进出")
        MIXED_UP = "mixed_up", pgettext_lazy("count reason", "批次或品项放混")
        THEFT = "theft", pgettext_lazy("count reason", "失窃")
        OTHER = "other", pgettext_lazy("count reason", "其他")

    TRANSITIONS: ClassVar = {State.OPEN: {State.POSTED, State.CANCELLED}}
    REASONS: ClassVar = (
        Reason.ROUTINE,
        Reason.MISCOUNT,
        Reason.UNBOOKED,
        Reason.MIXED_UP,
        Reason.THEFT,
        Reason.OTHER,
    )

    id = IdField()
    number = models.CharField(_("盘点单号"), max_length=24, unique=True)
    location = models.ForeignKey(Location, verbose_name=_("库位"), on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("状态"), max_length=9, choices=State, default=State.OPEN)
    is_blind = models.BooleanField(_("盲盘"), default=False)
    as_of = models.DateTimeField(_("盘点时刻"))  # for lines that don't say when they were counted
    reason = models.CharField(_("差异原因"), max_length=10, choices=Reason, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    lines_counted = models.PositiveIntegerField(default=0)
    lines_differing = models.PositiveIntegerField(default=0)
    made_by_name = models.CharField(_("制单人"), max_length=60)
    created_at = models.DateTimeField()
    ended_by_name = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = StockCountQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="count_state_known", condition=Q(state__in=["open", "posted", "cancelled"])
            ),
            models.UniqueConstraint(
                name="count_one_open_a_location", fields=["location"], condition=Q(state="open")
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="count_by_time")]

    def __str__(self) -> str:
        return self.number


class CountLine(models.Model):
    """One lot on the sheet: how much was counted, when and by whom; after posting also what was expected."""

    id = models.BigAutoField(primary_key=True)
    count = models.ForeignKey(StockCount, on_delete=models.CASCADE, related_name="lines")
    lot = models.ForeignKey(Lot, verbose_name=_("批号"), on_delete=models.PROTECT, related_name="+")
    counted = QuantityField(_("实盘"), null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    counted_by_name = models.CharField(max_length=60, blank=True)
    expected = QuantityField(_("账面"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=120, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="count_line_once", fields=["count", "lot"]),
            models.CheckConstraint(
                name="count_line_is_whole",
                condition=Q(counted__isnull=True, counted_at__isnull=True)
                | Q(counted__gte=0, counted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count_id}/{self.lot_id}"

    @property
    def difference(self) -> int | None:
        """What was found too much, or, below nothing, too little; known once it is posted."""
        return None if self.expected is None or self.counted is None else self.counted - self.expected
