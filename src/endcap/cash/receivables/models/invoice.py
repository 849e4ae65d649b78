"""What customers owe: invoices, credit notes, late fees and what was open before, with how much of it is settled."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.cash.receivables.models.base import ToldToPayerQuerySet
from endcap.cash.receivables.models.contract import Contract
from endcap.customers.outlets.models import Outlet
from endcap.goods.catalog.models import Sku
from endcap.kernel.fields import IdField, MoneyField, PriceField, QuantityField


class Invoice(models.Model):
    """One item of a customer's account. Open as long as less is settled than its total; credit notes never are."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", pgettext_lazy("invoice", "发票")
        CREDIT_NOTE = "credit_note", pgettext_lazy("invoice", "红字")
        LATE_FEE = "late_fee", pgettext_lazy("invoice", "滞纳金")
        OPENING = "opening", pgettext_lazy("invoice", "期初")

    id = IdField()
    number = models.CharField(pgettext_lazy("invoice", "单号"), max_length=24, unique=True)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind, default=Kind.INVOICE)
    payer = models.ForeignKey(
        Outlet, verbose_name=_("付款方"), on_delete=models.PROTECT, related_name="invoices_to_pay"
    )
    outlet = models.ForeignKey(
        Outlet, verbose_name=_("终端"), on_delete=models.PROTECT, related_name="invoices"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="invoices"
    )
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.UUIDField(null=True, blank=True)
    issued_on = models.DateField(_("开单日"))
    due_on = models.DateField(pgettext_lazy("invoice", "到期日"))
    net = MoneyField(_("不含税"))
    tax = MoneyField(_("税额"))
    total = MoneyField(_("价税合计"))
    settled = MoneyField(_("已结"), default=0)
    credited = MoneyField(_("已冲减"), default=0)
    reason = models.CharField(_("事由"), max_length=300, blank=True)
    import_batch_id = models.UUIDField(null=True, blank=True, db_index=True)
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    objects = ToldToPayerQuerySet["Invoice"].as_manager()

    class Meta:
        ordering = ["-issued_on", "-id"]
        indexes = [
            models.Index(fields=["payer", "-issued_on", "-id"], name="invoice_by_payer"),
            models.Index(fields=["-issued_on", "-id"], name="invoice_by_day"),
            models.Index(fields=["source_id"], name="invoice_by_source"),
            models.Index(  # holds all that ageing and the oldest-first rule ask for
                fields=["payer", "due_on", "id", "total", "settled"],
                condition=Q(settled__lt=F("total")),
                name="invoice_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="invoice_total_adds_up", condition=Q(total=F("net") + F("tax"), total__gt=0, tax__gte=0)
            ),
            models.CheckConstraint(
                name="invoice_settled_within_total", condition=Q(settled__gte=0, settled__lte=F("total"))
            ),
            models.CheckConstraint(
                name="invoice_credited_within_total", condition=Q(credited__gte=0, credited__lte=F("total"))
            ),
            models.CheckConstraint(
                name="invoice_credit_note_is_closed",
                condition=(Q(kind="credit_note", corrects__isnull=False, settled=F("total")))
                | (~Q(kind="credit_note") & Q(corrects__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def open(self) -> int:
        """What is still owed of it."""
        return self.total - self.settled

    @property
    def is_open(self) -> bool:
        """Whether anything is owed of it."""
        return self.settled < self.total


class InvoicedLine(models.Model):
    """One line of an invoice or credit note; ``amount`` includes the tax."""

    id = models.BigAutoField(primary_key=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    place = models.PositiveSmallIntegerField()
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField(max_length=120, blank=True)
    quantity = QuantityField(default=0)
    price = PriceField(default=0)
    amount = MoneyField()
    tax = MoneyField(default=0)

    class Meta:
        ordering = ["invoice", "place"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "place"], name="invoiced_line_once"),
            models.CheckConstraint(name="invoiced_line_not_negative", condition=Q(amount__gte=0, tax__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.place}"
