"""Operations: all or nothing, and tried again where two got in each other's way."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction

from endcap.kernel import operations
from endcap.kernel.errors import Conflict
from endcap.kernel.idempotency.models import ClientId
from endcap.kernel.ids import new_id
from endcap.kernel.operations import TRIES, AtOnce, Busy, operation

pytestmark = [pytest.mark.req("HOUSE"), pytest.mark.django_db(transaction=True)]


class Driver(Exception):
    """What psycopg and sqlite3 say, as far as it is looked at."""

    def __init__(self, **said: object) -> None:
        self.__dict__.update(said)


def failure(kind: type[Exception], **said: object) -> Exception:
    wrong = kind("as the database says")
    wrong.__cause__ = Driver(**said)
    return wrong


def failing(wrong: Exception, times: int):
    """An operation that writes a row and then fails so many times."""
    runs = []

    @operation
    def work() -> int:
        runs.append(len(runs))
        ClientId.objects.create(id=new_id(), table="t", fingerprint="f", created_at="2026-07-16T00:00Z")
        if len(runs) <= times:
            raise wrong
        return len(runs)

    return work


RACES = {
    "serialisation": failure(OperationalError, sqlstate="40001"),
    "deadlock": failure(OperationalError, sqlstate="40P01"),
    "no lock": failure(OperationalError, sqlstate="55P03"),
    "locked": failure(OperationalError, sqlite_errorcode=5),
    "locked snapshot": failure(OperationalError, sqlite_errorcode=517),
    "locked table": failure(OperationalError, sqlite_errorcode=6),
    "same id": failure(IntegrityError, sqlstate="23505"),
    "same id on SQLite": failure(IntegrityError, sqlite_errorcode=1555),
}


@pytest.mark.parametrize("wrong", RACES.values(), ids=RACES.keys())
def test_a_lost_race_is_tried_again_and_leaves_nothing_of_the_first_try(wrong):
    assert failing(wrong, TRIES - 1)() == TRIES
    assert ClientId.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "refusal", "status"),
    [(RACES["deadlock"], Busy, 503), (RACES["locked"], Busy, 503), (RACES["same id"], AtOnce, 409)],
)
def test_after_the_last_try_it_is_said_in_words(wrong, refusal, status):
    with pytest.raises(refusal) as told:
        failing(wrong, TRIES)()
    assert (told.value.status, told.value.__cause__) == (status, wrong)
    assert "再试一次" in told.value.message
    assert ClientId.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        failure(IntegrityError, sqlstate="23514"),
        failure(IntegrityError, sqlite_errorcode=275),
        failure(OperationalError, sqlstate="57P01"),
        Conflict(),
        ValueError("a mistake"),
    ],
)
def test_what_comes_from_the_operation_itself_is_not_tried_again(wrong):
    work = failing(wrong, 1)
    with pytest.raises(type(wrong)):
        work()
    assert ClientId.objects.count() == 0
    assert work() == 2


def test_only_the_outermost_tries_again():
    runs = {"outer": 0, "inner": 0}

    @operation
    def inner() -> None:
        runs["inner"] += 1
        if runs["inner"] < TRIES:
            raise failure(OperationalError, sqlstate="40001")

    @operation
    def outer() -> None:
        runs["outer"] += 1
        inner()

    outer()
    assert runs == {"outer": TRIES, "inner": TRIES}


def test_inside_another_operation_a_refusal_takes_back_its_own_part_only():
    @operation
    def inner() -> None:
        ClientId.objects.create(id=new_id(), table="in", fingerprint="f", created_at="2026-07-16T00:00Z")
        raise Conflict

    @operation
    def outer() -> None:
        ClientId.objects.create(id=new_id(), table="out", fingerprint="f", created_at="2026-07-16T00:00Z")
        with pytest.raises(Conflict):
            inner()

    outer()
    assert list(ClientId.objects.values_list("table", flat=True)) == ["out"]


def test_whoever_has_waited_long_is_told_instead_of_waiting_again(monkeypatch):
    monkeypatch.setattr(operations, "PATIENCE_S", -1.0)
    work = failing(RACES["locked"], 1)
    with pytest.raises(Busy):
        work()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer")
def test_two_requests_with_one_id_at_once_are_one_record():
    id, written, may_end = new_id(), Event(), Event()
    answers: list[str] = []

    @operation
    def create(wait: bool) -> str:
        if ClientId.objects.filter(pk=id).exists():
            return "exists"
        if not wait:
            written.wait(10)
            Thread(target=lambda: (may_end.wait(0.2), may_end.set())).start()
        ClientId.objects.create(id=id, table="t", fingerprint="f", created_at="2026-07-16T00:00Z")
        if wait:
            written.set()
            may_end.wait(10)
        return "created"

    def run(wait: bool) -> None:
        try:
            answers.append(create(wait))
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(wait,)) for wait in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == ["created", "exists"]
    assert ClientId.objects.count() == 1


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL locks rows")
def test_the_lock_of_sqlite_is_known_by_its_code(tmp_path):
    import sqlite3

    path = tmp_path / "busy.sqlite3"
    holder, other = sqlite3.connect(path, timeout=0), sqlite3.connect(path, timeout=0)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError) as said:
        other.execute("BEGIN IMMEDIATE")
    wrong = OperationalError("database is locked")
    wrong.__cause__ = said.value
    assert operations.lost_race(wrong) is Busy
    holder.close()
    other.close()


def test_a_real_violation_is_known_on_this_database():
    id = new_id()
    values = {"id": id, "table": "t", "fingerprint": "f", "created_at": "2026-07-16T00:00Z"}
    ClientId.objects.create(**values)
    with pytest.raises(IntegrityError) as said, transaction.atomic():
        ClientId.objects.create(**values)
    assert operations.lost_race(said.value) is AtOnce
    assert not connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_the_log_is_written_once_at_the_end_and_without_what_was_taken_back(system):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from endcap.kernel.audit import services as audit
    from endcap.kernel.audit.models import AuditRow

    @operation
    def inner(key: str, *, fails: bool = False) -> None:
        audit.record_event(system, "test.did", "test", key)
        if fails:
            raise ValueError(key)

    @operation
    def outer(*, fails: bool = False) -> None:
        audit.record_event(system, "test.did", "test", "1")
        with pytest.raises(ValueError, match="2"):
            inner("2", fails=True)
        inner("3")
        assert not AuditRow.objects.exists()
        if fails:
            raise KeyError

    with pytest.raises(KeyError):
        outer(fails=True)
    assert not AuditRow.objects.exists()
    with CaptureQueriesContext(connection) as asked:
        outer()
    assert list(AuditRow.objects.order_by("seq").values_list("object_id", flat=True)) == ["1", "3"]
    written = [query["sql"] for query in asked if query["sql"].startswith("UPDATE")]
    assert sum("audit_audithead" in sql for sql in written) == 1
    audit.record_event(system, "test.did", "test", "outside an operation")
    assert AuditRow.objects.count() == 3
