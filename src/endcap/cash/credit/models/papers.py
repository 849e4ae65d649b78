"""The two forms of credit: what was found out about a customer, and the limit that is asked for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.cash.credit.models.base import OfPayerQuerySet
from endcap.customers.outlets.models import Outlet
from endcap.kernel.fields import IdField, MoneyField
from endcap.mechanisms.questions.models import Reply


class Investigation(models.Model):
    """What was found out about a customer: the eleven items of F06, or the entry file of a modern-trade customer. Its
    answers stand in a reply; once handed in they stay, and so does the suggestion."""

    class Form(models.TextChoices):
        CREDIT = "credit", pgettext_lazy("investigation", "信用调查")
        ENTRY = "entry", pgettext_lazy("investigation", "进店档案")

    id = IdField()
    payer = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="investigations")
    form = models.CharField(max_length=8, choices=Form, default=Form.CREDIT)
    reply = models.OneToOneField(Reply, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField(null=True)
    score_bp = models.PositiveSmallIntegerField(null=True)
    band = models.CharField(_("信用等级"), max_length=20, blank=True)
    monthly_sales = MoneyField(default=0)  # what the suggestion was made from
    factor_bp = models.PositiveIntegerField(default=0)
    suggested = MoneyField(_("建议额度"), default=0)
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    objects = OfPayerQuerySet["Investigation"].as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["payer", "form"],
                name="credit_one_open_investigation",
                condition=Q(done_on__isnull=True),
            ),
            models.CheckConstraint(
                name="credit_suggestion_after_the_end", condition=Q(done_on__isnull=False) | Q(suggested=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer_id} {self.form} {self.band}"


class Application(models.Model):
    """A limit that is asked for (F07), on the ground of one investigation that serves no other application."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("credit application", "审批中")
        RETURNED = "returned", pgettext_lazy("credit application", "被退回")
        APPROVED = "approved", pgettext_lazy("credit application", "已批准")
        REJECTED = "rejected", pgettext_lazy("credit application", "已驳回")
        WITHDRAWN = "withdrawn", pgettext_lazy("credit application", "已撤回")

    TRANSITIONS: ClassVar = {
        State.SUBMITTED: {State.APPROVED, State.RETURNED, State.REJECTED, State.WITHDRAWN},
        State.RETURNED: {State.SUBMITTED, State.WITHDRAWN},
    }
    OPEN: ClassVar = frozenset({State.SUBMITTED, State.RETURNED})

    id = IdField()
    payer = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="credit_applications")
    investigation = models.OneToOneField(Investigation, on_delete=models.PROTECT, related_name="application")
    amount = MoneyField(_("申请额度"))
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    term_days = models.PositiveSmallIntegerField(_("账期天数"))
    valid_to = models.DateField(pgettext_lazy("credit limit", "有效期至"))
    reason = models.CharField(_("申请理由"), max_length=500)
    before = MoneyField(_("现有额度"))
    state = models.CharField(max_length=10, choices=State, default=State.SUBMITTED)
    request_id = models.UUIDField(null=True)
    made_by_id = models.UUIDField(null=True)
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = OfPayerQuerySet["Application"].as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["payer"],
                name="credit_one_open_application",
                condition=Q(state__in=["submitted", "returned"]),
            ),
            models.CheckConstraint(
                name="credit_application_amount", condition=Q(amount__gte=0, before__gte=0)
            ),
            models.CheckConstraint(name="credit_application_currency", condition=Q(currency="CNY")),
            models.CheckConstraint(name="credit_application_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.payer_id} {self.amount} {self.state}"

    @property
    def is_raise(self) -> bool:
        """Whether it asks for more than there is."""
        return self.amount > self.before
