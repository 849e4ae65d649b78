"""Requests, the versions of their documents, and what adds up together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import pgettext_lazy

from endcap.kernel.actor import Actor
from endcap.kernel.fields import IdField, MoneyField
from endcap.kernel.scope import Reach, ScopedQuerySet
from endcap.mechanisms.approvals.models.chains import Chain
from endcap.org.people import selectors as people
from endcap.org.people.models import Person
from endcap.org.units.models import Unit


class RequestQuerySet(ScopedQuerySet["Request"]):
    """What one submitted or decided, what one has a seat at or stands in for, and what one's unit asked."""

    def scope_filter(self, actor: Actor) -> Q:
        if actor.person_id is None:
            return Q(pk__in=[])
        from endcap.mechanisms.approvals.models.steps import Decision, Seat

        seated = {actor.person_id} | people.acting_for(actor.person_id, on=actor.today)
        seats = Seat.objects.filter(run__request_id=OuterRef("pk"), person_id__in=seated)
        words = Decision.objects.filter(request_id=OuterRef("pk"), decider_id=actor.person_id)
        own = Q(requester_id=actor.person_id) | Q(Exists(seats)) | Q(Exists(words))
        return own if actor.reach == Reach.OWN else own | Q(unit_id__in=actor.unit_ids)


class State(models.TextChoices):
    """Where a request stands."""

    OPEN = "open", pgettext_lazy("approval", "审批中")
    RETURNED = "returned", pgettext_lazy("approval", "已退回")
    APPROVED = "approved", pgettext_lazy("approval", "已批准")
    REJECTED = "rejected", pgettext_lazy("approval", "已拒绝")
    WITHDRAWN = "withdrawn", pgettext_lazy("approval", "已撤回")


class Request(models.Model):
    """A document that waits for decisions, or came to one. Everything that happened to it is kept beside it."""

    TRANSITIONS: ClassVar = {
        State.OPEN: {State.APPROVED, State.REJECTED, State.RETURNED, State.WITHDRAWN},
        State.RETURNED: {State.OPEN, State.WITHDRAWN},
    }
    OVER: ClassVar = frozenset({State.APPROVED, State.REJECTED, State.WITHDRAWN})

    id = IdField()
    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    title = models.CharField(max_length=200)
    amount = MoneyField(default=0)
    rolling_key = models.CharField(max_length=120, blank=True)
    rolling_amount = MoneyField(default=0)  # the total that chose the steps
    requester = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # whose line decides
    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    draft_no = models.PositiveSmallIntegerField(default=1)  # the version of the document in hand
    version = models.PositiveIntegerField(
        default=1
    )  # grows with every change: who saw an older one is told so
    current_order = models.PositiveSmallIntegerField(null=True)  # the step in hand
    due_on = models.DateField(null=True)
    submitted_at = models.DateTimeField()  # the version in hand
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    reason = models.CharField(max_length=500, blank=True)  # why it was withdrawn

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["due_on", "created_at", "id"], name="approval_open", condition=Q(state="open")
            ),
            models.Index(fields=["requester", "-created_at", "-id"], name="approval_by_requester"),
            models.Index(
                fields=["kind", "rolling_key"], name="approval_rolling", condition=~Q(rolling_key="")
            ),
            models.Index(fields=["subject_type", "subject_id"], name="approval_of_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id"],
                name="approval_once_at_a_time",
                condition=Q(state__in=["open", "returned"]),
            ),
            models.CheckConstraint(
                name="approval_state_known",
                condition=Q(state__in=["open", "returned", "approved", "rejected", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="approval_open_has_a_step",
                condition=Q(state="open", current_order__isnull=False, due_on__isnull=False)
                | (~Q(state="open") & Q(current_order__isnull=True, due_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="approval_end_has_its_moment",
                condition=Q(state__in=["open", "returned"], ended_at__isnull=True, ended_on__isnull=True)
                | Q(
                    state__in=["approved", "rejected", "withdrawn"],
                    ended_at__isnull=False,
                    ended_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="approval_amounts_in_order",
                condition=Q(amount__gte=0, rolling_amount__gte=models.F("amount")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"


class Draft(models.Model):
    """One version of the document as it was submitted. Never edited: resubmitting makes the next one."""

    id = IdField()
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="drafts")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    body = models.TextField()  # JSON in the order in which it was given; PostgreSQL's own type would lose it
    amount = MoneyField()
    rolling_amount = MoneyField()
    digest = models.CharField(
        max_length=64
    )  # of everything that was sent: the same id twice is compared by it
    submitted_at = models.DateTimeField()

    class Meta:
        ordering = ["request_id", "number"]
        constraints = [models.UniqueConstraint(fields=["request", "number"], name="approval_draft_number")]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @property
    def document(self) -> Mapping[str, Any]:
        """The facts of this version."""
        return cast("Mapping[str, Any]", json.loads(self.body))


class RollingKey(models.Model):
    """What adds up together, as a row to hold: two parts submitted at once must see each other."""

    id = IdField()
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="approval_rolling_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
