"""The list of customers with credit, and whom to watch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from endcap.cash.credit.models import Limit
from endcap.cash.credit.selectors.lines import WHY, CreditLine, lines_of, with_figures
from endcap.kernel import cursors, slots
from endcap.kernel.actor import Actor

if TYPE_CHECKING:
    from endcap.cash.credit.models import OfPayerQuerySet

EXPIRING, EXPIRED, BLOCKED, STRAINED, OVERDUE = "expiring", "expired", "blocked", "strained", "overdue"
VIEWS = ("", EXPIRING, EXPIRED, STRAINED, OVERDUE, BLOCKED)
EXPIRING_DAYS = 30
STRAINED_BP = 9_000  # of the limit used or held
PAGE = 50
OWING_SLOT = "credit.owing"
FULL = 10_000


@dataclass(frozen=True, slots=True)
class Owing:
    """What a payer owes, and how much of it should have been paid."""

    owed: int = 0
    overdue: int = 0
    overdue_since: date | None = None


@dataclass(frozen=True, slots=True)
class Overdue:
    """An invoice that should have been paid."""

    invoice_id: UUID
    number: str
    due_on: date
    amount: int


OwingOf = Callable[[Collection[UUID], date], Mapping[UUID, Owing]]
OverduePayers = Callable[[date], Any]  # a query of payer ids


@dataclass(frozen=True, slots=True)
class OwingSource:
    """Who knows what payers owe: the area of claims, through ``config/subscriptions/``."""

    of: OwingOf
    late: OverduePayers
    items: Callable[[UUID, date], Sequence[Overdue]]


@dataclass(frozen=True, slots=True)
class CreditFilter:
    """What the list is narrowed to."""

    view: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A customer in the list."""

    limit: Limit
    line: CreditLine
    owing: Owing
    days_left: int | None

    @property
    def use_bp(self) -> int:
        """How much of what was granted is used or held."""
        taken = self.line.used + self.line.held
        return min(99_999, taken * FULL // self.line.granted) if self.line.granted else 0


@dataclass(frozen=True, slots=True)
class CreditPage:
    """One page, newest change first."""

    rows: Sequence[Row]
    previous: str
    next: str


def owing_of(payer_ids: Collection[UUID], on: date) -> Mapping[UUID, Owing]:
    """What payers owe, as the area of claims says; nothing where it isn't there."""
    found: dict[UUID, Owing] = {}
    for source in slots.items(OWING_SLOT):
        found.update(source.of(payer_ids, on))
    return found


def overdue_of(payer_id: UUID, on: date) -> list[Overdue]:
    """The invoices that a payer should have paid, oldest first."""
    return [item for source in slots.items(OWING_SLOT) for item in source.items(payer_id, on)]


def _late(on: date) -> Q:
    found = Q(pk__in=[])
    for source in slots.items(OWING_SLOT):
        found |= Q(payer_id__in=source.late(on))
    return found


def _narrowed(actor: Actor, wanted: CreditFilter) -> QuerySet[Limit]:
    rows = Limit.objects.visible_to(actor)
    if wanted.view == STRAINED:
        rows = cast("OfPayerQuerySet[Limit]", with_figures(rows).filter(_strained()))
    elif wanted.view == OVERDUE:
        rows = rows.filter(_late(actor.today))
    elif wanted.view in _CONDITIONS:
        rows = rows.filter(_CONDITIONS[wanted.view](actor.today))
    for word in wanted.text.replace("\0", "").split():
        rows = rows.filter(Q(payer__name__icontains=word) | Q(payer__code__icontains=word))
    return rows


def _strained() -> Q:
    return Q(granted__gt=0, balance__lte=(F("granted") * (FULL - STRAINED_BP)) / FULL + F("held"))


_CONDITIONS: Mapping[str, Callable[[date], Q]] = {
    EXPIRING: lambda on: Q(
        amount__gt=0,
        blocked_at__isnull=True,
        valid_to__gte=on,
        valid_to__lte=on + timedelta(days=EXPIRING_DAYS),
    ),
    EXPIRED: lambda on: Q(amount__gt=0, blocked_at__isnull=True, valid_to__lt=on),
    BLOCKED: lambda on: Q(blocked_at__isnull=False),
}


def credit_page(
    actor: Actor, wanted: CreditFilter, *, after: str = "", before: str = "", limit: int = PAGE
) -> CreditPage:
    """One page of the customers with credit whom the actor sees, by keyset."""
    rows = _narrowed(actor, wanted)
    if before:
        at, pk = cursors.read_moment(before)
        rows = rows.filter(Q(updated_at__gt=at) | Q(updated_at=at, pk__gt=pk)).order_by("updated_at", "pk")
    else:
        if after:
            at, pk = cursors.read_moment(after)
            rows = rows.filter(Q(updated_at__lt=at) | Q(updated_at=at, pk__lt=pk))
        rows = rows.order_by("-updated_at", "-pk")
    found = list(rows.select_related("payer__owner", "payer__unit")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    if before:
        found.reverse()
    has_next, has_previous = (bool(before) or more), (more if before else bool(after))
    return CreditPage(
        _rows(found, actor.today),
        cursors.write(found[0].updated_at, found[0].pk) if found and has_previous else "",
        cursors.write(found[-1].updated_at, found[-1].pk) if found and has_next else "",
    )


def _rows(limits: Sequence[Limit], on: date) -> list[Row]:
    ids = [limit.payer_id for limit in limits]
    lines, owing = lines_of(ids, on), owing_of(ids, on)
    return [
        Row(
            limit,
            lines[limit.payer_id],
            owing.get(limit.payer_id, Owing()),
            (limit.valid_to - on).days if limit.valid_to and limit.amount else None,
        )
        for limit in limits
    ]


def counts(actor: Actor) -> dict[str, int]:
    """How many customers are in each view."""
    found = Limit.objects.visible_to(actor).aggregate(
        all=Count("pk"),
        **{view: Count("pk", filter=condition(actor.today)) for view, condition in _CONDITIONS.items()},
    )
    found[STRAINED] = _narrowed(actor, CreditFilter(STRAINED)).count()
    found[OVERDUE] = _narrowed(actor, CreditFilter(OVERDUE)).count()
    return {"": found.pop("all"), **found}


def watched_count(actor: Actor) -> int:
    """How many customers need a look: limits that run out or have run out."""
    rows = Limit.objects.visible_to(actor)
    return rows.filter(_CONDITIONS[EXPIRING](actor.today) | _CONDITIONS[EXPIRED](actor.today)).count()


def expiring_limits(on: date) -> list[Limit]:
    """Limits that run out soon, for the daily look."""
    rows = Limit.objects.unscoped(WHY).filter(_CONDITIONS[EXPIRING](on))
    return list(rows.select_related("payer"))
