"""What happens on the agenda and may matter to others."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from endcap.kernel.events import Event


@dataclass(frozen=True)
class ItemEnded(Event):
    """A due item was done or skipped. ``outcome`` is done or skipped."""

    item_id: UUID
    kind: str
    subject_type: str
    subject_id: UUID
    outcome: str
