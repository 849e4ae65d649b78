"""Questionnaires, their versions, and replies."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from endcap.kernel.fields import IdField


class Questionnaire(models.Model):
    """What is asked again and again under one key. Its content stands in its versions."""

    id = IdField()
    key = models.SlugField(max_length=40, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class Version(models.Model):
    """One wording of a questionnaire. Once published it never changes: the database refuses."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("questionnaire", "草稿")
        PUBLISHED = "published", pgettext_lazy("questionnaire", "已发布")

    id = IdField()
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    definition = models.JSONField()  # see interpreter.py
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["questionnaire_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="questions_version_number"),
            models.UniqueConstraint(
                fields=["questionnaire"], name="questions_one_draft", condition=Q(state="draft")
            ),
            models.CheckConstraint(
                name="questions_published_some_day",
                condition=Q(state="draft", published_at__isnull=True)
                | Q(state="published", published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_id} {self.number}"


class Reply(models.Model):
    """One set of answers about something, under one version. A draft may have gaps; what was submitted stays."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("reply", "填写中")
        SUBMITTED = "submitted", pgettext_lazy("reply", "已提交")

    id = IdField()
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="replies")
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    answers = models.JSONField(default=dict, blank=True)  # question → {"value": …} or {"unknown": true}
    files = models.JSONField(default=dict, blank=True)  # question → how many files, as submitted
    points = models.JSONField(default=dict, blank=True)
    score_bp = models.PositiveSmallIntegerField(null=True)
    band = models.CharField(max_length=20, blank=True)
    made_by_id = models.UUIDField(null=True)
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="questions_reply_about")]
        constraints = [
            models.CheckConstraint(
                name="questions_submitted_some_day",
                condition=Q(state="draft", submitted_at__isnull=True)
                | Q(state="submitted", submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="questions_score_is_a_share",
                condition=Q(score_bp__isnull=True) | Q(score_bp__lte=10_000),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}"
