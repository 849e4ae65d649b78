"""The list of orders: conditions, keyset pages, what waits for somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Q

from endcap.cash.orders.models import Hold, Order
from endcap.cash.orders.models.orders import OrderQuerySet
from endcap.cash.orders.rights import Rights
from endcap.customers.outlets.selectors import search
from endcap.kernel import cursors
from endcap.kernel.actor import Actor
from endcap.kernel.clock import business_zone

PAGE = 50
CAP = 1_000  # nobody counts a million orders to show a number
HELD, SHORT, EXCEPTION = "held", "short", "exception"
VIEWS = ("", HELD, SHORT, *Order.State.values, EXCEPTION)
SORTS = ("-placed", "placed", "-total", "total")
_FIELDS = {"placed": "placed_at", "total": "total"}
_NUMBER = "SO-"


@dataclass(frozen=True)
class OrderFilter:
    """What the list is narrowed to."""

    view: str = ""
    text: str = ""
    source: str = ""
    outlet_id: UUID | None = None
    meeting_id: UUID | None = None
    first: date | None = None
    last: date | None = None
    sort: str = "-placed"

    @property
    def is_plain(self) -> bool:
        """Whether nothing but the tab narrows the list."""
        return replace(self, view="", sort="-placed") == OrderFilter()


@dataclass(frozen=True)
class OrderPage:
    """One page, and the places from which it goes on."""

    rows: Sequence[Order]
    previous: str
    next: str


def filter_from(words: Mapping[str, Any]) -> OrderFilter:
    """The filter that an address or an export names; what can't be read is left out."""
    view, sort = str(words.get("view") or ""), str(words.get("sort") or "-placed")
    source = str(words.get("source") or "")
    return OrderFilter(
        view=view if view in VIEWS else "",
        text=str(words.get("q") or "").replace("\0", "").strip()[:60],
        source=source if source in Order.Source.values else "",
        outlet_id=_id(words.get("outlet")),
        meeting_id=_id(words.get("meeting")),
        first=_day(words.get("first")),
        last=_day(words.get("last")),
        sort=sort if sort in SORTS else "-placed",
    )


def _id(value: object) -> UUID | None:
    try:
        return value if isinstance(value, UUID) else UUID(str(value)) if value else None
    except ValueError:
        return None


def _day(value: object) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def narrowed(actor: Actor, wanted: OrderFilter) -> OrderQuerySet:
    """The orders that the actor sees and that a filter means."""
    rows = Order.objects.visible_to(actor)
    if wanted.view == HELD:
        rows = rows.filter(held_at__isnull=False)
    elif wanted.view == SHORT:
        rows = rows.filter(is_short=True)
    elif wanted.view == EXCEPTION:
        rows = rows.filter(is_exception=True)
    elif wanted.view:
        rows = rows.filter(state=wanted.view)
    if wanted.text:
        rows = rows.filter(_by_text(actor, wanted.text))
    given = {"source": wanted.source, "outlet_id": wanted.outlet_id, "meeting_id": wanted.meeting_id}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if wanted.first:
        rows = rows.filter(placed_at__gte=_morning(wanted.first))
    if wanted.last:
        rows = rows.filter(placed_at__lte=datetime.combine(wanted.last, time.max, tzinfo=business_zone()))
    return rows


def _morning(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=business_zone())


def _by_text(actor: Actor, text: str) -> Q:
    """A number, or whatever is known of the outlet."""
    number = text.upper()
    if number.startswith(_NUMBER) or number.removeprefix("-").isdigit():
        return Q(number__startswith=number) | Q(number__endswith=f"-{number.rjust(6, '0')}")
    return Q(outlet_id__in=[hit.id for hit in search.find(actor, text, limit=200)])


def orders_page(
    actor: Actor, wanted: OrderFilter, *, after: str = "", before: str = "", limit: int = PAGE
) -> OrderPage:
    """One page of orders, by keyset. Raises InvalidInput for a place that can't be read."""
    actor.require(Rights.VIEW)
    name = _FIELDS[wanted.sort.lstrip("-")]
    is_falling = wanted.sort.startswith("-")
    rows = narrowed(actor, wanted)
    backwards = bool(before) and not after
    if after or before:
        value, pk = _place(after or before, name)
        side = "lt" if is_falling != backwards else "gt"
        rows = rows.filter(Q(**{f"{name}__{side}": value}) | Q(**{name: value, f"pk__{side}": pk}))
    sign = "-" if is_falling != backwards else ""
    found = list(
        rows.select_related("outlet", "owner", "unit").order_by(f"{sign}{name}", f"{sign}pk")[: limit + 1]
    )
    more, found = len(found) > limit, found[:limit]
    if backwards:
        found.reverse()
    has_next, has_previous = (True, more) if backwards else (more, bool(after))
    return OrderPage(
        found,
        cursors.write(getattr(found[0], name), found[0].pk) if found and has_previous else "",
        cursors.write(getattr(found[-1], name), found[-1].pk) if found and has_next else "",
    )


def _place(cursor: str, name: str) -> tuple[datetime | int, UUID]:
    if name == "placed_at":
        return cursors.read_moment(cursor)
    total, pk = cursors.read(cursor, int, str)
    try:
        return int(total or 0), UUID(str(pk))
    except ValueError as wrong:
        raise cursors.refused() from wrong


def holds_of(orders: Sequence[Order]) -> dict[UUID, list[Hold]]:
    """What keeps each of these orders waiting, in one statement."""
    held = [order.pk for order in orders if order.held_at is not None]
    found: dict[UUID, list[Hold]] = {}
    if held:
        rows = Hold.objects.unscoped("of orders that the reader was shown")
        for hold in rows.filter(order_id__in=held, cleared_at__isnull=True):
            found.setdefault(hold.order_id, []).append(hold)
    return found


def counts(actor: Actor) -> dict[str, int]:
    """How many orders wait, by view, up to a bound."""
    return {view: _count(actor, view) for view in (HELD, SHORT, Order.State.DRAFT)}


def _count(actor: Actor, view: str) -> int:
    return narrowed(actor, OrderFilter(view))[:CAP].count()


def to_do_count(actor: Actor) -> int:
    """How many orders are held up: somebody has to act."""
    return _count(actor, HELD)


def order_of(actor: Actor, order_id: UUID) -> Order | None:
    """One order that the actor sees."""
    actor.require(Rights.VIEW)
    rows = Order.objects.visible_to(actor).select_related(
        "outlet", "payer", "owner", "unit", "warehouse", "meeting"
    )
    return rows.filter(pk=order_id).first()


def latest_of(actor: Actor, outlet_id: UUID, *, limit: int, until: datetime | None = None) -> Sequence[Order]:
    """The latest orders of an outlet that the actor sees."""
    rows = Order.objects.visible_to(actor).filter(outlet_id=outlet_id)
    if until is not None:
        rows = rows.filter(placed_at__lte=until)
    return list(rows.order_by("-placed_at", "-pk")[:limit])
