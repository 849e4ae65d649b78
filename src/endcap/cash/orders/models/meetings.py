"""Order meetings: many outlets order at one event (ORD-07)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.customers.outlets.models import OfOutletQuerySet
from endcap.kernel.actor import Actor
from endcap.kernel.fields import IdField
from endcap.kernel.scope import Reach, ScopedQuerySet


class MeetingQuerySet(ScopedQuerySet["Meeting"]):
    """Meetings of one's own unit and those below it; whoever sees only his own sees those of his unit."""

    def scope_filter(self, actor: Actor) -> models.Q:
        if actor.reach == Reach.OWN:
            return Q(unit_id=actor.unit_id) | Q(host_id=actor.person_id)
        return Q(unit_id__in=actor.unit_ids) | Q(host_id=actor.person_id)


class Meeting(models.Model):
    """An event at which outlets sign in and order."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("meeting", "进行中")
        CLOSED = "closed", pgettext_lazy("meeting", "已结束")

    id = IdField()
    name = models.CharField(_("订货会"), max_length=80)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    on = models.DateField(_("日期"))
    unit = models.ForeignKey("units.Unit", verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+")
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("主持人"), on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-created_at"]
        constraints = [
            models.CheckConstraint(
                name="meeting_closed_says_when", condition=~Q(state="closed") | Q(closed_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.name


class Attendance(models.Model):
    """An outlet that came to a meeting."""

    id = IdField()
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    outlet = models.ForeignKey("outlets.Outlet", on_delete=models.PROTECT, related_name="+")
    signed_in_at = models.DateTimeField()
    signed_in_by_name = models.CharField(max_length=60)

    objects = OfOutletQuerySet["Attendance"].as_manager()

    class Meta:
        ordering = ["-signed_in_at"]
        constraints = [models.UniqueConstraint(fields=["meeting", "outlet"], name="outlet_signs_in_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.outlet_id}"
