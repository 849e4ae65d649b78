"""How much to order, with its inputs (INV-01, INV-02, INV-04), and the stock curve (F19, INV-03)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from endcap.goods.catalog import selectors as catalog
from endcap.goods.catalog.models import Sku
from endcap.goods.stock import book
from endcap.goods.stock.models import Lever, Location, Uplift
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.selectors.board import PAGE, skus_at
from endcap.goods.stock.selectors.demand import OVER_DAYS, sold_from
from endcap.goods.stock.selectors.levers import Levers, levers
from endcap.goods.stock.selectors.places import location_of
from endcap.goods.stock.selectors.standing import Available, available
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.money import amount_of
from endcap.mechanisms.ledger.models import Account, Transfer
from endcap_engines.replenish import Curve, Inputs, Policy, Suggestion, simulate, suggest
from endcap_engines.replenish import Uplift as UpliftPart

Key = Lever.Key


@dataclass(frozen=True)
class Advice:
    """What to order of a product for a location, and every figure that it is made of."""

    sku: Sku
    stands: Available
    inputs: Inputs
    suggestion: Suggestion

    @property
    def cover_days(self) -> int | None:
        """How long what is available lasts: the control figure in days."""
        return self.suggestion.available * OVER_DAYS // self.inputs.sold if self.inputs.sold > 0 else None

    @property
    def is_short(self) -> bool:
        """It lasts for less than an order takes to arrive (INV-09)."""
        cover = self.cover_days
        return cover is not None and cover < self.inputs.lead_days


@dataclass(frozen=True)
class AdvicePage:
    """Some products of a location, and where the list goes on."""

    rows: Sequence[Advice]
    next: str = ""


def advice_page(
    actor: Actor,
    *,
    location_id: UUID,
    text: str = "",
    only_to_order: bool = False,
    after: str = "",
    limit: int = PAGE,
) -> AdvicePage:
    """What to order for a location, by product code: everything that stands there or was sold from there."""
    actor.require(Rights.VIEW)
    place = location_of(actor, location_id)
    rows = skus_of(place, text, actor.today)
    if after:
        rows = rows.filter(code__gt=after)
    if only_to_order:  # looked through in whole; a warehouse has hundreds of products, not millions
        every = [one for one in advise(place, list(rows), on=actor.today) if one.suggestion.quantity]
        return AdvicePage(every[:limit], every[limit - 1].sku.code if len(every) > limit else "")
    skus = list(rows[: limit + 1])
    page = advise(place, skus[:limit], on=actor.today)
    return AdvicePage(page, skus[limit - 1].code if len(skus) > limit else "")


def skus_of(place: Location, text: str, on: date) -> QuerySet[Sku]:
    """Products that stand at a location, or were sold from it lately."""
    standing = list(skus_at([place.pk]).values_list("pk", flat=True))
    rows = Sku.objects.filter(is_article=True).exclude(stage=Sku.Stage.DELISTED)
    sold = [sku_id for _place, sku_id in sold_from([place], list(rows.values_list("pk", flat=True)), on=on)]
    rows = rows.filter(Q(pk__in=standing) | Q(pk__in=sold))
    for word in text.lower().split():
        rows = rows.filter(search_text__contains=word)
    return rows.order_by("code")


def advise(place: Location, skus: Sequence[Sku], *, on: date) -> list[Advice]:
    """What to order of some products for a location. A fixed number of statements."""
    ids = [sku.pk for sku in skus]
    stands = available(location_ids=[place.pk], sku_ids=ids)
    sold = sold_from([place], ids, on=on)
    held = levers(on, location_ids=[place.pk])
    uplifts = list(Uplift.objects.filter(ended_at__isnull=True, ends_on__gte=on).order_by("starts_on", "id"))
    found = []
    for sku in skus:
        one = stands.get((place.pk, sku.pk), Available())
        inputs = _inputs(place, sku, one, sold.get((place.pk, sku.pk), 0), held, uplifts, on)
        found.append(Advice(sku, one, inputs, suggest(inputs)))
    return found


def _inputs(
    place: Location, sku: Sku, stands: Available, sold: int, held: Levers, uplifts: Sequence[Uplift], on: date
) -> Inputs:
    interval, lead, safety, shelf = (
        held.value(key, place.pk, sku.pk)
        for key in (Key.INTERVAL_DAYS, Key.LEAD_DAYS, Key.SAFETY_DAYS, Key.SHELF)
    )
    last = on + timedelta(days=interval + lead + safety - 1)
    return Inputs(
        sold=sold,
        over_days=OVER_DAYS,
        interval_days=interval,
        lead_days=lead,
        safety_days=safety,
        on_hand=stands.on_hand - stands.held,  # what is promised is as good as gone
        in_transit=stands.in_transit,
        case_size=sku.case_factor,
        shelf=shelf,
        uplifts=tuple(
            UpliftPart(one.name, one.extra_bp, (min(last, one.ends_on) - max(on, one.starts_on)).days + 1)
            for one in uplifts
            if one.sku_id in (None, sku.pk) and one.starts_on <= last
        ),
    )


@dataclass(frozen=True)
class StockCurve:
    """What stood there day by day, and how it would run under the levers (F19)."""

    place: Location
    sku: Sku
    advice: Advice
    past: Sequence[tuple[date, int]]
    ahead: Curve
    past_mean_x100: int


def curve_of(actor: Actor, *, location_id: UUID, sku_id: UUID, days: int = 28, ahead: int = 14) -> StockCurve:
    """The curve of a product at a location: its closing stock of the last days from the book, then the plan."""
    actor.require(Rights.VIEW)
    place = location_of(actor, location_id)
    sku = Sku.objects.filter(pk=sku_id).first()
    if sku is None:
        raise NotFoundHere()
    advice = advise(place, [sku], on=actor.today)[0]
    past = _closings(place, sku, on=actor.today, days=days)
    daily = -(-max(0, advice.inputs.sold) // OVER_DAYS)
    policy = Policy(
        start=advice.stands.on_hand,
        daily_sale=daily,
        interval_days=max(1, advice.inputs.interval_days),
        lead_days=advice.inputs.lead_days,
        safety_days=advice.inputs.safety_days,
        case_size=sku.case_factor,
    )
    mean = sum(stand for _day, stand in past) * 100 // len(past)
    return StockCurve(place, sku, advice, past, simulate(policy, days=ahead), mean)


def _closings(place: Location, sku: Sku, *, on: date, days: int) -> list[tuple[date, int]]:
    """What stood there at the end of each of the last days, counted back from today."""
    accounts = {
        account.pk: account.balance
        for account in Account.objects.filter(
            owner_id=place.pk, book=book.NAME, role=book.ON_HAND, unit=sku.pk.hex
        )
    }
    stand = sum(accounts.values())
    first = on - timedelta(days=days - 1)
    moved: dict[date, int] = {}
    tail = Transfer.objects.filter(phase__in=["posted", "post"], business_on__gt=first - timedelta(days=1))
    for side, sign in (("debit_id", 1), ("credit_id", -1)):
        for day, amount in tail.filter(**{f"{side}__in": list(accounts)}).values_list(
            "business_on", "amount"
        ):
            moved[day] = moved.get(day, 0) + sign * amount
    found = []
    for back in range(days):
        day = on - timedelta(days=back)
        found.append((day, stand))
        stand -= moved.get(day, 0)
    return found[::-1]


@dataclass(frozen=True)
class GuidanceRow:
    """A product before and after: mean stock now (28 days of the book) and under the suggestion, in hundredths."""

    sku: Sku
    mean_now_x100: int
    mean_then_x100: int
    cover_now: int | None
    cover_then: int | None
    order_every_days: int
    order_size: int
    money_now: int | None  # fen, at the first price level
    money_then: int | None


@dataclass(frozen=True)
class Guidance:
    """What sensible ordering would change at a dealer or a warehouse (INV-08)."""

    place: Location
    rows: Sequence[GuidanceRow]

    @property
    def money_now(self) -> int:
        """What stands there on average, as far as it has a price."""
        return sum(row.money_now or 0 for row in self.rows)

    @property
    def money_then(self) -> int:
        """What would stand there."""
        return sum(row.money_then or 0 for row in self.rows)


def guidance(actor: Actor, *, location_id: UUID, limit: int = 200) -> Guidance:
    """Before and after for the products of a location that sell, the most money first. A fixed number of statements."""
    actor.require(Rights.VIEW)
    place = location_of(actor, location_id)
    skus = list(skus_of(place, "", actor.today)[:limit])
    past = _all_closings(place, skus, on=actor.today)
    priced = catalog.prices_on(actor.today, [sku.pk for sku in skus])
    levels = [level.code for level in catalog.price_levels()]
    found = []
    for one in advise(place, skus, on=actor.today):
        if one.inputs.sold <= 0:
            continue
        price = next((priced[one.sku.pk, code] for code in levels if (one.sku.pk, code) in priced), None)
        found.append(_guided(one, past.get(one.sku.pk, 0), price))
    return Guidance(place, sorted(found, key=lambda row: (-(row.money_now or 0), row.sku.code)))


def _guided(one: Advice, mean_now_x100: int, price: int | None) -> GuidanceRow:
    """The plan by the engine; its mean is half an order and the safety stock."""
    policy = policy_of(one)
    then = simulate(policy, days=12 * policy.interval_days).mean_x100
    sold = one.inputs.sold
    return GuidanceRow(
        sku=one.sku,
        mean_now_x100=mean_now_x100,
        mean_then_x100=then,
        cover_now=mean_now_x100 * OVER_DAYS // (sold * 100),
        cover_then=then * OVER_DAYS // (sold * 100),
        order_every_days=policy.interval_days,
        order_size=-(-policy.daily_sale * policy.interval_days // one.sku.case_factor) * one.sku.case_factor,
        money_now=amount_of(mean_now_x100 // 100, price) if price is not None else None,
        money_then=amount_of(then // 100, price) if price is not None else None,
    )


def policy_of(one: Advice) -> Policy:
    """How a product is replenished by its levers, from an average stock on."""
    daily = -(-max(0, one.inputs.sold) // OVER_DAYS)
    return Policy(
        start=daily * (one.inputs.lead_days + one.inputs.safety_days),
        daily_sale=daily,
        interval_days=max(1, one.inputs.interval_days),
        lead_days=one.inputs.lead_days,
        safety_days=one.inputs.safety_days,
        case_size=one.sku.case_factor,
    )


def _all_closings(
    place: Location, skus: Sequence[Sku], *, on: date, days: int = OVER_DAYS
) -> dict[UUID, int]:
    """The mean closing stock of the last days by product, in hundredths. Three statements."""
    units = {sku.pk.hex: sku.pk for sku in skus}
    accounts = {
        account.pk: account
        for account in Account.objects.filter(
            owner_id=place.pk, book=book.NAME, role=book.ON_HAND, unit__in=list(units)
        )
    }
    total = dict.fromkeys(units.values(), 0)
    for account in accounts.values():
        total[units[account.unit]] += account.balance * days
    first = on - timedelta(days=days - 1)
    tail = Transfer.objects.filter(phase__in=["posted", "post"], business_on__gt=first - timedelta(days=1))
    for side, sign in (("debit_id", 1), ("credit_id", -1)):
        rows = tail.filter(**{f"{side}__in": list(accounts)}).values_list(side, "business_on", "amount")
        for account_id, day, amount in rows:  # it did not stand there on the days before
            total[units[accounts[account_id].unit]] -= sign * amount * (day - first).days
    return {sku_id: stood * 100 // days for sku_id, stood in total.items()}
