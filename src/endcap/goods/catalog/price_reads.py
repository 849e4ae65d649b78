"""Reading what could hold: the entries of the index and the prices of levels, in one statement."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from endcap.goods.catalog.audiences import BASE, source_of
from endcap.goods.catalog.quoting import Candidate


@dataclass(frozen=True)
class Held:
    """A price that holds on some days for an audience, and the rule behind it."""

    sku_id: UUID
    price: int
    rule_id: UUID
    audience_key: str
    specificity: int
    min_quantity: int
    valid_from: date
    number: str
    name: str
    name_en: str
    of_level: str
    of_level_en: str
    share_bp: int | None
    is_base: bool

    def ranked(self, rank: int, key: str) -> Candidate:
        """As a candidate for a buyer to whom this audience is the ``rank``-th."""
        return Candidate(
            self.sku_id,
            self.price,
            self.rule_id,
            source_of(key),
            rank,
            self.specificity,
            self.min_quantity,
            self.valid_from,
            self.number,
            self.name,
            self.name_en,
            self.of_level,
            self.of_level_en,
            self.share_bp,
        )


def held_for(chains: Collection[Sequence[str]], *, sku_ids: Collection[UUID], on: date) -> list[Held]:
    """Every price of these products that holds on a day for one of the audiences."""
    keys = sorted({key for chain in chains for key in chain})
    codes = [key.partition(":")[2] for key in keys if key.startswith("prices:")]
    if not sku_ids:
        return []
    products = [_stored(pk) for pk in sku_ids]
    text = _SQL.format(
        skus=_marks(products), keys=_marks(keys), levels=_levels(codes, is_base=BASE in keys), on="%s"
    )
    with connection.cursor() as cursor:
        cursor.execute(text, [*products, *keys, on, on, *products, *codes, on, on])
        return [_held(row) for row in cursor.fetchall()]


def _held(row: Sequence[Any]) -> Held:
    (
        sku_id,
        price,
        rule_id,
        key,
        near,
        reached,
        since,
        number,
        name,
        name_en,
        level,
        level_en,
        share,
        is_base,
    ) = row
    words = (number, name, name_en, level, level_en)
    return Held(
        _id(sku_id), price, _id(rule_id), key, near, reached, _day(since), *words, share, bool(is_base)
    )


# composed by hand: a quote stands in every line of every order, and the query builder takes longer than the database
_SQL = """
SELECT e.sku_id, e.price, e.rule_id, e.audience_key, e.specificity, e.min_quantity, r.valid_from, r.number, r.name,
       r.name_en, COALESCE(l.name, ''), COALESCE(l.name_en, ''), r.share_bp, 0
FROM catalog_priceentry e
JOIN catalog_pricerule r ON r.id = e.rule_id
LEFT JOIN catalog_pricelevel l ON l.id = r.of_level_id
WHERE e.sku_id IN ({skus}) AND e.audience_key IN ({keys})
  AND e.valid_from <= {on} AND (e.valid_to IS NULL OR e.valid_to >= {on})
UNION ALL
SELECT p.sku_id, p.price, p.id, 'prices:' || l.code, 0, 1, p.valid_from, '', l.name, l.name_en, '', '', NULL,
       CASE WHEN l.is_base THEN 1 ELSE 0 END
FROM catalog_price p
JOIN catalog_pricelevel l ON l.id = p.level_id
WHERE p.sku_id IN ({skus}) AND {levels}
  AND p.valid_from <= {on} AND (p.valid_to IS NULL OR p.valid_to >= {on})
"""


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values)) or "NULL"


def _levels(codes: Sequence[str], *, is_base: bool) -> str:
    named = f"l.code IN ({_marks(codes)})"
    return f"({named} OR l.is_base)" if is_base else named


def _stored(pk: UUID) -> Any:
    return pk if connection.features.has_native_uuid_field else pk.hex


def _id(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def candidates(chain: Sequence[str], held: Collection[Held]) -> Iterator[Candidate]:
    """What could hold for one buyer: each price at the place that its audience has for them."""
    ranks = {key: rank for rank, key in enumerate(chain)}
    for one in held:
        rank = ranks.get(one.audience_key)
        if rank is not None:
            yield one.ranked(rank, one.audience_key)
        elif one.is_base and BASE in ranks:
            yield one.ranked(ranks[BASE], BASE)
