"""What happens to merchants and may matter to others."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from endcap.kernel.events import Event


@dataclass(frozen=True)
class MerchantApproved(Event):
    """A merchant may trade from now on."""

    merchant_id: UUID
    outlet_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class MerchantSuspended(Event):
    """A merchant may not trade for the time being."""

    merchant_id: UUID
    outlet_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class MerchantJoined(Event):
    """A shop owner has registered by himself."""

    merchant_id: UUID
    outlet_id: UUID
    owner_id: UUID
