"""Writing the audit log, always inside the transaction of the operation that it records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from endcap.kernel import operations
from endcap.kernel.actor import Actor
from endcap.kernel.audit import seals, selectors
from endcap.kernel.audit.chain import GENESIS, canonical, digest_of
from endcap.kernel.audit.models import AuditHead, AuditRow
from endcap.kernel.audit.rights import Rights
from endcap.kernel.bulk import insert_values

_COLUMNS = (
    *("seq", "at_us", "actor", "actor_name", "action"),
    *("object_type", "object_id", "detail", "digest"),
)
_EPOCH_US = 1_000_000


def _microseconds(at: datetime) -> int:
    return int(at.timestamp() * _EPOCH_US)


def _clean(text: str) -> str:
    return text.replace("\x1f", " ")


@dataclass(frozen=True, slots=True)
class _Said:
    """What one actor did, at one moment."""

    at_us: int
    person: str
    name: str
    rows: Iterable[tuple[str, str, str, dict[str, Any]]]


def record_rows(actor: Actor, rows: Iterable[tuple[str, str, str, dict[str, Any]]]) -> int:
    """Append (action, object type, object id, detail) rows in order; answers how many.

    Within an operation they are appended at its end, all together. The head row is locked until the transaction
    commits, so two writers never share a number.
    """
    who = _microseconds(actor.now), str(actor.person_id or ""), _clean(actor.name)[:60]
    if not operations.is_running():
        return _append([_Said(*who, rows)])
    kept = tuple(rows)
    operations.at_end(_append, _Said(*who, kept))
    return len(kept)


@transaction.atomic(savepoint=False)  # what can't be recorded does not happen
def _append(everything: Sequence[_Said]) -> int:
    heads = (
        AuditHead.objects.select_for_update()
        if connection.features.has_select_for_update
        else AuditHead.objects
    )
    head, _made = heads.get_or_create(pk=1)
    seq, digest = head.seq, head.digest or GENESIS

    def lines() -> Iterator[tuple[Any, ...]]:
        nonlocal seq, digest
        for said in everything:
            last, text = None, ""
            for action, object_type, object_id, detail in said.rows:
                seq += 1
                if detail is not last:  # the same is often said of many
                    last, text = detail, canonical(detail)
                about = (said.at_us, said.person, said.name, action, object_type, object_id, text)
                digest = digest_of(digest, seq, *about)
                yield seq, *about, digest

    written = insert_values(AuditRow, _COLUMNS, lines())
    AuditHead.objects.filter(pk=1).update(seq=seq, digest=digest)
    return written


def record(actor: Actor, action: str, subject: models.Model, **detail: Any) -> None:
    """Say that the actor did this to one record. Detail names fields and codes, never personal values."""
    record_rows(actor, [(action, subject._meta.label, str(subject.pk), detail)])


def record_many(actor: Actor, action: str, subjects: Iterable[models.Model], **detail: Any) -> None:
    """The same said of many records, in one step."""
    record_rows(actor, ((action, subject._meta.label, str(subject.pk), detail) for subject in subjects))


def record_event(actor: Actor, action: str, subject: str, key: str, **detail: Any) -> None:
    """Say that something happened which is no single record, such as a sign-in or an export."""
    record_rows(actor, [(action, subject, key, detail)])


def seal(actor: Actor) -> int:
    """Keep the head outside the database, so that cutting or rewriting everything up to it is found later.

    Answers the number of the newest row. A seal helps as far as its file is copied out of reach.
    """
    actor.require(Rights.VIEW)

    seq, digest = selectors.head()

    if seq:
        seals.keep(seq=seq, digest=digest, sealed_at=actor.now.isoformat())
    return seq
