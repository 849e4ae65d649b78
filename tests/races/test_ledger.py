"""Two at the same goods, the same pending transfer, the same period, the same new account. Each with a twin without the
lock, which shows that the window is there."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, transaction

from endcap.kernel import operations
from endcap.kernel.ids import new_id
from endcap.kernel.operations import operation
from endcap.mechanisms.ledger import books, checking, errors, guards, selectors, services
from endcap.mechanisms.ledger.models import Account, Op, Period, Phase, Transfer
from endcap.mechanisms.ledger.services import order, posting
from endcap.mechanisms.ledger.tests.conftest import BOOK, key, line
from tests.races.runners import locks_off, run_at_once

pytestmark = [pytest.mark.race, pytest.mark.req("SET-11"), pytest.mark.django_db(transaction=True)]
SQLITE = connection.vendor == "sqlite"


@pytest.fixture(autouse=True)
def goods():
    books.register(BOOK)
    yield
    books.forget(BOOK.key)


def book(actor, *lines, **more):
    return services.post(actor, op_id=new_id(), kind="moved", lines=lines, **more)


def sold() -> int:
    return selectors.balance_of(key("sold"))


def kinds(outcome) -> Counter:
    return Counter([type(wrong).__name__ for wrong in outcome.errors])


@contextmanager
def defenceless(monkeypatch):
    """The control: neither locks nor the guards of the database; what is left is the check of the service."""
    monkeypatch.setattr(posting, "is_locking", lambda: False)
    monkeypatch.setattr(operations, "TRIES", 1)
    really = order.plan

    def slowly(*given):
        plan = really(*given)
        time.sleep(0.02)  # between looking and writing
        return plan

    monkeypatch.setattr(order, "plan", slowly)
    if not SQLITE:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_floor")
    try:
        with locks_off(monkeypatch):
            yield
    finally:
        if not SQLITE:
            from django.core.management import call_command

            call_command("flush", interactive=False, verbosity=0)
            floor = next(c for c in Account._meta.constraints if c.name == "ledger_account_floor")
            with connection.schema_editor() as editor:
                editor.add_constraint(Account, floor)


def test_the_last_unit_is_sold_once(system):
    book(system, line("store", "source", 1))

    outcome = run_at_once(lambda _n: book(system, line("sold", "store", 1)), 4)

    assert len(outcome.results) == 1
    assert kinds(outcome) == {"Insufficient": 3}
    assert {s.available for wrong in outcome.errors for s in wrong.shortages} == {0}
    assert sold() == 1


@pytest.mark.tampers
def test_twin_without_lock_and_guard_the_last_unit_is_sold_twice(system, monkeypatch):
    book(system, line("store", "source", 1))
    with defenceless(monkeypatch):
        outcome = run_at_once(lambda _n: book(system, line("sold", "store", 1)), 4)
        twice = sold() > 1
    refused_by_the_writer_lock = SQLITE and "Busy" in kinds(outcome)
    assert twice or refused_by_the_writer_lock


def test_without_locks_the_database_alone_still_sells_it_once_and_says_what_is_missing(system, monkeypatch):
    monkeypatch.setattr(posting, "is_locking", lambda: False)
    book(system, line("store", "source", 1))

    outcome = run_at_once(lambda _n: book(system, line("sold", "store", 1)), 4)

    assert len(outcome.results) == 1
    assert kinds(outcome) == {"Insufficient": 3}
    assert {(s.asked, s.available) for wrong in outcome.errors for s in wrong.shortages} == {(1, 0)}


def test_eight_threads_sell_exactly_what_there_is(system):
    book(system, line("store", "source", 500))

    def sell(_runner: int) -> Counter:
        said: Counter = Counter()
        for _turn in range(150):  # 1,200 attempts in all
            try:
                book(system, line("sold", "store", 1))
                said["sold"] += 1
            except errors.Insufficient:
                said["refused"] += 1
        return said

    outcome = run_at_once(sell, 8)

    assert outcome.errors == []
    assert sum(outcome.results, Counter()) == {"sold": 500, "refused": 700}
    assert (sold(), selectors.balance_of(key("store"))) == (500, 0)
    assert checking.check() == []


def test_a_pending_transfer_is_ended_by_one_of_two(system):
    book(system, line("store", "source", 5))
    held = book(system, line("sold", "store", 5, phase=Phase.PENDING))
    ends = (Phase.POST, Phase.VOID)

    outcome = run_at_once(
        lambda n: book(system, line("sold", "store", 5, phase=ends[n], resolves=held.refs[0])), 2
    )

    assert len(outcome.results) == 1
    assert kinds(outcome) == {"AlreadyResolved": 1}
    assert Transfer.objects.filter(resolves__isnull=False).count() == 1
    account = Account.objects.get(pk=key("store").id)
    assert (account.held, account.balance + sold()) == (0, 5)


def test_twin_without_the_lock_only_the_database_knows_that_it_ended(system, monkeypatch):
    """Both find it pending; were there no unique end, both would end it."""
    book(system, line("store", "source", 5))
    held = book(system, line("sold", "store", 5, phase=Phase.PENDING))
    passed: list[int] = []
    really = order.plan

    def slowly(*given):
        plan = really(*given)
        passed.append(1)
        time.sleep(0.2)
        return plan

    monkeypatch.setattr(posting, "is_locking", lambda: False)
    monkeypatch.setattr(operations, "TRIES", 1)
    monkeypatch.setattr(order, "plan", slowly)
    with locks_off(monkeypatch):
        outcome = run_at_once(
            lambda _n: book(system, line("sold", "store", 5, phase=Phase.POST, resolves=held.refs[0])), 2
        )

    assert len(passed) == 2
    assert len(outcome.errors) == 1
    assert sold() == 5


def _book_slowly_and_close(system):
    """One books into a day and stays in its transaction a while; the other closes that day meanwhile."""
    day = system.today - timedelta(days=1)
    booked = Event()

    @operation
    def book_and_wait() -> str:
        book(system, line("store", "source", 1), business_on=day)
        booked.set()
        time.sleep(0.4)
        return "booked"

    def close() -> str:
        booked.wait(10)
        services.close_period(system, book="goods", through=day)
        found = Transfer.objects.filter(business_on__lte=day).count()
        return f"closed over {found}"

    return run_at_once(lambda n: (book_and_wait, close)[n](), 2)


def test_closing_a_period_waits_for_the_bookings_under_way(system):
    outcome = _book_slowly_and_close(system)

    assert outcome.errors == []
    assert sorted(outcome.results) == ["booked", "closed over 1"]
    with pytest.raises(errors.PeriodClosed):
        book(system, line("store", "source", 1), business_on=system.today - timedelta(days=1))


@pytest.mark.tampers
@pytest.mark.skipif(SQLITE, reason="SQLite has one writer")
def test_twin_without_the_lock_a_closed_period_still_grows(system, monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_period DISABLE TRIGGER ledger_period_waits")
    try:
        monkeypatch.setattr("endcap.kernel.audit.services.record", lambda *_args, **_more: None)
        outcome = _book_slowly_and_close(system)
        assert sorted(outcome.results) == ["booked", "closed over 0"]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE ledger_period ENABLE TRIGGER ledger_period_waits")
    assert guards.present(connection).keys() >= guards.names(connection.vendor)


def test_an_account_is_opened_once_by_many(system):
    outcome = run_at_once(lambda _n: book(system, line("store", "source", 1)), 6)

    assert outcome.errors == []
    assert Account.objects.count() == 2
    assert selectors.balance_of(key("store")) == 6


@pytest.mark.skipif(SQLITE, reason="SQLite has one writer")
def test_twin_without_the_conflict_clause_the_second_opening_fails(system, monkeypatch):
    monkeypatch.setattr(posting, "_is_racing", lambda: False)
    monkeypatch.setattr(operations, "TRIES", 1)
    really = posting._locked

    def slowly(*given):
        found = really(*given)
        time.sleep(0.2)
        return found

    monkeypatch.setattr(posting, "_locked", slowly)
    outcome = run_at_once(lambda _n: book(system, line("store", "source", 1)), 3)
    assert set(kinds(outcome)) == {"AtOnce"}


def test_one_operation_sent_by_many_at_once_is_booked_once(system):
    book(system, line("store", "source", 10))
    op_id = new_id()

    def send(_n: int) -> bool:
        return services.post(system, op_id=op_id, kind="sold", lines=[line("sold", "store", 3)]).is_new

    outcome = run_at_once(send, 6)

    assert outcome.errors == []
    assert Counter(outcome.results) == {True: 1, False: 5}
    assert (Op.objects.filter(pk=op_id).count(), sold()) == (1, 3)


def test_twin_without_another_try_the_second_sender_is_refused(system, monkeypatch):
    monkeypatch.setattr(operations, "TRIES", 1)
    book(system, line("store", "source", 10))
    op_id = new_id()
    really = order.plan

    def slowly(*given):
        time.sleep(0.2)
        return really(*given)

    monkeypatch.setattr(order, "plan", slowly)

    def send(_n: int) -> bool:
        # goods that nobody has to wait for: the source has no floor
        return services.post(system, op_id=op_id, kind="sold", lines=[line("sold", "source", 3)]).is_new

    outcome = run_at_once(send, 3)
    assert outcome.results.count(True) == 1
    assert SQLITE or set(kinds(outcome)) == {"AtOnce"}


def test_crossing_operations_do_not_stop_each_other(system):
    """Two accounts in opposite directions, many times: the locks are taken in one order."""
    here, there = key("store", owner="here"), key("store", owner="there")
    source = key("source")
    book(system, services.Line(here, source, 100), services.Line(there, source, 100))

    def move(n: int) -> int:
        pair = (here, there) if n % 2 else (there, here)
        for _turn in range(25):
            book(system, services.Line(*pair, 1))
        return n

    outcome = run_at_once(move, 4)
    assert outcome.errors == []
    assert selectors.balances_of([here, there]) == {here: 100, there: 100}
    assert Period.objects.count() == 0
    assert not transaction.get_connection().in_atomic_block
