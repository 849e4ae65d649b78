"""The link by which a shop owner registers himself, and how often it was knocked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from endcap.kernel.fields import IdField
from endcap.kernel.scope import Reach, ScopedQuerySet
from endcap.org.units.models import Unit

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor


class JoinLinkQuerySet(ScopedQuerySet["JoinLink"]):
    """Links that lead to oneself, or into one's units."""

    def scope_filter(self, actor: Actor) -> models.Q:
        if actor.reach == Reach.OWN:
            return models.Q(owner_id=actor.person_id)
        return models.Q(unit_id__in=actor.unit_ids)


class JoinLink(models.Model):
    """Opens the registration form without signing in, so often and until then; whoever registers lands with the
    owner."""

    id = IdField()
    label = models.CharField(_("发给谁"), max_length=80)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("跟进人"), on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    uses_allowed = models.IntegerField(_("可用次数"))
    uses = models.IntegerField(default=0)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    objects = JoinLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="join_link_is_not_overdrawn",
                condition=models.Q(uses__gte=0, uses_allowed__gte=1)
                & models.Q(uses__lte=models.F("uses_allowed")),
            )
        ]

    def __str__(self) -> str:
        return self.label

    def is_open(self, now: object) -> bool:
        """Whether somebody may still register by it."""
        return self.ended_at is None and self.uses < self.uses_allowed and self.expires_at > now  # type: ignore[operator]


class JoinKnock(models.Model):
    """One attempt to register, kept for an hour, to slow down whoever tries too often. No address is stored, only
    what it becomes under the installation's key."""

    link = models.ForeignKey(JoinLink, on_delete=models.CASCADE, related_name="+")
    from_key = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["from_key", "at"], name="knock_by_sender")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.at}"
