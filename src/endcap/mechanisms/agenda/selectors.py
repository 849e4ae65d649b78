"""Reading what is due."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import Count, Q

from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.scope import Reach
from endcap.mechanisms.agenda import kinds
from endcap.mechanisms.agenda.models import Entry, Item, ItemQuerySet, Rule, doers
from endcap.mechanisms.agenda.rights import Rights

Whose = Literal["own", "all"]
PAGE = 60


@dataclass(frozen=True)
class AgendaFilter:
    """Which items a page shows: whose, of which kinds, how far ahead, and whether what is over too."""

    whose: Whose = "own"
    kind: str = ""
    person_id: UUID | None = None
    until: date | None = None
    is_over: bool = False


@dataclass(frozen=True)
class AgendaPage:
    """One page of items by due day, and from where the next one starts."""

    items: Sequence[Item]
    next: str


@dataclass(frozen=True)
class Counts:
    """How much waits: overdue, today, the rest of the seven days, later; and by kind."""

    overdue: int
    today: int
    week: int
    later: int
    kinds: Mapping[str, int]

    @property
    def total(self) -> int:
        """Everything that is open."""
        return self.overdue + self.today + self.week + self.later


def _items(actor: Actor, whose: Whose) -> ItemQuerySet:
    if whose == "all":
        seen: ItemQuerySet = Item.objects.visible_to(actor)
        return seen
    rows: ItemQuerySet = Item.objects.unscoped("the own items, and those of people one stands in for")
    return rows.filter(person_id__in=doers(actor))


def due(actor: Actor, *, until: date, whose: Whose = "own", kind: str = "", limit: int = 200) -> list[Item]:
    """Open items up to a day, the most overdue first."""
    rows = _items(actor, whose).filter(state=Item.State.OPEN, due_on__lte=until)
    if kind:
        rows = rows.filter(kind=kind)
    return list(rows.select_related("person").order_by("due_on", "id")[:limit])


def count_due(actor: Actor) -> int:
    """How many items are due today or overdue: one's own, and of people one stands in for."""
    return _items(actor, "own").filter(state=Item.State.OPEN, due_on__lte=actor.today).count()


def counts(actor: Actor, wanted: AgendaFilter) -> Counts:
    """How much waits, in one statement."""
    today, week = actor.today, actor.today + timedelta(days=7)
    rows = _filtered(actor, wanted, with_kind=False).order_by().values_list("kind")
    by_kind = rows.annotate(
        overdue=Count("pk", filter=Q(due_on__lt=today)),
        today=Count("pk", filter=Q(due_on=today)),
        week=Count("pk", filter=Q(due_on__gt=today, due_on__lte=week)),
        later=Count("pk", filter=Q(due_on__gt=week)),
    )
    found = {kind: numbers for kind, *numbers in by_kind}
    chosen = [numbers for kind, numbers in found.items() if wanted.kind in ("", kind)]
    overdue, due_today, in_week, later = (sum(column) for column in zip((0, 0, 0, 0), *chosen, strict=True))
    return Counts(
        overdue, due_today, in_week, later, kinds={kind: sum(numbers) for kind, numbers in found.items()}
    )


def _filtered(actor: Actor, wanted: AgendaFilter, *, with_kind: bool = True) -> ItemQuerySet:
    rows = _items(actor, wanted.whose)
    if wanted.is_over:
        rows = rows.filter(state__in=[Item.State.DONE, Item.State.SKIPPED])
    else:
        rows = rows.filter(state=Item.State.OPEN)
    if wanted.kind and with_kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.person_id:
        rows = rows.filter(person_id=wanted.person_id)
    if wanted.until:
        rows = rows.filter(due_on__lte=wanted.until)
    return rows


def page(actor: Actor, wanted: AgendaFilter, *, after: str = "", limit: int = PAGE) -> AgendaPage:
    """Items by due day (ended ones: newest first), a page after a mark that the page before gave."""
    actor.require(Rights.VIEW)
    rows = _filtered(actor, wanted).select_related("person", "unit")
    mark = _mark(after)
    if wanted.is_over:
        if mark:
            day, last = mark
            rows = rows.filter(Q(ended_on__lt=day) | Q(ended_on=day, id__lt=last))
        found = list(rows.order_by("-ended_on", "-id")[: limit + 1])
    else:
        if mark:
            day, last = mark
            rows = rows.filter(Q(due_on__gt=day) | Q(due_on=day, id__gt=last))
        found = list(rows.order_by("due_on", "id")[: limit + 1])
    shown = found[:limit]
    if len(found) <= limit:
        return AgendaPage(shown, "")
    last_day = shown[-1].ended_on if wanted.is_over else shown[-1].due_on
    return AgendaPage(shown, f"{last_day}_{shown[-1].pk}")


def _mark(after: str) -> tuple[date, UUID] | None:
    day, _bar, last = after.partition("_")
    try:
        return date.fromisoformat(day), UUID(last)
    except ValueError:
        return None


def item_of(actor: Actor, item_id: UUID) -> Item:
    """One item that the actor sees. Raises NotFoundHere."""
    actor.require(Rights.VIEW)
    found = Item.objects.visible_to(actor).select_related("person", "unit").filter(pk=item_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def of_subject(
    actor: Actor,
    subject_type: str,
    subject_id: UUID,
    *,
    is_open: bool = True,
    until: datetime | None = None,
    limit: int = 20,
) -> list[Item]:
    """Items of one subject that the actor sees: what waits, or what was done and skipped, newest first."""
    rows = Item.objects.visible_to(actor).filter(subject_type=subject_type, subject_id=subject_id)
    rows = rows.select_related("person")
    if is_open:
        return list(rows.filter(state=Item.State.OPEN).order_by("due_on", "id")[:limit])
    over = rows.filter(state__in=[Item.State.DONE, Item.State.SKIPPED])
    if until is not None:
        over = over.filter(ended_at__lte=until)
    return list(over.order_by("-ended_at", "-id")[:limit])


def open_keys(subject_type: str, subject_ids: Collection[UUID], kind: str) -> dict[UUID, date]:
    """When an item of a kind is due for each of these subjects, which the caller has checked."""
    rows = Item.objects.unscoped("the caller has checked the subjects").filter(
        subject_type=subject_type, subject_id__in=subject_ids, kind=kind, state=Item.State.OPEN
    )
    return dict(rows.values_list("subject_id", "due_on"))


def open_subjects(person_id: UUID, kind: str) -> list[UUID]:
    """About which subjects items of a kind wait for somebody."""
    rows = Item.objects.unscoped("whoever comes next takes them over").filter(
        person_id=person_id, kind=kind, state=Item.State.OPEN
    )
    return list(rows.order_by("pk").values_list("subject_id", flat=True))


def history_of(actor: Actor, item_id: UUID) -> list[Entry]:
    """The facts of one item, in order."""
    item = item_of(actor, item_id)
    return list(Entry.objects.visible_to(actor).filter(item=item))


def rules(*, with_closed: bool = True) -> list[Rule]:
    """Every rule."""
    rows = Rule.objects.all()
    return list(rows if with_closed else rows.filter(closed_on__isnull=True))


def rule_of(rule_id: UUID) -> Rule:
    """One rule. Raises NotFoundHere."""
    found = Rule.objects.filter(pk=rule_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def out_of_sight(actor: Actor, items: Iterable[Item]) -> frozenset[UUID]:
    """Items done in somebody's place that lead to a page which the actor may not open."""
    if actor.reach != Reach.OWN:
        return frozenset()
    others: dict[str, list[Item]] = {}
    for item in items:
        if item.person_id != actor.person_id:
            others.setdefault(item.kind, []).append(item)
    hidden: set[UUID] = set()
    for kind, found in others.items():
        if in_sight := kinds.of(kind).in_sight:
            seen = in_sight(actor, {item.subject_id for item in found})
            hidden |= {item.pk for item in found if item.subject_id not in seen}
    return frozenset(hidden)


def sees_others(actor: Actor) -> bool:
    """Whether the actor looks after more than the own items."""
    return actor.reach != Reach.OWN
