"""What happens to territories and may matter to others."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from endcap.kernel.events import Event


@dataclass(frozen=True)
class TerritoryDrawn(Event):
    """A territory has a new outline, or its first one."""

    territory_id: UUID
