"""Changes to many outlets at once, each outlet with what it was before, so that they can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.customers.outlets.models.base import OfOutletQuerySet
from endcap.customers.outlets.models.outlet import Outlet
from endcap.kernel.fields import IdField
from endcap.kernel.scope import Reach, ScopedQuerySet

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor


class MassActionQuerySet(ScopedQuerySet["MassAction"]):
    """One's own, or all of them for those who see the company."""

    def scope_filter(self, actor: Actor) -> models.Q:
        return models.Q() if actor.reach == Reach.COMPANY else models.Q(person_id=actor.person_id)


class MassAction(models.Model):
    """One change to many outlets: first a preview, then done, perhaps taken back."""

    class Kind(models.TextChoices):
        OWNER = "owner", _("换负责人")
        TAG = "tag", _("打标签")
        UNTAG = "untag", _("去标签")
        STATUS = "status", _("改状态")
        CHANNEL = "channel", _("改渠道")
        CLASS = "class", _("定分类")

    class State(models.TextChoices):
        PREVIEW = "preview", _("预览")
        WAITING = "waiting", _("排队中")
        DONE = "done", pgettext_lazy("mass action", "已改")
        UNDOING = "undoing", _("撤销中")
        UNDONE = "undone", pgettext_lazy("mass action", "已撤销")

    TRANSITIONS = {
        State.PREVIEW: {State.WAITING, State.DONE},
        State.WAITING: {State.PREVIEW, State.DONE},
        State.DONE: {State.UNDOING, State.UNDONE},
        State.UNDOING: {State.DONE, State.UNDONE},
    }

    id = IdField()
    kind = models.CharField(max_length=10, choices=Kind)
    params = models.JSONField(default=dict)
    words = models.CharField(max_length=200)  # what is set: a person, a tag, a channel, as it was called then
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    by_name = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State, default=State.PREVIEW)
    total = models.IntegerField()
    changing = models.IntegerField()  # in the preview what will change, afterwards what did
    same = models.IntegerField()
    refused = models.IntegerField()
    restored = models.IntegerField(default=0)
    kept = models.IntegerField(default=0)  # changed again since, so not taken back
    run_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = MassActionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["person", "state", "-created_at"], name="mass_action_by_person")]
        constraints = [
            models.CheckConstraint(
                name="mass_action_state_known",
                condition=models.Q(state__in=["preview", "waiting", "done", "undoing", "undone"]),
            ),
            models.CheckConstraint(
                name="mass_action_adds_up",
                condition=models.Q(total=models.F("changing") + models.F("same") + models.F("refused")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.words}"


class MassRow(models.Model):
    """One outlet of a change to many: what it was, what it becomes, and how it went."""

    class Outcome(models.TextChoices):
        CHANGE = "change", _("要改")
        SAME = "same", _("本来就是")
        REFUSED = "refused", _("不能改")
        RESTORED = "restored", _("已改回")
        KEPT = "kept", _("没改回")

    class Why(models.TextChoices):
        ARCHIVED = "archived", _("已归档，只能看")
        STATUS = "status", _("现在的状态不能改成这个")
        SINCE = "since", _("预览以后被别人改过")
        UNDO_SINCE = "undo_since", _("之后又改过，不改回")
        GONE = "gone", _("已不在可见范围内")

    id = IdField()
    action = models.ForeignKey(MassAction, on_delete=models.CASCADE, related_name="rows")
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome)
    why = models.CharField(max_length=10, choices=Why, blank=True)
    before = models.CharField(max_length=100)  # ids or codes, joined by a colon
    after = models.CharField(max_length=100)

    objects = OfOutletQuerySet["MassRow"].as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["action", "outcome", "before"], name="mass_row_by_outcome")]
        constraints = [models.UniqueConstraint(name="mass_row_once", fields=["action", "outlet"])]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.outcome}"
