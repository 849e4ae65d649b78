"""Merges: one outlet entered twice becomes one, and everything that moved with it is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from endcap.kernel.fields import IdField
from endcap.kernel.scope import Reach, ScopedQuerySet

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor

from endcap.customers.outlets.models.outlet import Outlet


class MergeQuerySet(ScopedQuerySet["Merge"]):
    """A merge is seen by whoever sees the outlet that stayed."""

    def scope_filter(self, actor: Actor) -> models.Q:
        if actor.reach == Reach.OWN:
            return models.Q(survivor__owner_id=actor.person_id)
        return models.Q(survivor__unit_id__in=actor.unit_ids)


class Merge(models.Model):
    """Somebody said that two files were one outlet. ``before`` and ``after`` hold the fields of the survivor
    that took the other's value, so that the merge can be taken back exactly."""

    id = IdField()
    loser = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="merges")
    survivor = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="merges_taken")
    reason = models.CharField(_("原因"), max_length=300, blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    moved = models.JSONField(default=dict, blank=True)  # key of a follower → how many rows went over
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=60, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["survivor", "-at"], name="merge_by_survivor")]
        constraints = [
            models.CheckConstraint(name="merge_joins_two", condition=~models.Q(loser=models.F("survivor"))),
            # two people who merge the same outlet at once: one of them wins
            models.UniqueConstraint(
                name="merge_once_at_a_time",
                fields=["loser"],
                condition=models.Q(undone_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loser_id} → {self.survivor_id}"


class MovedRows(models.Model):
    """Which rows of one table went over in a merge; many rows lie in several parts."""

    id = models.BigAutoField(primary_key=True)
    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="rows")
    key = models.CharField(max_length=40)  # of the follower
    rows = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["merge", "key"], name="moved_rows_by_merge")]

    def __str__(self) -> str:
        return f"{self.merge_id} {self.key}"
