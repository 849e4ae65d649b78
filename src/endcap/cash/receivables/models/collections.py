"""Around the money: what came late, what was promised, what was said, what retailers kept, what the policy says."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.cash.receivables.models.base import OfPayerQuerySet
from endcap.cash.receivables.models.contract import Contract, FeeClause
from endcap.cash.receivables.models.invoice import Invoice
from endcap.cash.receivables.models.payment import Payment
from endcap.customers.outlets.models import Outlet
from endcap.goods.catalog.models import Sku
from endcap.kernel.fields import IdField, MoneyField, PriceField, QuantityField


class AppraisalEvent(models.Model):
    """Somebody was late with money or papers. A fact for appraisal; nothing is ever deducted by it (G-03)."""

    class Kind(models.TextChoices):
        LATE_HANDOVER = "late_handover", _("代收现金没有当天交")
        LATE_REPORT = "late_report", _("付款登记晚了")
        LATE_CHECK = "late_check", _("财务核对晚了")

    class Verdict(models.TextChoices):
        OPEN = "", pgettext_lazy("appraisal", "待定")
        COUNTS = "counts", pgettext_lazy("appraisal", "计入考核")
        DISMISSED = "dismissed", pgettext_lazy("appraisal", "不计")

    id = IdField()
    kind = models.CharField(max_length=16, choices=Kind)
    payer = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="appraisals")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField()
    done_on = models.DateField()
    days_late = models.IntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True, default=Verdict.OPEN)
    verdict_reason = models.CharField(max_length=300, blank=True)
    verdict_by_name = models.CharField(max_length=60, blank=True)
    verdict_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = OfPayerQuerySet["AppraisalEvent"].as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["payment", "kind"], name="appraisal_once"),
            models.CheckConstraint(name="appraisal_is_late", condition=Q(days_late__gt=0)),
            models.CheckConstraint(
                name="appraisal_verdict_has_reason", condition=Q(verdict="") | ~Q(verdict_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.days_late}"


class SoldReport(models.Model):
    """What an outlet says it has sold from a day to a day: by it consignment and concession are settled."""

    id = IdField()
    number = models.CharField(_("清单编号"), max_length=24, unique=True)
    payer = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="sold_reports_to_pay")
    outlet = models.ForeignKey(
        Outlet, verbose_name=_("终端"), on_delete=models.PROTECT, related_name="sold_reports"
    )
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="sold_reports")
    mode = models.CharField(max_length=12)
    from_on = models.DateField(_("从"))
    to_on = models.DateField(_("到"))
    received_on = models.DateField(_("收到日"))
    sales = MoneyField(_("零售额"))
    kept = MoneyField(_("零售商留下"), default=0)
    shortfall = MoneyField(_("未达保底"), default=0)
    payable = MoneyField(_("应付"))
    invoice = models.OneToOneField(
        Invoice, on_delete=models.PROTECT, null=True, blank=True, related_name="sold_report"
    )
    import_batch_id = models.UUIDField(null=True, blank=True, db_index=True)
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)

    objects = OfPayerQuerySet["SoldReport"].as_manager()

    class Meta:
        ordering = ["-to_on", "-id"]
        indexes = [models.Index(fields=["outlet", "-to_on"], name="sold_report_by_outlet")]
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "from_on"],
                condition=Q(cancelled_at__isnull=True),
                name="sold_report_begins_once",
            ),
            models.CheckConstraint(name="sold_report_ends_after_start", condition=Q(to_on__gte=F("from_on"))),
            models.CheckConstraint(
                name="sold_report_not_negative",
                condition=Q(sales__gte=0, kept__gte=0, shortfall__gte=0, payable__gte=0),
            ),
            models.CheckConstraint(
                name="sold_report_adds_up",
                condition=~Q(mode="concession") | Q(payable=F("sales") + F("shortfall") - F("kept")),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SoldLine(models.Model):
    """One product of a sales report."""

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(SoldReport, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    quantity = QuantityField()
    shelf_price = PriceField(default=0)
    supply_price = PriceField(default=0)
    sales = MoneyField()
    payable = MoneyField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "sku"], name="sold_line_once"),
            models.CheckConstraint(
                name="sold_line_not_negative", condition=Q(quantity__gt=0, sales__gte=0, payable__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.sku_id}"


class Deduction(models.Model):
    """What a retailer kept from what he owes. By a clause of the contract it is a fee; the rest is disputed (G-06)."""

    class State(models.TextChoices):
        DISPUTED = "disputed", pgettext_lazy("deduction", "有争议")
        ACCEPTED = "accepted", pgettext_lazy("deduction", "按合同认可")
        WITHDRAWN = "withdrawn", pgettext_lazy("deduction", "对方撤回")

    id = IdField()
    number = models.CharField(_("扣款编号"), max_length=24, unique=True)
    payer = models.ForeignKey(
        Outlet, verbose_name=_("付款方"), on_delete=models.PROTECT, related_name="deductions"
    )
    label = models.CharField(_("对方写的名目"), max_length=80)
    amount = MoneyField(_("金额"))
    base = MoneyField(_("计算基数"), null=True, blank=True)
    on = models.DateField(_("扣款日"))
    proof = models.CharField(_("服务凭证"), max_length=200, blank=True)
    clause = models.ForeignKey(
        FeeClause, on_delete=models.PROTECT, null=True, blank=True, related_name="deductions"
    )
    state = models.CharField(_("状态"), max_length=10, choices=State)
    state_reason = models.CharField(max_length=300, blank=True)
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="deduction"
    )
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=60, blank=True)

    objects = OfPayerQuerySet["Deduction"].as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["state", "-on"], name="deduction_by_state")]
        constraints = [
            models.CheckConstraint(name="deduction_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="deduction_accepted_by_clause",
                condition=~Q(state="accepted") | Q(clause__isnull=False, payment__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CollectionNote(models.Model):
    """What was said about a payer's debt, and what he promised: the log between finance and sales (SET-07)."""

    id = IdField()
    payer = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="collection_notes")
    note = models.CharField(_("说了什么"), max_length=500)
    promised_on = models.DateField(_("答应付款日"), null=True, blank=True)
    promised = MoneyField(_("答应金额"), null=True, blank=True)
    made_by_id = models.UUIDField(null=True)
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    objects = OfPayerQuerySet["CollectionNote"].as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["payer", "-created_at"], name="collection_note_by_payer"),
            models.Index(fields=["promised_on"], name="collection_note_by_promise"),
        ]
        constraints = [
            models.CheckConstraint(
                name="collection_promise_is_whole",
                condition=Q(promised__isnull=True, promised_on__isnull=True)
                | Q(promised__gt=0, promised_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.note[:40]


class Policy(models.Model):
    """A version of the collections policy: finance owns it; from its day on it replaces the older ones (SET-12)."""

    id = IdField()
    version = models.PositiveIntegerField(_("版本"), unique=True)
    title = models.CharField(_("标题"), max_length=120)
    body = models.TextField(_("正文"))
    owner_name = models.CharField(_("归口部门"), max_length=60)
    valid_from = models.DateField(_("生效日"), unique=True)
    report_days = models.IntegerField(_("付款后几个工作日内登记"), default=1)
    check_days = models.IntegerField(_("登记后几个工作日内核对"), default=1)
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="policy_days_sensible",
                condition=Q(report_days__gte=0, report_days__lte=60, check_days__gte=0, check_days__lte=60),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"
