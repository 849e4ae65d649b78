"""A leaver's outlets: the hand-over, every outlet on it, and who asked for which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.customers.outlets.models import Outlet
from endcap.kernel.fields import IdField
from endcap.kernel.scope import Reach, ScopedQuerySet
from endcap.org.units.models import Unit

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor


class HandoverQuerySet(ScopedQuerySet["Handover"]):
    """Hand-overs of one's units."""

    def scope_filter(self, actor: Actor) -> models.Q:
        if actor.reach == Reach.OWN:
            given = Orphan.objects.unscoped("narrowed to those given to the actor")
            return models.Q(pk__in=given.filter(assigned_to_id=actor.person_id).values("handover_id"))
        return models.Q(unit_id__in=actor.unit_ids)


class Handover(models.Model):
    """Somebody leaves, and everything he looked after needs somebody else by a day."""

    class State(models.TextChoices):
        PLANNED = "planned", _("还没走，先分着")
        OPEN = "open", pgettext_lazy("handover", "交接中")
        DONE = "done", pgettext_lazy("handover", "已交完")

    TRANSITIONS = {
        State.PLANNED: {State.OPEN, State.DONE},
        State.OPEN: {State.DONE},
        State.DONE: {State.OPEN},
    }

    id = IdField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("谁离开"), on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+")
    left_on = models.DateField(_("离开日期"))
    due_on = models.DateField(_("限期"), null=True, blank=True)  # empty while the calendar lacks the year
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.OPEN)
    told_on = models.DateField(
        null=True, blank=True
    )  # the last day on which somebody was told that it is late
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=60)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-left_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="handover_one_at_a_time", fields=["person"], condition=~models.Q(state="done")
            ),
            models.CheckConstraint(
                name="handover_state_known", condition=models.Q(state__in=["planned", "open", "done"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.left_on}"


class OrphanQuerySet(ScopedQuerySet["Orphan"]):
    """Orphans given to oneself; those of one's units' outlets and hand-overs for whoever looks after units."""

    def scope_filter(self, actor: Actor) -> models.Q:
        own = models.Q(assigned_to_id=actor.person_id)
        if actor.reach == Reach.OWN:
            return own
        return (
            own
            | models.Q(outlet__unit_id__in=actor.unit_ids)
            | models.Q(handover__unit_id__in=actor.unit_ids)
        )


class Orphan(models.Model):
    """One outlet of a leaver: in somebody's care until it is given to its new owner, who contacts it first by
    a day."""

    id = IdField()
    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="orphans")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+")
    from_person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    caretaker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("代管"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("新负责人"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    assigned_at = models.DateTimeField(null=True, blank=True)
    assigned_by = models.CharField(max_length=60, blank=True)
    first_contact_due_on = models.DateField(_("首次联系期限"), null=True, blank=True)
    first_contact_on = models.DateField(_("首次联系"), null=True, blank=True)
    first_contact_note = models.CharField(_("说明"), max_length=300, blank=True)

    objects = OrphanQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["assigned_to", "first_contact_on"], name="orphan_by_new_owner"),
            models.Index(
                fields=["handover"],
                name="orphan_waiting",
                condition=models.Q(assigned_to__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="orphan_once", fields=["handover", "outlet"]),
            models.CheckConstraint(
                name="orphan_assignment_is_whole",
                condition=models.Q(
                    assigned_to__isnull=True, assigned_at__isnull=True, first_contact_on__isnull=True
                )
                | models.Q(assigned_to__isnull=False, assigned_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.assigned_to_id}"

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has been given it yet."""
        return self.assigned_to_id is None


class WishQuerySet(ScopedQuerySet["Wish"]):
    """One's own wishes; those about one's units for whoever looks after units."""

    def scope_filter(self, actor: Actor) -> models.Q:
        own = models.Q(person_id=actor.person_id)
        if actor.reach == Reach.OWN:
            return own
        return own | models.Q(orphan__handover__unit_id__in=actor.unit_ids)


class Wish(models.Model):
    """Somebody asks for an orphan, and says why."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("wish", "等主管定")
        GRANTED = "granted", pgettext_lazy("wish", "给了")
        DECLINED = "declined", pgettext_lazy("wish", "没给")
        WITHDRAWN = "withdrawn", pgettext_lazy("wish", "自己收回")

    TRANSITIONS = {State.OPEN: {State.GRANTED, State.DECLINED, State.WITHDRAWN}}

    id = IdField()
    orphan = models.ForeignKey(Orphan, on_delete=models.CASCADE, related_name="wishes")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("谁申请"), on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("原因"), max_length=300)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    answer = models.CharField(_("答复"), max_length=300, blank=True)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)

    objects = WishQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="wish_once", fields=["orphan", "person"], condition=models.Q(state="open")
            ),
            models.CheckConstraint(name="wish_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.orphan_id}"
