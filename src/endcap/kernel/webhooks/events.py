"""What happens to webhooks and may matter to people."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from endcap.kernel.events import Event


@dataclass(frozen=True)
class EndpointPaused(Event):
    """An endpoint has failed so often that nothing is sent to it until its keeper resumes it."""

    endpoint_id: UUID
    name: str
    keeper_id: UUID | None
    failures: int
