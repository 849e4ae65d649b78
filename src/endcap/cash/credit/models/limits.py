"""Limits, and every change that was made to one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.cash.credit.models.base import OfPayerQuerySet
from endcap.cash.credit.models.papers import Application
from endcap.customers.outlets.models import Outlet
from endcap.kernel.fields import IdField, MoneyField


class Limit(models.Model):
    """How much a payer may owe, until when, and whether he may at present. What is used, held and free stands in the
    ledger; what was cut but could not be taken back yet is granted there beyond ``amount``."""

    id = IdField()
    payer = models.OneToOneField(Outlet, on_delete=models.PROTECT, related_name="credit_limit")
    amount = MoneyField(_("授信额度"), default=0)
    valid_to = models.DateField(
        pgettext_lazy("credit limit", "有效期至"), null=True, blank=True
    )  # the last day; empty while nothing is granted
    term_days = models.PositiveSmallIntegerField(_("账期天数"), default=0)
    last_change = models.OneToOneField(
        "credit.LimitChange", on_delete=models.PROTECT, null=True, related_name="+"
    )  # by which it came to its amount
    block_reason = models.CharField(pgettext_lazy("credit", "停用原因"), max_length=500, blank=True)
    blocked_at = models.DateTimeField(null=True, blank=True)
    blocked_by_name = models.CharField(max_length=60, blank=True)
    updated_at = models.DateTimeField()

    objects = OfPayerQuerySet["Limit"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="credit_limit_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="credit_limit_ends_some_day", condition=Q(amount=0) | Q(valid_to__isnull=False)
            ),
            models.CheckConstraint(
                name="credit_limit_comes_from_a_change",
                condition=Q(amount=0) | Q(last_change__isnull=False),
            ),
            models.CheckConstraint(
                name="credit_block_has_a_reason",
                condition=Q(blocked_at__isnull=True, block_reason="")
                | (Q(blocked_at__isnull=False) & ~Q(block_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer_id} {self.amount}"


class LimitChange(models.Model):
    """A limit that was given, raised, cut or renewed. There is none without an application, no application without an
    investigation of its own, and no change of a limit without its row here."""

    id = IdField()
    payer = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="change")
    before = MoneyField()
    after = MoneyField()
    valid_to = models.DateField()
    made_by_name = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    objects = OfPayerQuerySet["LimitChange"].as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="credit_change_not_negative", condition=Q(before__gte=0, after__gte=0)
            )
        ]

    def __str__(self) -> str:
        return f"{self.payer_id} {self.before} {self.after}"
