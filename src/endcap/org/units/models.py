"""The tree of organisational units: company, regions, offices, teams."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from endcap.kernel.fields import IdField


class Unit(models.Model):
    """One organisational unit. ``path`` lists its ancestors' ids, so that a subtree is a prefix."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("公司")
        REGION = "region", _("大区")
        OFFICE = "office", _("办事处")
        TEAM = "team", _("小组")

    id = IdField()
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    code = models.CharField(_("单位编码"), max_length=32, unique=True)
    name = models.CharField(_("单位名称"), max_length=80)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind)
    path = models.CharField(max_length=400, unique=True)
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                name="unit_company_is_the_root",
                condition=models.Q(kind="company", parent__isnull=True)
                | (~models.Q(kind="company") & models.Q(parent__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        """0 for the company."""
        return self.path.count("/") - 2
