"""Posting a stock count of 5,000 lines, every one of which differs.

    .venv/bin/python benchmarks/stock_count.py            # SQLite
    .venv/bin/python tools/on_postgresql.py .venv/bin/python benchmarks/stock_count.py

Budget: 10 s on 2 cores.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter

LINES = 5_000
BUDGET_S = 10


def _lots(system, location_id, sku_ids, services):
    """One lot of each of LINES / SKUs lots."""
    per_receipt = 1_000
    lines = [
        services.ReceiptLine(sku_ids[n % len(sku_ids)], 100, f"L{n // len(sku_ids)}") for n in range(LINES)
    ]
    for start in range(0, LINES, per_receipt):
        services.receive_goods(system, location_id=location_id, lines=lines[start : start + per_receipt])


def main() -> int:
    """Prepare, count, post; exit 1 over the budget."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("ENDCAP_HOME", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "endcap.config.settings")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from endcap.goods.catalog import services as catalog
        from endcap.goods.stock import selectors, services
        from endcap.kernel.actor import Actor
        from endcap.org.units import services as units

        call_command("migrate", verbosity=0)
        system = Actor.system()
        company = units.create_unit(system, code="HQ", name="青禾饮品", kind="company")
        draft = services.LocationDraft(code="WH-01", name="总仓", unit_id=company.pk)
        place = services.create_location(system, draft=draft)
        skus = [
            catalog.create_sku(system, code=f"S{n:03d}", fields=catalog.SkuFields(name=f"品项{n}")).pk
            for n in range(500)
        ]
        _lots(system, place.pk, skus, services)

        def later(minutes: int) -> Actor:
            return replace(system, now=system.now + timedelta(minutes=minutes))

        started = perf_counter()
        count = services.open_count(later(1), location_id=place.pk)
        opened = perf_counter()
        lots = [services.CountedLot(one.lot.pk, 99) for one in selectors.lots_at(place.pk)]
        services.record_counts(later(2), count_id=count.pk, lots=lots)
        recorded = perf_counter()
        posted = services.post_count(later(3), count_id=count.pk, reason="routine")
        done = perf_counter()
        assert (posted.lines_counted, posted.lines_differing) == (LINES, LINES)
        print(
            f"{connection.vendor}: {LINES} lines, all differing; opened {opened - started:.1f} s, "
            f"recorded {recorded - opened:.1f} s, posted {done - recorded:.1f} s (budget {BUDGET_S} s)"
        )
        return 0 if done - recorded <= BUDGET_S else 1


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
    raise SystemExit(main())
