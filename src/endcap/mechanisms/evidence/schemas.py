"""What the API of evidence says."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Schema


class EvidenceOut(Schema):
    """One file. ``width`` and ``height`` are those of the served photo; a PDF has none."""

    id: UUID
    sha256: str
    size_bytes: int
    media_type: str
    file_name: str
    kind: str
    subject_type: str
    subject_id: UUID
    width: int | None
    height: int | None
    made_by: UUID | None
    created_at: datetime


class RefusalOut(Schema):
    """Why something was declined."""

    code: str
    message: str
    problems: list[dict[str, str]] = []
