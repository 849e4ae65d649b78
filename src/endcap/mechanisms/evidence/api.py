"""The API of evidence."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from endcap.kernel.actor import Actor
from endcap.mechanisms.evidence import reading, selectors, services
from endcap.mechanisms.evidence.models import Evidence
from endcap.mechanisms.evidence.schemas import EvidenceOut, RefusalOut
from endcap.mechanisms.evidence.services import Sent

router = Router()


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _out(row: Evidence) -> EvidenceOut:
    return EvidenceOut(**{name: getattr(row, name) for name in EvidenceOut.model_fields})


@router.get(
    "/{subject_type}/{uuid:subject_id}",
    response={200: list[EvidenceOut], 404: RefusalOut},
    summary="The files of a record",
)
def list_files(request: HttpRequest, subject_type: str, subject_id: UUID) -> list[EvidenceOut]:
    """Oldest first. Whoever sees the record sees its files; the bytes are at ``/evidence/{id}/``."""
    return [_out(row) for row in selectors.of_subject(_actor(request), subject_type, subject_id)]


@router.post(
    "/{subject_type}/{uuid:subject_id}",
    response={201: list[EvidenceOut], 403: RefusalOut, 404: RefusalOut, 422: RefusalOut},
    summary="Add photos or PDFs to a record",
)
def add_files(
    request: HttpRequest,
    subject_type: str,
    subject_id: UUID,
    files: list[UploadedFile] = File(...),
    kind: str = Form("photo", max_length=40),
) -> Status[list[EvidenceOut]]:
    """All of them or none. What a file is told by its bytes; JPG, PNG, WebP and PDF up to 15 MB are kept."""
    for one in files:
        reading.refuse_size(one.size or 0, one.name or "")
    kept = services.add(
        _actor(request),
        files=[Sent(one.read(), one.name or "") for one in files],
        kind=kind,
        subject_type=subject_type,
        subject_id=subject_id,
    )
    return Status(201, [_out(row) for row in kept])
