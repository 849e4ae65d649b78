"""A small trade for tests: an office with a warehouse, products with prices and lots, outlets that may trade, contracts,
money and credit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from endcap.cash.credit.tests.granting import grant
from endcap.cash.orders import services
from endcap.cash.orders.drafts import LineDraft, OrderDraft, Outcome
from endcap.cash.orders.models import Order
from endcap.cash.receivables import money
from endcap.cash.receivables import services as receivables
from endcap.cash.receivables.drafts import ContractDraft
from endcap.cash.receivables.models import Contract, Payment
from endcap.customers.merchants.models import Merchant, MerchantOutlet
from endcap.customers.outlets import selectors as outlet_selectors
from endcap.customers.outlets import services as outlet_services
from endcap.customers.outlets.models import Outlet
from endcap.goods.catalog import services as catalog
from endcap.goods.catalog.models import Sku
from endcap.goods.stock import selectors as stock_selectors
from endcap.goods.stock import services as stock
from endcap.goods.stock.models import Location
from endcap.kernel.actor import Actor
from endcap.kernel.calendar import services as calendar
from endcap.kernel.ids import new_id
from endcap.mechanisms.ledger import selectors as ledger_selectors
from endcap.mechanisms.ledger import services as ledger

TODAY = date(2026, 7, 16)
YEAR = timedelta(days=365)


def lines(*wanted: tuple[Sku, int], unit: str = "") -> list[LineDraft]:
    """Lines of an order: ``lines((tea, 3), (water, 2), unit="箱")``."""
    return [LineDraft(sku.pk, quantity, unit) for sku, quantity in wanted]


@dataclass
class Trade:
    """One office and its trade."""

    system: Actor
    unit_id: UUID
    owner_id: UUID
    skus: dict[str, Sku] = field(default_factory=dict)
    _made: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        calendar.seed_china(self.system)
        outlet_services.create_preset_channels(self.system)
        catalog.create_preset_price_levels(self.system)
        self.channels = {channel.code: channel for channel in outlet_selectors.channels_in_order()}
        self.warehouse: Location = stock.create_location(
            self.system, draft=stock.LocationDraft(code="WH-01", name="东渡仓", unit_id=self.unit_id)
        )

    def _next(self, what: str) -> int:
        self._made[what] = self._made.get(what, 0) + 1
        return self._made[what]

    def sku(
        self, name: str = "", *, price: int = 2_0000, there: int = 0, case_factor: int = 24, **more: Any
    ) -> Sku:
        """A product with a dealer's price (1/10,000 a bottle) and so many bottles in the warehouse."""
        number = self._next("sku")
        fields = catalog.SkuFields(name=name or f"品项{number}", case_factor=case_factor, **more)
        made = catalog.create_sku(self.system, code=f"S{number:02d}", fields=fields)
        if price:
            catalog.set_price(
                self.system,
                sku_id=made.pk,
                level="dealer",
                price=price,
                valid_from=TODAY - timedelta(days=90),
            )
        if there:
            self.receive(made, there)
        self.skus[made.code] = made
        return made

    def receive(self, sku: Sku, quantity: int, *, expires_on: date | None = None, lot: str = "L1") -> None:
        """Goods come from the supplier."""
        line = stock.ReceiptLine(sku.pk, quantity, lot, None, expires_on or TODAY + YEAR)
        stock.receive_goods(self.system, location_id=self.warehouse.pk, lines=[line])

    def shop(self, name: str = "福满小卖部", *, trades: bool = True, owner_id: UUID | None = None) -> Outlet:
        """An outlet whose merchant is admitted."""
        draft = outlet_services.OutletDraft(
            name=name,
            channel_id=self.channels["grocery"].pk,
            owner_id=owner_id or self.owner_id,
            unit_id=self.unit_id,
        )
        [made] = outlet_services.create_many(self.system, [draft])
        if trades:
            self.admit([made])
        return made

    def admit(self, outlets: Sequence[Outlet]) -> None:
        """Their merchants may trade."""
        now = self.system.now
        merchants = [
            Merchant(
                id=new_id(now),
                number=f"M-{outlet.pk.hex[-10:]}",
                name=outlet.name,
                search_text=outlet.name,
                licence_no=f"92{outlet.pk.hex[:16].upper()}",
                state=Merchant.State.APPROVED,
                state_at=now,
                approved_at=now,
                made_by_name="test",
                created_at=now,
                updated_at=now,
            )
            for outlet in outlets
        ]
        Merchant.objects.bulk_create(merchants)
        MerchantOutlet.objects.bulk_create(
            [
                MerchantOutlet(
                    id=new_id(now), merchant=merchant, outlet=outlet, from_on=TODAY - YEAR, by_name="test"
                )
                for merchant, outlet in zip(merchants, outlets, strict=True)
            ]
        )

    def contract(self, payer: Outlet, mode: str = "prepaid", **more: Any) -> Contract:
        """A contract that holds."""
        more.setdefault("term_days", 0 if mode == "prepaid" else 30)
        more.setdefault("valid_from", TODAY - timedelta(days=60))
        if mode == "concession":
            more.setdefault("rate_bp", 2000)
        more.setdefault("outlet_ids", (payer.pk,))
        made = receivables.create_contract(self.system, draft=ContractDraft(payer.pk, mode, **more))
        return receivables.activate_contract(self.system, contract_id=made.pk)

    def prepaid(self, advance: int = 0, name: str = "福满小卖部") -> Outlet:
        """A shop that pays first, with so much money on its account."""
        shop = self.shop(name)
        self.contract(shop, "prepaid")
        if advance:
            self.pay(shop, advance)
        return shop

    def on_credit(self, limit: int, name: str = "万家超市") -> Outlet:
        """A shop that pays after 30 days, with a limit."""
        shop = self.shop(name)
        self.contract(shop, "credit")
        if limit:
            self.grant(shop, limit)
        return shop

    def grant(self, payer: Outlet, limit: int) -> None:
        """A credit limit for a year."""
        grant(self.system, payer.pk, limit)

    def pay(self, payer: Outlet, amount: int) -> Payment:
        """Money in advance, confirmed by finance."""
        now = self.system.now
        payment = Payment.objects.create(
            id=new_id(now),
            payer=payer,
            receipt_no=f"R-{self._next('payment'):06d}",
            method=Payment.Method.CASH,
            state=Payment.State.RECEIVED,
            amount=amount,
            paid_on=self.system.today,
            made_by_name="test",
            created_at=now,
            received_at=now,
            updated_at=now,
        )
        line = ledger.Line(money.CASH_DESK, money.advance(payer.pk), amount)
        ledger.post(self.system, op_id=new_id(), kind="test.paid", lines=[line])
        return payment

    def place(
        self, actor: Actor, outlet: Outlet, wanted: Sequence[LineDraft], *, confirm: bool = True, **more: Any
    ) -> Outcome:
        """An order."""
        return services.place_order(actor, draft=OrderDraft(outlet.pk, wanted, **more), confirm=confirm)

    def there(self, sku: Sku) -> stock_selectors.Available:
        """What stands in the warehouse of a product."""
        found = stock_selectors.available(location_ids=[self.warehouse.pk], sku_ids=[sku.pk])
        return found.get((self.warehouse.pk, sku.pk), stock_selectors.Available())


def balances(payer: Outlet, order: Order | None = None) -> Mapping[str, int]:
    """Where a payer stands in the book of money."""
    keys = {"owed": money.receivable(payer.pk), "advance": money.advance(payer.pk)}
    if order is not None:
        keys["earmarked"] = money.earmarked(payer.pk, order.pk)
    found = ledger_selectors.balances_of(keys.values())
    return {name: found[key] for name, key in keys.items()}
