"""Messages, the channels that lead out of the house, what each person wants, and the log of what was sent."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel.fields import IdField
from endcap.org.messages.topics import Way
from endcap.org.people.models import Person


class Notification(models.Model):
    """One message to one person. Everybody reads his own and nobody else's, whatever the reach."""

    id = IdField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    topic = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=120, blank=True)  # the same key reaches the same person once a day
    day = models.DateField()
    wants_digest = models.BooleanField(default=False)  # until the next digest has taken it along
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="notification_by_person"),
            models.Index(
                fields=["person"], name="notification_unread", condition=models.Q(read_at__isnull=True)
            ),
            models.Index(
                fields=["person"], name="notification_for_digest", condition=models.Q(wants_digest=True)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key", "day"],
                name="notification_once_a_day",
                condition=~models.Q(key=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"


class Channel(models.Model):
    """A way out of the house that an administrator has opened: a robot of a group chat, a mail server."""

    class Kind(models.TextChoices):
        WECOM = "wecom", _("企业微信群机器人")
        DINGTALK = "dingtalk", _("钉钉机器人")
        FEISHU = "feishu", _("飞书机器人")
        EMAIL = "email", _("电子邮件")
        OTHER = "other", pgettext_lazy("messages", "其他")

    id = IdField()
    name = models.CharField(_("名称"), max_length=60, unique=True)
    kind = models.CharField(_("种类"), max_length=10, choices=Kind)
    sealed_url = models.TextField()  # holds secrets: see kernel.sealed
    masked_url = models.CharField(max_length=200)
    takes_address = models.BooleanField(default=False)  # each person says where to
    is_active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)  # for everybody who has not chosen
    tested_at = models.DateTimeField(null=True)
    problem = models.CharField(
        max_length=300, blank=True
    )  # what the newest attempt brought; empty: it went well
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="channel_kind_known",
                condition=models.Q(kind__in=["wecom", "dingtalk", "feishu", "email", "other"]),
            )
        ]

    def __str__(self) -> str:
        return self.name


class PersonChannel(models.Model):
    """Whether a person wants a channel, and where to."""

    id = IdField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    is_on = models.BooleanField(default=True)
    address = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "channel"], name="person_channel_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.channel_id}"


class TopicWish(models.Model):
    """How a topic reaches a person who has chosen."""

    id = IdField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=60)
    way = models.CharField(max_length=6, choices=[(way.value, way.label) for way in Way])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "topic"], name="topic_wish_once"),
            models.CheckConstraint(
                name="topic_wish_way_known", condition=models.Q(way__in=["app", "now", "digest"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.way}"


class Delivery(models.Model):
    """One message on its way through one channel: the log of what was sent, tried again, or given up."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("delivery", "等待发送")
        SENDING = "sending", pgettext_lazy("delivery", "发送中")
        SENT = "sent", pgettext_lazy("delivery", "已送出")
        FAILED = "failed", pgettext_lazy("delivery", "没有送到")

    id = IdField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="deliveries")
    notification = models.ForeignKey(
        Notification, on_delete=models.SET_NULL, null=True, related_name="deliveries"
    )  # empty: a digest, or a message that has been cleared away
    is_digest = models.BooleanField(default=False)
    address = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["not_before"],
                name="delivery_open",
                condition=models.Q(state__in=["waiting", "sending"]),
            ),
            models.Index(fields=["-created_at", "-id"], name="delivery_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                name="delivery_state_known",
                condition=models.Q(state__in=["waiting", "sending", "sent", "failed"]),
            ),
            models.CheckConstraint(
                name="delivery_end_has_its_moment",
                condition=models.Q(state__in=["sent", "failed"], ended_at__isnull=False)
                | models.Q(state__in=["waiting", "sending"], ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.state}"
