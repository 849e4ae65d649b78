"""When somebody is away, and who decides in his place."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel.actor import Actor
from endcap.kernel.fields import IdField
from endcap.kernel.scope import Reach, ScopedQuerySet
from endcap.org.people.models.people import Person


class AbsenceQuerySet(ScopedQuerySet["Absence"]):
    """One's own leave, and that of the people whom the actor sees."""

    def scope_filter(self, actor: Actor) -> Q:
        own = Q(person_id=actor.person_id)
        return own if actor.reach == Reach.OWN else own | Q(person__unit_id__in=actor.unit_ids)


class Absence(models.Model):
    """Days on which somebody does not work, the first and the last included."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("年假")
        PERSONAL = "personal", _("事假")
        SICK = "sick", _("病假")
        TRIP = "trip", _("出差")
        OTHER = "other", pgettext_lazy("leave", "其他")

    id = IdField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    from_on = models.DateField(_("从"))
    to_on = models.DateField(_("到"))
    kind = models.CharField(_("事由"), max_length=12, choices=Kind)
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)  # taken back before it began

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on"]
        indexes = [models.Index(fields=["person", "from_on", "to_on"], name="absence_of_person")]
        constraints = [
            models.CheckConstraint(name="absence_days_in_order", condition=Q(to_on__gte=F("from_on")))
        ]

    def __str__(self) -> str:
        return f"{self.from_on} – {self.to_on}"


class DelegationQuerySet(ScopedQuerySet["Delegation"]):
    """What one gave or was given, and the delegations of the people whom the actor sees."""

    def scope_filter(self, actor: Actor) -> Q:
        own = Q(from_person_id=actor.person_id) | Q(to_person_id=actor.person_id)
        return own if actor.reach == Reach.OWN else own | Q(from_person__unit_id__in=actor.unit_ids)

    def in_force(self) -> DelegationQuerySet:
        """Those that nobody has taken back."""
        return self.filter(revoked_at__isnull=True)


class Delegation(models.Model):
    """Somebody lets a colleague take decisions in his place, for some days or until he takes it back.

    It is not passed on: whoever stands in for two people does not stand in for those of whom they are deputies.
    """

    id = IdField()
    from_person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="delegations_given")
    to_person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="delegations_held")
    from_on = models.DateField(_("从"))
    to_on = models.DateField(_("到"), null=True, blank=True)  # empty: until it is taken back
    only_when_absent = models.BooleanField(_("只在请假时"), default=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-created_at"]
        constraints = [
            models.CheckConstraint(
                name="delegation_not_to_oneself", condition=~Q(from_person=F("to_person"))
            ),
            models.CheckConstraint(
                name="delegation_days_in_order", condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_person_id} → {self.to_person_id}"
