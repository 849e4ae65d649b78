"""Outlets that have to do with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from endcap.kernel.fields import IdField

if TYPE_CHECKING:
    pass

from endcap.customers.outlets.models.base import OfOutletQuerySet
from endcap.customers.outlets.models.outlet import Outlet


class OutletLink(models.Model):
    """Two outlets that have to do with each other; for a successor, ``outlet`` came before ``other``."""

    class Kind(models.TextChoices):
        SUCCESSOR = "successor", _("前后手")
        SAME_PLACE = "same_place", _("同一地址")
        DUPLICATE = "duplicate_suspect", _("疑似重复")

    class State(models.TextChoices):
        OPEN = "open", _("待确认")
        DISMISSED = "dismissed", _("不是")
        CONFIRMED = "confirmed", _("确认")

    id = IdField()
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="links_back")
    kind = models.CharField(_("关系"), max_length=20, choices=Kind)
    score = models.PositiveSmallIntegerField(default=0)  # 0 to 100
    reasons = models.JSONField(default=list, blank=True)
    state = models.CharField(_("结论"), max_length=10, choices=State, default=State.OPEN)
    on = models.DateField(_("日期"), null=True, blank=True)  # for a successor: since when
    note = models.CharField(_("说明"), max_length=300, blank=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)

    objects = OfOutletQuerySet["OutletLink"].as_manager()

    class Meta:
        ordering = ["-score", "id"]
        indexes = [models.Index(fields=["kind", "state"], name="outlet_link_by_state")]
        constraints = [
            models.UniqueConstraint(name="outlet_link_once", fields=["outlet", "other", "kind"]),
            models.CheckConstraint(
                name="outlet_link_joins_two", condition=~models.Q(outlet=models.F("other"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.kind} {self.other_id}"
