"""Sales follow an outlet that turned out to be another: its facts go over, and every sum is right again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets import following
from endcap.customers.outlets.following import Follower, Pair
from endcap.goods.sales import figures, sums
from endcap.goods.sales.bulk import month_of, stored_id
from endcap.goods.sales.models import ReturnMatch, SalesFact
from endcap.goods.sales.returns import match_open_returns_of
from endcap.kernel.actor import Actor

KEY = "sales"
_WHY = "facts of two outlets that the merging actor sees"


def runs_of(ids: Iterable[int]) -> list[list[int]]:
    """Ids in order as runs without a hole: (first, last) of each. Lines of one invoice lie side by side."""
    runs: list[list[int]] = []
    for pk in ids:
        if runs and pk == runs[-1][1] + 1:
            runs[-1][1] = pk
        else:
            runs.append([pk, pk])
    return runs


def _sold_by_both(one: UUID, other: UUID) -> list[tuple[Any, Any]]:
    """Products and months of which both outlets have facts: there they count as two outlets."""
    part = f"SELECT sku_id, {month_of('day')} FROM sales_salesfact WHERE outlet_id = %s GROUP BY 1, 2"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{part} INTERSECT {part}", [stored_id(one), stored_id(other)])
        return list(cursor.fetchall())


def _count_outlets(pairs: Sequence[tuple[Any, Any]], change: int) -> None:
    """So many outlets more or less bought these products in these months."""
    sql = f"UPDATE sales_skumonth SET outlets = outlets + ({change}) WHERE sku_id = %s AND month = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, cast(Any, pairs))


def _follow(actor: Actor, pair: Pair) -> int:
    facts = SalesFact.objects.unscoped(_WHY).filter(outlet_id=pair.loser_id)
    ids = list(facts.order_by("pk").values_list("pk", flat=True))
    following.remember(pair, KEY, runs_of(ids))
    if not ids:
        return 0
    both = _sold_by_both(pair.loser_id, pair.survivor_id)
    facts.update(outlet_id=pair.survivor_id)
    _count_outlets(both, -1)
    _recount(actor, pair)
    return len(ids)


def _go_back(actor: Actor, pair: Pair) -> None:
    runs = list(following.remembered(pair, KEY))
    if not runs:
        return
    sql = "UPDATE sales_salesfact SET outlet_id = %s WHERE outlet_id = %s AND id BETWEEN %s AND %s"
    ends = (stored_id(pair.loser_id), stored_id(pair.survivor_id))
    with connection.cursor() as cursor:
        cursor.executemany(sql, cast(Any, [(*ends, first, last) for first, last in runs]))
    _count_outlets(_sold_by_both(pair.loser_id, pair.survivor_id), 1)
    _part_matches(pair)
    _recount(actor, pair)


def _recount(actor: Actor, pair: Pair) -> None:
    both = (pair.loser_id, pair.survivor_id)
    sums.refresh_outlets(both)
    figures.refresh(actor, both)


def _part_matches(pair: Pair) -> None:
    """A return that came in since may have found a sale which now is another outlet's: it looks again."""
    outlets = (pair.loser_id, pair.survivor_id)
    across = ReturnMatch.objects.filter(returned__outlet_id__in=outlets).exclude(
        returned__outlet_id=F("sale__outlet_id")
    )
    if across.exists():
        across.delete()
        match_open_returns_of(outlets)


def _count(outlet_id: UUID) -> int:
    return SalesFact.objects.unscoped(_WHY).filter(outlet_id=outlet_id).count()


FOLLOWER = Follower(KEY, _("销售明细"), _follow, _go_back, _count, order=10)
