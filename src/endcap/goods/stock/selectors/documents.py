"""Documents by which goods move, and what moved of a lot."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from endcap.goods.stock import book
from endcap.goods.stock.models import CountLine, Location, Lot, Movement, MovementLine, StockCount
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.selectors.places import locations_of
from endcap.goods.stock.selectors.standing import lots_at
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.mechanisms.ledger.models import Transfer

PAGE = 50


@dataclass(frozen=True)
class MovementFilter:
    """What the list of documents is narrowed to."""

    text: str = ""
    kind: str = ""
    state: str = ""
    location_id: UUID | None = None
    outlet_id: UUID | None = None


@dataclass(frozen=True)
class MovementRows:
    """Some documents, and where the list goes on."""

    rows: Sequence[Movement]
    next: str = ""


def movements_page(
    actor: Actor, wanted: MovementFilter, *, after: str = "", limit: int = PAGE
) -> MovementRows:
    """Documents of the locations that one sees, the newest first."""
    actor.require(Rights.VIEW)
    rows = Movement.objects.visible_to(actor).select_related("location", "destination", "outlet")
    if wanted.text.strip():
        word = wanted.text.strip()
        rows = rows.filter(Q(number__iexact=word) | Q(reference__iexact=word) | Q(outlet__code__iexact=word))
    for field, value in (("kind", wanted.kind), ("outlet_id", wanted.outlet_id)):
        if value:
            rows = rows.filter(**{field: value})
    if wanted.state == "open":
        rows = rows.filter(state__in=Movement.OPEN)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.location_id:
        rows = rows.filter(Q(location_id=wanted.location_id) | Q(destination_id=wanted.location_id))
    at, _sep, last = after.partition("|")
    if last:
        try:
            moment, last_id = datetime.fromisoformat(at), UUID(last)
        except ValueError:
            return MovementRows([])
        rows = rows.filter(Q(created_at__lt=moment) | Q(created_at=moment, pk__lt=last_id))
    found = list(rows.order_by("-created_at", "-id")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return MovementRows(found, f"{found[-1].created_at.isoformat()}|{found[-1].pk}" if more else "")


def movement_of(actor: Actor, movement_id: UUID) -> Movement:
    """One document. Raises NotFoundHere."""
    actor.require(Rights.VIEW)
    rows = Movement.objects.visible_to(actor).select_related("location", "destination", "outlet")
    found = rows.filter(pk=movement_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def movement_lines(movement: Movement) -> list[MovementLine]:
    """Its lines with lots and products."""
    return list(movement.lines.select_related("lot__sku"))


def to_do_count(actor: Actor) -> int:
    """Documents that wait for goods to be received where one sees."""
    if not actor.may(Rights.MOVE):
        return 0
    waiting = Movement.objects.visible_to(actor).filter(
        state__in=[Movement.State.APPROVED, Movement.State.UNDERWAY]
    )
    return waiting.count()


@dataclass(frozen=True)
class LotMove:
    """Something that moved of a lot: when, where, how much (positive: came), to or from where, by which document."""

    day: date
    location: Location
    kind: str
    amount: int
    balance: int
    other_role: str
    other_location: Location | None
    movement_id: UUID | None


def lot_of(lot_id: UUID) -> Lot:
    """One lot with its product. Raises NotFoundHere."""
    found = Lot.objects.select_related("sku").filter(pk=lot_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def moves_of_lot(actor: Actor, lot: Lot, *, limit: int = 200) -> list[LotMove]:
    """What moved of a lot at the locations that one sees, the newest first, each with what stood there after it."""
    places = {place.pk: place for place in locations_of(actor, with_closed=True)}
    on_hand = {book.on_hand(place_id, lot.sku_id, lot.pk).id: place for place_id, place in places.items()}
    rows = (
        Transfer.objects.filter(
            Q(debit_id__in=on_hand) | Q(credit_id__in=on_hand), phase__in=["posted", "post"]
        )
        .select_related("op", "debit", "credit")
        .order_by("business_on", "seq")
    )
    stands: dict[UUID, int] = {}
    found = []
    for row in rows:
        for own, other, sign in ((row.debit, row.credit, 1), (row.credit, row.debit, -1)):
            place = on_hand.get(own.pk)
            if place is None:
                continue
            stands[own.pk] = stands.get(own.pk, 0) + sign * row.amount
            is_document = row.op.subject_type == "stock.Movement"
            found.append(
                LotMove(
                    row.business_on,
                    place,
                    row.op.kind,
                    sign * row.amount,
                    stands[own.pk],
                    other.role,
                    places.get(other.owner_id) if other.owner_id else None,
                    row.op.subject_id if is_document else None,
                )
            )
    return found[::-1][:limit]


@dataclass(frozen=True)
class CountRows:
    """Some counts, and where the list goes on."""

    rows: Sequence[StockCount]
    next: str = ""


def counts_page(actor: Actor, *, after: str = "", limit: int = PAGE) -> CountRows:
    """Counts of the locations that one sees, the newest first."""
    actor.require(Rights.VIEW)
    rows = StockCount.objects.visible_to(actor).select_related("location")
    at, _sep, last = after.partition("|")
    if last:
        try:
            moment, last_id = datetime.fromisoformat(at), UUID(last)
        except ValueError:
            return CountRows([])
        rows = rows.filter(Q(created_at__lt=moment) | Q(created_at=moment, pk__lt=last_id))
    found = list(rows.order_by("-created_at", "-id")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return CountRows(found, f"{found[-1].created_at.isoformat()}|{found[-1].pk}" if more else "")


def count_of(actor: Actor, count_id: UUID) -> StockCount:
    """One count. Raises NotFoundHere."""
    actor.require(Rights.VIEW)
    found = StockCount.objects.visible_to(actor).select_related("location").filter(pk=count_id).first()
    if found is None:
        raise NotFoundHere()
    return found


@dataclass(frozen=True)
class CountTotals:
    """How far a count has come."""

    lines: int
    counted: int


def count_lines(count: StockCount, *, after: str = "", only: str = "", limit: int = PAGE) -> list[CountLine]:
    """Lines of a sheet by product and expiry, from one on (``after``: code of a product): all, those still to count, or
    those that differ."""
    rows = count.lines.select_related("lot__sku").order_by("lot__sku__code", "lot__expires_on", "id")
    if only == "open":
        rows = rows.filter(counted__isnull=True)
    elif only == "differing":
        rows = rows.filter(expected__isnull=False).exclude(counted=F("expected"))
    if after:
        rows = rows.filter(lot__sku__code__gt=after)
    return list(rows[: limit + 1])


def count_totals(count: StockCount) -> CountTotals:
    """How many lines there are and how many are counted."""
    rows = count.lines
    return CountTotals(rows.count(), rows.filter(counted__isnull=False).count())


def all_count_lines(count: StockCount) -> QuerySet[CountLine]:
    """Every line of a sheet by product and expiry."""
    return count.lines.select_related("lot__sku").order_by("lot__sku__code", "lot__expires_on", "id")


def expected_now(count: StockCount) -> dict[UUID, int | None]:
    """What the sheet shows as expected by lot: what stands there now, after posting what was compared; nothing while a
    blind count is open."""
    if count.state == StockCount.State.POSTED:
        return dict(count.lines.values_list("lot_id", "expected"))
    if count.is_blind or count.state != StockCount.State.OPEN:
        return {}
    return {one.lot.pk: one.on_hand for one in lots_at(count.location_id)}


def open_counts(actor: Actor, location_ids: Collection[UUID]) -> dict[UUID, StockCount]:
    """The open count of each of these locations."""
    rows = StockCount.objects.visible_to(actor).filter(
        location_id__in=list(location_ids), state=StockCount.State.OPEN
    )
    return {one.location_id: one for one in rows}
