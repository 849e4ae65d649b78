"""Chains: who decides, from which amount on, within how many working days. Data that the company edits."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel.fields import IdField, MoneyField
from endcap.org.people.models import Person, Role
from endcap.org.units.models import Unit


class Chain(models.Model):
    """The steps for one kind of document in one unit and below it, from a day on.

    Of the chains of the same kind and unit the one with the latest first day counts; changing a chain makes a
    new one, so that running requests keep theirs.
    """

    id = IdField()
    kind = models.CharField(_("单据种类"), max_length=60, blank=True)  # empty: every kind without its own
    unit = models.ForeignKey(
        Unit, verbose_name=_("单位"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # empty: the whole company
    name = models.CharField(_("名称"), max_length=80, blank=True)  # empty: called after its kind
    window_days = models.PositiveSmallIntegerField(_("累计天数"))  # 0: nothing is added up
    escalate_after_days = models.PositiveSmallIntegerField(_("逾期几个工作日后升级"))
    valid_from = models.DateField(_("生效日"))
    valid_to = models.DateField(pgettext_lazy("chain", "截止日"), null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)  # a newer one for the same first day
    created_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "unit_id", "-valid_from", "-created_at"]
        indexes = [models.Index(fields=["kind", "valid_from"], name="chain_by_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "unit", "valid_from"],
                name="chain_once_a_day_in_a_unit",
                condition=Q(replaced_at__isnull=True, unit__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["kind", "valid_from"],
                name="chain_once_a_day_in_the_company",
                condition=Q(replaced_at__isnull=True, unit__isnull=True),
            ),
            models.CheckConstraint(
                name="chain_days_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(name="chain_escalates_some_day", condition=Q(escalate_after_days__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.kind or '*'} {self.valid_from}"


class ChainStep(models.Model):
    """One step: needed from a rolling total on, decided by whom, within how many working days. Never edited."""

    class Who(models.TextChoices):
        MANAGER = "manager", _("提交人的上级")
        LINE_ROLE = "line_role", _("本线上的角色")
        COMPANY_ROLE = "company_role", _("全公司的角色")
        PERSON = "person", _("指定的人")

    id = IdField()
    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="steps")
    order = models.PositiveSmallIntegerField()
    from_amount = MoneyField(_("累计达到"))
    who = models.CharField(_("由谁批"), max_length=12, choices=Who)
    levels_up = models.PositiveSmallIntegerField(_("往上几级"), default=0)  # of MANAGER only
    role = models.ForeignKey(
        Role, verbose_name=_("角色"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("人"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    days = models.PositiveSmallIntegerField(_("工作日"))
    needs_all = models.BooleanField(_("所有人都要批"), default=False)

    class Meta:
        ordering = ["chain_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "order"], name="chain_step_order"),
            models.CheckConstraint(name="chain_step_amount_not_negative", condition=Q(from_amount__gte=0)),
            models.CheckConstraint(name="chain_step_has_days", condition=Q(days__gte=1)),
            models.CheckConstraint(
                name="chain_step_says_who",
                condition=Q(who="manager", levels_up__gte=1, role__isnull=True, person__isnull=True)
                | Q(
                    who__in=["line_role", "company_role"],
                    levels_up=0,
                    role__isnull=False,
                    person__isnull=True,
                )
                | Q(who="person", levels_up=0, role__isnull=True, person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.who} {self.from_amount}"
