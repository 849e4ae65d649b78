"""What happens to hand-overs and may matter to others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from endcap.kernel.events import Event


@dataclass(frozen=True)
class OutletsOrphaned(Event):
    """Somebody has left, and these outlets are on the list."""

    handover_id: UUID
    outlet_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class FirstContactMade(Event):
    """The new owner of a leaver's outlet has been in touch with it."""

    orphan_id: UUID
    outlet_id: UUID
    on: date
