"""Server time and statements of the outlet list and the outlet page at 100,000 outlets and 5 M sales facts.

``python benchmarks/pages.py [--outlets N] [--facts N] [--database-url URL]``; budget: p95 ≤ 150 ms, ≤ 12 statements.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import book


def _argument(name: str, default: int) -> int:
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


def _facts(count: int, outlet_ids, sku_ids, batch_id) -> None:
    from endcap.goods.sales.bulk import FactRow, insert_facts

    dice = random.Random(11)
    rows = []
    for number in range(count):
        outlet = outlet_ids[number % len(outlet_ids)]
        day = book.LAST_DAY - timedelta(days=dice.randrange(730))
        quantity = dice.randrange(1, 48)
        rows.append(
            FactRow(
                outlet,
                sku_ids[dice.randrange(len(sku_ids))],
                day,
                quantity,
                quantity * 350,
                "sale",
                "",
                f"F{number // 5}",
                number % 5 + 1,
                "",
                batch_id,
            )
        )
        if len(rows) == 50_000:
            insert_facts(rows)
            rows = []
    insert_facts(rows)


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
            ["/outlets/?grade=A", "/outlets/?grade=A&grade=B&q=xm", "/outlets/?status=active"],
            40,
        )
        _measure(client, f"{who}:outlet", [f"/outlets/{pk}/" for pk in random.Random(3).sample(mine, 60)], 60)


if __name__ == "__main__":
    main()
