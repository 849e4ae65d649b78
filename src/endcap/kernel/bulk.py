"""Writing many new rows of one table with one prepared statement.

Django composes the SQL of every few dozen rows anew (SQLite takes no more than 999 values at a time),
which is most
of the time of a big import. Here the statement is made once and the values follow. Nothing is read back,
and the
objects must carry their primary keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models import Field
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)
Convert = Callable[[Any], Any]
_AS_IT_IS = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)
_CHUNK = 2_000


def _remembering(convert: Convert) -> Convert:
    """Times and days of an import are few and come again and again."""
    known: dict[Any, Any] = {}

    def remembered(value: Any) -> Any:
        if value is None:
            return None
        found = known.get(value)
        if found is None:
            if len(known) > 10_000:
                known.clear()
            found = known[value] = convert(value)
        return found

    return remembered


def _remembering_lists(convert: Convert) -> Convert:
    """Most lists and mappings of an import are empty, and the few flags come in the same few combinations."""
    known: dict[Any, Any] = {}

    def remembered(value: Any) -> Any:
        key: Any = None
        if type(value) is list and all(type(each) is str for each in value):
            key = tuple(value)
        elif type(value) is dict and not value:
            key = "{}"
        if key is None:
            return convert(value)
        found = known.get(key)
        if found is None:
            if len(known) > 1_000:
                known.clear()
            found = known[key] = convert(value)
        return found

    return remembered


def _hex(value: UUID | None) -> str | None:
    return None if value is None else value.hex


def _converter(field: Field[Any, Any]) -> Convert | None:
    """How the field's values go into the database; None: as they are."""
    related: Any = field
    target = related.target_field if field.is_relation else field
    if isinstance(target, models.UUIDField):
        return None if connection.features.has_native_uuid_field else _hex

    def prepared(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    if isinstance(target, models.DateField):  # moments too
        return _remembering(prepared)
    if isinstance(target, models.JSONField):
        return _remembering_lists(prepared)
    return None if isinstance(target, _AS_IT_IS) else prepared


def _lines(objects: Sequence[M], fields: Sequence[tuple[str, Convert | None]]) -> Iterator[list[list[Any]]]:
    for start in range(0, len(objects), _CHUNK):
        chunk = []
        for made in objects[start : start + _CHUNK]:
            values = made.__dict__
            chunk.append(
                [values[name] if convert is None else convert(values[name]) for name, convert in fields]
            )
        yield chunk


@cache
def _defaults(model: type[models.Model]) -> dict[str, Any]:
    values = dict(model().__dict__)
    del values["_state"]
    return values


def blank(model: type[M]) -> M:
    """A new object with its defaults, several times faster than ``model()``, which asks each field anew.

    Defaults are the same objects for all: give every id, and every list or dict, a value of its own.
    """
    made = model.__new__(model)
    made.__dict__.update(_defaults(model), _state=ModelState())
    return made


def insert_values(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows of plain values, one for each named column (ids as ``UUID``); answers how many.

    The other columns must have a default of the database or be nullable. Like ``insert_many``, it belongs
    inside a transaction.
    """
    fields = [model._meta.get_field(name) for name in names]
    converts = [_converter(field) for field in fields]  # type: ignore[arg-type]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)  # type: ignore[union-attr]
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    written = 0
    source = iter(rows)
    with connection.cursor() as cursor:
        while chunk := list(islice(source, _CHUNK)):
            written += len(chunk)
            prepared = [
                [
                    value if convert is None else convert(value)
                    for value, convert in zip(row, converts, strict=True)
                ]
                for row in chunk
            ]
            if len(prepared) == 1:  # spares PostgreSQL the pipeline that many rows are worth
                cursor.execute(statement, prepared[0])
            else:
                cursor.executemany(statement, prepared)
    return written


def insert_many(objects: Sequence[M]) -> int:
    """Insert new objects of one model; answers how many. Call it inside a transaction: a constraint that
    one row
    breaks is raised as from any save, and the rows before it are only gone when the transaction is
    rolled back."""
    if not objects:
        return 0
    options = objects[0]._meta
    concrete = options.concrete_fields
    fields = [(field.attname, _converter(field)) for field in concrete]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in concrete)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(options.db_table)} ({names}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        for chunk in _lines(objects, fields):
            cursor.executemany(statement, chunk)
    for made in objects:
        made._state.adding = False
        made._state.db = connection.alias
    return len(objects)
