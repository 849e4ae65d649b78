"""Finds the sales that returns belong to, outlet by outlet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection

from endcap.goods.sales.bulk import as_day, as_uuid, stored_id
from endcap.goods.sales.lines import NO_CUSTOMER
from endcap.goods.sales.matching import Match, Returned, Sold, match_returns
from endcap.goods.sales.models import ReturnMatch

_OPEN = """
    SELECT r.outlet_id, r.sku_id, r.id, r.day, -r.quantity - COALESCE(SUM(m.quantity), 0)
    FROM sales_salesfact r
    JOIN catalog_sku s ON s.id = r.sku_id
    JOIN outlets_outlet o ON o.id = r.outlet_id
    LEFT JOIN sales_returnmatch m ON m.returned_id = r.id
    WHERE r.kind = 'return' AND s.is_article AND o.code <> %s {only}
    GROUP BY r.outlet_id, r.sku_id, r.id, r.day, r.quantity
    HAVING -r.quantity - COALESCE(SUM(m.quantity), 0) > 0
    ORDER BY 1, 2
"""
# COALESCE keeps the index of products out: an outlet has few lines, a product those of the whole company
_SALES = """
    SELECT f.sku_id, f.id, f.day, f.quantity - COALESCE((SELECT SUM(m.quantity) FROM sales_returnmatch m
    WHERE m.sale_id = f.id), 0)
    FROM sales_salesfact f
    WHERE f.outlet_id = %s AND f.kind = 'sale' AND f.quantity > 0
    AND COALESCE(f.sku_id, f.sku_id) IN ({places})
"""


def _rows(sql: str, params: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return list(cursor.fetchall())


def match_open_returns(batch_id: UUID | None = None) -> int:
    """Match every return of goods that still looks for a sale; of one batch, also older returns of
    outlets in it,
    since the batch may bring the sales they were waiting for. Sales without a customer number match nothing:
    nobody knows that buyer and returner are the same. Answers how many matches were found."""
    only = "AND r.outlet_id IN (SELECT id FROM sales_touched_outlet)" if batch_id else ""
    return _match(only, [NO_CUSTOMER])


def match_open_returns_of(outlet_ids: Sequence[UUID]) -> int:
    """The same for a few outlets."""
    only = f"AND r.outlet_id IN ({', '.join(['%s'] * len(outlet_ids))})"
    return _match(only, [NO_CUSTOMER, *(stored_id(pk) for pk in outlet_ids)])


def _match(only: str, params: Sequence[Any]) -> int:
    found: list[Match] = []
    for outlet_id, rows in groupby(_rows(_OPEN.format(only=only), params), key=lambda row: row[0]):
        found += _matches_of(as_uuid(outlet_id), list(rows))
    ReturnMatch.objects.bulk_create(
        [ReturnMatch(returned_id=m.returned, sale_id=m.sale, quantity=m.quantity) for m in found],
        batch_size=5000,
    )
    return len(found)


def _matches_of(outlet_id: UUID, rows: Sequence[Any]) -> list[Match]:
    wanted: dict[object, list[Returned]] = {}
    for _outlet, sku_id, pk, day, quantity in rows:
        wanted.setdefault(sku_id, []).append(Returned(pk, as_day(day), int(quantity)))
    sales: dict[object, list[Sold]] = {}
    for skus in _parts(list(wanted)):
        sql = _SALES.format(places=", ".join(["%s"] * len(skus)))
        for sku_id, pk, day, left in _rows(sql, [stored_id(outlet_id), *skus]):
            sales.setdefault(sku_id, []).append(Sold(pk, as_day(day), int(left)))
    found: list[Match] = []
    for sku_id, returns in wanted.items():
        found += match_returns(sales.get(sku_id, []), returns)
    return found


def _parts(values: Sequence[object], size: int = 500) -> Iterable[Sequence[object]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
