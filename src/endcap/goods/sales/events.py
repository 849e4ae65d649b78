"""What happens to sales facts that others may want to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from endcap.kernel.events import Event


@dataclass(frozen=True)
class SalesImported(Event):
    """A batch of sales facts came in; sums and outlet figures are up to date."""

    batch_id: UUID
    facts: int


@dataclass(frozen=True)
class SalesTakenBack(Event):
    """A batch of sales facts was undone."""

    batch_id: UUID
    facts: int


@dataclass(frozen=True)
class OutletsGraded(Event):
    """Classes by net sales were written."""

    as_of: date
    outlets: int
