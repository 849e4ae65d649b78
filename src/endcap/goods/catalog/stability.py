"""How stable the price system is: changes and drift per level in a period (PRC-01). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from uuid import UUID

from endcap.goods.catalog.pricing import Span
from endcap.kernel.money import share_bp


@dataclass(frozen=True)
class LevelStability:
    """One level in a period. Drift compares the sum of prices at the end with the start, over products
    priced at both."""

    level: str
    skus: int
    changes: int
    raised: int
    lowered: int
    drift_bp: int
    changed_skus: int
    largest: Sequence[
        tuple[UUID, int, int, int]
    ]  # product, price at the start, at the end, change in basis points


def stability_of(
    prices: Mapping[str, Mapping[UUID, Sequence[Span]]], *, from_on: date, to_on: date, largest: int = 5
) -> list[LevelStability]:
    """The report, by level code in the order given. A change is a price that begins inside the period
    after another."""
    return [_level(level, by_sku, from_on, to_on, largest) for level, by_sku in prices.items()]


def _level(
    level: str, by_sku: Mapping[UUID, Sequence[Span]], from_on: date, to_on: date, largest: int
) -> LevelStability:
    raised = lowered = changed = 0
    ends: list[tuple[UUID, int, int, int]] = []
    for sku_id, spans in by_sku.items():
        ordered = sorted(spans, key=lambda span: span.valid_from)
        steps = [
            after.price - before.price
            for before, after in pairwise(ordered)
            if from_on < after.valid_from <= to_on and after.price != before.price
        ]
        raised += sum(step > 0 for step in steps)
        lowered += sum(step < 0 for step in steps)
        changed += bool(steps)
        start, end = _price_on(ordered, from_on), _price_on(ordered, to_on)
        if start is not None and end is not None:
            ends.append((sku_id, start, end, share_bp(end - start, start)))
    before, after = sum(start for _s, start, _e, _c in ends), sum(end for _s, _b, end, _c in ends)
    moved = sorted((row for row in ends if row[3]), key=lambda row: (-abs(row[3]), row[0]))
    return LevelStability(
        level,
        len(by_sku),
        raised + lowered,
        raised,
        lowered,
        share_bp(after - before, before),
        changed,
        moved[:largest],
    )


def _price_on(spans: Iterable[Span], day: date) -> int | None:
    return next((span.price for span in spans if span.holds_on(day)), None)
