"""Server time and statements of the outlet list and the outlet page at 100,000 outlets and 5 M sales facts.

``python benchmarks/pages.py [--outlets N] [--facts N] [--database-url URL]``; budget: p95 ≤ 150 ms, ≤ 12 statements.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import book


def _argument(name: str, default: int) -> int:
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


SERIES = {
    "sqlite": "WITH RECURSIVE x(n) AS (SELECT %s UNION ALL SELECT n + 1 FROM x WHERE n < %s)",
    "postgresql": "WITH x AS (SELECT generate_series(%s::bigint, %s::bigint) AS n)",
}
DAY = {
    "sqlite": "date(%s, '-' || (x.n * 7919 %% 730) || ' days')",
    "postgresql": "%s::date - (x.n * 7919 %% 730)::int",
}


def _facts(count: int, outlet_ids, sku_ids, batch_id) -> None:
    """Invoices of five lines, two years of them, made by the database itself: outlet after outlet."""
    from django.db import connection, transaction

    from endcap.goods.sales.bulk import COLUMNS, stored_id

    vendor, each, step = connection.vendor, -(-count // len(outlet_ids)), 500_000
    with connection.cursor() as cursor:
        for name, ids in (("bench_outlet", sorted(outlet_ids)), ("bench_sku", sku_ids)):
            kind = "uuid" if vendor == "postgresql" else "text"
            cursor.execute(f"CREATE TEMP TABLE {name} (n bigint PRIMARY KEY, id {kind})")
            cursor.executemany(
                f"INSERT INTO {name} VALUES (%s, %s)", [(n, stored_id(pk)) for n, pk in enumerate(ids)]
            )
        for first in range(0, count, step):
            with transaction.atomic():
                cursor.execute(
                    f"{SERIES[vendor]} INSERT INTO sales_salesfact ({COLUMNS}) "
                    f"SELECT o.id, s.id, {DAY[vendor]}, x.n * 31 %% 47 + 1, (x.n * 31 %% 47 + 1) * 350, 'sale', '', "
                    "'F' || (x.n / 5), x.n % 5 + 1, '', %s FROM x "
                    f"JOIN bench_outlet o ON o.n = x.n / {each} JOIN bench_sku s ON s.n = x.n * 13 %% {len(sku_ids)}",
                    [
                        first,
                        min(first + step, count) - 1,
                        book.LAST_DAY.isoformat(),
                        stored_id(batch_id),
                    ],
                )


def _skus(actor, count: int) -> list:
    from endcap.goods.catalog import services as catalog

    made = [
        catalog.create_sku(actor, code=f"S{n:04d}", fields=catalog.SkuFields(name=f"饮料 {n} 500ml"))
        for n in range(count)
    ]
    return [sku.pk for sku in made]


def _measure(client, name: str, paths: list[str], rounds: int) -> None:
    from django.db import connection

    seconds, statements = [], 0

    def count(execute, sql, params, many, context):
        nonlocal here
        here += 1
        return execute(sql, params, many, context)

    for turn in range(rounds):
        here = 0
        began = time.perf_counter()
        with connection.execute_wrapper(count):
            answer = client.get(paths[turn % len(paths)])
        seconds.append(time.perf_counter() - began)
        statements = max(statements, here)
        if answer.status_code != 200:
            raise SystemExit(f"{paths[turn % len(paths)]} answered {answer.status_code}")
    book.say(
        page=name,
        p50_ms=round(book.quantile(seconds, 0.5) * 1000),
        p95_ms=round(book.quantile(seconds, 0.95) * 1000),
        max_ms=round(max(seconds) * 1000),
        statements=statements,
    )


def main() -> None:
    """Fill, then ask for each page as an administrator, an office manager and a rep."""
    outlets, facts = _argument("--outlets", 100_000), _argument("--facts", 5_000_000)
    book.start(book.database_argument())

    from django.db import connection, transaction
    from django.test import Client

    from endcap.goods.sales import sums
    from endcap.kernel.ids import new_id

    with book.Timer() as filling:
        with transaction.atomic():
            system, admin, managers, offices, reps = book.people()
            ids = book.outlets(outlets, offices, reps)
            skus = _skus(system, 60)
        _facts(facts, ids, skus, new_id())
        with transaction.atomic():
            sums.refresh_all()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    book.say(
        database=connection.vendor,
        outlets=outlets,
        facts=facts,
        filled_s=round(filling.seconds),
        machine=f"'{book.machine()}'",
    )
    for person in (admin, managers[0], reps[0]):
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        mine = [
            str(pk) for n, pk in enumerate(ids) if person is admin or reps[n % len(reps)].pk == (reps[0].pk)
        ][:2000]
        client.get("/outlets/")
        who = person.login
        _measure(client, f"{who}:list", ["/outlets/"], 40)
        _measure(
            client,
            f"{who}:sorted",
            ["/outlets/?sort=-sales", "/outlets/?sort=-last_order", "/outlets/?sort=name"],
            40,
        )
        _measure(
            client,
            f"{who}:search",
            [f"/outlets/?q={q}" for q in ("fmy", "福满", "0417", "石桥", "LZ-00", "cs", "zzzz")],
            70,
        )
        _measure(
            client,
            f"{who}:filter",
            [
                "/outlets/?grade=A",
                "/outlets/?grade=A&grade=B&q=xm",
                "/outlets/?status=active",
                "/outlets/?flag=stub",
                "/outlets/?class=key:key",
                "/outlets/?stale=1",
            ],
            40,
        )
        _measure(client, f"{who}:outlet", [f"/outlets/{pk}/" for pk in random.Random(3).sample(mine, 60)], 60)


if __name__ == "__main__":
    main()
