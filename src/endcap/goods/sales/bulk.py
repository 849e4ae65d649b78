"""Writing and removing a great many facts: the one place that knows how each database does it fastest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.db import connection

COLUMNS = "outlet_id, sku_id, day, quantity, amount, kind, source, invoice_no, line_no, flags, batch_id"
_PLACES = ", ".join(["%s"] * 11)
MANY = 5_000  # facts after which the database's picture of its tables is renewed
_ON_CONFLICT = "ON CONFLICT (invoice_no, line_no, source) DO NOTHING"


class FactRow(NamedTuple):
    """A fact in the order of the columns."""

    outlet_id: UUID
    sku_id: UUID
    day: date
    quantity: int
    amount: int
    kind: str
    source: str
    invoice_no: str
    line_no: int
    flags: str
    batch_id: UUID


def insert_facts(rows: Sequence[FactRow]) -> int:
    """Write facts; lines that are known already are left alone. Answers how many were written."""
    if not rows:
        return 0
    return _copy(rows) if connection.vendor == "postgresql" else _insert_many(rows)


def _insert_many(rows: Sequence[FactRow]) -> int:
    def as_stored() -> Iterable[Any]:
        for row in rows:
            yield (row[0].hex, row[1].hex, row[2].isoformat(), *row[3:10], row[10].hex)

    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO sales_salesfact ({COLUMNS}) VALUES ({_PLACES}) {_ON_CONFLICT}",  # noqa: S608
            cast(Any, as_stored()),
        )
        return int(cursor.rowcount)


def _copy(rows: Sequence[FactRow]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS sales_arriving ON COMMIT DROP AS SELECT {COLUMNS}"  # noqa: S608
            " FROM sales_salesfact WITH NO DATA"
        )
        writer: Any = cursor
        with writer.copy(f"COPY sales_arriving ({COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO sales_salesfact ({COLUMNS}) SELECT {COLUMNS} FROM sales_arriving {_ON_CONFLICT}"  # noqa: S608
        )
        written = int(cursor.rowcount)
        cursor.execute("TRUNCATE sales_arriving")
        return written


def learn_shapes() -> None:
    """Tell PostgreSQL what the tables look like now. Its plans come from statistics, and those of a load that is not
    committed yet speak of empty tables: sums over 670,000 new facts took minutes instead of seconds."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE sales_salesfact, catalog_sku, outlets_outlet")


def stored_id(value: UUID) -> str | UUID:
    """An id as raw statements pass it."""
    return value.hex if connection.vendor == "sqlite" else value


def as_uuid(value: object) -> UUID:
    """An id as raw statements answer it."""
    return value if isinstance(value, UUID) else UUID(str(value))


def as_day(value: object) -> date:
    """A day as raw statements answer it."""
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def delete_facts(batch_id: UUID) -> int:
    """Remove a batch's facts and whatever matches hang on them."""
    batch = stored_id(batch_id)
    own = "SELECT id FROM sales_salesfact WHERE batch_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM sales_returnmatch WHERE returned_id IN ({own}) OR sale_id IN ({own})",  # noqa: S608
            [batch, batch],
        )
        cursor.execute("DELETE FROM sales_salesfact WHERE batch_id = %s", [batch])
        return int(cursor.rowcount)


def month_of(column: str) -> str:
    """SQL for the first day of a date column's month."""
    if connection.vendor == "sqlite":
        return f"substr({column}, 1, 7) || '-01'"
    return f"date_trunc('month', {column})::date"
