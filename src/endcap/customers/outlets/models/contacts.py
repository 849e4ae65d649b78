"""People at the outlet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from endcap.kernel.fields import IdField

if TYPE_CHECKING:
    pass

from endcap.customers.outlets.models.base import OfOutletQuerySet
from endcap.customers.outlets.models.outlet import Outlet


class Contact(models.Model):
    """A person at the outlet. Optional personal fields are empty unless a lawful purpose is recorded."""

    class Role(models.TextChoices):
        DECISION_MAKER = "decision_maker", _("决策人")
        BUYER = "buyer", _("采购")
        PURCHASING_HEAD = "purchasing_head", _("采购负责人")
        EXECUTIVE = "executive", _("高层")
        STORE_SUPERVISOR = "store_supervisor", _("门店主管")
        CLERK = "clerk", _("店员")

    class Level(models.TextChoices):
        TOP = "top", _("高层")
        MIDDLE = "middle", _("中层")
        BASE = "base", _("基层")

    id = IdField()
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("姓名"), max_length=60)
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    level = models.CharField(_("层级"), max_length=8, choices=Level)
    phone = models.CharField(_("手机"), max_length=32, blank=True)
    email = models.CharField(_("邮箱"), max_length=120, blank=True)
    hobbies = models.CharField(_("爱好"), max_length=200, blank=True)
    birthday = models.DateField(_("生日"), null=True, blank=True)
    consents = models.JSONField(default=dict, blank=True)  # field → {"purpose": …, "on": date}
    left_on = models.DateField(_("离开日期"), null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = OfOutletQuerySet["Contact"].as_manager()

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name
