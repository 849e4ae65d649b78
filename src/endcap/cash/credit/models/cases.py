"""Bad debts, breaches of the rules, and what secures a credit."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.cash.credit.models.base import OfPayerQuerySet
from endcap.customers.outlets.models import Outlet
from endcap.kernel.fields import BasisPointsField, IdField, MoneyField


class BadDebt(models.Model):
    """A debt that will not be paid: whether credit was approved, who handled it and who approved, and who answers for
    which share. A record for accountability: nothing is deducted from anybody's wage by it; whatever follows is a
    decision of people with a reason, and may be appealed."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("bad debt", "调查中")
        PROPOSED = "proposed", pgettext_lazy("bad debt", "已提建议")
        DECIDED = "decided", pgettext_lazy("bad debt", "人事已决定")
        APPEALED = "appealed", pgettext_lazy("bad debt", "申诉中")
        CLOSED = "closed", pgettext_lazy("bad debt", "已结案")

    TRANSITIONS: ClassVar = {
        State.OPEN: {State.PROPOSED},
        State.PROPOSED: {State.DECIDED},
        State.DECIDED: {State.APPEALED, State.CLOSED},
        State.APPEALED: {State.DECIDED},
    }

    id = IdField()
    number = models.CharField(max_length=24, unique=True)
    payer = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="bad_debts")
    amount = MoneyField(_("坏账金额"))
    invoices = models.CharField(_("涉及的发票"), max_length=500, blank=True)
    happened_on = models.DateField(_("发生日期"))
    was_approved = models.BooleanField(_("授信经过批准"))
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("经办人"), on_delete=models.PROTECT, related_name="+"
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("批准人"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    handler_bp = BasisPointsField(null=True)  # empty: the company has not set the shares (P-33)
    approver_bp = BasisPointsField(null=True)
    cause = models.CharField(_("原因"), max_length=1000)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    proposal = models.CharField(_("处理建议"), max_length=1000, blank=True)
    decision = models.CharField(_("人事决定"), max_length=1000, blank=True)
    decision_reason = models.CharField(_("决定的理由"), max_length=1000, blank=True)
    decided_by_name = models.CharField(max_length=60, blank=True)
    appeal = models.CharField(_("申诉"), max_length=1000, blank=True)
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = OfPayerQuerySet["BadDebt"].as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(name="bad_debt_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="bad_debt_without_approval_has_no_approver",
                condition=Q(was_approved=True, approver__isnull=False)
                | Q(was_approved=False, approver__isnull=True, approver_bp__isnull=True),
            ),
            models.CheckConstraint(
                name="bad_debt_handler_is_not_approver",
                condition=Q(approver__isnull=True) | ~Q(handler=F("approver")),
            ),
            models.CheckConstraint(
                name="bad_debt_shares",
                condition=(Q(handler_bp__isnull=True) | Q(handler_bp__range=(0, 10_000)))
                & (Q(approver_bp__isnull=True) | Q(approver_bp__range=(0, 10_000))),
            ),
            models.CheckConstraint(
                name="bad_debt_decision_says_why",
                condition=~Q(state__in=["decided", "appealed", "closed"])
                | (~Q(decision="") & ~Q(decision_reason="") & ~Q(decided_by_name="")),
            ),
            models.CheckConstraint(
                name="bad_debt_appeal_says_why", condition=~Q(state="appealed") | ~Q(appeal="")
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Breach(models.Model):
    """Somebody did not keep the rules of credit: what happened, and what followed, in words."""

    class Kind(models.TextChoices):
        OVER_LIMIT = "over_limit", pgettext_lazy("credit breach", "超额度发货")
        NOT_INVESTIGATED = "not_investigated", pgettext_lazy("credit breach", "没有调查就授信")
        FALSE = "false", pgettext_lazy("credit breach", "调查内容不实")
        OVERDUE = "overdue", pgettext_lazy("credit breach", "有逾期仍放行")
        OTHER = "other", pgettext_lazy("credit breach", "其他")

    class Outcome(models.TextChoices):
        OPEN = "open", pgettext_lazy("credit breach", "待处理")
        SANCTION = "sanction", pgettext_lazy("credit breach", "按制度处理")
        LEGAL = "legal", pgettext_lazy("credit breach", "移交法务")
        NONE = "none", pgettext_lazy("credit breach", "不处理")

    id = IdField()
    payer = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="credit_breaches")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("当事人"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    kind = models.CharField(_("违规类型"), max_length=16, choices=Kind)
    happened_on = models.DateField(_("发生日期"))
    description = models.CharField(_("经过"), max_length=1000)
    outcome = models.CharField(_("处理"), max_length=10, choices=Outcome, default=Outcome.OPEN)
    outcome_note = models.CharField(_("处理说明"), max_length=1000, blank=True)
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    ended_by_name = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = OfPayerQuerySet["Breach"].as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="credit_breach_outcome_says_why",
                condition=Q(outcome="open", ended_at__isnull=True)
                | (~Q(outcome="open") & Q(ended_at__isnull=False) & ~Q(outcome_note="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.payer_id} {self.kind}"


class Security(models.Model):
    """Insurance, a pledge or a guarantee behind a credit, with its papers, or a plain note."""

    class Kind(models.TextChoices):
        INSURANCE = "insurance", pgettext_lazy("credit security", "信用保险")
        COLLATERAL = "collateral", pgettext_lazy("credit security", "抵押或质押")
        GUARANTEE = "guarantee", pgettext_lazy("credit security", "担保")
        NOTE = "note", pgettext_lazy("credit security", "备注")

    id = IdField()
    payer = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="credit_securities")
    kind = models.CharField(_("种类"), max_length=10, choices=Kind)
    text = models.CharField(_("说明"), max_length=1000)
    cover = MoneyField(_("保障金额"), null=True)
    valid_to = models.DateField(pgettext_lazy("credit security", "有效期至"), null=True)
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    objects = OfPayerQuerySet["Security"].as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="credit_security_says_what",
                condition=~Q(text="") & (Q(cover__isnull=True) | Q(cover__gte=0)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.payer_id} {self.kind}"
