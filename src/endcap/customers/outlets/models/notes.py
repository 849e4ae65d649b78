"""What was said and planned about an outlet: the running part of its ledger."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.customers.outlets.models.base import OfOutletQuerySet
from endcap.customers.outlets.models.outlet import Outlet
from endcap.kernel.fields import IdField


class FileNote(models.Model):
    """One entry: a call, a meeting, a message, an opinion, or a version of the care plan with its next date.

    Entries are never changed; a new one says what is right now.
    """

    class Kind(models.TextChoices):
        CALL = "call", pgettext_lazy("note", "电话")
        MEETING = "meeting", _("面谈")
        MESSAGE = "message", pgettext_lazy("note", "消息")
        OPINION = "opinion", _("意见")
        CARE = "care", _("关怀计划")

    CONTACTED = (Kind.CALL, Kind.MEETING)

    id = IdField()
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(_("类型"), max_length=8, choices=Kind)
    text = models.TextField(_("内容"))
    on = models.DateField(_("日期"))
    next_on = models.DateField(_("下次日期"), null=True, blank=True)
    by_name = models.CharField(_("谁记的"), max_length=60)
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    objects = OfOutletQuerySet["FileNote"].as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["outlet", "at"], name="file_note_by_outlet")]
        constraints = [
            models.CheckConstraint(name="file_note_says_something", condition=~models.Q(text="")),
            models.CheckConstraint(
                name="file_note_kind_known",
                condition=models.Q(kind__in=["call", "meeting", "message", "opinion", "care"]),
            ),
            models.CheckConstraint(
                name="care_plan_has_next_date",
                condition=models.Q(kind="care", next_on__isnull=False)
                | (~models.Q(kind="care") & models.Q(next_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.kind} {self.on}"
