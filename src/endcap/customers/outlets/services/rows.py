"""Writing the same few columns of many rows: one prepared statement, run once per row by the driver."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

CHUNK = 2000


def write_columns(model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
    """Set the named columns of rows given as (id, value, value …); answers how many rows were given.

    Much faster than CASE expressions over thousands of rows, on both databases. Callers have checked the
    scope.
    """
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    settings = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)  # type: ignore[union-attr]
    key = model._meta.pk
    sql = f"UPDATE {quote(model._meta.db_table)} SET {settings} WHERE {quote(str(key.column))} = %s"  # noqa: S608
    written = 0
    batch: list[list[Any]] = []
    with connection.cursor() as cursor:
        for pk, *values in rows:
            batch.append(
                [
                    *(
                        field.get_db_prep_save(value, connection)  # type: ignore[union-attr]
                        for field, value in zip(fields, values, strict=True)
                    ),
                    key.get_db_prep_value(pk, connection),
                ]
            )
            if len(batch) >= CHUNK:
                cursor.executemany(sql, batch)
                written += len(batch)
                batch = []
        if batch:
            cursor.executemany(sql, batch)
    return written + len(batch)


def write_rows(objects: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these fields of these instances."""
    if objects:
        attnames = [objects[0]._meta.get_field(name).attname for name in names]  # type: ignore[union-attr]
        write_columns(
            type(objects[0]),
            names,
            ((each.pk, *(getattr(each, name) for name in attnames)) for each in objects),
        )
