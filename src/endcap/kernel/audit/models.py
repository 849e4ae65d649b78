"""The audit log: append-only rows, each holding the hash of the row before it."""

from __future__ import annotations

from django.db import models


class AuditRow(models.Model):
    """One thing that somebody did. ``at_us`` is microseconds since 1970 (UTC); ``detail`` is canonical
    JSON."""

    seq = models.BigIntegerField(primary_key=True)
    at_us = models.BigIntegerField()
    actor = models.CharField(max_length=36)  # the person's id, or empty for the installation itself
    actor_name = models.CharField(max_length=60)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    detail = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "seq"], name="audit_by_object"),
            models.Index(fields=["action", "seq"], name="audit_by_action"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class AuditHead(models.Model):
    """The newest row's number and hash: locking it serialises writers, comparing it finds a cut tail."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [models.CheckConstraint(name="audit_has_one_head", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return f"head {self.seq}"
