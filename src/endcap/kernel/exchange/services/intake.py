"""Receiving a file: streamed to disk while it is counted and hashed, so that memory does not grow with it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.exchange import registry, selectors
from endcap.kernel.exchange.declare import Sheet
from endcap.kernel.exchange.errors import FileGone, SourceMissing, SourceRefused, UploadTooBig
from endcap.kernel.exchange.messages import FileRefused
from endcap.kernel.exchange.models import Batch
from endcap.kernel.exchange.rights import Rights
from endcap.kernel.exchange.sources import LAWFUL, asks_source
from endcap.kernel.ids import new_id

CHUNK = 1024 * 1024
_UNSAFE = re.compile(r"[^\w.\-\u3400-\u9fff（）()]+")


def media_path(stored_path: str) -> Path:
    """Where a stored file lies; its path in the database is relative to the media folder."""
    return Path(settings.MEDIA_ROOT) / stored_path


def file_of(batch: Batch) -> Path:
    """The uploaded file of a batch. Raises FileGone once it was removed."""
    path = media_path(batch.stored_path)
    if not batch.stored_path or not path.exists():
        raise FileGone()
    return path


def safe_name(file_name: str) -> str:
    """A file name without path and without signs that a file system dislikes; the ending stays."""
    name = _UNSAFE.sub("_", file_name.replace("\\", "/").rsplit("/", 1)[-1]).strip("._") or "upload"
    stem, dot, ending = name.rpartition(".")
    return f"{stem[-80:]}.{ending[:10]}" if dot else name[-80:]


def _may_import(actor: Actor, sheet: Sheet) -> None:
    actor.require(Rights.IMPORT)
    actor.require(sheet.import_right)


def _stated_source(sheet: Sheet, source_kind: str, statement: str) -> None:
    """Data about others needs a lawful origin, in words (guardrail G-07)."""
    if not asks_source(sheet):
        return
    if source_kind in LAWFUL and statement.strip():
        return
    if source_kind and source_kind not in LAWFUL:
        raise SourceRefused()
    raise SourceMissing()


def _written(path: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Bytes and hash of what was streamed to the path. Raises UploadTooBig in the middle, not at the end."""
    limit_mb = settings.CONFIGURATION.upload_limit_mb
    size, digest = 0, sha256()
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > limit_mb * 2**20:
                raise UploadTooBig(limit=limit_mb)
            digest.update(chunk)
            file.write(chunk)
    return size, digest.hexdigest()


def receive(
    actor: Actor,
    *,
    sheet_key: str,
    file_name: str,
    chunks: Iterable[bytes],
    source_kind: str = "",
    source_statement: str = "",
    options: Mapping[str, str] | None = None,
) -> Batch:
    """Take a file in for a sheet. An empty or oversized file leaves nothing behind; the very same bytes as an
    earlier batch are noticed and said, and taken in all the same."""
    sheet = registry.sheet(sheet_key)
    _may_import(actor, sheet)
    _stated_source(sheet, source_kind, source_statement)

    batch_id = new_id(actor.now)
    name = safe_name(file_name)
    folder = media_path(f"imports/{batch_id}")
    folder.mkdir(parents=True)
    try:
        size, digest = _written(folder / name, chunks)
        if not size:
            raise FileRefused("file_empty")
        return _noted(
            actor,
            Batch(
                id=batch_id,
                sheet_key=sheet_key,
                file_name=file_name.replace("\\", "/").rsplit("/", 1)[-1][:200],
                stored_path=f"imports/{batch_id}/{name}",
                sha256=digest,
                size_bytes=size,
                source_kind=source_kind,
                source_statement=source_statement.strip()[:200],
                options=dict(options or {}),
            ),
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@transaction.atomic
def _noted(actor: Actor, batch: Batch) -> Batch:
    earlier = selectors.batch_with_same_bytes(actor, sheet_key=batch.sheet_key, sha256=batch.sha256)
    batch.person_id, batch.person_name, batch.created_at = actor.person_id, actor.name, actor.now
    batch.same_as = earlier.pk if earlier else None
    batch.save(force_insert=True)
    audit.record(
        actor,
        "exchange.received",
        batch,
        sheet=batch.sheet_key,
        sha256=batch.sha256,
        source=batch.source_kind,
    )
    return batch


def file_chunks(path: Path) -> Iterator[bytes]:
    """A file on this machine in pieces. Raises FileRefused if there is none."""
    if not path.is_file():
        raise FileRefused("file_missing", name=path.name)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def lock_batch(actor: Actor, batch_id: UUID) -> Batch:
    """A batch of the actor, held until the transaction ends. Raises NotFoundHere."""
    batch = Batch.objects.visible_to(actor).locked().filter(pk=batch_id).first()
    if batch is None:
        raise NotFoundHere()
    return batch
