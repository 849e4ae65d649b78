"""Progress and the wish to stop, told past the one big transaction that a job may be in.

What a transaction writes is seen by nobody until it commits, so a bar that is drawn from it would stand
still.
On PostgreSQL a second connection carries both; SQLite has one writer, which is the job itself, so there
both are
small files beside the database, on the one machine that SQLite lives on.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_side: dict[UUID, BaseDatabaseWrapper] = {}  # one for each job that runs in this process


def _folder() -> Path:
    folder = Path(settings.HOME) / "jobs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _uses_files() -> bool:
    return connection.vendor == "sqlite"


def _second_connection(run_id: UUID) -> BaseDatabaseWrapper:
    """A connection of its own that never waits long for a lock, least of all for one that this job holds."""
    if run_id not in _side:
        made = connections.create_connection("default")
        with made.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        _side[run_id] = made
    return _side[run_id]


def say(run_id: UUID, done: int, total: int | None) -> bool:
    """Tell how far the job is; False: its row is not committed yet, so nobody else could read of it."""
    if _uses_files():
        (_folder() / f"{run_id}.progress").write_text(f"{done} {total if total is not None else ''}")
        return True
    with suppress(DatabaseError), _second_connection(run_id).cursor() as cursor:
        cursor.execute(
            "UPDATE jobs_jobrun SET done = %s, total = COALESCE(%s, total) WHERE id = %s",
            [done, total, run_id],
        )
        return bool(cursor.rowcount)
    return True


def said(run_id: UUID) -> tuple[int, int | None] | None:
    """What the job told last, where that is not in the database."""
    if not _uses_files():
        return None
    with suppress(OSError, ValueError):
        done, _space, total = (_folder() / f"{run_id}.progress").read_text().partition(" ")
        return int(done), int(total) if total else None
    return None


def ask_to_stop(run_id: UUID) -> bool:
    """Leave word that the job should stop, even while it holds the only write lock; False: say it in its
    row."""
    if _uses_files():
        (_folder() / f"{run_id}.stop").touch()
        return True
    return False


def word_was_left(run_id: UUID) -> bool:
    """Whether somebody asked the job to stop where its row does not tell."""
    return _uses_files() and (_folder() / f"{run_id}.stop").exists()


def stop_asked(run_id: UUID) -> bool:
    """Whether somebody asked the job to stop, as the job itself looks for it in the middle of its work."""
    if _uses_files():
        return word_was_left(run_id)
    if not connection.in_atomic_block:
        return False
    with suppress(DatabaseError), _second_connection(run_id).cursor() as cursor:
        cursor.execute("SELECT cancel_requested FROM jobs_jobrun WHERE id = %s", [run_id])
        row = cursor.fetchone()
        return bool(row and row[0])
    return False


def forget(run_id: UUID) -> None:
    """The job is over: nothing more is told about it here."""
    if _uses_files():
        for ending in ("progress", "stop"):
            (_folder() / f"{run_id}.{ending}").unlink(missing_ok=True)
        return
    if run_id in _side:
        _side.pop(run_id).close()
