"""What a customer may order for himself: his own products at his own prices, with a word about the stock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from endcap.cash.orders.quantities import Packing
from endcap.cash.orders.rights import Rights
from endcap.cash.orders.selectors import entry, finding
from endcap.cash.orders.selectors.finding import Before
from endcap.goods.catalog import selectors as catalog
from endcap.goods.catalog.models import Sku
from endcap.goods.catalog.quoting import Quote
from endcap.goods.stock import selectors as stock
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere

MOST = 400
PLENTY = 10  # cases


class Promise(StrEnum):
    """How much there is, as a customer is told; figures are the company's own."""

    PLENTY = "plenty"
    FEW = "few"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Offer:
    """One product for one customer."""

    sku: Sku
    quote: Quote
    promise: Promise
    before: Before | None  # when the customer took it last, and how much
    is_expected: bool  # outlets like this one should carry it

    @property
    def packing(self) -> Packing:
        """Its packings."""
        sku = self.sku
        return Packing(sku.base_unit, sku.inner_unit, sku.inner_factor, sku.case_unit, sku.case_factor)

    @property
    def unit(self) -> str:
        """The unit in which a customer orders it."""
        return self.sku.case_unit if self.sku.case_factor > 1 else self.sku.base_unit


def offers(actor: Actor, outlet_id: UUID) -> Sequence[Offer]:
    """Everything that an outlet may order: what it took before first, then what it should carry, then the rest, by
    code. A fixed number of statements. Raises NotFoundHere for an outlet out of sight."""
    actor.require(Rights.PLACE)
    customer = entry.customer(actor, outlet_id)
    if customer is None:
        raise NotFoundHere()
    skus = list(Sku.objects.filter(is_article=True).exclude(stage=Sku.Stage.DELISTED).order_by("code")[:MOST])
    buyer = entry.buyer(customer, entry.terms_for(actor, outlet_id))
    quotes = catalog.quotes(buyer, sku_ids=[sku.pk for sku in skus], on=actor.today)
    warehouse = stock.warehouse_of(outlet_id)
    there = stock.available(location_ids=[warehouse.pk], sku_ids=list(quotes)) if warehouse else {}
    free = {sku_id: one.on_hand - one.held for (_place, sku_id), one in there.items()}
    before = {one.sku.pk: one for one in finding.ordered_before(actor, outlet_id)}
    expected = {sku.pk for sku in catalog.should_list_of(customer.channel_ids, customer.outlet.grade)}
    found = [
        Offer(sku, quotes[sku.pk], _promise(sku, free.get(sku.pk, 0)), before.get(sku.pk), sku.pk in expected)
        for sku in skus
        if sku.pk in quotes
    ]
    return sorted(found, key=lambda offer: (offer.before is None, not offer.is_expected, offer.sku.code))


def _promise(sku: Sku, free: int) -> Promise:
    if free <= 0:
        return Promise.NONE
    return Promise.PLENTY if free >= PLENTY * sku.case_factor else Promise.FEW
