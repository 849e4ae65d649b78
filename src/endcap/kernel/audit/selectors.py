"""Reading and verifying the audit log."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.audit import seals
from endcap.kernel.audit.chain import GENESIS, StoredRow, unbroken
from endcap.kernel.audit.models import AuditHead, AuditRow
from endcap.kernel.audit.rights import Rights

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

SENTENCES = {
    "changed": _("内容与当时记下的不符（这一行或它的上一行被改过）"),
    "missing": _("被删除"),
    "out_of_place": _("编号不该存在，是后来插入的"),
    "tail_cut": _("末尾的记录被截掉"),
    "beyond_head": _("在日志头之后，不是由系统写入的"),
    "head_differs": _("日志头与最后一行不符"),
    "seal_differs": _("与封存时不符，封存之后被整体改写过"),
    "seal_unreadable": _("封存文件里有一行读不出"),
}


@dataclass(frozen=True)
class Entry:
    """One audited act, for pages."""

    seq: int
    at: datetime
    actor_name: str
    action: str
    object_type: str
    object_id: str
    detail: dict[str, Any]


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold: from which row to which, and what is wrong there."""

    seq: int
    what: str
    last: int

    @property
    def sentence(self) -> str:
        """What is wrong, for people."""
        return str(SENTENCES[self.what])


@dataclass(frozen=True)
class Verdict:
    """The result of a verification."""

    rows: int
    breaks: tuple[Break, ...]

    @property
    def holds(self) -> bool:
        """Whether every row is where it was written, as it was written."""
        return not self.breaks


def _entry(row: AuditRow) -> Entry:
    return Entry(
        row.seq,
        _EPOCH + timedelta(microseconds=row.at_us),
        row.actor_name,
        row.action,
        row.object_type,
        row.object_id,
        json.loads(row.detail),
    )


def trail_of(
    object_type: str,
    object_id: object,
    *,
    limit: int = 20,
    until: datetime | None = None,
    but: Collection[str] = (),
) -> list[Entry]:
    """What was done to one record, newest first; up to a moment, without some acts, if so asked."""
    rows = AuditRow.objects.filter(object_type=object_type, object_id=str(object_id))
    if until is not None:
        rows = rows.filter(at_us__lte=(until - _EPOCH) // timedelta(microseconds=1))
    if but:
        rows = rows.exclude(action__in=but)
    return [_entry(row) for row in rows.order_by("-seq")[:limit]]


def page(
    actor: Actor,
    *,
    before: int | None = None,
    action: str = "",
    text: str = "",
    object_id: UUID | None = None,
    limit: int = 50,
) -> list[Entry]:
    """The log, newest first, from a row number backwards."""
    actor.require(Rights.VIEW)
    rows = AuditRow.objects.order_by("-seq")
    if before:
        rows = rows.filter(seq__lt=before)
    if action:
        rows = rows.filter(action__startswith=action)
    if text:
        rows = rows.filter(actor_name__icontains=text)
    if object_id:
        rows = rows.filter(object_id=str(object_id))
    return [_entry(row) for row in rows[:limit]]


def head() -> tuple[int, str]:
    """The newest row's number and hash, as the head keeps it."""
    found = AuditHead.objects.filter(pk=1).first()
    return (found.seq, found.digest) if found else (0, GENESIS)


def _chunks(after: int, size: int = 20_000) -> Iterator[list[StoredRow]]:
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seq, at_us, actor, actor_name, action, object_type, object_id, detail, digest"
                " FROM audit_auditrow WHERE seq > %s ORDER BY seq LIMIT %s",
                [after, size],
            )
            chunk = cast(list[StoredRow], cursor.fetchall())
        if not chunk:
            return
        yield chunk
        after = chunk[-1][0]


@dataclass
class _Walk:
    """How far a verification is, and what it has found."""

    limit: int
    sealed: dict[int, str]
    breaks: list[Break] = field(default_factory=list)
    rows: int = 0
    last: int = -(2**62)
    previous: str = GENESIS
    expected: int = 1

    @property
    def is_full(self) -> bool:
        """Whether enough breaks are known."""
        return len(self.breaks) >= self.limit

    def found(self, seq: int, what: str, last: int | None = None) -> None:
        self.breaks.append(Break(seq, what, seq if last is None else last))

    def take(self, chunk: list[StoredRow]) -> None:
        """Judge a chunk of rows; where the chain does not hold, say so and go on behind it."""
        at = 0
        while at < len(chunk) and not self.is_full:
            at, self.previous, self.expected = unbroken(chunk, at, self.previous, self.expected)
            if at < len(chunk):
                self._judge(chunk[at])
                at += 1
        self.rows += len(chunk)
        self.last = chunk[-1][0]
        for seq in [seq for seq in self.sealed if seq <= self.last]:
            self._compare_seal(seq, self.sealed.pop(seq), chunk)

    def _judge(self, row: StoredRow) -> None:
        seq, digest = row[0], row[8]
        if seq < self.expected:
            self.found(seq, "out_of_place")
            return
        if seq > self.expected:
            # the row before this one is gone, so nothing is left to judge this row by
            self.found(self.expected, "missing", seq - 1)
        else:
            self.found(seq, "changed")
        self.previous, self.expected = digest, seq + 1

    def _compare_seal(self, seq: int, digest: str, chunk: list[StoredRow]) -> None:
        start = seq - chunk[0][0]
        near = chunk[start : start + 1] if 0 <= start < len(chunk) and chunk[start][0] == seq else chunk
        row = next((row for row in near if row[0] == seq), None)
        if row is not None and row[8] != digest:  # a missing row is reported as missing
            self.found(seq, "seal_differs")

    def end(self, head_seq: int, head_digest: str) -> None:
        """Compare with the head and with the seals beyond the last row."""
        last = self.expected - 1
        sealed = max(self.sealed, default=0)
        if max(head_seq, sealed) > last:
            self.found(last + 1, "tail_cut", max(head_seq, sealed))
        elif head_seq < last:
            self.found(head_seq + 1, "beyond_head", last)
        elif last and head_digest != self.previous:
            self.found(last, "head_differs")


def verify(*, limit: int = 20) -> Verdict:
    """Walk the chain. A changed, deleted, inserted, reordered or cut row is located by its number.

    The head and the seals kept in the installation's folder tell whether the end was cut or everything
    rewritten.
    """
    kept, unreadable = seals.kept()
    walk = _Walk(limit, kept)
    for line in unreadable:
        walk.found(line, "seal_unreadable")
    while not walk.is_full:
        for chunk in _chunks(walk.last):
            walk.take(chunk)
            if walk.is_full:
                break
        else:
            head_seq, head_digest = head()
            # somebody may have written since the last chunk: rows and head appear together, so look again
            if head_seq > walk.last and next(_chunks(walk.last, 1), None):
                continue
            walk.end(head_seq, head_digest)
            break
    return Verdict(walk.rows, tuple(walk.breaks))


def told_by(action: str, object_type: str, object_id: str) -> tuple[int, str] | None:
    """The number of the newest row that tells of this action on this object, and who did it."""
    rows = AuditRow.objects.filter(action=action, object_type=object_type, object_id=object_id)
    return rows.order_by("-seq").values_list("seq", "actor_name").first()
