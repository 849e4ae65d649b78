"""Long jobs as people see them: how far, since when, stopped or not, and where the result lies."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from endcap.kernel.fields import IdField


class JobRun(models.Model):
    """One run of a long job. The work itself is a task of django-tasks; this row is its face."""

    class State(models.TextChoices):
        WAITING = "waiting", _("排队中")
        RUNNING = "running", _("进行中")
        DONE = "done", _("完成")
        FAILED = "failed", _("失败")
        CANCELLED = "cancelled", _("已取消")

    TRANSITIONS = {
        State.WAITING: {State.RUNNING, State.CANCELLED, State.FAILED},
        State.RUNNING: {State.DONE, State.FAILED, State.CANCELLED},
    }

    OVER = frozenset({State.DONE, State.FAILED, State.CANCELLED})

    id = IdField()
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    person_id = models.UUIDField(null=True)
    subject_id = models.UUIDField(null=True, db_index=True)
    total = models.BigIntegerField(default=0)  # 0: not known yet
    done = models.BigIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    message = models.TextField(blank=True)
    result_path = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def percent(self) -> int:
        """How far, 0 to 100; 0 while the total is unknown."""
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in self.OVER


class ScheduleState(models.Model):
    """How far a piece of recurring work is: for which moment it was queued last, and how that ended."""

    class State(models.TextChoices):
        RESTING = "resting", _("还没运行过")
        QUEUED = "queued", _("排队中")
        RUNNING = "running", _("进行中")
        DONE = "done", _("完成")
        FAILED = "failed", _("失败")

    key = models.CharField(max_length=60, primary_key=True)
    due_at = models.DateTimeField()  # the newest moment that is taken care of
    state = models.CharField(max_length=8, choices=State, default=State.RESTING)
    queued_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"
