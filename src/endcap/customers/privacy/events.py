"""What happens to personal data and may matter to others."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from endcap.kernel.events import Event


@dataclass(frozen=True)
class ConsentEnded(Event):
    """A person no longer agrees to a use of their data."""

    contact_id: UUID
    purpose: str
    channel: str
