"""The outlet list: conditions, order, keyset pages, capped counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from endcap.customers.outlets.filters import DEFAULT_SORT, Cursor, OutletFilter, uuids
from endcap.customers.outlets.models import (
    Channel,
    Classification,
    Outlet,
    OutletLink,
    OutletQuerySet,
    SavedView,
    Segment,
)
from endcap.customers.outlets.selectors import search
from endcap.customers.outlets.selectors.channels import ids_below
from endcap.customers.outlets.selectors.suspects import stale_condition
from endcap.kernel.actor import Actor
from endcap.org.people.models import Person
from endcap.org.units.models import Unit
from endcap.ui import maps

COUNT_CAP = 10_000
MANY = 3_000  # from so many on a page is found faster by walking the order of the list


@dataclass(frozen=True)
class Order:
    """A sort order: the column, its direction, and how its value travels in a cursor."""

    field: str
    descending: bool = False
    nullable: bool = False
    write: Callable[[Any], str | int | None] = lambda value: value
    read: Callable[[Any], Any] = lambda value: value


_COLUMNS: dict[str, Order] = {
    "name": Order("name_sort"),
    "code": Order("code"),
    "sales": Order("sales_12m"),
    "last_order": Order(
        "last_order_on",
        nullable=True,
        write=lambda value: value.isoformat() if value else None,
        read=lambda value: date.fromisoformat(value) if value else None,
    ),
    "updated": Order(
        "updated_at",
        write=lambda value: value.isoformat(),
        read=lambda value: datetime.fromisoformat(value),
    ),
}
ORDERS: dict[str, Order] = {
    **_COLUMNS,
    **{f"-{key}": replace(order, descending=True) for key, order in _COLUMNS.items()},
}


@dataclass(frozen=True)
class ListPage:
    """One page of the list and the ways on."""

    rows: Sequence[Outlet]
    first: int
    next: str
    previous: str
    total: int  # capped: more than COUNT_CAP means "at least"

    @property
    def last(self) -> int:
        """The number of the last row; 0 on an empty page."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def is_capped(self) -> bool:
        """Whether there are more outlets than were counted."""
        return self.total > COUNT_CAP


def _class_condition(pair: str) -> Q:
    scheme, _colon, value = pair.partition(":")
    return Q(scheme__code=scheme, value=value, valid_to__isnull=True)


def _any(conditions: Sequence[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found


def _places(actor: Actor, wanted: OutletFilter) -> Q:
    condition = Q()
    if wanted.channel:
        condition &= Q(channel_id__in=ids_below(wanted.channel))
    if wanted.family:
        condition &= Q(channel__family__in=wanted.family)
    if wanted.unit:
        paths = list(Unit.objects.filter(pk__in=uuids(wanted.unit)).values_list("path", flat=True))
        below = (
            Unit.objects.filter(_any([Q(path__startswith=path) for path in paths]))
            if paths
            else Unit.objects.none()
        )
        condition &= Q(unit_id__in=below.values("pk"))
    if wanted.owner:
        owners = uuids(wanted.owner) + ([actor.person_id] if "me" in wanted.owner and actor.person_id else [])
        condition &= Q(owner_id__in=owners)
    if wanted.city:
        condition &= Q(city__in=wanted.city)
    return condition


def _marks(wanted: OutletFilter) -> Q:
    condition = Q()
    if wanted.grade:
        condition &= Q(grade__in=["" if grade == "none" else grade for grade in wanted.grade])
    if wanted.status:
        condition &= Q(status__in=wanted.status)
    if wanted.tag:
        condition &= Q(
            pk__in=Outlet.tags.through.objects.filter(tag__name__in=wanted.tag).values("outlet_id")
        )
    if wanted.cls:
        held = Classification.objects.unscoped("narrowed by the outer query, which is scoped")
        classed = held.filter(_any([_class_condition(pair) for pair in wanted.cls]))
        condition &= Q(pk__in=classed.values("outlet_id"))
    if wanted.batch:
        condition &= Q(import_batch_id=wanted.batch)
    if wanted.flagged:
        condition &= ~Q(flags=[])
    if wanted.unplaced:
        condition &= Q(lat_e7__isnull=True)
    return condition


def _figures(actor: Actor, wanted: OutletFilter) -> Q:
    """What outlets bought, and when last. One that never bought has been silent for as long as one likes."""
    condition = Q()
    if within := _days(wanted.within):
        condition &= Q(last_order_on__gte=actor.today - timedelta(days=within))
    if silent := _days(wanted.silent):
        condition &= Q(last_order_on__lt=actor.today - timedelta(days=silent)) | Q(last_order_on__isnull=True)
    if (least := _fen(wanted.sales_from)) is not None:
        condition &= Q(sales_12m__gte=least)
    if (most := _fen(wanted.sales_to)) is not None:
        condition &= Q(sales_12m__lte=most)
    return condition


def _days(text: str) -> int:
    return min(int(text), 3650) if text.isdecimal() else 0


def _fen(yuan: str) -> int | None:
    digits = yuan.removeprefix("-")
    return int(yuan) * 100 if digits.isdecimal() and len(digits) <= 12 else None


def _in_box(text: str) -> Q:
    box = maps.box_from(text)
    if box is None:
        return Q()
    return Q(lat_e7__range=(box.south_e7, box.north_e7), lon_e7__range=(box.west_e7, box.east_e7))


def _of_segment(actor: Actor, rows: OutletQuerySet, segment_id: str) -> OutletQuerySet:
    """Outlets that also meet the conditions of a customer segment; a segment that is gone holds none."""
    held = Segment.objects.filter(pk__in=uuids((segment_id,))).first()
    if held is None:
        return rows.none()
    inside = replace(OutletFilter.from_mapping(parse_qs(held.query)), segment="")
    return rows.filter(pk__in=filtered(actor, inside).order_by().values("pk"))


def _suspects() -> Q:
    links = OutletLink.objects.unscoped("narrowed by the outer query, which is scoped").filter(
        kind=OutletLink.Kind.DUPLICATE, state=OutletLink.State.OPEN
    )
    return Q(pk__in=links.values("outlet_id")) | Q(pk__in=links.values("other_id"))


def filtered(actor: Actor, wanted: OutletFilter) -> QuerySet[Outlet]:
    """Visible outlets that meet the conditions; archived files only when asked for."""
    return _narrowed(actor, wanted).rows


def _narrowed(actor: Actor, wanted: OutletFilter) -> search.Narrowed:
    return search.narrow(actor, _conditions(actor, wanted), wanted.q)


def _conditions(actor: Actor, wanted: OutletFilter, *, are_many: bool = False) -> QuerySet[Outlet]:
    rows = Outlet.objects.visible_to(actor).filter(archived_at__isnull=not wanted.archived)
    if wanted.flag and are_many:
        rows = rows.alias(flags_text=Cast("flags", TextField()))
    rows = rows.filter(_places(actor, wanted) & _marks(wanted) & _figures(actor, wanted))
    if wanted.box:
        rows = rows.filter(_in_box(wanted.box))
    if wanted.segment:
        rows = _of_segment(actor, rows, wanted.segment)
    if wanted.suspect:
        rows = rows.filter(_suspects())
    for condition in _told_narrowly(actor, wanted):
        rows = rows.filter(condition if are_many else Q(pk__in=_all_with(condition)))
    return rows


def _told_narrowly(actor: Actor, wanted: OutletFilter) -> list[Q]:
    """Conditions that one narrow index tells (``outlet_on_list``). Where few outlets meet them, they are gathered from it
    first; where many do, walking the order of the list finds a page of them at once."""
    found = [stale_condition(actor)] if wanted.stale else []
    if wanted.flag:
        found.append(_any([Q(flags_text__contains=f'"{flag}"') for flag in wanted.flag]))
    return found


def _all_with(condition: Q) -> QuerySet[Any, Any]:
    rows = Outlet.objects.unscoped("narrowed by the outer query, which is scoped")
    return rows.alias(flags_text=Cast("flags", TextField())).filter(condition).values("pk")


def count_up_to(rows: QuerySet[Outlet], cap: int = COUNT_CAP) -> int:
    """How many, but never counting further than one past the cap."""
    return rows.order_by()[: cap + 1].count()


def in_order(rows: QuerySet[Outlet], order: Order, *, backwards: bool = False) -> QuerySet[Outlet]:
    """The rows as the list stands, or the other way round."""
    descending = order.descending != backwards
    column = F(order.field)
    if order.nullable:
        by = column.asc(nulls_first=True) if not descending else column.desc(nulls_last=True)
    else:
        by = column.desc() if descending else column.asc()
    return rows.order_by(by, "-pk" if descending else "pk")


def _after(order: Order, cursor: Cursor) -> Q:
    """Rows strictly behind the cursor in reading direction."""
    value = order.read(cursor.value)
    descending = order.descending != cursor.backwards
    step = "lt" if descending else "gt"
    same = Q(**{f"pk__{step}": cursor.id})
    if value is None:  # empty values stand last in descending order, first when read backwards
        empty = Q(**{f"{order.field}__isnull": True})
        return (empty & same) if descending else (empty & same) | Q(**{f"{order.field}__isnull": False})
    found = Q(**{f"{order.field}__{step}": value}) | (Q(**{order.field: value}) & same)
    if order.nullable and descending:
        found |= Q(**{f"{order.field}__isnull": True})
    return found


def list_page(
    actor: Actor, wanted: OutletFilter, *, cursor: Cursor | None = None, size: int = 50
) -> ListPage:
    """One page by keyset, whatever the size of the book. A cursor that makes no sense starts at the top."""
    order = ORDERS[wanted.sort]
    narrowed = _narrowed(actor, wanted)
    rows = narrowed.rows
    only_q = replace(wanted, q="", sort=DEFAULT_SORT) == OutletFilter()
    if only_q and narrowed.about > COUNT_CAP:
        total = COUNT_CAP + 1  # the index has counted them
    elif wanted.q or not (wanted.stale or wanted.flag):
        total = count_up_to(narrowed.counting)
    else:
        walked = _conditions(actor, wanted, are_many=True)
        total = count_up_to(walked)
        rows = walked if total > MANY else rows
    if cursor is not None:
        try:
            rows = rows.filter(_after(order, cursor))
        except (TypeError, ValueError):
            cursor = None
    backwards = bool(cursor and cursor.backwards)
    found = list(
        in_order(rows, order, backwards=backwards).select_related("channel", "owner", "unit")[: size + 1]
    )
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    first = cursor.first if cursor else 1
    return ListPage(
        rows=found,
        first=first if found else 0,
        next=_cursor(order, found[-1], False, first + len(found)) if found and (more or backwards) else "",
        previous=_cursor(order, found[0], True, max(1, first - size))
        if found and cursor and (more if backwards else True)
        else "",
        total=total,
    )


def _cursor(order: Order, row: Outlet, backwards: bool, first: int) -> str:
    return Cursor(order.write(getattr(row, order.field)), row.pk, backwards, first).write()


def saved_views(actor: Actor) -> list[SavedView]:
    """One's own views and the shared ones."""
    return list(SavedView.objects.filter(Q(person_id=actor.person_id) | Q(is_shared=True)))


@dataclass(frozen=True)
class Condition:
    """A condition in force, in words, for its chip."""

    name: str
    words: str


def shown_conditions(actor: Actor, wanted: OutletFilter) -> list[Condition]:
    """Names behind the ids of a filter; one statement for each kind of id that is in force."""
    found: list[Condition] = []
    if wanted.channel:
        channels = Channel.objects.filter(code__in=wanted.channel)
        found.append(Condition("channel", "、".join(str(channel) for channel in channels)))
    if wanted.unit:
        units = Unit.objects.filter(pk__in=uuids(wanted.unit))
        found.append(Condition("unit", "、".join(unit.name for unit in units)))
    if wanted.owner:
        found.append(Condition("owner", _owner_words(actor, wanted.owner)))
    if wanted.segment:
        held = Segment.objects.filter(pk__in=uuids((wanted.segment,))).first()
        found.append(Condition("segment", held.name if held else "—"))
    return found


def _owner_words(actor: Actor, owner: tuple[str, ...]) -> str:
    ids: list[UUID] = uuids(owner)
    names = [actor.name] if "me" in owner else []
    if ids:
        names += Person.objects.visible_to(actor).filter(pk__in=ids).values_list("name", flat=True)
    return "、".join(names)
