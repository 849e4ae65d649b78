"""Uploaded sheets on their way into the house, what a company taught about headers, and the log of
exports."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.exchange.errors import BatchMoved
from endcap.kernel.fields import IdField
from endcap.kernel.scope import ScopedQuerySet


class BatchQuerySet(ScopedQuerySet["Batch"]):
    """One's own batches; those who see the company see every batch."""

    def scope_filter(self, actor: Actor) -> models.Q:
        return models.Q(person_id=actor.person_id)


class Batch(models.Model):
    """One uploaded file for one sheet, from arrival to commit and possibly back."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("已上传")
        MAPPING = "mapping", _("对列中")
        STAGED = "staged", _("预览，还没写入")
        COMMITTED = "committed", _("已写入")
        UNDONE = "undone", _("已撤销")
        FAILED = "failed", _("读不出来")
        CANCELLED = "cancelled", _("已取消")

    # Reading and writing are one transaction each, so there is no state "in the middle" to get stuck in:
    # while a job works, its run tells how far it is, and the batch still is what it was.
    TRANSITIONS: dict[str, set[str]] = {
        State.UPLOADED: {State.MAPPING, State.STAGED, State.FAILED, State.CANCELLED},
        State.MAPPING: {State.MAPPING, State.STAGED, State.FAILED, State.CANCELLED},
        State.STAGED: {State.MAPPING, State.STAGED, State.COMMITTED, State.FAILED, State.CANCELLED},
        State.FAILED: {State.MAPPING, State.STAGED, State.FAILED, State.CANCELLED},
        State.COMMITTED: {State.UNDONE},
        State.UNDONE: set(),
        State.CANCELLED: set(),
    }

    id = IdField()
    sheet_key = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    stored_path = models.CharField(max_length=300, blank=True)  # below MEDIA_ROOT; empty once removed
    sha256 = models.CharField(max_length=64, db_index=True)
    size_bytes = models.BigIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State, default=State.UPLOADED)
    person_id = models.UUIDField(null=True, db_index=True)
    person_name = models.CharField(max_length=60)
    source_statement = models.CharField(max_length=200, blank=True)
    source_kind = models.CharField(max_length=20, blank=True)
    mapping = models.JSONField(default=dict)  # header key → column key, as chosen by a person
    options = models.JSONField(default=dict)
    mends = models.JSONField(
        default=dict
    )  # sheet → row → place → what somebody typed instead; see reading.mended
    counts = models.JSONField(default=dict)
    findings = models.JSONField(default=dict)
    message = models.TextField(blank=True)
    same_as = models.UUIDField(null=True)  # an earlier batch with the very same bytes
    run_id = models.UUIDField(null=True)
    duration_ms = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    staged_at = models.DateTimeField(null=True)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["person_id", "-created_at"], name="batch_by_person"),
            models.Index(fields=["sheet_key", "-created_at"], name="batch_by_sheet"),
        ]
        constraints = [
            models.CheckConstraint(
                name="batch_state_known",
                condition=models.Q(
                    state__in=["uploaded", "mapping", "staged", "committed", "undone", "failed", "cancelled"]
                ),
            ),
            models.CheckConstraint(
                name="batch_committed_has_its_moment",
                condition=~models.Q(state__in=["committed", "undone"]) | models.Q(committed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="batch_undone_has_its_moment",
                condition=models.Q(state="undone", undone_at__isnull=False)
                | (~models.Q(state="undone") & models.Q(undone_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"

    def refuse_unless_may_become(self, state: State) -> None:
        """Raise BatchMoved, naming both states, unless the step is one that a batch can take."""
        if state not in self.TRANSITIONS.get(self.state, set()):
            raise BatchMoved(state=self.get_state_display(), wanted=state.label)


class StagedRow(models.Model):
    """One row of the file: what was read, what would change, what is wrong, and what it replaced."""

    class Action(models.TextChoices):
        CREATE = "create", _("新增")
        UPDATE = "update", _("更新")
        SAME = "same", _("没有变化")
        REPEAT = "repeat", _("重复")
        SKIP = "skip", _("跳过")
        ERROR = "error", _("有错")

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows", db_index=False)
    seq = models.PositiveIntegerField()
    sheet = models.CharField(max_length=100)
    row_no = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    action = models.CharField(max_length=8, choices=Action)
    values = models.JSONField(default=dict)
    raw = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    joined_sheet = models.CharField(max_length=100, blank=True)
    joined_row_no = models.PositiveIntegerField(null=True)
    target_id = models.UUIDField(null=True)
    about = models.JSONField(
        default=dict
    )  # what else reading found: match keys, group, status of its sheet, comments
    before = models.JSONField(null=True)  # what undo puts back; empty for a record that the batch made

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "seq"], name="staged_row_place_unique")]
        indexes = [models.Index(fields=["batch", "action", "seq"], name="staged_row_by_action")]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.row_no} {self.action}"


class LearnedHeader(models.Model):
    """Which column this company means by a header; an empty column key means: leave it out."""

    id = IdField()
    sheet_key = models.CharField(max_length=40)
    header_key = models.CharField(max_length=120)
    column_key = models.CharField(max_length=40, blank=True)
    times = models.PositiveIntegerField(default=1)
    last_used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet_key", "header_key"], name="learned_header_once")
        ]

    def __str__(self) -> str:
        return f"{self.header_key} → {self.column_key or '—'}"


class ExportQuerySet(ScopedQuerySet["ExportLog"]):
    """One's own exports; those who see the company see every export."""

    def scope_filter(self, actor: Actor) -> models.Q:
        return models.Q(person_id=actor.person_id)


class ExportLog(models.Model):
    """Who took which list out of the house, for what purpose, with or without personal data."""

    id = IdField()
    sheet_key = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    stored_path = models.CharField(max_length=300, blank=True)
    format = models.CharField(max_length=8)
    purpose = models.CharField(max_length=200)
    columns = models.JSONField(default=list)
    filters = models.JSONField(default=dict)
    rows = models.BigIntegerField(null=True)  # unknown until the last row is written
    has_personal = models.BooleanField(default=False)
    person_id = models.UUIDField(null=True, db_index=True)
    person_name = models.CharField(max_length=60)
    run_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.sheet_key} {self.format}"
