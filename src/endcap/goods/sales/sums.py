"""The monthly sums beside the facts: recomputed set by set for what an import or an undo touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from endcap.goods.sales.bulk import as_day, as_uuid, month_of, stored_id


@dataclass(frozen=True)
class Touched:
    """What a batch has facts about: the months from first to last; outlets and products lie in temporary
    tables."""

    first: date
    last: date
    facts: int


def _fetch_one(cursor: Any, sql: str, params: list[Any]) -> Any:
    cursor.execute(sql, params)
    return cursor.fetchone()


def note_touched(batch_id: UUID) -> Touched | None:
    """Remember which outlets, products and months a batch touches, before its facts may go."""
    batch: list[Any] = [stored_id(batch_id)]
    with connection.cursor() as cursor:
        for thing in ("outlet", "sku"):
            cursor.execute(f"DROP TABLE IF EXISTS sales_touched_{thing}")
            cursor.execute(
                f"CREATE TEMP TABLE sales_touched_{thing} AS "  # noqa: S608
                f"SELECT DISTINCT {thing}_id AS id FROM sales_salesfact WHERE batch_id = %s",
                batch,
            )
        low, high, facts = _fetch_one(
            cursor, "SELECT MIN(day), MAX(day), COUNT(*) FROM sales_salesfact WHERE batch_id = %s", batch
        )
    if low is None:
        return None
    return Touched(as_day(low).replace(day=1), _month_end(as_day(high)), int(facts))


def touched_outlets() -> list[UUID]:
    """The outlets that were noted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM sales_touched_outlet")
        return [as_uuid(row[0]) for row in cursor.fetchall()]


def forget_touched() -> None:
    """Drop the notes."""
    with connection.cursor() as cursor:
        for thing in ("outlet", "sku"):
            cursor.execute(f"DROP TABLE IF EXISTS sales_touched_{thing}")


def _month_end(day: date) -> date:
    first_of_next = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return date.fromordinal(first_of_next.toordinal() - 1)


_OUTLET_SUMS = """
    SUM(CASE WHEN s.is_article THEN f.amount ELSE 0 END),
    SUM(CASE WHEN s.is_article THEN f.quantity ELSE 0 END),
    COUNT(DISTINCT CASE WHEN s.is_article AND f.kind = 'sale' THEN f.invoice_no END),
    SUM(CASE WHEN s.is_article THEN 1 ELSE 0 END),
    SUM(CASE WHEN s.is_article AND f.kind = 'return' THEN -f.amount ELSE 0 END),
    SUM(CASE WHEN s.is_article THEN 0 ELSE f.amount END)
"""
_SKU_SUMS = """
    SUM(f.amount), SUM(f.quantity), COUNT(DISTINCT f.outlet_id), COUNT(*),
    SUM(CASE WHEN f.kind = 'return' THEN -f.amount ELSE 0 END)
"""
_OUTLET_COLUMNS = "outlet_id, month, amount, quantity, invoices, lines, returns, other_amount"
_SKU_COLUMNS = "sku_id, month, amount, quantity, outlets, lines, returns"


def refresh(touched: Touched) -> None:
    """Bring the sums of the noted outlets, products and months up to date."""
    _refresh(touched.first, touched.last, of_noted=True)


def refresh_outlets(outlet_ids: Sequence[UUID]) -> None:
    """Compute every month of a few outlets anew; the sums of products are left alone."""
    ids: list[Any] = [stored_id(pk) for pk in outlet_ids]
    places = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM sales_outletmonth WHERE outlet_id IN ({places})", ids)  # noqa: S608
        cursor.execute(
            f"INSERT INTO sales_outletmonth ({_OUTLET_COLUMNS}) "  # noqa: S608
            f"SELECT f.outlet_id, {month_of('f.day')}, {_OUTLET_SUMS} FROM sales_salesfact f "
            f"JOIN catalog_sku s ON s.id = f.sku_id WHERE f.outlet_id IN ({places}) GROUP BY 1, 2",
            ids,
        )


def refresh_all() -> None:
    """Compute every sum anew."""
    _refresh(date(1, 1, 1), date(9999, 12, 31), of_noted=False)


def _refresh(first: date, last: date, *, of_noted: bool) -> None:
    days = [first.isoformat(), last.isoformat()]
    articles = "JOIN catalog_sku s ON s.id = f.sku_id"
    with connection.cursor() as cursor:
        for thing, columns, body, join in (
            ("outlet", _OUTLET_COLUMNS, _OUTLET_SUMS, articles),
            ("sku", _SKU_COLUMNS, _SKU_SUMS, ""),
        ):
            noted = f"AND {{}}{thing}_id IN (SELECT id FROM sales_touched_{thing})" if of_noted else ""  # noqa: S608
            cursor.execute(
                f"DELETE FROM sales_{thing}month WHERE month BETWEEN %s AND %s {noted.format('')}",  # noqa: S608
                days,
            )
            cursor.execute(
                f"INSERT INTO sales_{thing}month ({columns}) "  # noqa: S608
                f"SELECT f.{thing}_id, {month_of('f.day')}, {body} FROM sales_salesfact f {join} "
                f"WHERE f.day BETWEEN %s AND %s {noted.format('f.')} GROUP BY 1, 2",
                days,
            )
