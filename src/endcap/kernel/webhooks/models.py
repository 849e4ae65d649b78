"""Endpoints of other systems, and every notice on its way to them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from endcap.kernel.fields import IdField


class Endpoint(models.Model):
    """An address of another system that wants to hear of some kinds of happenings."""

    id = IdField()
    name = models.CharField(max_length=60, unique=True)
    url = models.CharField(max_length=500)
    kinds = models.JSONField(default=list)
    sealed_secret = models.TextField()  # see kernel.sealed; shown once
    is_active = models.BooleanField(default=True)
    paused_at = models.DateTimeField(null=True)  # it failed too often in a row
    failures = models.PositiveIntegerField(default=0)  # in a row, since the last success
    last_success_at = models.DateTimeField(null=True)
    keeper_id = models.UUIDField(null=True)  # who is told when it is paused
    keeper_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """One happening told to one endpoint: the exact body, how often it was tried, and what was answered."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("webhook", "等待发送")
        SENDING = "sending", pgettext_lazy("webhook", "发送中")
        DELIVERED = "delivered", pgettext_lazy("webhook", "对方已收")
        FAILED = "failed", pgettext_lazy("webhook", "没有送到")

    id = IdField()  # the same for every attempt, so that the receiver knows a repetition
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="notices", db_index=False)
    kind = models.CharField(max_length=60)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)  # the HTTP status of the newest answer
    duration_ms = models.PositiveIntegerField(null=True)
    answer = models.TextField(blank=True)  # its beginning
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["not_before"],
                name="notice_open",
                condition=models.Q(state__in=["waiting", "sending"]),
            ),
            models.Index(fields=["-created_at", "-id"], name="notice_newest"),
            models.Index(fields=["endpoint", "-created_at", "-id"], name="notice_by_endpoint"),
        ]
        constraints = [
            models.CheckConstraint(
                name="notice_state_known",
                condition=models.Q(state__in=["waiting", "sending", "delivered", "failed"]),
            ),
            models.CheckConstraint(
                name="notice_end_has_its_moment",
                condition=models.Q(state__in=["delivered", "failed"], ended_at__isnull=False)
                | models.Q(state__in=["waiting", "sending"], ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
