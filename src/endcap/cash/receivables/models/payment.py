"""Money in, and what it has paid."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.cash.receivables.models.base import OfPayerQuerySet, ToldToPayerQuerySet
from endcap.cash.receivables.models.invoice import Invoice
from endcap.customers.outlets.models import Outlet
from endcap.kernel.fields import IdField, MoneyField


class BankAccount(models.Model):
    """An account of the company into which customers may pay; any other is refused."""

    id = IdField()
    title = models.CharField(_("户名"), max_length=120)
    bank_name = models.CharField(_("开户银行"), max_length=120)
    account_no = models.CharField(_("账号"), max_length=40, unique=True)
    is_open = models.BooleanField(_("可收款"), default=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["bank_name", "account_no"]
        constraints = [models.CheckConstraint(name="bank_account_has_number", condition=~Q(account_no=""))]

    def __str__(self) -> str:
        return f"{self.bank_name} {self.account_no[-4:]}"


class CollectionPermit(models.Model):
    """Finance allows a rep, beforehand, to take cash of a payer: so much, until then."""

    id = IdField()
    payer = models.ForeignKey(
        Outlet, verbose_name=_("付款方"), on_delete=models.PROTECT, related_name="collection_permits"
    )
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("代收人"), on_delete=models.PROTECT, related_name="+"
    )
    limit = MoneyField(_("限额"))
    used = MoneyField(default=0)
    valid_to = models.DateField(_("有效期至"))
    reason = models.CharField(_("事由"), max_length=200)
    approved_by_id = models.UUIDField(null=True)
    approved_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfPayerQuerySet["CollectionPermit"].as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="permit_not_overdrawn", condition=Q(limit__gt=0, used__gte=0, used__lte=F("limit"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.rep_id} {self.limit}"

    @property
    def left(self) -> int:
        """How much may still be collected by it."""
        return self.limit - self.used


class Payment(models.Model):
    """Money of a payer. Finance confirms it and gives it its receipt number; then it pays invoices."""

    class Method(models.TextChoices):
        CASH = "cash", _("交到财务的现金")
        TRANSFER = "transfer", _("转到指定账户")
        REP_CASH = "rep_cash", _("业务代收的现金")
        DEDUCTION = "deduction", _("按合同抵扣的费用")
        CREDIT = "credit", _("红字转预收")

    class State(models.TextChoices):
        REPORTED = "reported", pgettext_lazy("payment", "待财务核对")
        WITH_REP = "with_rep", pgettext_lazy("payment", "在业务手中")
        RECEIVED = "received", pgettext_lazy("payment", "已到账")
        REJECTED = "rejected", pgettext_lazy("payment", "未到账")
        REVERSED = "reversed", pgettext_lazy("payment", "已冲销")

    id = IdField()
    receipt_no = models.CharField(_("收据号"), max_length=24, unique=True, null=True, blank=True)
    payer = models.ForeignKey(
        Outlet, verbose_name=_("付款方"), on_delete=models.PROTECT, related_name="payments"
    )
    method = models.CharField(pgettext_lazy("payment", "方式"), max_length=10, choices=Method)
    state = models.CharField(_("状态"), max_length=10, choices=State)
    amount = MoneyField(_("金额"))
    allocated = MoneyField(_("已核销"), default=0)
    paid_on = models.DateField(_("付款日"))
    bank_account = models.ForeignKey(
        BankAccount,
        verbose_name=_("收款账户"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    permit = models.ForeignKey(
        CollectionPermit, on_delete=models.PROTECT, null=True, blank=True, related_name="payments"
    )
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    credit_note = models.OneToOneField(
        Invoice, on_delete=models.PROTECT, null=True, blank=True, related_name="advance"
    )
    reference = models.CharField(_("流水号或用途"), max_length=120, blank=True)
    remark = models.CharField(_("备注"), max_length=300, blank=True)
    state_reason = models.CharField(max_length=300, blank=True)
    made_by_id = models.UUIDField(null=True)
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)
    received_by_name = models.CharField(max_length=60, blank=True)
    reversed_at = models.DateTimeField(null=True, blank=True)
    import_batch_id = models.UUIDField(null=True, blank=True, db_index=True)
    updated_at = models.DateTimeField()

    objects = ToldToPayerQuerySet["Payment"].as_manager()

    class Meta:
        ordering = ["-paid_on", "-id"]
        indexes = [
            models.Index(fields=["payer", "-paid_on", "-id"], name="payment_by_payer"),
            models.Index(fields=["state", "-paid_on", "-id"], name="payment_by_state"),
            models.Index(fields=["-paid_on", "-id"], name="payment_by_day"),
            models.Index(
                fields=["payer", "id"],
                condition=Q(state="received", allocated__lt=F("amount")),
                name="payment_with_rest",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="payment_allocated_within_amount",
                condition=Q(amount__gt=0, allocated__gte=0, allocated__lte=F("amount")),
            ),
            models.CheckConstraint(
                name="payment_pays_once_received", condition=Q(allocated=0) | Q(state="received")
            ),
            models.CheckConstraint(
                name="payment_received_has_receipt",
                condition=~Q(state="received") | Q(method="credit") | Q(receipt_no__isnull=False),
            ),
            models.CheckConstraint(
                name="payment_transfer_names_account",
                condition=~Q(method="transfer") | Q(bank_account__isnull=False),
            ),
            models.CheckConstraint(
                name="payment_by_rep_has_permit",
                condition=~Q(method="rep_cash") | Q(permit__isnull=False, rep__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.receipt_no or str(self.pk)

    @property
    def rest(self) -> int:
        """What it has not paid yet."""
        return self.amount - self.allocated


class Allocation(models.Model):
    """So much of a payment, or of a credit note, settled so much of an invoice. Taken back, it stays as a fact."""

    id = IdField()
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="allocations")
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="allocations"
    )
    credit_note = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, null=True, blank=True, related_name="settles"
    )
    amount = MoneyField()
    on = models.DateField()
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="allocation_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="allocation_has_one_source",
                condition=Q(payment__isnull=False, credit_note__isnull=True)
                | Q(payment__isnull=True, credit_note__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.amount}"
