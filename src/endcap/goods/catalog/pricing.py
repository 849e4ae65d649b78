"""Where a new price belongs among the prices of one product and level. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from endcap.goods.catalog.errors import PriceOverlap, PricePast

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """A price and the days on which it holds; no last day means until further notice."""

    id: UUID
    price: int
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether this is the price of that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Placement:
    """What has to be written so that the new price holds and no two overlap."""

    kind: Literal["same", "replace", "insert"]
    valid_to: date | None = None
    of: Span | None = None  # the span that stays (same), is replaced, or ends the day before (insert)


def place(
    spans: Sequence[Span], *, price: int, valid_from: date, valid_to: date | None, today: date
) -> Placement:
    """Find the place of a price. Raises PricePast where it would take the place of a price that has
    begun already,
    PriceOverlap where it runs into a later one. A price without a last day ends before the next one."""
    current = next((span for span in spans if span.holds_on(valid_from)), None)
    if current and current.price == price and (valid_to is None or valid_to == current.valid_to):
        return Placement("same", of=current)
    if current and current.valid_from == valid_from < today:
        raise PricePast(day=valid_from)
    later = min((span.valid_from for span in spans if span.valid_from > valid_from), default=None)
    if later is not None and valid_to is not None and valid_to >= later:
        raise PriceOverlap(day=later)
    end = valid_to if later is None or valid_to is not None else later - _DAY
    if current and current.valid_from == valid_from:
        return Placement("replace", end, current)
    return Placement("insert", end, current)


def day_before(day: date) -> date:
    """The last day of the price that ends."""
    return day - _DAY
