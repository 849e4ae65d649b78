"""Stock of the demo: a warehouse for each office and a van for three reps; lots with dates, some near their end; receipts
of six weeks, counts, a transfer on its way, a write-off that waits for approval. Sized by what the offices really sell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from endcap.config.demo.loading.cast import Cast
from endcap.goods.catalog.models import Sku
from endcap.goods.stock import services as stock
from endcap.goods.stock.models import Location, Movement
from endcap.goods.stock.selectors import lots_at
from endcap.goods.stock.selectors.demand import OVER_DAYS, sold_from
from endcap.goods.stock.services import LocationDraft, LotQuantity, ReceiptLine, Wanted
from endcap.org.people.models import Person
from endcap.org.units.models import Unit

CLERK = "yinyushui"
LIFE_DAYS = 360
# Days of sale that come in, how long ago they were made, and how long ago they arrived
_ARRIVALS = ((12, 130, 42), (10, 70, 21), (8, 30, 6))
_SHORT_EVERY, _SLOW_EVERY, _OLD_EVERY = 13, 11, 9  # products that run short, pile up, or come from old lots
_VANS = 3


def load_stock(cast: Cast, today: date) -> int:
    """Set the places up and live through six weeks; answers how many documents and counts there are."""
    opened = cast.moment(today - timedelta(days=45), 8)
    admin = cast.at("admin", opened)
    warehouses = [
        stock.create_location(
            admin,
            draft=LocationDraft(
                code=f"WH-{n:02d}", name=f"{office.name.removesuffix('办事处')}仓", unit_id=office.pk
            ),
        )
        for n, office in enumerate(Unit.objects.filter(kind=Unit.Kind.OFFICE).order_by("code"), 1)
    ]
    skus = list(Sku.objects.filter(is_article=True).exclude(stage=Sku.Stage.DELISTED).order_by("code"))
    sold = sold_from(warehouses, [sku.pk for sku in skus], on=today)
    done = 0
    for days, made_ago, came_ago in _ARRIVALS:
        for place in warehouses:
            lines = [
                _line(sku, n, sold.get((place.pk, sku.pk), 0), days, today - timedelta(days=made_ago))
                for n, sku in enumerate(skus)
            ]
            came_on = today - timedelta(days=came_ago)
            stock.receive_goods(
                cast.at("admin", cast.moment(came_on, 10)),
                location_id=place.pk,
                lines=[line for line in lines if line is not None],
                reference=f"PO-{came_on:%y%m%d}",
            )
            done += 1
    done += _load_vans(cast, today, warehouses[0])
    done += _count(cast, today, warehouses)
    return done + _on_its_way_and_waiting(cast, today, warehouses)


def _line(sku: Sku, n: int, sold: int, days: int, made_on: date) -> ReceiptLine | None:
    """What comes in of a product: days of sale in whole cases; a few products come too late, too much, or too old."""
    if n % _SLOW_EVERY == 5:
        sold, days = max(sold, OVER_DAYS), days * 12
    if n % _SHORT_EVERY == 4 and days < 12:
        return None
    if n % _SHORT_EVERY == 4:
        days = 1
    cases = -(-sold * days // (OVER_DAYS * sku.case_factor))
    if cases <= 0:
        return None
    if n % _OLD_EVERY == 3 and days > 9:
        made_on -= timedelta(days=205 + 12 * (n % 4))
    return ReceiptLine(
        sku.pk,
        cases * sku.case_factor,
        f"{made_on:%y%m%d}{n % 3 + 1}",
        made_on,
        made_on + timedelta(days=LIFE_DAYS),
    )


def _load_vans(cast: Cast, today: date, warehouse: Location) -> int:
    """Three reps of the first office drive out with goods of their own."""
    rows = Person.objects.unscoped("the demo's own people").filter(
        is_active=True, roles__code="rep", unit__path__startswith=warehouse.unit.path
    )
    drivers = list(rows.order_by("login")[:_VANS])
    at = cast.moment(today - timedelta(days=2), 7)
    admin = cast.at("admin", at)
    on_hand = [one for one in lots_at(warehouse.pk) if one.free >= 2 * one.lot.sku.case_factor]
    for n, driver in enumerate(drivers, 1):
        van = stock.create_location(
            admin,
            draft=LocationDraft(
                code=f"V-{n:02d}", name=f"{driver.name}的车", kind="van", person_id=driver.pk
            ),
        )
        chosen = {one.lot.sku_id: one.lot.sku for one in on_hand[n * 3 : n * 3 + 6]}
        sent = stock.send_transfer(
            admin,
            from_id=warehouse.pk,
            to_id=van.pk,
            lines=[Wanted(sku_id, sku.case_factor) for sku_id, sku in chosen.items()],
        )
        stock.receive_transfer(admin, movement_id=sent.pk)
    return len(drivers)


def _count(cast: Cast, today: date, warehouses: Sequence[Location]) -> int:
    """The first warehouse was counted with differences, the second is being counted."""
    first, second = warehouses[0], warehouses[1 % len(warehouses)]
    at = cast.moment(today - timedelta(days=3), 17)
    opened = stock.open_count(cast.at(CLERK, at), location_id=first.pk, note="月中盘点")
    lots = [one for one in lots_at(first.pk) if one.on_hand]
    figures = [
        stock.CountedLot(one.lot.pk, max(0, one.on_hand - (2 if n % 17 == 4 else -1 if n % 23 == 9 else 0)))
        for n, one in enumerate(lots)
    ]
    stock.record_counts(cast.at(CLERK, at + timedelta(minutes=50)), count_id=opened.pk, lots=figures)
    stock.post_count(cast.at(CLERK, at + timedelta(minutes=70)), count_id=opened.pk, reason="routine")
    if second.pk != first.pk:
        fresh = stock.open_count(
            cast.at(CLERK, cast.moment(today, 8)), location_id=second.pk, is_blind=True, note="盲盘"
        )
        some = [one for one in lots_at(second.pk) if one.on_hand][:9]
        stock.record_counts(
            cast.at(CLERK, cast.moment(today, 8, 40)),
            count_id=fresh.pk,
            lots=[stock.CountedLot(one.lot.pk, one.on_hand) for one in some],
        )
    return 2


def _on_its_way_and_waiting(cast: Cast, today: date, warehouses: Sequence[Location]) -> int:
    """Goods between two offices, and old goods whose write-off waits for somebody's yes."""
    first, last = warehouses[0], warehouses[-1]
    clerk = cast.at(CLERK, cast.moment(today - timedelta(days=1), 15))
    free = [one for one in lots_at(first.pk) if one.free >= one.lot.sku.case_factor]
    done = 0
    if first.pk != last.pk and free:
        sku = free[0].lot.sku
        stock.send_transfer(
            clerk,
            from_id=first.pk,
            to_id=last.pk,
            lines=[Wanted(sku.pk, sku.case_factor)],
            note="河西缺货，先调一箱",
        )
        done += 1
    old = sorted((one for one in free if one.lot.expires_on), key=lambda one: str(one.lot.expires_on))[:2]
    if old:
        stock.write_off(
            clerk,
            location_id=first.pk,
            lines=[LotQuantity(one.lot.pk, min(one.free, 4 * one.lot.sku.case_factor)) for one in old],
            reason=Movement.Reason.DAMAGED,
            note="卸货时压坏，照片在群里",
        )
        done += 1
    return done
