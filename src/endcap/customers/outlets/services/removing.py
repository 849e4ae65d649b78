"""Taking outlets of an undone import out of the book: a few statements for each five hundred, without loading them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import Case, F, ProtectedError, QuerySet, Value, When
from django.utils.translation import gettext

from endcap.customers.outlets.models import Outlet
from endcap.customers.outlets.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.composed import Composed
from endcap.mechanisms.agenda import services as agenda

BATCH = 500
_LOOKED_AT = 1024
_PROTECTING = (models.PROTECT, models.RESTRICT)


@dataclass(frozen=True)
class Removed:
    """What could be taken back, and what has to stay because other records stand on it."""

    removed: tuple[UUID, ...]
    kept: tuple[UUID, ...]


def _judged(ids: Sequence[UUID], batch: UUID) -> QuerySet[Outlet, tuple[Any, ...]]:
    # the verdict is no condition: the index of the batch holds all of them, the keys a thousand
    return (
        Outlet.objects.unscoped("an import is undone by whoever may, as a whole")
        .filter(pk__in=ids)
        .annotate(
            is_of_batch=Case(When(import_batch_id=batch, then=Value(1)), default=Value(0)),
            is_untouched=Case(When(created_at=F("updated_at"), then=Value(1)), default=Value(0)),
        )
        .order_by()
        .values_list("pk", "is_of_batch", "is_untouched")
    )


_JUDGED = Composed(_judged)


def of_batch(batch_id: UUID, ids: Sequence[UUID], *, untouched: bool) -> set[UUID]:
    """Which of these outlets the batch has brought; with ``untouched`` only those that nobody has changed since."""
    found: set[UUID] = set()
    for start in range(0, len(ids), _LOOKED_AT):
        rows = _JUDGED.rows(ids=ids[start : start + _LOOKED_AT], batch=batch_id)
        found.update(
            pk for pk, is_of_batch, is_untouched in rows if is_of_batch and (is_untouched or not untouched)
        )
    return found


@transaction.atomic
def remove_many(actor: Actor, outlet_ids: Sequence[UUID], *, batch_id: UUID) -> Removed:
    """Take outlets of an undone import out of the book; those on which other records stand are kept."""
    actor.require(Rights.IMPORT)

    ordered = sorted(of_batch(batch_id, outlet_ids, untouched=False))

    kept: set[UUID] = set()
    for start in range(0, len(ordered), BATCH):
        kept |= _delete(ordered[start : start + BATCH])
    removed = [pk for pk in ordered if pk not in kept]
    label = Outlet._meta.label
    agenda.withdraw_subjects(actor, subject_type=label, subject_ids=removed, reason=gettext("这批导入撤销了"))
    detail = {"batch": str(batch_id)}
    audit.record_rows(actor, (("outlets.import_undone", label, str(pk), detail) for pk in removed))
    return Removed(tuple(removed), tuple(sorted(kept)))


def _delete(ids: Sequence[UUID]) -> set[UUID]:
    """Delete what nothing protects; answers the others.

    Django's collector would load every row that goes. Here rows that hang on an outlet and on which nothing
    else hangs go by one statement for each table; only the rest is left to the collector.
    """
    kept: set[UUID] = set()
    stored = _stored(ids)
    for relation in _relations():
        if relation.on_delete in _PROTECTING:
            kept |= _standing_on(relation, stored)
    free = [pk for pk in ids if pk not in kept]
    try:
        with transaction.atomic():
            _delete_free(free, _stored(free) if kept else stored)
    except ProtectedError:  # something further down is protected: these stay whole
        return set(ids)
    return kept


def _delete_free(ids: Sequence[UUID], stored: Sequence[Any]) -> None:
    if not ids:
        return
    has_more = False
    for relation in _relations():
        if relation.on_delete is models.CASCADE and not _candidates(relation.related_model):
            _delete_rows(relation.related_model, relation.field.column, stored)
        elif relation.on_delete not in _PROTECTING:
            has_more = has_more or bool(_standing_on(relation, stored))
    if has_more:
        Outlet.objects.unscoped("outlets of an undone import").filter(pk__in=ids).delete()
    else:
        _delete_rows(Outlet, str(Outlet._meta.pk.column), stored)


def _where(model: type[models.Model], column: str, number: int) -> str:
    """Rows of a table that hang on that many outlets, whoever may see them."""
    quote = connection.ops.quote_name
    return f"FROM {quote(model._meta.db_table)} WHERE {quote(column)} IN ({', '.join(['%s'] * number)})"


def _stored(ids: Sequence[UUID]) -> list[Any]:
    return list(ids) if connection.features.has_native_uuid_field else [pk.hex for pk in ids]


def _standing_on(relation: Any, stored: Sequence[Any]) -> set[UUID]:
    column = relation.field.column
    where = _where(relation.related_model, column, len(stored))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT {connection.ops.quote_name(column)} {where}", stored)
        return {pk if isinstance(pk, UUID) else UUID(hex=pk) for (pk,) in cursor.fetchall()}


def _delete_rows(model: type[models.Model], column: str, stored: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE {_where(model, column, len(stored))}", stored)


def _candidates(model: Any) -> list[Any]:
    """What refers to rows of a model, through tables of many-to-many fields too."""
    return [
        field
        for field in model._meta.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete and (field.one_to_one or field.one_to_many)
    ]


@cache
def _relations() -> tuple[Any, ...]:
    return tuple(_candidates(Outlet))
