"""What expires soon (P-72), what sells slowly, and what does not sell at all (INV-13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Max

from endcap.goods.catalog import selectors as catalog
from endcap.goods.catalog.models import Sku
from endcap.goods.sales.models import SalesFact
from endcap.goods.stock import book
from endcap.goods.stock.models import Location, Lot
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.selectors.board import BoardFilter, places_of, skus_at
from endcap.goods.stock.selectors.demand import sold_from
from endcap.goods.stock.selectors.standing import Available, available
from endcap.kernel.actor import Actor
from endcap.kernel.money import amount_of
from endcap.kernel.parameters import selectors as parameters
from endcap.kernel.parameters.definitions import P
from endcap.mechanisms.ledger.models import Account

UNKNOWN_LIFE_DAYS = 180  # where no box says when it was made; ours
SLOW_DAYS, SLOW_COVER_DAYS = 90, 90  # sold in the last 90 days, and would last longer than another 90; ours
GOOD, NEAR, LAST, OVER = "good", "near", "last", "over"


@dataclass(frozen=True)
class Aging:
    """A lot at a location with what is left of its life."""

    location: Location
    lot: Lot
    on_hand: int
    held: int
    days_left: int
    life_days: int
    state: str

    @property
    def key(self) -> str:
        """Where the list goes on after it."""
        return f"{self.lot.expires_on}|{self.lot.pk.hex}|{self.location.pk.hex}"

    @property
    def free(self) -> int:
        """What nobody has been promised."""
        return self.on_hand - self.held


@dataclass(frozen=True)
class AgingPage:
    """Some lots that expire soon, and where the list goes on."""

    rows: Sequence[Aging]
    next: str = ""
    total: int = 0


def state_of(lot: Lot, on: date, life_days: int, part: int, whole: int) -> str:
    """Whether a lot is good, near its expiry (P-72), in its last third of that, or over."""
    if lot.expires_on is None:
        return GOOD
    left = (lot.expires_on - on).days
    if left < 0:
        return OVER
    if left * whole * 3 <= life_days * part:
        return LAST
    return NEAR if left * whole <= life_days * part else GOOD


def near_expiry(actor: Actor, wanted: BoardFilter, *, after: str = "", limit: int = 50) -> AgingPage:
    """Lots that are over or near their expiry at the locations that one sees, the soonest first."""
    actor.require(Rights.VIEW)
    rule = parameters.value(P.NEAR_EXPIRY, on=actor.today)
    places = {place.pk: place for place in places_of(actor, wanted)}
    standing = Account.objects.filter(
        owner_id__in=places, book=book.NAME, role=book.ON_HAND, debits__gt=F("credits")
    )
    rows = list(standing.values_list("owner_id", "part_id", F("debits") - F("credits"), "held"))
    lots = Lot.objects.filter(
        pk__in={part_id for _owner, part_id, _n, _held in rows if part_id}, expires_on__isnull=False
    ).select_related("sku")
    for word in wanted.text.lower().split():
        lots = lots.filter(sku__search_text__contains=word)
    known = {lot.pk: lot for lot in lots}
    lives = life_days(known.values())
    found = []
    for owner_id, part_id, on_hand, held in rows:
        lot = known.get(part_id)  # type: ignore[arg-type]
        if lot is None or owner_id is None or lot.expires_on is None:
            continue
        life = lives[lot.pk]
        state = state_of(lot, actor.today, life, rule.part, rule.whole)
        if state != GOOD:
            left = (lot.expires_on - actor.today).days
            found.append(Aging(places[owner_id], lot, on_hand, held, left, life, state))
    found.sort(key=lambda one: one.key)
    rest = [one for one in found if one.key > after] if after else found
    page = rest[:limit]
    return AgingPage(page, page[-1].key if len(rest) > limit else "", len(found))


def life_days(lots: object) -> dict[UUID, int]:
    """The whole shelf life of lots: from made to good until; where that is unknown, that of the product's other lots."""
    every: list[Lot] = list(lots)  # type: ignore[call-overload]
    of_sku: dict[UUID, int] = {}
    for lot in every:
        if lot.made_on and lot.expires_on:
            of_sku[lot.sku_id] = max(of_sku.get(lot.sku_id, 0), (lot.expires_on - lot.made_on).days)
    return {
        lot.pk: (lot.expires_on - lot.made_on).days
        if lot.made_on and lot.expires_on
        else of_sku.get(lot.sku_id, UNKNOWN_LIFE_DAYS)
        for lot in every
    }


@dataclass(frozen=True)
class Slow:
    """A product at a location that sells slowly or not at all."""

    location: Location
    sku: Sku
    stands: Available
    sold: int
    last_sold_on: date | None
    value: int | None  # fen, at the first price level

    @property
    def is_dead(self) -> bool:
        """Nothing was sold of it in the whole period."""
        return self.sold <= 0

    @property
    def cover_days(self) -> int | None:
        """How long it would last."""
        return self.stands.on_hand * SLOW_DAYS // self.sold if self.sold > 0 else None


def slow_stock(actor: Actor, wanted: BoardFilter) -> list[Slow]:
    """Products that stand there and would last longer than anybody wants, the most money first."""
    actor.require(Rights.VIEW)
    places = places_of(actor, wanted)
    skus = {sku.pk: sku for sku in skus_at([place.pk for place in places], wanted.text)}
    stands = available(location_ids=[place.pk for place in places], sku_ids=list(skus))
    sold = sold_from(places, list(skus), on=actor.today, over_days=SLOW_DAYS)
    facts = SalesFact.objects.unscoped("when a product was last sold anywhere").filter(
        sku_id__in=skus, day__gte=actor.today - timedelta(days=730)
    )
    last = dict(facts.order_by().values_list("sku_id").annotate(last=Max("day")))
    priced = catalog.prices_on(actor.today, list(skus))
    levels = [level.code for level in catalog.price_levels()]
    found = []
    for place in places:
        for sku_id, sku in skus.items():
            one, gone = stands.get((place.pk, sku_id)), sold.get((place.pk, sku_id), 0)
            if one is None or not one.on_hand:
                continue
            if gone <= 0 or one.on_hand * SLOW_DAYS > SLOW_COVER_DAYS * gone:
                price = next((priced[sku_id, code] for code in levels if (sku_id, code) in priced), None)
                value = amount_of(one.on_hand, price) if price is not None else None
                found.append(Slow(place, sku, one, gone, last.get(sku_id), value))
    return sorted(found, key=lambda one: (not one.is_dead, -(one.value or 0), one.sku.code))
