"""Why an order does not go on, and what went wrong with one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.cash.orders.models.orders import OfOrderQuerySet, Order
from endcap.kernel.fields import IdField, MoneyField


class Hold(models.Model):
    """One reason why an order waits: which invoices or limits are in the way, and what frees it.

    ``facts`` holds figures and numbers only; the sentence is written in the reader's language.
    """

    class Code(models.TextChoices):
        ADVANCE_SHORT = "advance_short", pgettext_lazy("hold", "预付款不够")
        OVER_LIMIT = "over_limit", pgettext_lazy("hold", "超授信额度")
        OVERDUE = "overdue", pgettext_lazy("hold", "有逾期欠款")
        NO_CREDIT = "no_credit", pgettext_lazy("hold", "没有可用的授信")
        NO_STOCK = "no_stock", pgettext_lazy("hold", "仓库没货")
        NO_WAREHOUSE = "no_warehouse", pgettext_lazy("hold", "没有发货仓")
        NOT_TRADING = "not_trading", pgettext_lazy("hold", "商户不能交易")

    class Point(models.TextChoices):
        ENTRY = "entry", pgettext_lazy("hold", "确认时")
        DISPATCH = "dispatch", pgettext_lazy("hold", "发运时")

    class How(models.TextChoices):
        PASSED = "passed", pgettext_lazy("hold", "条件满足了")
        RELEASED = "released", pgettext_lazy("hold", "财务确认到款")
        OVERRIDDEN = "overridden", pgettext_lazy("hold", "破例放行")
        CANCELLED = "cancelled", pgettext_lazy("hold", "订单取消了")

    id = IdField()
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="holds")
    code = models.CharField(_("原因"), max_length=16, choices=Code)
    point = models.CharField(_("在哪一步"), max_length=8, choices=Point)
    facts = models.JSONField(default=dict)
    needs = MoneyField(_("还差"), null=True)  # the payment that frees it
    ships_today = MoneyField(_("现在能发"), default=0)
    made_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)
    cleared_how = models.CharField(max_length=10, choices=How, blank=True)
    cleared_by_id = models.UUIDField(null=True)
    cleared_by_name = models.CharField(max_length=60, blank=True)
    cleared_note = models.CharField(max_length=200, blank=True)

    objects = OfOrderQuerySet["Hold"].as_manager()

    class Meta:
        ordering = ["made_at", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "code"], condition=Q(cleared_at__isnull=True), name="hold_stands_once"
            ),
            models.CheckConstraint(
                name="hold_says_how_it_ended",
                condition=Q(cleared_at__isnull=True, cleared_how="")
                | Q(cleared_at__isnull=False) & ~Q(cleared_how=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.code}"


class Issue(models.Model):
    """Something about an order that somebody has to put right, by when, and how it ended (ORD-02)."""

    class Kind(models.TextChoices):
        LATE = "late", pgettext_lazy("issue", "送晚了")
        SHORT = "short", pgettext_lazy("issue", "少发")
        WRONG = "wrong", pgettext_lazy("issue", "发错")
        DAMAGED = "damaged", pgettext_lazy("issue", "破损")
        PRICE = "price", pgettext_lazy("issue", "价格不对")
        OTHER = "other", pgettext_lazy("issue", "其他")

    id = IdField()
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="issues")
    kind = models.CharField(pgettext_lazy("issue", "问题"), max_length=8, choices=Kind)
    text = models.CharField(_("说明"), max_length=500)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("谁处理"), on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(_("最晚"))
    opened_at = models.DateTimeField()
    opened_by_name = models.CharField(max_length=60)
    closed_at = models.DateTimeField(null=True)
    closed_by_name = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(_("怎么解决的"), max_length=500, blank=True)

    objects = OfOrderQuerySet["Issue"].as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                name="issue_ends_with_an_outcome", condition=Q(closed_at__isnull=True) | ~Q(outcome="")
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="issue_open", condition=Q(closed_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind}"
