"""What has to be known before an order is priced: the outlet, its terms, the products, what it usually takes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, FilteredRelation, Q

from endcap.cash.orders.models import Order
from endcap.cash.orders.pricing import Article
from endcap.cash.orders.quantities import Packing
from endcap.cash.receivables import selectors as receivables
from endcap.cash.receivables.models import Contract
from endcap.cash.receivables.terms import PREPAID, Terms
from endcap.customers.merchants import selectors as merchants
from endcap.customers.outlets.models import Outlet
from endcap.goods.catalog.models import Sku
from endcap.goods.catalog.presets import DEALER
from endcap.goods.catalog.quoting import Buyer
from endcap.goods.sales import selectors as sales
from endcap.kernel.actor import Actor
from endcap.kernel.errors import Refusal

USUAL_TAX_BP = 1300
NORM_DAYS = 180

_NO_ORDER = UUID(int=0)  # no order has it


@dataclass(frozen=True, slots=True)
class Customer:
    """The outlet that orders, as far as an order asks."""

    outlet: Outlet
    channel_ids: tuple[UUID, ...]
    unit_path: str
    not_trading: Refusal | None  # why it may not trade today
    has_order: bool  # whether the order that was asked about is there already

    @property
    def ancestors(self) -> list[UUID]:
        """The units above the outlet's, nearest first."""
        return [UUID(part) for part in self.unit_path.strip("/").split("/")[-2::-1]]


def customer(actor: Actor, outlet: UUID | str, *, order_id: UUID | None = None) -> Customer | None:
    """An outlet that the actor sees, by its id or code; in one statement with its channels, unit and merchant, and
    whether an order is there already under an id."""
    rows = Outlet.objects.visible_to(actor).filter(
        Q(pk=outlet) if isinstance(outlet, UUID) else Q(code=outlet)
    )
    found = (
        rows.only("code", "name", "status", "unit", "owner", "channel", "archived_at", "merged_into")
        .annotate(
            unit_path=F("unit__path"),
            above=F("channel__parent_id"),
            second=F("channel__parent__parent_id"),
            third=F("channel__parent__parent__parent_id"),
            held_now=FilteredRelation(
                "merchant_holdings", condition=Q(merchant_holdings__to_on__isnull=True)
            ),
            merchant_state=F("held_now__merchant__state"),
            merchant_note=F("held_now__merchant__state_note"),
            merchant_until=F("held_now__merchant__valid_to"),
            has_order=Exists(
                Order.objects.unscoped("an id is used once in the company").filter(pk=order_id or _NO_ORDER)
            ),
        )
        .first()
    )
    if found is None:
        return None
    read: Any = found  # with the columns of its channels, unit and merchant
    channels = (found.channel_id, read.above, read.second, read.third)
    why = merchants.problem_told(
        actor,
        outlet=found.name,
        state=read.merchant_state,
        note=read.merchant_note,
        valid_to=read.merchant_until,
    )
    return Customer(found, tuple(pk for pk in channels if pk), read.unit_path, why, read.has_order)


def why_not_trading(actor: Actor, outlet: Outlet) -> Refusal | None:
    """Why an outlet may not trade today; one statement."""
    return merchants.problem_between(actor, outlet, merchants.merchant_of_outlet(outlet.pk))


def terms_without_contract(outlet_id: UUID) -> Terms:
    """How somebody buys with whom nothing was agreed, where that is allowed: money first."""
    return Terms(
        contract_id=None,  # type: ignore[arg-type]
        number="",
        payer_id=outlet_id,
        mode=PREPAID,
        term_days=0,
        price_level="",
        tax_bp=USUAL_TAX_BP,
        rate_bp=None,
        supply_bp=None,
        guarantee=0,
        valid_from=None,  # type: ignore[arg-type]
        valid_to=None,
    )


def terms_for(actor: Actor, outlet_id: UUID) -> Terms | None:
    """The terms that hold for an outlet today."""
    return receivables.contract_for(outlet_id, actor.today)


def terms_of_order(contract_id: UUID | None, payer_id: UUID) -> Terms:
    """The terms under which an order was placed, whatever was agreed since."""
    if contract_id is None:
        return terms_without_contract(payer_id)
    return Contract.objects.unscoped("an order keeps the terms of its day").get(pk=contract_id).terms


def buyer(customer: Customer, terms: Terms | None) -> Buyer:
    """Who asks for a price."""
    return Buyer(
        customer.outlet.pk,
        customer.channel_ids,
        (terms.price_level if terms else "") or DEALER,
        terms.contract_id if terms else None,
    )


def articles(skus: Iterable[UUID | str]) -> dict[UUID | str, Article]:
    """Products by id and by code, in one statement."""
    wanted = list(skus)
    ids = [sku for sku in wanted if isinstance(sku, UUID)]
    codes = [sku for sku in wanted if not isinstance(sku, UUID)]
    where = (
        Q(pk__in=ids) | Q(code__in=codes) if ids and codes else Q(pk__in=ids) if ids else Q(code__in=codes)
    )
    rows = (
        Sku.objects.filter(where)
        .order_by()
        .values_list(
            *("pk", "code", "name", "is_article", "stage", "base_unit", "inner_unit", "inner_factor"),
            *("case_unit", "case_factor"),
        )
    )
    found: dict[UUID | str, Article] = {}
    for pk, code, name, is_article, stage, *packing in rows:
        article = Article(pk, code, name, is_article, stage == Sku.Stage.DELISTED, Packing(*packing))
        found[pk] = found[code] = article
    return found


def norms(actor: Actor, outlet_id: UUID, sku_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """What an outlet usually takes of each product at once, in base units; products it took less than twice are not
    named. One statement."""
    since = actor.today - timedelta(days=NORM_DAYS)
    return sales.usual_quantities(outlet_id, sku_ids, since)
