"""What happens to evidence, for whoever wants to react."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from endcap.kernel.events import Event


@dataclass(frozen=True)
class EvidenceKept(Event):
    """A file was added to a subject."""

    evidence_id: UUID
    kind: str
    subject_type: str
    subject_id: UUID


@dataclass(frozen=True)
class EvidenceRemoved(Event):
    """A file was taken from a subject's view."""

    evidence_id: UUID
    kind: str
    subject_type: str
    subject_id: UUID
