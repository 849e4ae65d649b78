"""The ledger at size: balances, trial balance, statements, bookings by threads, and the check.

``python tools/on_postgresql.py python benchmarks/ledger.py [--transfers N] [--seconds N]``; targets at 20 million transfers:
balance ≤ 20 ms, trial balance ≤ 5 s. An operation has ten lines. The ledger is filled by statements over sets with the
triggers of the session switched off; balances, digests and the rows of the audit log are then made to fit, so that every
invariant of ``endcap ledger check --strict`` holds but the chain of the audit log itself.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[1] / "src")]
os.environ.setdefault("ENDCAP_HOME", tempfile.mkdtemp(prefix="endcap-benchmark-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "endcap.config.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from endcap.kernel.actor import Actor  # noqa: E402
from endcap.kernel.ids import new_id  # noqa: E402
from endcap.mechanisms.ledger import books, checking, selectors, services  # noqa: E402
from endcap.mechanisms.ledger.books import Book, Key, Role  # noqa: E402
from endcap.mechanisms.ledger.models import Account  # noqa: E402
from endcap.mechanisms.ledger.services import Line  # noqa: E402

BOOK = Book(
    "bench",
    "bench",
    (
        Role("receivable", "r", floor=0),
        Role("revenue", "v", sign=-1),
        Role("tax", "t", sign=-1),
        Role("bank", "b"),
    ),
)
SUMMED = Actor.system(now=datetime(2026, 12, 1, tzinfo=UTC))
CHUNK = 2_000_000


def _argument(name: str, default: int) -> int:
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


def key(role: str, number: int | None = None) -> Key:
    """An account of the book; customers are numbered."""
    from uuid import UUID

    return Key("bench", role, "CNY", UUID(int=number + 1) if number is not None else None)


def _fill(transfers: int, customers: int) -> None:
    keys = [key(role) for role in ("revenue", "tax", "bank")] + [
        key("receivable", n) for n in range(customers)
    ]
    Account.objects.bulk_create(
        [
            Account(
                id=k.id,
                book=k.book,
                role=k.role,
                unit=k.unit,
                owner_id=k.owner_id,
                sign=k.kind.sign,
                floor=k.kind.floor,
                is_bounded=k.kind.is_bounded,
                created_at=datetime(2024, 1, 1, tzinfo=UTC),
            )
            for k in keys
        ],
        batch_size=5_000,
    )
    revenue, tax, bank = (key(role) for role in ("revenue", "tax", "bank"))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("CREATE TEMP TABLE customer (n int PRIMARY KEY, id uuid, text text)")
        cursor.executemany(
            "INSERT INTO customer VALUES (%s, %s, %s)",
            [(n, k.id, k.text) for n, k in enumerate(key("receivable", n) for n in range(customers))],
        )
        for start in range(0, transfers, CHUNK):
            part = (start // 10, min(start + CHUNK, transfers) // 10)
            cursor.execute(
                """
                INSERT INTO ledger_transfer
                 (op_id, line, debit_id, credit_id, amount, phase, business_on, created_at)
                SELECT md5('op' || o)::uuid, l, CASE l WHEN 10 THEN %(bank)s ELSE c.id END,
                 CASE l WHEN 10 THEN c.id WHEN 9 THEN %(tax)s ELSE %(revenue)s END,
                 1000 + (o * 7919 + l * 104729) %% 90000, 'posted',
                 date '2024-01-01' + (o * 900 / %(ops)s)::int,
                 timestamptz '2024-01-01 04:00Z' + (o * 900 / %(ops)s) * interval '1 day'
                FROM generate_series(%(first)s::bigint, %(last)s::bigint - 1) o
                 JOIN customer c ON c.n = o %% %(customers)s CROSS JOIN generate_series(1, 10) l
                """,
                {
                    "bank": bank.id,
                    "tax": tax.id,
                    "revenue": revenue.id,
                    "ops": transfers // 10,
                    "customers": customers,
                    "first": part[0],
                    "last": part[1],
                },
            )
            cursor.execute(
                """
                INSERT INTO ledger_op (id, kind, business_on, subject_type, digest, created_at)
                SELECT md5('op' || o)::uuid, 'bench.sold', date '2024-01-01' + (o * 900 / %(ops)s)::int, '',
                 encode(sha256(convert_to('{"approver":"","kind":"bench.sold","lines":[' || string_agg(
                  '["' || CASE l WHEN 10 THEN %(bank)s ELSE c.text END || '","' ||
                  CASE l WHEN 10 THEN c.text WHEN 9 THEN %(tax)s ELSE %(revenue)s END || '",' ||
                  (1000 + (o * 7919 + l * 104729) %% 90000) || ',"posted","",""]', ',' ORDER BY l)
                  || '],"maker":"","on":"' || (date '2024-01-01' + (o * 900 / %(ops)s)::int) ||
                  '","subject":"/"}', 'UTF8')), 'hex'),
                 timestamptz '2024-01-01 04:00Z' + (o * 900 / %(ops)s) * interval '1 day'
                FROM generate_series(%(first)s::bigint, %(last)s::bigint - 1) o
                 JOIN customer c ON c.n = o %% %(customers)s CROSS JOIN generate_series(1, 10) l GROUP BY o
                """,
                {
                    "bank": bank.text,
                    "tax": tax.text,
                    "revenue": revenue.text,
                    "ops": transfers // 10,
                    "customers": customers,
                    "first": part[0],
                    "last": part[1],
                },
            )
        cursor.execute(
            """
            INSERT INTO audit_auditrow
             (seq, at_us, actor, actor_name, action, object_type, object_id, detail, digest)
            SELECT row_number() OVER (), 0, '', 'bench', 'ledger.posted', 'ledger.Op', id::text,
             '{"digest":"' || digest || '","kind":"bench.sold"}', '' FROM ledger_op
            """
        )
        cursor.execute(
            "INSERT INTO audit_audithead (id, seq, digest) SELECT 1, COUNT(*), repeat('0', 64) FROM audit_auditrow "
            "ON CONFLICT (id) DO UPDATE SET seq = excluded.seq"
        )
        cursor.execute(
            """
            UPDATE ledger_account a SET debits = s.d, credits = s.c FROM (
             SELECT id, SUM(d) AS d, SUM(c) AS c FROM (
              SELECT debit_id AS id, amount AS d, 0 AS c FROM ledger_transfer
              UNION ALL SELECT credit_id, 0, amount FROM ledger_transfer) both_sides GROUP BY id) s
            WHERE a.id = s.id AND a.is_bounded
            """
        )
        cursor.execute("SET session_replication_role = DEFAULT")
        for table in ("ledger_transfer", "ledger_op", "ledger_account", "audit_auditrow"):
            cursor.execute(f"VACUUM ANALYZE {table}")


def _timed(what: str, work: Callable[[], object], runs: int = 15) -> None:
    took = []
    for _run in range(runs):
        began = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - began))
    print(f"{what:56} median {statistics.median(took):9.1f} ms   worst {max(took):9.1f} ms", flush=True)


def _posts(threads: int, seconds: int, customers: int) -> None:
    done, refused, stop = [0] * threads, [0] * threads, time.perf_counter() + seconds

    def work(number: int) -> None:
        actor = Actor.system()
        turn = number
        while time.perf_counter() < stop:
            turn += threads
            customer = key("receivable", turn % customers)
            lines = [Line(customer, key("revenue"), 1000 + n) for n in range(8)]
            lines += [Line(customer, key("tax"), 130), Line(key("bank"), customer, 500)]
            try:
                services.post(actor, op_id=new_id(), kind="bench.sold", lines=lines)
                done[number] += 1
            except Exception:
                refused[number] += 1
                raise
        connections.close_all()

    running = [threading.Thread(target=work, args=(n,)) for n in range(threads)]
    cpu = time.process_time()
    for one in running:
        one.start()
    for one in running:
        one.join()
    cpu = time.process_time() - cpu
    print(
        f"posts of 10 lines, {threads} threads: {sum(done) / seconds:7.1f}/s, "
        f"{1000 * cpu / max(1, sum(done)):.2f} ms CPU of the client each",
        flush=True,
    )


def main() -> int:
    """Fill, measure, check."""
    if connection.vendor != "postgresql":
        print("run it on PostgreSQL: python tools/on_postgresql.py python benchmarks/ledger.py")
        return 2
    transfers, seconds = _argument("--transfers", 20_000_000), _argument("--seconds", 8)
    customers = max(100, transfers // 4_000)
    call_command("migrate", verbosity=0)
    books.register(BOOK)
    began = time.perf_counter()
    _fill(transfers, customers)
    print(
        f"{transfers:,} transfers, {customers:,} customers, filled in {time.perf_counter() - began:.0f} s",
        flush=True,
    )
    began = time.perf_counter()
    services.sum_days(SUMMED)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE ledger_daysum")
    print(f"day sums in {time.perf_counter() - began:.0f} s", flush=True)
    day = date(2025, 6, 1)
    customer, revenue, system = key("receivable", 7), key("revenue"), Actor.system()
    _timed("balance of a customer now", lambda: selectors.balance_of(customer))
    _timed("balance of a customer on a day", lambda: selectors.balance_of(customer, on=day))
    _timed("balance of revenue now", lambda: selectors.balance_of(revenue))
    _timed("balance of revenue on a day", lambda: selectors.balance_of(revenue, on=day))
    _timed("as a customer was known at a moment", lambda: selectors.balance_of(customer, known_at=SUMMED.now))
    account = selectors.account_of(system, customer.id)
    _timed("a page of a customer's statement", lambda: selectors.page_of(system, account, since=day))
    account = selectors.account_of(system, revenue.id)
    _timed("a page of revenue's statement", lambda: selectors.page_of(system, account, since=day))
    _timed("trial balance now", lambda: selectors.trial_balance(system, book="bench"), 3)
    _timed("trial balance on a day", lambda: selectors.trial_balance(system, book="bench", on=day), 3)
    for threads in (1, 4, 8):
        _posts(threads, seconds, customers)
    whole = time.perf_counter()
    for invariant in checking.everything():
        began = time.perf_counter()
        breaches = list(invariant.broken())
        word = "holds" if not breaches else f"BROKEN {breaches[:2]}"
        print(f"  {invariant.name:5} {time.perf_counter() - began:8.1f} s  {word}", flush=True)
    print(f"check --strict in {time.perf_counter() - whole:.0f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
