"""The order and its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.cash.orders.errors import StateRefused
from endcap.kernel.fields import IdField, MoneyField, PriceField, QuantityField
from endcap.kernel.scope import Reach, ScopedQuerySet

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor

M = TypeVar("M", bound=models.Model)


class OrderQuerySet(ScopedQuerySet["Order"]):
    """Orders of one's own outlets, of one's units, or of the company."""

    def scope_filter(self, actor: Actor) -> models.Q:
        if actor.reach == Reach.OWN:
            return Q(owner_id=actor.person_id)
        return Q(unit_id__in=actor.unit_ids)

    def portal_filter(self, actor: Actor) -> models.Q:
        return Q(outlet_id__in=actor.represents)


class OfOrderQuerySet(ScopedQuerySet[M], Generic[M]):
    """Rows that hang on an order are seen by whoever sees the order."""

    def scope_filter(self, actor: Actor) -> models.Q:
        if actor.reach == Reach.OWN:
            return Q(order__owner_id=actor.person_id)
        return Q(order__unit_id__in=actor.unit_ids)

    def portal_filter(self, actor: Actor) -> models.Q:
        return Q(order__outlet_id__in=actor.represents)


class Order(models.Model):
    """What an outlet wants, at which price, on whose account, and how far it is.

    ``unit`` and ``owner`` follow the outlet's, so that lists need no join. Amounts include tax.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("order", "草稿")
        CONFIRMED = "confirmed", pgettext_lazy("order", "已确认")
        PICKED = "picked", pgettext_lazy("order", "已拣货")
        SHIPPED = "shipped", pgettext_lazy("order", "已发运")
        DELIVERED = "delivered", pgettext_lazy("order", "已签收")
        SETTLED = "settled", pgettext_lazy("order", "已结清")
        CANCELLED = "cancelled", pgettext_lazy("order", "已取消")
        RETURNED = "returned", pgettext_lazy("order", "已退回")

    class Source(models.TextChoices):
        OFFICE = "office", pgettext_lazy("order source", "办公室")
        API = "api", pgettext_lazy("order source", "接口")
        SHEET = "sheet", pgettext_lazy("order source", "表格")
        MEETING = "meeting", pgettext_lazy("order source", "订货会")
        PORTAL = "portal", pgettext_lazy("order source", "店主自助")
        PHONE = "phone", pgettext_lazy("order source", "电话")

    TRANSITIONS: ClassVar = {
        State.DRAFT: {State.CONFIRMED, State.CANCELLED},
        State.CONFIRMED: {State.PICKED, State.SHIPPED, State.CANCELLED},
        State.PICKED: {State.CONFIRMED, State.SHIPPED, State.CANCELLED},
        State.SHIPPED: {State.DELIVERED, State.RETURNED},
        State.DELIVERED: {State.SETTLED, State.RETURNED},
        State.SETTLED: {State.DELIVERED, State.RETURNED},  # a payment was taken back
        State.CANCELLED: set(),
        State.RETURNED: set(),
    }

    id = IdField()
    number = models.CharField(pgettext_lazy("order", "单号"), max_length=24, unique=True)
    outlet = models.ForeignKey(
        "outlets.Outlet", verbose_name=_("终端"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    payer = models.ForeignKey(
        "outlets.Outlet", verbose_name=_("付款方"), on_delete=models.PROTECT, related_name="+"
    )
    contract_id = models.UUIDField(null=True, editable=False)  # the terms under which it was placed
    mode = models.CharField(_("结算方式"), max_length=12)
    term_days = models.PositiveSmallIntegerField(_("账期"), default=0)
    unit = models.ForeignKey(
        "units.Unit", verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("负责人"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    warehouse = models.ForeignKey(
        "stock.Location", verbose_name=_("发货仓"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    meeting = models.ForeignKey(
        "orders.Meeting", verbose_name=_("订货会"), on_delete=models.PROTECT, null=True, related_name="orders"
    )
    source = models.CharField(_("来源"), max_length=8, choices=Source)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    requested_on = models.DateField(_("希望到货"), null=True, blank=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)
    net = MoneyField(_("不含税"))
    tax = MoneyField(_("税额"))
    total = MoneyField(_("金额"))
    shipped_total = MoneyField(_("已发金额"), default=0)
    line_count = models.PositiveIntegerField(_("行数"))
    is_exception = models.BooleanField(
        _("超出平常"), default=False
    )  # a quantity far above the usual (ORD-06)
    is_short = models.BooleanField(_("缺货待补"), default=False)  # something of it waits for goods
    held_at = models.DateTimeField(_("拦下时间"), null=True, blank=True)
    cancel_reason = models.CharField(_("取消原因"), max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64, editable=False)  # of the request that made it
    made_by_id = models.UUIDField(null=True, editable=False)
    made_by_name = models.CharField(_("下单人"), max_length=60)
    set_aside = MoneyField(default=0)  # money paid in advance, or credit, that is held for it now
    # the pending transfer of the ledger that holds the credit
    credit_op_id = models.UUIDField(null=True, editable=False)
    credit_line = models.PositiveIntegerField(default=0, editable=False)
    placed_at = models.DateTimeField(_("下单时间"))
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    picked_at = models.DateTimeField(_("拣货时间"), null=True, blank=True)
    shipped_at = models.DateTimeField(_("发运时间"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("签收时间"), null=True, blank=True)
    settled_at = models.DateTimeField(_("结清时间"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("取消时间"), null=True, blank=True)
    returned_at = models.DateTimeField(_("退回时间"), null=True, blank=True)
    import_batch_id = models.UUIDField(null=True, editable=False, db_index=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="order_total_adds_up", condition=Q(total=F("net") + F("tax"))),
            models.CheckConstraint(
                name="order_amounts_are_not_negative", condition=Q(net__gte=0) & Q(tax__gte=0)
            ),
            models.CheckConstraint(
                name="order_ships_no_more_than_it_holds",
                condition=Q(shipped_total__gte=0) & Q(shipped_total__lte=F("total")),
            ),
            models.CheckConstraint(
                name="order_sets_aside_no_more_than_its_total",
                condition=Q(set_aside__gte=0) & Q(set_aside__lte=F("total")),
            ),
            models.CheckConstraint(
                name="order_state_known",
                condition=Q(
                    state__in=[
                        *("draft", "confirmed", "picked", "shipped"),
                        *("delivered", "settled", "cancelled", "returned"),
                    ]
                ),
            ),
            models.CheckConstraint(
                name="order_says_when_it_was_confirmed",
                condition=Q(state__in=["draft", "cancelled"]) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="order_held_only_before_it_left",
                condition=Q(held_at__isnull=True) | Q(state__in=["draft", "confirmed", "picked"]),
            ),
            models.CheckConstraint(
                name="order_cancelled_says_when",
                condition=~Q(state="cancelled") | Q(cancelled_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["-placed_at", "-id"], name="order_by_time"),
            models.Index(fields=["owner", "-placed_at", "-id"], name="order_by_owner"),
            models.Index(fields=["unit", "-placed_at", "-id"], name="order_by_unit"),
            models.Index(fields=["state", "-placed_at", "-id"], name="order_by_state"),
            models.Index(fields=["outlet", "-placed_at", "-id"], name="order_by_outlet"),
            models.Index(fields=["-total", "-id"], name="order_by_total"),
            models.Index(
                fields=["payer", "placed_at"], name="order_held_by_payer", condition=Q(held_at__isnull=False)
            ),
            models.Index(fields=["-placed_at", "-id"], name="order_held", condition=Q(held_at__isnull=False)),
            models.Index(fields=["-placed_at", "-id"], name="order_short", condition=Q(is_short=True)),
            models.Index(
                fields=["-placed_at", "-id"], name="order_exception", condition=Q(is_exception=True)
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether something of it may still be done."""
        return self.state in OPEN_STATES

    @property
    def is_partly_shipped(self) -> bool:
        """Whether a part has left and the rest is to follow."""
        return self.shipped_total > 0 and self.state in (self.State.CONFIRMED, self.State.PICKED)

    def refuse_unless_may_become(self, state: str) -> None:
        """Refuse a step that does not follow from the present one; the refusal names both."""
        if state not in self.TRANSITIONS[self.State(self.state)]:
            raise StateRefused(
                number=self.number,
                before=self.get_state_display(),
                after=str(self.State(state).label),
            )


OPEN_STATES = (Order.State.DRAFT, Order.State.CONFIRMED, Order.State.PICKED, Order.State.SHIPPED)


class OrderLine(models.Model):
    """One product of an order: how much, as it was typed, at which price and why.

    ``reserved`` is held in the warehouse now; what is neither reserved, shipped nor cancelled waits for goods.
    """

    id = IdField()
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    sku = models.ForeignKey("catalog.Sku", verbose_name=_("品项"), on_delete=models.PROTECT, related_name="+")
    quantity = QuantityField(_("数量"))
    typed_quantity = models.CharField(_("填写的数量"), max_length=16)
    typed_unit = models.CharField(_("填写的单位"), max_length=12)
    price = PriceField(_("单价"))
    quoted_price = PriceField(_("系统价"), null=True)
    price_rule_id = models.UUIDField(null=True, editable=False)
    price_source = models.CharField(max_length=24, blank=True)
    price_by = models.JSONField(default=dict, blank=True)  # the rule as it was then, for its sentence
    price_note = models.CharField(_("改价原因"), max_length=200, blank=True)
    amount = MoneyField(_("金额"))
    norm = QuantityField(_("平常一次订"), null=True)
    is_exception = models.BooleanField(_("超出平常"), default=False)
    reserved = QuantityField(_("已预留"), default=0)
    shipped = QuantityField(_("已发"), default=0)
    cancelled = QuantityField(_("已取消"), default=0)

    objects = OfOrderQuerySet["OrderLine"].as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_has_its_place"),
            models.UniqueConstraint(fields=["order", "sku"], name="order_names_a_sku_once"),
            models.CheckConstraint(name="order_line_asks_for_something", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="order_line_price_is_not_negative", condition=Q(price__gte=0) & Q(amount__gte=0)
            ),
            models.CheckConstraint(
                name="order_line_gives_no_more_than_asked",
                condition=Q(reserved__gte=0)
                & Q(shipped__gte=0)
                & Q(cancelled__gte=0)
                & Q(quantity__gte=F("reserved") + F("shipped") + F("cancelled")),
            ),
            models.CheckConstraint(
                name="order_line_other_price_has_a_reason",
                condition=Q(price=F("quoted_price")) | ~Q(price_note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.position}"

    @property
    def waiting(self) -> int:
        """What waits for goods."""
        return self.quantity - self.reserved - self.shipped - self.cancelled
