"""Steps of a request, who may decide them, and what was decided. Facts only: nothing here is ever edited."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from endcap.kernel.fields import IdField
from endcap.mechanisms.approvals.models.chains import ChainStep
from endcap.mechanisms.approvals.models.requests import Request
from endcap.org.people.models import Person


class StepRun(models.Model):
    """A step that one version of a request has to pass. It is passed once a decision settles it."""

    id = IdField()
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="runs")
    draft_no = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    step = models.ForeignKey(ChainStep, on_delete=models.PROTECT, related_name="+")
    is_raised = models.BooleanField(default=False)  # came later, when the rolling total grew
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["request_id", "draft_no", "order"]
        constraints = [
            models.UniqueConstraint(fields=["request", "draft_no", "order"], name="approval_run_order")
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.draft_no}.{self.order}"


class Seat(models.Model):
    """Somebody who may decide a step, himself or through whoever stands in for him."""

    class Via(models.TextChoices):
        CHAIN = "chain", pgettext_lazy("seat", "按审批链")
        REPLACEMENT = "replacement", pgettext_lazy("seat", "接替")
        ESCALATION = "escalation", pgettext_lazy("seat", "逾期升级")

    id = IdField()
    run = models.ForeignKey(StepRun, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    via = models.CharField(max_length=12, choices=Via)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["person", "run"], name="approval_seat_of_person")]
        constraints = [models.UniqueConstraint(fields=["run", "person"], name="approval_seat_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.via}"


class Outcome(models.TextChoices):
    """What one may decide."""

    APPROVED = "approved", pgettext_lazy("approval", "批准")
    REJECTED = "rejected", pgettext_lazy("approval", "拒绝")
    RETURNED = "returned", pgettext_lazy("approval", "退回")


class Decision(models.Model):
    """One person's word on one step. Whoever made the request is neither the decider nor the one decided for."""

    id = IdField()
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="decisions")
    run = models.ForeignKey(StepRun, on_delete=models.PROTECT, related_name="decisions")
    draft_no = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    decider = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")  # whose say it is
    requester = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")  # for the constraints
    note = models.CharField(max_length=500, blank=True)
    settles = models.BooleanField()  # the step is over with it
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at", "id"]
        indexes = [models.Index(fields=["decider", "-decided_at", "-id"], name="decision_of_person")]
        constraints = [
            models.CheckConstraint(name="decision_not_by_requester", condition=~Q(decider=F("requester"))),
            models.CheckConstraint(name="decision_not_for_requester", condition=~Q(authority=F("requester"))),
            models.CheckConstraint(name="decision_says_why", condition=Q(outcome="approved") | ~Q(note="")),
            models.CheckConstraint(
                name="decision_outcome_known", condition=Q(outcome__in=["approved", "rejected", "returned"])
            ),
            models.CheckConstraint(
                name="decision_refusal_settles", condition=Q(outcome="approved") | Q(settles=True)
            ),
            models.UniqueConstraint(
                fields=["request", "draft_no", "decider"], name="decision_one_step_a_person"
            ),
            models.UniqueConstraint(
                fields=["request", "draft_no", "authority"], name="decision_one_say_a_person"
            ),
            models.UniqueConstraint(fields=["run"], name="decision_settles_once", condition=Q(settles=True)),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.outcome}"


class Nudge(models.Model):
    """A step was overdue: its people were reminded, or somebody higher was given a seat."""

    class Kind(models.TextChoices):
        REMINDER = "reminder", pgettext_lazy("nudge", "提醒")
        ESCALATION = "escalation", pgettext_lazy("nudge", "升级")

    id = IdField()
    run = models.ForeignKey(StepRun, on_delete=models.PROTECT, related_name="nudges")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField()  # the first, the second … of its kind
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["run", "kind", "number"], name="approval_nudge_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Waiting(models.Model):
    """Whose decision an open request waits for now: the inbox as a small table, laid out anew at every move.

    Everything in it follows from seats and decisions; it is there because the number stands on every page.
    """

    id = IdField()
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="waiting")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "request"], name="approval_waits_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.request_id}"
