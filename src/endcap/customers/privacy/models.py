"""Consent, archive classes, retention and requests of the people concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.models import OfOutletQuerySet, Outlet, in_reader_language
from endcap.kernel.fields import IdField
from endcap.kernel.scope import ScopedQuerySet

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor


class Consent(models.Model):
    """A person at an outlet agreed to one use of their data; given and withdrawn, never edited."""

    class Way(models.TextChoices):
        WRITTEN = "written", _("书面")
        SPOKEN = "spoken", _("口头")
        FORM = "form", _("自己在网页填写")
        FILE = "file", _("随联系人登记")

    class Channel(models.TextChoices):
        ANY = "", _("不限渠道")
        SMS = "sms", _("发短信")
        CALL = "call", _("打电话")
        CHAT = "chat", _("微信")
        EMAIL = "email", _("邮件")

    id = IdField()
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+")
    contact_id = models.UUIDField(db_index=True)
    purpose = models.CharField(_("用途"), max_length=20)
    channel = models.CharField(_("渠道"), max_length=8, choices=Channel, blank=True, default=Channel.ANY)
    way = models.CharField(_("怎样同意的"), max_length=10, choices=Way)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    given_on = models.DateField(_("同意日期"))
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    withdrawn_on = models.DateField(_("撤回日期"), null=True, blank=True)
    withdrawn_by = models.CharField(max_length=60, blank=True)

    objects = OfOutletQuerySet["Consent"].as_manager()

    class Meta:
        ordering = ["-given_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="consent_open_once",
                fields=["contact_id", "purpose", "channel"],
                condition=models.Q(withdrawn_on__isnull=True),
            ),
            models.CheckConstraint(
                name="consent_ends_after_it_began",
                condition=models.Q(withdrawn_on__isnull=True)
                | models.Q(withdrawn_on__gte=models.F("given_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.purpose}"


class ArchiveClass(models.Model):
    """Why a file was put away, how long it is kept, and what happens then."""

    class Then(models.TextChoices):
        KEEP = "keep", _("一直保存")
        FORGET = "forget", _("到期去掉个人信息，交易保留")

    id = IdField()
    code = models.CharField(_("类别编码"), max_length=40, unique=True)
    name = models.CharField(_("类别名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=80, blank=True)
    keep_months = models.PositiveSmallIntegerField(_("归档后保存（月）"))
    then = models.CharField(_("到期以后"), max_length=8, choices=Then)
    order = models.PositiveSmallIntegerField(default=0)
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(name="archive_class_keeps_a_while", condition=models.Q(keep_months__gte=1))
        ]

    def __str__(self) -> str:
        return in_reader_language(self.name, self.name_en)


class KeptFor(models.Model):
    """How long a kind of data is kept, where the company decided otherwise than proposed."""

    rule = models.CharField(max_length=40, primary_key=True)
    days = models.PositiveIntegerField()
    changed_by = models.CharField(max_length=60)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.rule} {self.days}"


class RetentionRun(models.Model):
    """What a retention rule removed on a day; what it could not remove is overdue."""

    id = models.BigAutoField(primary_key=True)
    rule = models.CharField(max_length=40, db_index=True)
    at = models.DateTimeField()
    removed = models.PositiveIntegerField()
    left = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.rule} {self.removed}"


class RequestQuerySet(ScopedQuerySet["SubjectRequest"]):
    """A request concerns a person wherever the company knows them: whoever handles requests sees all."""

    def scope_filter(self, actor: Actor) -> models.Q:
        return models.Q(unit_id__in=actor.unit_ids)


class SubjectRequest(models.Model):
    """Somebody asked what is held about them, or asked to have it corrected or removed."""

    class Kind(models.TextChoices):
        ACCESS = "access", _("查询")
        CORRECT = "correct", _("更正")
        ERASE = "erase", _("删除")

    class State(models.TextChoices):
        OPEN = "open", _("待办")
        DONE = "done", _("已办结")
        REFUSED = "refused", _("未办理")

    id = IdField()
    number = models.CharField(_("请求编号"), max_length=32, unique=True)
    kind = models.CharField(_("请求"), max_length=8, choices=Kind)
    name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("手机"), max_length=32, blank=True)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("说明"), max_length=500, blank=True)
    received_on = models.DateField(_("收到日期"))
    due_on = models.DateField(_("答复期限"))
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.OPEN)
    outcome = models.CharField(_("结果"), max_length=500, blank=True)
    counts = models.JSONField(default=dict)  # holder → how many records were answered, changed or removed
    created_by = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    closed_by = models.CharField(max_length=60, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    TRANSITIONS = {State.OPEN: (State.DONE, State.REFUSED), State.DONE: (), State.REFUSED: ()}

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["state", "due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="subject_request_closed_says_how",
                condition=models.Q(state="open", closed_at__isnull=True)
                | (models.Q(closed_at__isnull=False) & ~models.Q(outcome="") & ~models.Q(state="open")),
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to answer it."""
        return self.state == self.State.OPEN
