"""What an order of ten lines costs at 20,000 price rules: time and statements of a quote, and of a publication.

``python benchmarks/pricing.py [--rules N] [--skus N] [--outlets N] [--rounds N] [--database-url URL]``; budget: one line ≤ 1 ms.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import book

LINES = 10


def _argument(name: str, default: int) -> int:
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


def _counted(work):
    """The answer, seconds, seconds of this process's CPU, and statements of a piece of work."""
    from django.db import connection

    statements = 0

    def count(execute, sql, params, many, context):
        nonlocal statements
        statements += 1
        return execute(sql, params, many, context)

    began, cpu = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(count):
        answer = work()
    return answer, time.perf_counter() - began, time.process_time() - cpu, statements


def _range(system, count: int) -> list[str]:
    """Products in a tree of categories, with prices at two levels."""
    from endcap.goods.catalog import services
    from endcap.goods.catalog.models import Brand, Price, PriceLevel, Sku
    from endcap.kernel.bulk import insert_many
    from endcap.kernel.ids import new_id

    services.create_preset_price_levels(system)
    top = services.create_category(system, code="DRINKS", name="饮料")
    below = [
        services.create_category(system, code=f"K{n}", name=f"品类{n}", parent_id=top.pk) for n in range(10)
    ]
    brands = [Brand(id=new_id(), name=f"牌{n}") for n in range(5)]
    insert_many(brands)
    skus = [
        Sku(
            id=new_id(),
            code=f"P{n:05d}",
            name=f"品项 {n}",
            brand=brands[n % 5],
            category=below[n % 10],
            search_text=f"p{n:05d}",
            created_at=system.now,
            updated_at=system.now,
        )
        for n in range(count)
    ]
    insert_many(skus)
    levels = {level.code: level for level in PriceLevel.objects.all()}
    insert_many(
        [
            Price(
                id=new_id(),
                sku=sku,
                level=levels[code],
                price=20_000 + n * 7 + step,
                valid_from=system.today - timedelta(days=200),
                created_at=system.now,
            )
            for code, step in (("ex_factory", 0), ("dealer", 3_000), ("sub_dealer", 4_000))
            for n, sku in enumerate(skus)
        ]
    )
    return [sku.code for sku in skus]


def _lines(system, count: int, codes: list[str], outlets: list[str], channels: list[str]):
    """A third for customers, most for channels, the rest for everybody from quantities on, and fifty percentages."""
    from endcap.goods.catalog.drafting import TypedLine

    day, made, seen = system.today.isoformat(), [], set()
    for n, channel in enumerate(channels[:5]):
        for k in range(10):
            made.append(
                TypedLine("channel", channel, "category", f"K{k}", "", str(90 + n), "dealer", "", day)
            )
    dice = random.Random(7)
    while len(made) < count:
        code, kind = dice.choice(codes), dice.random()
        quantity = dice.choice(["", "", "24", "120"])
        if kind < 0.33:
            key = ("outlet", dice.choice(outlets), code, quantity)
        elif kind < 0.85:
            key = ("channel", dice.choice(channels), code, quantity)
        else:
            key = ("everybody", "", code, quantity)
        if key in seen:
            continue
        seen.add(key)
        price = f"{dice.randrange(15_000, 60_000) / 10_000:.4f}"
        made.append(TypedLine(key[0], key[1], "sku", code, price, min_quantity=quantity, valid_from=day))
    return made


def _publish(system, lines) -> None:
    from endcap.goods.catalog import price_changes
    from endcap.goods.catalog.models import PriceEntry, PriceRule

    half = len(lines) // 2
    for part in (lines[:half], lines[half:]):
        change = price_changes.start_change(system, title="量测", lines=part)
        _done, seconds, cpu, asked = _counted(
            lambda change=change: price_changes.publish_change(system, change_id=change.pk)
        )
        book.say(
            step="publish", rules=len(part), seconds=round(seconds, 2), cpu_s=round(cpu, 2), statements=asked
        )
    one = price_changes.start_change(system, title="一条", lines=lines[-1:])
    _done, seconds, _cpu, asked = _counted(lambda: price_changes.publish_change(system, change_id=one.pk))
    book.say(step="publish one more", rules=1, seconds=round(seconds, 3), statements=asked)
    book.say(
        rules=PriceRule.objects.unscoped("counted by the benchmark").count(),
        entries=PriceEntry.objects.count(),
    )


def main() -> None:
    """Make a range and its rules, publish them, and quote."""
    book.start(book.database_argument())
    from django.db import connection

    from endcap.customers.outlets import services as outlet_services
    from endcap.customers.outlets.models import Channel, Outlet
    from endcap.goods.catalog import buying, selectors
    from endcap.goods.catalog.models import Sku

    rules, count = _argument("--rules", 20_000), _argument("--skus", 1_000)
    system, _admin, _managers, offices, reps = book.people()
    outlet_services.create_preset_channels(system)
    book.outlets(_argument("--outlets", 500), offices, reps)
    codes = _range(system, count)
    shops = list(Outlet.objects.visible_to(system).order_by("code"))
    channels = list(Channel.objects.order_by("order").values_list("code", flat=True))
    _publish(system, _lines(system, rules, codes, [shop.code for shop in shops[:200]], channels[:30]))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    ids, dice = list(Sku.objects.values_list("pk", flat=True)), random.Random(11)
    buyers = [buying.buyer_of(shop, system.today) for shop in shops[:300]]
    took, used, asked, found = [], 0.0, set(), 0
    for turn in range(_argument("--rounds", 1_000)):
        wanted = {pk: dice.choice([1, 30, 200]) for pk in dice.sample(ids, LINES)}
        buyer = buyers[turn % len(buyers)]
        quotes, seconds, cpu, statements = _counted(
            lambda buyer=buyer, wanted=wanted: selectors.quotes(
                buyer, sku_ids=list(wanted), on=system.today, quantities=wanted
            )
        )
        took.append(seconds * 1000 / LINES)
        used += cpu * 1000 / LINES
        asked.add(statements)
        found += len(quotes)
    took.sort()
    book.say(
        step="quote of 10 lines",
        ms_a_line_p50=round(took[len(took) // 2], 3),
        ms_a_line_p95=round(took[len(took) * 95 // 100], 3),
        cpu_ms_a_line=round(used / len(took), 3),
        statements=sorted(asked),
        priced=found,
        asked=len(took) * LINES,
    )
    book.say(budget_ms_a_line=1, machine=book.machine(), peak_mb=book.peak_mb())


if __name__ == "__main__":
    main()
