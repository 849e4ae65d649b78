"""What was sold where and when: facts that are never edited, and the monthly sums kept beside them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.customers.outlets.models import OfOutletQuerySet
from endcap.kernel.fields import MoneyField, QuantityField


class SalesFact(models.Model):
    """One line of an invoice: outlet, product, day, quantity in base units and amount in fen; returns
    are negative."""

    class Kind(models.TextChoices):
        SALE = "sale", _("销售")
        RETURN = "return", _("退货")

    id = models.BigAutoField(primary_key=True)
    outlet = models.ForeignKey("outlets.Outlet", on_delete=models.PROTECT, related_name="+", db_index=False)
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(_("日期"))
    quantity = QuantityField(_("数量"))
    amount = MoneyField(_("金额"))
    kind = models.CharField(_("类型"), max_length=6, choices=Kind)
    source = models.CharField(_("来源"), max_length=16, blank=True)  # the system that numbered the invoice
    invoice_no = models.CharField(_("单号"), max_length=40)
    line_no = models.PositiveIntegerField(_("行号"))
    flags = models.CharField(_("标记"), max_length=80, blank=True)  # codes with commas between
    batch_id = models.UUIDField(editable=False)

    objects = OfOutletQuerySet["SalesFact"].as_manager()

    class Meta:
        constraints = [
            # the same file twice, or two files that overlap, create nothing new
            models.UniqueConstraint(
                fields=["invoice_no", "line_no", "source"], name="fact_is_known_by_its_invoice_line"
            ),
            models.CheckConstraint(name="fact_kind_known", condition=Q(kind__in=["sale", "return"])),
        ]
        indexes = [
            models.Index(fields=["outlet", "day"], name="fact_by_outlet"),
            models.Index(fields=["sku", "day"], name="fact_by_sku"),
            models.Index(fields=["batch_id", "day"], name="fact_by_batch"),
            models.Index(fields=["outlet", "sku"], name="fact_return_by_outlet", condition=Q(kind="return")),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_no}/{self.line_no}"


class ReturnMatch(models.Model):
    """How much of a return belongs to which earlier sale of the same outlet and product."""

    id = models.BigAutoField(primary_key=True)
    returned = models.ForeignKey(SalesFact, on_delete=models.CASCADE, related_name="matches")
    sale = models.ForeignKey(SalesFact, on_delete=models.CASCADE, related_name="returns")
    quantity = QuantityField(_("数量"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["returned", "sale"], name="return_names_a_sale_once"),
            models.CheckConstraint(name="return_match_is_positive", condition=Q(quantity__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.returned_id} → {self.sale_id}"


class OutletMonth(models.Model):
    """An outlet's month, kept right on import and undo. Articles only; other codes are summed apart."""

    id = models.BigAutoField(primary_key=True)
    outlet = models.ForeignKey("outlets.Outlet", on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField(_("月份"))  # its first day
    amount = MoneyField(_("净销售额"))
    quantity = QuantityField(_("数量"))
    invoices = models.PositiveIntegerField(pgettext_lazy("sales", "单数"))
    lines = models.PositiveIntegerField(_("行数"))
    returns = MoneyField(_("退货额"))  # positive
    other_amount = MoneyField(_("非商品金额"), default=0)

    objects = OfOutletQuerySet["OutletMonth"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outlet", "month"], name="outlet_month_once")]
        indexes = [models.Index(fields=["month"], name="outlet_month_by_month")]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.month}"


class SkuMonth(models.Model):
    """A product's month over the whole company, kept right on import and undo."""

    id = models.BigAutoField(primary_key=True)
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField(_("月份"))
    amount = MoneyField(_("净销售额"))
    quantity = QuantityField(_("数量"))
    outlets = models.PositiveIntegerField(_("终端数"))
    lines = models.PositiveIntegerField(_("行数"))
    returns = MoneyField(_("退货额"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sku", "month"], name="sku_month_once")]
        indexes = [models.Index(fields=["month"], name="sku_month_by_month")]

    def __str__(self) -> str:
        return f"{self.sku_id} {self.month}"


class GradingRun(models.Model):
    """One grading that was applied: as of which day, over which window, by which method, and by whom."""

    id = models.BigAutoField(primary_key=True)
    as_of = models.DateField(_("截止日"))
    from_on = models.DateField(_("起始日"))
    method = models.CharField(_("方法"), max_length=8)
    person_name = models.CharField(_("执行人"), max_length=60)
    at = models.DateTimeField(_("时间"))
    summary = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.as_of} {self.method}"
