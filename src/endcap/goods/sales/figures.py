"""The figures that lists of outlets show, counted from the facts up to the newest day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.drafts import FigureRow
from endcap.customers.outlets.models import Outlet
from endcap.goods.sales import selectors
from endcap.goods.sales.bulk import as_day, as_uuid, stored_id
from endcap.goods.sales.models import SalesFact
from endcap.goods.sales.windows import window_of
from endcap.kernel.actor import Actor

CHUNK = 500
_ALL = "figures are counted for the whole company"
_FIGURES = """
    SELECT f.outlet_id,
        SUM(CASE WHEN f.day >= %s AND f.day <= %s THEN f.amount ELSE 0 END),
        SUM(CASE WHEN f.day >= %s AND f.day <= %s THEN f.amount ELSE 0 END),
        COUNT(DISTINCT CASE WHEN f.day >= %s AND f.day <= %s AND f.kind = 'sale' THEN f.invoice_no END),
        MAX(CASE WHEN f.kind = 'sale' AND f.day <= %s THEN f.day END)
    FROM sales_salesfact f JOIN catalog_sku s ON s.id = f.sku_id
    WHERE s.is_article {only} GROUP BY f.outlet_id
"""


def refresh(actor: Actor, outlet_ids: Sequence[UUID] | None) -> int:
    """Count anew for these outlets; for all of them when the newest day has moved, since then every
    window moves."""
    as_of = selectors.latest_day(actor.today) or actor.today
    stale = Outlet.objects.unscoped(_ALL).filter(figures_on__isnull=False).exclude(figures_on=as_of).exists()
    if outlet_ids is None or stale:
        counted = _counted(as_of.isoformat(), *_windows(as_of))
        held = Outlet.objects.unscoped(_ALL).filter(figures_on__isnull=False).values_list("pk", flat=True)
        gone = {*held, *(outlet_ids or ())} - {row.outlet_id for row in counted}
    else:
        counted, gone = [], set(outlet_ids)
        for start in range(0, len(outlet_ids), CHUNK):
            counted += _counted(as_of.isoformat(), *_windows(as_of), only=outlet_ids[start : start + CHUNK])
        gone -= {row.outlet_id for row in counted}
    rows = [*counted, *(FigureRow(pk, 0, 0, 0, None) for pk in sorted(gone))]
    return outlets.record_figures(actor, rows, as_of=as_of)


def _windows(as_of: date) -> tuple[str, str]:
    return window_of(as_of, 12).first.isoformat(), (as_of - timedelta(days=29)).isoformat()


def _counted(
    as_of: str, year_from: str, month_from: str, only: Sequence[UUID] | None = None
) -> list[FigureRow]:
    condition = f"AND f.outlet_id IN ({', '.join(['%s'] * len(only))})" if only else ""
    params: list[Any] = [
        year_from,
        as_of,
        month_from,
        as_of,
        year_from,
        as_of,
        as_of,
        *(stored_id(pk) for pk in only or ()),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES.format(only=condition), params)
        return [
            FigureRow(
                as_uuid(pk), int(year or 0), int(month or 0), int(orders or 0), as_day(last) if last else None
            )
            for pk, year, month, orders, last in cursor.fetchall()
        ]


def outlets_with_facts(outlet_ids: Collection[UUID]) -> set[UUID]:
    """Outlets that some fact is kept about."""
    wanted, found = list(outlet_ids), set()
    facts = SalesFact.objects.unscoped(_ALL)
    for start in range(0, len(wanted), 2000):
        found |= set(
            facts.filter(outlet_id__in=wanted[start : start + 2000])
            .values_list("outlet_id", flat=True)
            .distinct()
        )
    return found
