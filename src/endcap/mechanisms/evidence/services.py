"""Keeping evidence and taking it away. Nothing that was kept is ever changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Conflict, InvalidInput, NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.mechanisms.evidence import keeping, reading, subjects
from endcap.mechanisms.evidence.errors import AlreadyRemoved, FileRefused, ReasonMissing, SubjectClosed
from endcap.mechanisms.evidence.events import EvidenceKept, EvidenceRemoved
from endcap.mechanisms.evidence.models import Evidence
from endcap.mechanisms.evidence.rights import Rights

KEPT_AFTER_REMOVAL_DAYS = 180
MOST_AT_ONCE = 12


@transaction.atomic
def keep(
    actor: Actor,
    *,
    content: bytes,
    file_name: str,
    kind: str,
    subject_type: str,
    subject_id: UUID,
    id: UUID | None = None,
) -> Evidence:
    """Keep a file on a subject that the actor sees. The same id with the same bytes again is the same evidence.

    The caller has required the right to change the subject. Raises FileRefused with a sentence.
    """
    subjects.require_visible(actor, subject_type, subject_id)

    sha256 = hashlib.sha256(content).hexdigest()
    if id is not None and (known := _by_id(id)):
        if (known.sha256, known.subject_type, known.subject_id) != (sha256, subject_type, subject_id):
            raise Conflict()
        return known

    read = reading.read(content, file_name)

    keeping.put(keeping.original_path(sha256), content)
    if read.small is not None:
        keeping.put(keeping.served_path(sha256), read.served)
        keeping.put(keeping.small_path(sha256), read.small)
    kept = Evidence(
        id=id or new_id(actor.now),
        sha256=sha256,
        size_bytes=len(content),
        media_type=read.media_type,
        file_name=read.file_name,
        kind=kind,
        subject_type=subject_type,
        subject_id=subject_id,
        width=read.width,
        height=read.height,
        made_by=actor.person_id,
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    kept.save(force_insert=True)
    audit.record(actor, "evidence.kept", kept, kind=kind, on=f"{subject_type} {subject_id}")
    events.publish(actor, EvidenceKept(kept.pk, kind, subject_type, subject_id))
    return kept


@dataclass(frozen=True)
class Sent:
    """One file as a person sends it."""

    content: bytes
    file_name: str


@transaction.atomic
def add(
    actor: Actor, *, files: Sequence[Sent], kind: str, subject_type: str, subject_id: UUID
) -> list[Evidence]:
    """Keep files that came by the general upload page, where the subject allows that: all of them or none."""
    subjects.require_visible(actor, subject_type, subject_id)
    if not subjects.may_add(actor, subject_type, subject_id):
        raise SubjectClosed()

    return keep_all(actor, files=files, kind=kind, subject_type=subject_type, subject_id=subject_id)


@transaction.atomic
def keep_all(
    actor: Actor, *, files: Sequence[Sent], kind: str, subject_type: str, subject_id: UUID
) -> list[Evidence]:
    """Keep several files or, where one of them can't be kept, none; every reason is named at once."""
    if not files:
        raise InvalidInput([Problem("files", "required", _("没有选文件。先选一张照片或一个 PDF。"))])
    if len(files) > MOST_AT_ONCE:
        sentence = gettext("一次最多传 %(limit)s 个文件，分几次传。") % {"limit": MOST_AT_ONCE}
        raise InvalidInput([Problem("files", "too_many", sentence)])

    kept, problems = [], []
    ids = sorted(new_id(actor.now) for _each in files)  # pages of one paper stay in their order
    for id, sent in zip(ids, files, strict=True):
        try:
            kept.append(
                keep(
                    actor,
                    content=sent.content,
                    file_name=sent.file_name,
                    kind=kind,
                    subject_type=subject_type,
                    subject_id=subject_id,
                    id=id,
                )
            )
        except FileRefused as refusal:
            problems.append(Problem("files", refusal.code, refusal.message))
    collect(problems)
    return kept


@transaction.atomic
def remove(actor: Actor, *, evidence_id: UUID, reason: str) -> Evidence:
    """Take a file from view, with a reason. Its bytes stay for the time of retention."""
    actor.require(Rights.REMOVE)

    found = Evidence.objects.unscoped("seen through its subject").locked().filter(pk=evidence_id).first()
    if found is None:
        raise NotFoundHere()
    subjects.require_visible(actor, found.subject_type, found.subject_id)

    if found.removed_at is not None:
        raise AlreadyRemoved(name=found.file_name)
    if not reason.strip() or len(reason.strip()) > 200:
        raise ReasonMissing()

    found.removed_at, found.removed_by_name = actor.now, actor.name[:60]
    found.removal_reason = reason.strip()
    found.save(update_fields=["removed_at", "removed_by_name", "removal_reason"])
    audit.record(actor, "evidence.removed", found, kind=found.kind)
    events.publish(actor, EvidenceRemoved(found.pk, found.kind, found.subject_type, found.subject_id))
    return found


@transaction.atomic
def purge(actor: Actor) -> int:
    """Delete the bytes of what was removed longer ago than the retention, unless another subject still uses them.

    Answers how many records lost their bytes; the fact that there was a file stays.
    """
    actor.require(Rights.REMOVE)

    rows = Evidence.objects.unscoped("retention concerns every file")
    until = actor.now - timedelta(days=KEPT_AFTER_REMOVAL_DAYS)
    over = list(rows.locked().filter(removed_at__lt=until, purged_at__isnull=True))
    if not over:
        return 0
    held = set(
        rows.filter(sha256__in={row.sha256 for row in over}, purged_at__isnull=True)
        .exclude(pk__in=[row.pk for row in over])
        .values_list("sha256", flat=True)
    )

    rows.filter(pk__in=[row.pk for row in over]).update(purged_at=actor.now)
    audit.record_many(actor, "evidence.purged", over)
    for sha256 in sorted({row.sha256 for row in over} - held):
        transaction.on_commit(lambda sha256=sha256: keeping.drop(sha256))  # type: ignore[misc]
    return len(over)


def _by_id(id: UUID) -> Evidence | None:
    return Evidence.objects.unscoped("an id made by the sender may be known").filter(pk=id).first()
