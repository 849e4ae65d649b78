"""Reading evidence, always through the subject that it hangs on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.mechanisms.evidence import keeping, subjects
from endcap.mechanisms.evidence.models import Evidence, EvidenceQuerySet


@dataclass(frozen=True)
class Shown:
    """Bytes with what a browser needs to know about them."""

    content: bytes
    media_type: str
    file_name: str
    sha256: str


def _there() -> EvidenceQuerySet:
    return Evidence.objects.unscoped("seen through its subject").filter(removed_at__isnull=True)  # type: ignore[return-value]


def of_subject(
    actor: Actor, subject_type: str, subject_id: UUID, *, kinds: Collection[str] = ()
) -> list[Evidence]:
    """The files of a subject that the actor sees, oldest first; NotFoundHere where the subject is out of sight."""
    subjects.require_visible(actor, subject_type, subject_id)
    rows = _there().filter(subject_type=subject_type, subject_id=subject_id)
    return list(rows.filter(kind__in=kinds) if kinds else rows)


def counts_of(actor: Actor, subject_type: str, subject_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many files hang on each of these subjects, which the caller has already found visible."""
    rows = _there().filter(subject_type=subject_type, subject_id__in=list(subject_ids))
    return dict(rows.order_by().values_list("subject_id").annotate(number=Count("id")))


def evidence_of(actor: Actor, evidence_id: UUID) -> Evidence:
    """One file, if the actor sees its subject."""
    found = _there().filter(pk=evidence_id).first()
    if found is None:
        raise NotFoundHere()
    subjects.require_visible(actor, found.subject_type, found.subject_id)
    return found


def shown(actor: Actor, evidence_id: UUID, *, is_small: bool = False) -> Shown:
    """What is served of a file: a PDF as it came, a photo written anew without its notes."""
    found = evidence_of(actor, evidence_id)
    if not found.is_photo:
        if is_small:
            raise NotFoundHere()
        return _shown(found, keeping.original_path(found.sha256), found.media_type, found.file_name)
    path = keeping.small_path(found.sha256) if is_small else keeping.served_path(found.sha256)
    stem = found.file_name.rsplit(".", 1)[0]
    return _shown(found, path, "image/jpeg", f"{stem}.jpg")


def _shown(found: Evidence, path: str, media_type: str, file_name: str) -> Shown:
    content = keeping.get(path)
    if content is None:
        raise NotFoundHere()
    return Shown(content, media_type, file_name, found.sha256)
