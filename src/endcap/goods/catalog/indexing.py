"""Spells published rules out by product, in a fixed number of statements: the table from which prices are read.

What has been quoted stays as it was: entries of days before today are cut there and never rewritten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from endcap.goods.catalog.models import PriceBook, PriceRule, PriceSpan
from endcap.goods.catalog.spans import Days, overlaid
from endcap.kernel.bulk import insert_values
from endcap.kernel.money import FULL

PART = 500
_WHY = "the index holds every rule, whoever may see it"

# a rule meets its products: alone, by category (and those below), by brand, or all
_MEETS = """(
    r.target = 'sku' AND k.id = r.sku_id
    OR r.target = 'brand' AND k.brand_id = r.brand_id
    OR r.target = 'all'
    OR r.target = 'category' AND EXISTS (
        SELECT 1 FROM catalog_category c JOIN catalog_category rc ON rc.id = r.category_id
        WHERE c.id = k.category_id AND c.path LIKE rc.path || '%%')
)"""
_REACHES = "valid_from < %s AND (valid_to IS NULL OR valid_to >= %s)"
_INTO = (
    "INSERT INTO catalog_priceentry (sku_id, audience_key, specificity, min_quantity, price, rule_id,"
    " valid_from, valid_to)"
)
# the later of two first days, the earlier of two last ones; no last day is until further notice
_FIXED = """
SELECT r.sku_id, r.audience_key, r.specificity, r.min_quantity, r.price, r.id,
       CASE WHEN s.valid_from < {today} THEN {today} ELSE s.valid_from END, s.valid_to
FROM catalog_pricerule r JOIN catalog_pricespan s ON s.rule_id = r.id
WHERE r.effect = 'fixed' AND (s.valid_to IS NULL OR s.valid_to >= {today}) AND {which}
"""
_SHARE = """
SELECT k.id, r.audience_key, r.specificity, r.min_quantity,
       (p.price * r.share_bp + {half}) / {full}, r.id,
       CASE WHEN s.valid_from >= p.valid_from AND s.valid_from >= {today} THEN s.valid_from
            WHEN p.valid_from >= {today} THEN p.valid_from ELSE {today} END,
       CASE WHEN s.valid_to IS NULL THEN p.valid_to WHEN p.valid_to IS NULL THEN s.valid_to
            WHEN s.valid_to < p.valid_to THEN s.valid_to ELSE p.valid_to END
FROM catalog_pricerule r
JOIN catalog_pricespan s ON s.rule_id = r.id
JOIN catalog_price p ON p.level_id = r.of_level_id
JOIN catalog_sku k ON k.id = p.sku_id AND k.is_article
WHERE r.effect = 'share' AND {meets}
  AND (s.valid_to IS NULL OR s.valid_to >= {today}) AND (p.valid_to IS NULL OR p.valid_to >= {today})
  AND (s.valid_to IS NULL OR p.valid_from <= s.valid_to) AND (p.valid_to IS NULL OR s.valid_from <= p.valid_to)
  AND {which}
"""


def hold_book() -> PriceBook:
    """The one who changes prices or rules holds the book until the transaction ends: two never index at once."""
    PriceBook.objects.bulk_create([PriceBook(id=1)], ignore_conflicts=True)
    rows = PriceBook.objects
    held = rows.select_for_update() if connection.features.has_select_for_update else rows
    return held.get(pk=1)


def take_over(change_id: UUID, *, today: date) -> None:
    """The rules of a change that has just been published begin to count, and the index follows."""
    mine = PriceRule.objects.unscoped(_WHY).filter(change_id=change_id)
    keys = mine.values("key")
    held = PriceSpan.objects.filter(rule__in=PriceRule.objects.unscoped(_WHY).filter(key__in=keys))
    by_key: dict[str, list[Days]] = {}
    for key, rule_id, first, last in held.values_list("rule__key", "rule_id", "valid_from", "valid_to"):
        by_key.setdefault(key, []).append(Days(rule_id, first, last))
    new: dict[str, list[Days]] = {}
    for key, pk, first, last in mine.values_list("key", "pk", "valid_from", "valid_to"):
        new.setdefault(key, []).append(Days(pk, first, last))

    held.delete()
    insert_values(
        PriceSpan,
        ("rule", "valid_from", "valid_to"),
        (
            (days.rule_id, days.first, days.last)
            for key, over in new.items()
            for days in overlaid(by_key.get(key, []), over)
        ),
    )
    which = "r.key IN (SELECT key FROM catalog_pricerule WHERE change_id = %s)"
    _renew(which, [_stored(change_id)], today=today)


def renew_skus(sku_ids: Sequence[UUID], *, today: date) -> None:
    """Prices of levels, or the category or brand of these products, have changed: shares of prices follow."""
    if not sku_ids or not PriceRule.objects.unscoped(_WHY).filter(effect=PriceRule.Effect.SHARE).exists():
        return
    for part in _parts(sorted(sku_ids)):
        marks = ", ".join(["%s"] * len(part))
        ids = [_stored(pk) for pk in part]
        _cut(
            f"rule_id IN (SELECT id FROM catalog_pricerule WHERE effect = 'share') AND sku_id IN ({marks})",  # noqa: S608
            ids,
            today,
        )
        _insert(_SHARE, f"k.id IN ({marks})", ids, today)


def _renew(which: str, params: list[Any], *, today: date) -> None:
    _cut(f"rule_id IN (SELECT r.id FROM catalog_pricerule r WHERE {which})", params, today)  # noqa: S608
    _insert(_FIXED, which, params, today)
    _insert(_SHARE, which, params, today)


def _cut(which: str, params: list[Any], today: date) -> None:
    """What was to hold from today on goes; what began before ends yesterday."""
    before = today - timedelta(days=1)
    gone = f"DELETE FROM catalog_priceentry WHERE valid_from >= %s AND {which}"  # noqa: S608
    ended = f"UPDATE catalog_priceentry SET valid_to = %s WHERE {_REACHES} AND {which}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(gone, [today, *params])
        cursor.execute(ended, [before, today, today, *params])


def _insert(select: str, which: str, params: list[Any], today: date) -> None:
    day = f"DATE '{today.isoformat()}'" if connection.vendor == "postgresql" else f"'{today.isoformat()}'"
    text = select.format(today=day, half=FULL // 2, full=FULL, meets=_MEETS, which=which)
    with connection.cursor() as cursor:
        cursor.execute(_INTO + text, params)


def _stored(pk: UUID) -> Any:
    return pk if connection.features.has_native_uuid_field else pk.hex


def _parts(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), PART):
        yield ids[start : start + PART]
