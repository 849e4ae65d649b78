"""Ways to class outlets, the classes they have and had, and their reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets import keyclass
from endcap.kernel.fields import BasisPointsField, IdField, MoneyField

if TYPE_CHECKING:
    pass

from endcap.customers.outlets.models.base import OfOutletQuerySet, in_reader_language
from endcap.customers.outlets.models.outlet import Outlet


class Scheme(models.Model):
    """A way to class outlets, kept as data: key/ordinary/potential, ABC, VIP, the company's own."""

    class Kind(models.TextChoices):
        KEY = "key", _("重点、普通、潜在")
        ABC = "abc", _("ABC 等级")
        THIRD = "third_terminal", _("第三终端分类")
        VIP = "vip", _("VIP")
        RIVAL = "rival", _("竞品的分级")
        CUSTOM = "custom", _("自定分类")

    id = IdField()
    code = models.CharField(_("方案编码"), max_length=40, unique=True)
    kind = models.CharField(_("类型"), max_length=16, choices=Kind)
    name = models.CharField(_("方案名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=80, blank=True)
    criteria = models.TextField(_("标准"), blank=True)
    review_every_months = models.PositiveSmallIntegerField(_("复核周期（月）"), default=3)
    order = models.PositiveIntegerField(default=0)
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return in_reader_language(self.name, self.name_en)

    @property
    def criteria_in_words(self) -> str:
        """The criteria; those that came with the scheme are known in the reader's language."""
        return gettext(self.criteria) if self.criteria else ""


class SchemeValue(models.Model):
    """One class of a scheme."""

    id = IdField()
    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="values")
    code = models.CharField(_("代码"), max_length=40)
    name = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=80, blank=True)
    criteria = models.TextField(_("标准"), blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]
        constraints = [models.UniqueConstraint(name="scheme_value_once", fields=["scheme", "code"])]

    def __str__(self) -> str:
        return in_reader_language(self.name, self.name_en)


_RANKED = {
    "abc": _("按净销售额排名，按客户数分级"),
    "abc_sales": _("按净销售额排名，按累计销售额分级"),
}  # a ranking in short; its figures stand beside it


class Classification(models.Model):
    """An outlet's class in one scheme for a time, and why."""

    class Source(models.TextChoices):
        RULE = "rule", _("按规则")
        MANUAL = "manual", _("人工")
        IMPORT = "import", _("导入")
        DECLARED = "declared", _("名单申报")

    id = IdField()
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="classifications")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="classifications")
    value = models.CharField(_("分类"), max_length=40)
    valid_from = models.DateField(_("生效"))
    valid_to = models.DateField(_("失效"), null=True, blank=True)  # the first day on which it no longer holds
    source = models.CharField(_("来源"), max_length=10, choices=Source)
    reason = models.CharField(_("原因"), max_length=300)
    inputs = models.JSONField(default=dict, blank=True)
    rank = models.PositiveIntegerField(null=True, blank=True)
    share_bp = BasisPointsField(null=True, blank=True)
    amount = MoneyField(null=True, blank=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    objects = OfOutletQuerySet["Classification"].as_manager()

    class Meta:
        ordering = ["-valid_from", "-id"]
        indexes = [
            models.Index(fields=["scheme", "value", "valid_to", "outlet"], name="classification_by_value")
        ]
        constraints = [
            models.UniqueConstraint(
                name="classification_one_is_open",
                fields=["outlet", "scheme"],
                condition=models.Q(valid_to__isnull=True),
            ),
            models.CheckConstraint(
                name="classification_ends_after_start",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
            ),
            models.CheckConstraint(name="classification_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.value}"

    @property
    def reason_in_words(self) -> str:
        """Why, in the reader's language where a rule decided; what a person wrote stays as written."""
        if self.source != self.Source.RULE or (get_language() or "").startswith("zh"):
            return self.reason
        if traits := keyclass.traits_of(self.inputs):
            return keyclass.judge(traits).reason
        return str(_RANKED.get(self.scheme.code, self.reason)) if self.rank else self.reason


class GradeReview(models.Model):
    """Somebody looked at an outlet's class again: by which criteria, when, with which outcome."""

    class Outcome(models.TextChoices):
        KEPT = "kept", _("维持")
        CHANGED = "changed", _("调整")

    id = IdField()
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="reviews")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="reviews")
    value = models.CharField(max_length=40)
    criteria = models.TextField(_("标准"))
    outcome = models.CharField(_("结论"), max_length=8, choices=Outcome)
    rival_view = models.CharField(_("竞品怎么分"), max_length=200, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    on = models.DateField(_("复核日期"))
    reviewer_name = models.CharField(_("复核人"), max_length=60)
    reviewer_id = models.UUIDField(null=True)

    objects = OfOutletQuerySet["GradeReview"].as_manager()

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.on}"
