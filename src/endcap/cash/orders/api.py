"""The API of orders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from endcap.cash.orders import selectors, services, wording
from endcap.cash.orders.drafts import Outcome
from endcap.cash.orders.errors import OrderIdTaken
from endcap.cash.orders.models import Hold, Order, Shipment
from endcap.cash.orders.rights import Rights
from endcap.cash.orders.schemas import (
    BatchIn,
    HoldOut,
    LeftOut,
    LineOut,
    OrderIn,
    OrderOut,
    OrderRowOut,
    OrdersOut,
    PlacedOut,
    ReasonIn,
    ReservedOut,
    ShipIn,
    ShipmentOut,
)
from endcap.cash.orders.selectors import OrderStory
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, Refusal
from endcap.kernel.rights import Right

router = Router()


def _actor(request: HttpRequest, right: Right = Rights.VIEW) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(right)
    return actor


def _holds(holds: Iterable[Hold]) -> list[HoldOut]:
    return [
        HoldOut(
            code=hold.code,
            title=wording.title_of(hold),
            sentence=wording.sentence_of(hold),
            needs=hold.needs,
            ships_today=hold.ships_today,
            facts=hold.facts,
        )
        for hold in holds
    ]


def _placed(outcome: Outcome) -> PlacedOut:
    order = outcome.order
    return PlacedOut(
        result=outcome.word,
        id=order.pk,
        number=order.number,
        state=order.state,
        total=order.total,
        net=order.net,
        tax=order.tax,
        is_short=order.is_short,
        is_exception=order.is_exception,
        holds=_holds(outcome.holds),
    )


@router.post("", response={201: PlacedOut, 200: PlacedOut}, summary="Enter an order")
def place_order(request: HttpRequest, body: OrderIn) -> Status[PlacedOut]:
    """201 ``created``, or ``held`` with every reason: a held order is kept and goes on by itself once the money is there.
    200 ``exists`` for the same request again. 409 order_id_taken for another request under the id. 422 names
    everything that is wrong at once; nothing is kept then."""
    outcome = services.place_order(
        _actor(request, Rights.PLACE), draft=body.draft(), id=body.id, confirm=body.confirm
    )
    return Status(201 if outcome.is_new else 200, _placed(outcome))


@router.post("/batch", response=list[PlacedOut], summary="Enter several orders")
def place_orders(request: HttpRequest, body: BatchIn) -> list[PlacedOut]:
    """Each order for itself, in the order of the request: one bad order never blocks the next."""
    actor = _actor(request, Rights.PLACE)
    return [_one_of_many(actor, order) for order in body.orders]


def _one_of_many(actor: Actor, body: OrderIn) -> PlacedOut:
    try:
        return _placed(services.place_order(actor, draft=body.draft(), id=body.id, confirm=body.confirm))
    except OrderIdTaken as taken:
        return PlacedOut(result="conflict", id=body.id, code=taken.code, message=taken.message)
    except Refusal as refusal:
        problems = refusal.problems if isinstance(refusal, InvalidInput) else ()
        return PlacedOut(
            result="refused",
            id=body.id,
            code=refusal.code,
            message=refusal.message,
            problems=[{"field": p.field, "code": p.code, "message": str(p.message)} for p in problems],
        )


def _row(order: Order) -> dict[str, Any]:
    return {
        "id": order.pk,
        "outlet": order.outlet.name,
        "is_held": order.held_at is not None,
        **{
            name: getattr(order, name)
            for name in OrderRowOut.model_fields
            if name not in ("id", "outlet", "is_held")
        },
    }


@router.get("", response=OrdersOut, summary="Orders, the newest first")
def list_orders(
    request: HttpRequest,
    q: str = Query("", max_length=60),
    view: str = Query("", max_length=10, description="held | short | exception, or a state"),
    source: str = Query("", max_length=8),
    outlet: UUID | None = None,
    meeting: UUID | None = None,
    first: date | None = None,
    last: date | None = None,
    sort: str = Query("-placed", pattern="^-?(placed|total)$"),
    after: str = Query("", max_length=200),
    limit: int = Query(50, ge=1, le=200),
) -> OrdersOut:
    """One page, by keyset."""
    wanted = selectors.filter_from(
        {
            **{"q": q, "view": view, "source": source, "outlet": outlet, "meeting": meeting},
            **{"first": first, "last": last, "sort": sort},
        }
    )
    page = selectors.orders_page(_actor(request), wanted, after=after, limit=limit)
    return OrdersOut(items=[OrderRowOut(**_row(order)) for order in page.rows], next=page.next)


def _shipment(shipment: Shipment) -> ShipmentOut:
    return ShipmentOut(**{name: getattr(shipment, name) for name in ShipmentOut.model_fields})


def _out(story: OrderStory) -> OrderOut:
    order = story.order
    plain = set(OrderOut.model_fields) - set(OrderRowOut.model_fields) - {"lines", "holds", "shipments"}
    return OrderOut(
        **_row(order),
        **{name: getattr(order, name) for name in plain},
        lines=[
            LineOut(
                id=one.line.pk,
                sku_id=one.line.sku_id,
                sku=one.line.sku.code,
                name=one.line.sku.name,
                price_reason=wording.price_words(one.line),
                **{
                    name: getattr(one.line, name)
                    for name in LineOut.model_fields
                    if name not in ("id", "sku_id", "sku", "name", "price_reason")
                },
            )
            for one in story.lines
        ],
        holds=_holds(story.holds),
        shipments=[_shipment(one) for one in story.shipments],
    )


def _told(actor: Actor, order_id: UUID) -> OrderOut:
    return _out(selectors.story_of(actor, order_id))


@router.get("/{uuid:order_id}", response=OrderOut, summary="An order with its whole story")
def get_order(request: HttpRequest, order_id: UUID) -> OrderOut:
    """Lines with the reason of each price and what became of them, what holds it up, what left."""
    return _told(_actor(request), order_id)


@router.post("/{uuid:order_id}/confirm", response=PlacedOut, summary="Promise the goods of a draft")
def confirm_order(request: HttpRequest, order_id: UUID) -> PlacedOut:
    """``created`` or ``held`` with every reason. 409 order_state_refused names both states."""
    return _placed(services.confirm_order(_actor(request, Rights.PLACE), order_id=order_id))


@router.post("/{uuid:order_id}/reserve", response=ReservedOut, summary="Hold goods that were missing")
def reserve_waiting(request: HttpRequest, order_id: UUID) -> ReservedOut:
    """As far as they have come."""
    quantity = services.reserve_waiting(_actor(request, Rights.PLACE), order_id=order_id)
    return ReservedOut(quantity=quantity)


@router.post("/{uuid:order_id}/pick", response=OrderOut, summary="The goods stand ready")
def pick_order(request: HttpRequest, order_id: UUID) -> OrderOut:
    """Taken from the shelves, first expired first."""
    actor = _actor(request, Rights.SHIP)
    services.pick_order(actor, order_id=order_id)
    return _told(actor, order_id)


@router.post("/{uuid:order_id}/ship", response=LeftOut, summary="Goods leave, with their invoice")
def ship_order(request: HttpRequest, order_id: UUID, body: ShipIn) -> LeftOut:
    """All that is held, or the quantities given. ``held``: something has come in the way since, and nothing left."""
    left = services.ship_order(
        _actor(request, Rights.SHIP), order_id=order_id, draft=body.draft(), id=body.id
    )
    return LeftOut(
        result="shipped" if left.shipment else "held",
        shipment=_shipment(left.shipment) if left.shipment else None,
        holds=_holds(left.holds),
    )


@router.post("/{uuid:order_id}/deliver", response=OrderOut, summary="The outlet has the goods")
def deliver_order(request: HttpRequest, order_id: UUID) -> OrderOut:
    """An order that is paid already is settled with it."""
    actor = _actor(request, Rights.SHIP)
    services.deliver_order(actor, order_id=order_id)
    return _told(actor, order_id)


@router.post("/{uuid:order_id}/cancel", response=OrderOut, summary="Call an order off, or what is left of it")
def cancel_order(request: HttpRequest, order_id: UUID, body: ReasonIn) -> OrderOut:
    """Goods, money and credit that are held for it are free again."""
    actor = _actor(request, Rights.CANCEL)
    services.cancel_order(actor, order_id=order_id, reason=body.reason)
    return _told(actor, order_id)


@router.post("/{uuid:order_id}/release", response=PlacedOut, summary="Finance confirms the money")
def release_order(request: HttpRequest, order_id: UUID, body: ReasonIn) -> PlacedOut:
    """Prepayment and overdue invoices hold the order no longer. Nobody releases an order of his own."""
    return _placed(
        services.release_order(_actor(request, Rights.RELEASE), order_id=order_id, note=body.reason)
    )


@router.post("/{uuid:order_id}/override", response=PlacedOut, summary="Let a held order pass as an exception")
def override_order(request: HttpRequest, order_id: UUID, body: ReasonIn) -> PlacedOut:
    """With a name and a reason; credit beyond the limit is lent for this order alone."""
    return _placed(
        services.override_order(_actor(request, Rights.OVERRIDE), order_id=order_id, note=body.reason)
    )
