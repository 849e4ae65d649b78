"""What happens in the catalogue that others may want to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from endcap.kernel.events import Event


@dataclass(frozen=True)
class PriceSet(Event):
    """A product has a new price at a level from a day on."""

    sku_id: UUID
    level: str
    price: int
    valid_from: date


@dataclass(frozen=True)
class PricesPublished(Event):
    """Price rules were published together."""

    change_id: UUID
    number: str
    rules: int
    first_on: date
