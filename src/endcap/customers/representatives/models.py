"""Invitations, and the people who act for an outlet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.models import Outlet
from endcap.customers.outlets.models.base import OfOutletQuerySet
from endcap.kernel.fields import IdField


class InvitationQuerySet(OfOutletQuerySet["Invitation"]):
    """Invitations for outlets that the actor sees."""


class Invitation(models.Model):
    """A link that lets one person set up his own sign-in for one outlet, once and until then."""

    id = IdField()
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("手机"), max_length=32)
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # used, or taken back

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="invitation_ends_after_it_begins", condition=Q(expires_at__gt=F("created_at"))
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_open(self, now: object) -> bool:
        """Whether somebody may still set up a sign-in by it."""
        return self.ended_at is None and self.expires_at > now  # type: ignore[operator]


class RepresentativeQuerySet(OfOutletQuerySet["Representative"]):
    """Representatives of outlets that the actor sees."""


class Representative(models.Model):
    """Somebody outside the company who acts for an outlet, from then until then. One may act for several."""

    id = IdField()
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "person"],
                condition=Q(ended_at__isnull=True),
                name="representative_once_for_an_outlet",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.outlet_id}"
