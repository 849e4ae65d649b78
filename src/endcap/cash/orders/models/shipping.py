"""What is held in the warehouse for an order, and what has left it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from endcap.cash.orders.models.orders import OfOrderQuerySet, Order, OrderLine
from endcap.kernel.fields import IdField, MoneyField, QuantityField


class Reservation(models.Model):
    """So much of a lot is held for a line: the pending transfer of the ledger that holds it."""

    id = IdField()
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="reservations")
    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="reservations", db_index=False)
    lot = models.ForeignKey("stock.Lot", on_delete=models.PROTECT, related_name="+")
    warehouse = models.ForeignKey(
        "stock.Location", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    quantity = QuantityField(_("数量"))
    op_id = models.UUIDField(editable=False)
    op_line = models.PositiveIntegerField(editable=False)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # shipped or released

    objects = OfOrderQuerySet["Reservation"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="reservation_holds_something", condition=Q(quantity__gt=0)),
            models.UniqueConstraint(fields=["op_id", "op_line"], name="reservation_is_one_transfer"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.quantity}"


class Shipment(models.Model):
    """Goods of an order that left together, and the invoice that went with them."""

    id = IdField()
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="shipments")
    number = models.CharField(_("发货单号"), max_length=24, unique=True)
    net = MoneyField(_("不含税"))
    tax = MoneyField(_("税额"))
    total = MoneyField(_("金额"))
    invoice_id = models.UUIDField(null=True, unique=True)
    carrier = models.CharField(_("承运人"), max_length=60, blank=True)
    waybill = models.CharField(_("运单号"), max_length=60, blank=True)
    shipped_at = models.DateTimeField(_("发运时间"))
    shipped_by_name = models.CharField(_("发运人"), max_length=60)
    delivered_at = models.DateTimeField(_("签收时间"), null=True)
    settled_at = models.DateTimeField(_("结清时间"), null=True)

    objects = OfOrderQuerySet["Shipment"].as_manager()

    class Meta:
        ordering = ["shipped_at", "number"]
        constraints = [
            models.CheckConstraint(name="shipment_total_adds_up", condition=Q(total=F("net") + F("tax"))),
        ]

    def __str__(self) -> str:
        return self.number


class ShipmentLine(models.Model):
    """So much of a lot went out for a line."""

    id = IdField()
    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="shipped_parts")
    lot = models.ForeignKey("stock.Lot", on_delete=models.PROTECT, related_name="+")
    quantity = QuantityField(_("数量"))
    amount = MoneyField(_("金额"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="shipment_line_holds_something", condition=Q(quantity__gt=0) & Q(amount__gte=0)
            ),
            models.UniqueConstraint(fields=["shipment", "line", "lot"], name="shipment_names_a_lot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.shipment_id} {self.quantity}"
