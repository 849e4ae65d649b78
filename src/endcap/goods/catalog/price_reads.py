"""Reading what could hold: the entries of the index and the prices of levels, in one statement."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from endcap.goods.catalog.audiences import BASE, source_of
from endcap.goods.catalog.models import Price, PriceEntry
from endcap.goods.catalog.quoting import Candidate

_NOTHING = Value("", output_field=CharField())


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
    keys = {key for chain in chains for key in chain}
    codes = {key.partition(":")[2] for key in keys if key.startswith("prices:")}
    in_force = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    entries = PriceEntry.objects.filter(in_force, sku_id__in=sku_ids, audience_key__in=keys)
    prices = Price.objects.filter(in_force, sku_id__in=sku_ids)
    prices = (
        prices.filter(Q(level__code__in=codes) | Q(level__is_base=True))
        if BASE in keys
        else prices.filter(level__code__in=codes)
    )
    return [Held(*row) for row in _entry_rows(entries).union(_price_rows(prices), all=True)]


def _entry_rows(rows: QuerySet[PriceEntry]) -> QuerySet[PriceEntry, Any]:
    return rows.order_by().values_list(
        "sku_id",
        "price",
        "rule_id",
        "audience_key",
        "specificity",
        "min_quantity",
        "rule__valid_from",
        "rule__number",
        "rule__name",
        "rule__name_en",
        "rule__of_level__name",
        "rule__of_level__name_en",
        "rule__share_bp",
        Value(False),
    )


def _price_rows(rows: QuerySet[Price]) -> QuerySet[Price, Any]:
    return rows.order_by().values_list(
        "sku_id",
        "price",
        "id",
        Concat(Value("prices:"), F("level__code"), output_field=CharField()),
        Value(0),
        Value(1),
        "valid_from",
        _NOTHING,
        "level__name",
        "level__name_en",
        _NOTHING,
        _NOTHING,
        Cast(Value(None), IntegerField()),
        "level__is_base",
    )


def candidates(chain: Sequence[str], held: Collection[Held]) -> Iterator[Candidate]:
    """What could hold for one buyer: each price at the place that its audience has for them."""
    ranks = {key: rank for rank, key in enumerate(chain)}
    for one in held:
        rank = ranks.get(one.audience_key)
        if rank is not None:
            yield one.ranked(rank, one.audience_key)
        elif one.is_base and BASE in ranks:
            yield one.ranked(ranks[BASE], BASE)
