"""Trade of the demo: contracts of merchants that may trade, money in advance, orders of six weeks. Some have arrived, some
stand picked, some wait for goods or money, one was called off; one customer tells of a transfer that finance has yet to check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from endcap.cash.orders import services as orders
from endcap.cash.orders.drafts import LineDraft, OrderDraft, Outcome
from endcap.cash.orders.models import Order
from endcap.cash.receivables import services as receivables
from endcap.cash.receivables.drafts import ContractDraft
from endcap.cash.receivables.services import PaymentDraft
from endcap.config.demo.loading.cast import Cast
from endcap.config.demo.plan import dice
from endcap.customers.merchants import selectors as merchants
from endcap.customers.outlets.models import Outlet
from endcap.goods.catalog.models import Sku
from endcap.kernel.errors import Refusal
from endcap.kernel.ids import new_id
from endcap.org.units import selectors as units

FINANCE, CLERK = "xudongzhi", "yinyushui"
CUSTOMERS, POOR = 14, 2  # customers with a contract; the last of them have paid too little
_VISITS = (38, 29, 20, 12, 5, 1)  # how many days ago they ordered
_ON_THE_WAY = 5  # an order of so few days ago has not arrived yet
_ENOUGH, _LITTLE = 60_000_00, 600_00  # paid in advance


@dataclass(frozen=True)
class Loaded:
    """How much trade there is."""

    contracts: int
    orders: int

    def __str__(self) -> str:
        return f"{self.contracts} 份合同 contracts；{self.orders} 张订单 orders"


def load_trade(cast: Cast, today: date) -> Loaded:
    """Sign, take money in, and live through six weeks of orders."""
    customers = _signed(cast, today)
    company = units.company()
    account = receivables.add_bank_account(
        cast.at(FINANCE, cast.moment(today - timedelta(days=60), 9)),
        title=company.name if company else "",
        bank_name="东渡银行城关支行",
        account_no="6222020011223344",
    )
    for n, outlet in enumerate(customers):
        poor = n >= len(customers) - POOR
        receivables.record_payment(
            cast.at(FINANCE, cast.moment(today - timedelta(days=40), 10, n)),
            id=new_id(cast.now),
            draft=PaymentDraft(
                payer_id=outlet.pk,
                method="transfer",
                amount=_LITTLE if poor else _ENOUGH,
                paid_on=today - timedelta(days=40),
                bank_account_id=account.pk,
                reference=f"T{n + 1:04d}",
            ),
        )
    skus = list(Sku.objects.filter(is_article=True).exclude(stage=Sku.Stage.DELISTED).order_by("code"))
    done = sum(_ordered(cast, today, days, customers, skus) for days in _VISITS)
    if customers:
        told = customers[-1]
        receivables.report_payment(
            cast.at(told.owner.login, cast.moment(today, 9)),
            id=new_id(cast.now),
            draft=PaymentDraft(told.pk, "transfer", 3_000_00, today, account.pk, reference="T0099"),
        )
    return Loaded(len(customers), done)


def _signed(cast: Cast, today: date) -> list[Outlet]:
    """Outlets that may trade, each with a contract: money first."""
    at = cast.moment(today - timedelta(days=50), 11)
    everywhere = Outlet.objects.unscoped("the demo's own outlets").filter(
        status=Outlet.Status.ACTIVE, archived_at__isnull=True, owner__is_active=True
    )
    admin = cast.at("admin", cast.now)
    trading = merchants.trading_outlets(admin, everywhere.values_list("pk", flat=True))
    signed: list[Outlet] = []
    for outlet in everywhere.filter(pk__in=trading).select_related("owner").order_by("code"):
        if len(signed) == CUSTOMERS:
            break
        actor = cast.at("admin", at)
        try:
            contract = receivables.create_contract(
                actor,
                draft=ContractDraft(
                    outlet.pk, "prepaid", today - timedelta(days=50), outlet_ids=(outlet.pk,)
                ),
            )
            receivables.activate_contract(actor, contract_id=contract.pk)
        except Refusal:  # modern trade is investigated before it signs
            continue
        signed.append(outlet)
    return signed


def _ordered(cast: Cast, today: date, days: int, customers: Sequence[Outlet], skus: Sequence[Sku]) -> int:
    """One round of orders, and how far each of them came; answers how many."""
    day = today - timedelta(days=days)
    for n, outlet in enumerate(customers):
        chance = dice("order", outlet.code, days)
        lines = [
            LineDraft(sku.pk, chance.randint(1, 3), sku.case_unit if sku.case_factor > 1 else "")
            for sku in chance.sample(skus, chance.randint(3, 6))
        ]
        rep = cast.at(outlet.owner.login, cast.moment(day, 9 + n // 3, 11 * (n % 5)))
        placed = orders.place_order(
            rep, draft=OrderDraft(outlet.pk, lines, source="phone" if n % 4 == 1 else "office"), confirm=True
        )
        _go_on(cast, day, n, days, placed)
    return len(customers)


def _go_on(cast: Cast, day: date, n: int, days: int, placed: Outcome) -> None:
    """An order that was promised is picked and shipped the day after, and signed for the day after that."""
    order = placed.order
    if placed.holds:
        return
    if n == 3 and days == _ON_THE_WAY:
        at = cast.moment(day, 15)
        orders.cancel_order(
            cast.at(order.owner.login, at), order_id=order.pk, reason="店里临时停业，下周再订"
        )
        return
    if days <= 1:
        return
    out = cast.moment(day + timedelta(days=1), 8, 4 * n)
    orders.pick_order(cast.at(CLERK, out), order_id=order.pk)
    if days <= _ON_THE_WAY and n % 3 == 0:
        return
    left = orders.ship_order(cast.at(CLERK, out + timedelta(minutes=40)), order_id=order.pk)
    if (
        days > _ON_THE_WAY and left.order.state == Order.State.SHIPPED
    ):  # a part that waits for goods is still to come
        orders.deliver_order(cast.at(CLERK, out + timedelta(days=1)), order_id=order.pk)
