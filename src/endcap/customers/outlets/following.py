"""What follows an outlet when it turns out to be another one: each table that hangs on outlets declares how.

A merge keeps every fact: the rows go over to the outlet that stays, and the merge remembers which, so that
they go back exactly when it is taken back. Higher areas register their followers in
``config/subscriptions/``; a table that declares nothing stays with the row of the outlet that was merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models

from endcap.customers.outlets.models import MovedRows
from endcap.kernel import slots
from endcap.kernel.scope import ScopedQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from endcap.kernel.actor import Actor
else:
    StrOrPromise = object

SLOT = "outlet.followers"
PART = 5_000  # rows remembered in one row of the memory
CHUNK = 500
_WHY = "rows of two outlets that the merging actor sees"


@dataclass(frozen=True)
class Pair:
    """One merge: everything of the loser goes to the survivor."""

    merge_id: UUID
    loser_id: UUID
    survivor_id: UUID


@dataclass(frozen=True)
class Follower:
    """A table that hangs on outlets. ``follow`` moves its rows and answers how many; ``go_back`` undoes
    exactly that; ``refuses_undo`` says in words why it no longer can."""

    key: str
    name: StrOrPromise
    follow: Callable[[Actor, Pair], int]
    go_back: Callable[[Actor, Pair], object]
    count: Callable[[UUID], int]
    refuses_undo: Callable[[Actor, Pair], StrOrPromise] | None = None
    order: int = 50


def register(follower: Follower) -> None:
    """Declare a follower; the same key again changes nothing."""
    if all(held.key != follower.key for held in slots.items(SLOT)):
        slots.register(SLOT, follower)


def registered() -> Sequence[Follower]:
    """Those that higher areas have declared, in their order."""
    return slots.items(SLOT)


def remember(pair: Pair, key: str, rows: Iterable[Any]) -> None:
    """Keep what moved in a merge: ids, or whatever the follower needs to take it back."""
    kept = list(rows)
    MovedRows.objects.bulk_create(
        [
            MovedRows(merge_id=pair.merge_id, key=key, rows=kept[start : start + PART])
            for start in range(0, len(kept), PART)
        ]
    )


def remembered(pair: Pair, key: str) -> Iterator[Any]:
    """What moved in a merge, in the order in which it was kept."""
    for part in MovedRows.objects.filter(merge_id=pair.merge_id, key=key).order_by("pk"):
        yield from part.rows


def rows_of(model: type[models.Model]) -> models.QuerySet[Any]:
    """All rows of a table, whoever may see them: both outlets were checked before."""
    rows = model._default_manager.all()
    return rows.unscoped(_WHY) if isinstance(rows, ScopedQuerySet) else rows


def table(
    key: str,
    name: StrOrPromise,
    model: type[models.Model],
    *,
    field: str = "outlet_id",
    where: Mapping[str, object] | None = None,
    once_with: Sequence[str] | None = None,
    order: int = 50,
) -> Follower:
    """A follower for a plain table: ``field`` names the outlet. Where an outlet may have a row only once for
    each value of ``once_with`` (an empty list: once at all), a row that the survivor has already stays."""
    fixed = dict(where or {})

    def of(outlet_id: UUID) -> models.QuerySet[Any]:
        return rows_of(model).filter(**{field: outlet_id}, **fixed)

    def follow(_actor: Actor, pair: Pair) -> int:
        rows = of(pair.loser_id).order_by("pk")
        if once_with is None:
            ids = list(rows.values_list("pk", flat=True))
        else:
            held = set(of(pair.survivor_id).values_list(*once_with)) if once_with else set()
            taken = not once_with and of(pair.survivor_id).exists()
            listed = [] if taken else list(rows.values_list("pk", *once_with))
            ids = [pk for pk, *values in listed if tuple(values) not in held]
        for part in chunks(ids):
            rows_of(model).filter(pk__in=part).update(**{field: pair.survivor_id})
        remember(pair, key, [as_stored(pk) for pk in ids])
        return len(ids)

    def go_back(_actor: Actor, pair: Pair) -> None:
        for part in chunks(list(remembered(pair, key))):
            of(pair.survivor_id).filter(pk__in=part).update(**{field: pair.loser_id})

    return Follower(key, name, follow, go_back, lambda outlet_id: of(outlet_id).count(), order=order)


def as_stored(pk: object) -> object:
    """An id as the memory of a merge keeps it."""
    return str(pk) if isinstance(pk, UUID) else pk


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The values in portions that one statement takes."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
