"""Runs the same work from several threads at once, each with its own database connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Barrier, Lock, Thread
from typing import Any

from django.db import connection, connections


@dataclass
class Outcome:
    """What the runners brought back: results in order of arrival, and what went wrong."""

    results: list[Any] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)


def run_at_once(work: Callable[[int], Any], runners: int) -> Outcome:
    """Start all runners behind one barrier and wait for them; ``work`` gets the runner's number."""
    outcome, lock, barrier = Outcome(), Lock(), Barrier(runners)

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            result = work(number)
            with lock:
                outcome.results.append(result)
        except Exception as failure:
            with lock:
                outcome.errors.append(failure)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(number,)) for number in range(runners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcome


@contextmanager
def locks_off(monkeypatch) -> Iterator[None]:
    """The control: rows are read without holding them (PostgreSQL), transactions begin without the write lock (SQLite)."""
    with monkeypatch.context() as patched:
        if connection.vendor == "sqlite":
            from django.db.backends.sqlite3.base import DatabaseWrapper

            start = DatabaseWrapper._start_transaction_under_autocommit

            def deferred(self):
                self.transaction_mode = "DEFERRED"
                start(self)

            patched.setattr(DatabaseWrapper, "_start_transaction_under_autocommit", deferred)
        else:
            from django.db.models import QuerySet

            patched.setattr(QuerySet, "select_for_update", lambda rows, *args, **kwargs: rows.all())
        yield
