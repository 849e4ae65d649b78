"""What the areas that asked for an approval hear of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from endcap.kernel.events import Event


@dataclass(frozen=True)
class ApprovalEnded(Event):
    """A request came to an outcome: approved, rejected, returned or withdrawn; told in the same transaction.

    After ``returned`` the requester may change the document and submit it again; the others are final.
    """

    request_id: UUID
    kind: str
    subject_type: str
    subject_id: UUID
    outcome: str
