"""The channel tree: every outlet hangs on one of its leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from endcap.kernel.fields import IdField

if TYPE_CHECKING:
    pass

from endcap.customers.outlets.models.base import in_reader_language


class Channel(models.Model):
    """One node of the channel tree. Outlets hang on leaves; the outlet type follows from the leaf."""

    class Family(models.TextChoices):
        TRADITIONAL = "traditional", _("传统通路")
        MODERN = "modern", _("现代通路")
        SPECIAL = "special", _("特殊通路")

    class OutletType(models.TextChoices):
        SMALL = "small", _("传统小店")
        KEY = "key_account", _("重点客户（KA）")
        SPECIAL = "special", _("特通点")
        THIRD = "third_terminal", _("第三终端")

    id = IdField()
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    code = models.CharField(_("渠道编码"), max_length=40, unique=True)
    name = models.CharField(_("渠道名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=80, blank=True)
    family = models.CharField(_("通路"), max_length=12, choices=Family)
    outlet_type = models.CharField(_("终端类型"), max_length=16, choices=OutletType)
    is_leaf = models.BooleanField(default=True)
    order = models.PositiveIntegerField(default=0)
    development_order = models.PositiveSmallIntegerField(_("开发次序"), null=True, blank=True)
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                name="channel_family_known",
                condition=models.Q(family__in=["traditional", "modern", "special"]),
            )
        ]

    def __str__(self) -> str:
        return in_reader_language(self.name, self.name_en)
