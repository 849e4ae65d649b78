"""What happens to the credit of customers and may matter to others."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from endcap.kernel.events import Event


@dataclass(frozen=True)
class LimitChanged(Event):
    """A payer has another limit than before."""

    payer_id: UUID
    before: int
    after: int


@dataclass(frozen=True)
class CreditBlocked(Event):
    """A payer may take no credit until this is lifted."""

    payer_id: UUID
    reason: str


@dataclass(frozen=True)
class CreditUnblocked(Event):
    """A payer may take credit again."""

    payer_id: UUID
