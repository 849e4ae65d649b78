"""One operation of the business in one transaction, tried again where two got in each other's way.

The one place for such retries. A service that books, reserves or numbers is ``@operation`` instead of
``@transaction.atomic``; called inside another operation it is a savepoint of that one, and only the outermost tries
again, from its beginning: what it read before is read anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 3
PATIENCE_S = 20.0  # whoever has waited that long for the others is told so, instead of waiting again
_PAUSE_S = 0.01
_INSIDE = "endcap_is_inside_an_operation"
_SERIALISATION, _DEADLOCK, _NO_LOCK, _UNIQUE = "40001", "40P01", "55P03", "23505"
_SQLITE_BUSY, _SQLITE_LOCKED = 5, 6
_SQLITE_UNIQUE = frozenset({1555, 2067, 2579})  # primary key, unique column, rowid


class Busy(Refusal):
    """Others were at the same records all the time; nothing was changed."""

    code = "busy"
    sentence = _("同一时间有别人在改同样的记录，这次没有记上。稍等几秒再试一次，填的内容还在。")
    status = 503


class AtOnce(Refusal):
    """Two requests with one id, or with one number that there is only once, at the same moment."""

    code = "at_once"
    sentence = _("同一个编号刚被另一个请求用了，这次没有记上。刷新看看是否已经记好，没有再试一次。")
    status = 409


def operation(function: Callable[P, T]) -> Callable[P, T]:
    """All of it or nothing; the outermost is tried up to three times.

    Tried again are serialisation failures, deadlocks, a locked SQLite, and unique violations: whoever lost the race
    for an id finds on the second try what the first has written. Everything else is raised as it is. The arguments
    must be readable twice: no generators.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        if transaction.get_connection().in_atomic_block:
            with transaction.atomic(), _open():
                return function(*args, **kwargs)
        began = time.monotonic()
        for number in range(1, TRIES + 1):
            try:
                with transaction.atomic(), _open():
                    return function(*args, **kwargs)
            except DatabaseError as failure:
                refusal = lost_race(failure)
                if refusal is None:
                    raise
                if number == TRIES or time.monotonic() - began > PATIENCE_S:
                    raise refusal() from failure
            time.sleep(_PAUSE_S * number)
        raise AssertionError("the last try answers or raises")

    return run


@dataclass(frozen=True, slots=True, eq=False)
class _AtEnd:
    """Something to write as the last of an operation; Django calls it only if it was forgotten, which it never is."""

    write: Callable[[Sequence[Any]], object]
    item: Any

    def __call__(self) -> None:
        raise RuntimeError("what belongs to the end of an operation was left behind")


def is_running() -> bool:
    """Whether the caller works within an operation."""
    return getattr(transaction.get_connection(), _INSIDE, False)


def at_end(write: Callable[[Sequence[Any]], object], item: object) -> None:
    """Keep something until the end of the outermost operation, where ``write`` gets everything that was kept for it in
    one call: what everybody writes to is held as shortly as can be, and locked after everything else. What a savepoint
    takes back is taken back here too. Outside an operation that is a programming error.
    """
    connection = transaction.get_connection()
    if not is_running():
        raise transaction.TransactionManagementError("only an operation has an end")
    connection.run_on_commit.append((set(connection.savepoint_ids), _AtEnd(write, item), False))


@contextmanager
def _open() -> Iterator[None]:
    """The outermost operation writes at its end what was kept for it."""
    if is_running():
        yield
        return
    connection = transaction.get_connection()
    setattr(connection, _INSIDE, True)
    try:
        yield
        setattr(connection, _INSIDE, False)
        _write_kept(connection)
    finally:
        setattr(connection, _INSIDE, False)


def _write_kept(connection: Any) -> None:
    kept: dict[Callable[[Sequence[Any]], object], list[Any]] = {}
    others = []
    for entry in connection.run_on_commit:
        if isinstance(entry[1], _AtEnd):
            kept.setdefault(entry[1].write, []).append(entry[1].item)
        else:
            others.append(entry)
    connection.run_on_commit = others
    for write, items in kept.items():
        write(items)


def lost_race(failure: BaseException) -> type[Refusal] | None:
    """What to say of a failure that comes from somebody else's work at the same moment; None: it comes from our own."""
    cause = failure.__cause__
    state = getattr(cause, "sqlstate", None)
    if state in (_SERIALISATION, _DEADLOCK, _NO_LOCK):
        return Busy
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None and code & 0xFF in (_SQLITE_BUSY, _SQLITE_LOCKED):
        return Busy
    if state == _UNIQUE or code in _SQLITE_UNIQUE:
        return AtOnce
    return None
