"""The stock board: products at locations with what stands there, how long it lasts, and what expires when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet

from endcap.goods.catalog.models import Sku
from endcap.goods.stock import book
from endcap.goods.stock.models import Location, Lot
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.selectors.demand import OVER_DAYS, sold_from
from endcap.goods.stock.selectors.places import locations_of
from endcap.goods.stock.selectors.standing import Available, available
from endcap.kernel.actor import Actor
from endcap.mechanisms.ledger.models import Account

PAGE = 50


@dataclass(frozen=True)
class BoardFilter:
    """What the board is narrowed to."""

    text: str = ""
    location_id: UUID | None = None
    kind: str = ""


@dataclass(frozen=True)
class BoardRow:
    """A product at a location."""

    location: Location
    sku: Sku
    stands: Available
    sold: int  # base units in OVER_DAYS days
    expires_on: date | None  # of the lot that leaves next
    lots: int

    @property
    def cover_days(self) -> int | None:
        """How many days what stands there lasts at the daily sale; unknown where nothing is sold."""
        return self.stands.on_hand * OVER_DAYS // self.sold if self.sold > 0 else None


@dataclass(frozen=True)
class BoardPage:
    """Some products of the board, and where it goes on."""

    rows: Sequence[BoardRow]
    previous: str = ""
    next: str = ""


def places_of(actor: Actor, wanted: BoardFilter) -> list[Location]:
    """The open locations that a filter means."""
    rows = locations_of(actor)
    if wanted.location_id:
        rows = rows.filter(pk=wanted.location_id)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    return list(rows.order_by("code"))


def skus_at(location_ids: Collection[UUID], text: str = "") -> QuerySet[Sku]:
    """The products that stand at locations or are on their way there, narrowed by words, by code."""
    units = (
        Account.objects.filter(
            owner_id__in=location_ids,
            book=book.NAME,
            role__in=[book.ON_HAND, book.IN_TRANSIT],
            debits__gt=F("credits"),
        )
        .order_by()
        .values_list("unit", flat=True)
        .distinct()
    )
    rows = Sku.objects.filter(pk__in=[UUID(unit) for unit in units])
    for word in text.lower().split():
        rows = rows.filter(search_text__contains=word)
    return rows.order_by("code")


def board_page(
    actor: Actor, wanted: BoardFilter, *, after: str = "", before: str = "", limit: int = PAGE
) -> BoardPage:
    """One page of products with their locations, by code. ``after`` and ``before`` are codes of products."""
    actor.require(Rights.VIEW)
    places = places_of(actor, wanted)
    rows = skus_at([place.pk for place in places], wanted.text)
    backwards = bool(before) and not after
    if after:
        rows = rows.filter(code__gt=after)
    elif before:
        rows = rows.filter(code__lt=before).order_by("-code")
    skus = list(rows[: limit + 1])
    more, skus = len(skus) > limit, skus[:limit]
    if backwards:
        skus.reverse()
    has_next, has_previous = (True, more) if backwards else (more, bool(after))
    return BoardPage(
        board_rows(places, skus, on=actor.today),
        previous=skus[0].code if skus and has_previous else "",
        next=skus[-1].code if skus and has_next else "",
    )


def board_rows(places: Sequence[Location], skus: Sequence[Sku], *, on: date) -> list[BoardRow]:
    """The rows of some products at some locations, by product and location."""
    ids = [sku.pk for sku in skus]
    stands = available(location_ids=[place.pk for place in places], sku_ids=ids)
    sold = sold_from(places, ids, on=on)
    nearest = _nearest(places, ids)
    found = []
    for sku in skus:
        for place in places:
            one = stands.get((place.pk, sku.pk))
            if one is None or not one.available:
                continue
            lots, expires_on = nearest.get((place.pk, sku.pk), (0, None))
            found.append(BoardRow(place, sku, one, sold.get((place.pk, sku.pk), 0), expires_on, lots))
    return found


def _nearest(
    places: Sequence[Location], sku_ids: Sequence[UUID]
) -> dict[tuple[UUID, UUID], tuple[int, date | None]]:
    """How many lots of a product stand at a location, and when the first of them expires. Two statements."""
    standing = Account.objects.filter(
        owner_id__in=[place.pk for place in places],
        book=book.NAME,
        role=book.ON_HAND,
        unit__in=[sku_id.hex for sku_id in sku_ids],
        debits__gt=F("credits"),
    )
    at = list(standing.values_list("owner_id", "unit", "part_id"))
    expiry = dict(
        Lot.objects.filter(pk__in={part_id for _owner, _unit, part_id in at if part_id}).values_list(
            "pk", "expires_on"
        )
    )
    found: dict[tuple[UUID, UUID], tuple[int, date | None]] = {}
    for owner_id, unit, part_id in at:
        if owner_id is None or part_id is None:
            continue
        key = (owner_id, UUID(unit))
        lots, nearest = found.get(key, (0, None))
        day = expiry.get(part_id)
        found[key] = (lots + 1, min((one for one in (nearest, day) if one), default=None))
    return found
