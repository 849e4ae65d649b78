"""The ageing board over a million open items.

usage: python benchmarks/ageing.py [--items 1000000] [--payers 100000]
Uses the database of ENDCAP_HOME / ENDCAP_DATABASE, which must be empty of invoices; everything is rolled back.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "endcap.config.settings")


def main() -> None:
    """Fill, measure, roll back."""
    import django

    django.setup()
    from django.db import connection, transaction

    from endcap.cash.receivables import selectors
    from endcap.kernel.actor import Actor
    from endcap.kernel.calendar import services as calendar

    asked = argparse.ArgumentParser()
    asked.add_argument("--items", type=int, default=1_000_000)
    asked.add_argument("--payers", type=int, default=100_000)
    wanted = asked.parse_args()
    system = Actor.system()
    with transaction.atomic():
        calendar.seed_china(system)
        fill(system, wanted.items, wanted.payers)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE receivables_invoice")
            cursor.execute("ANALYZE outlets_outlet")
        for by in ("unit", "owner", "customer"):
            took = []
            for _run in range(5):
                start = time.perf_counter()
                board = selectors.ageing(system, by=by)
                took.append(time.perf_counter() - start)
            print(
                f"{connection.vendor} by {by}: median {statistics.median(took):.3f} s, {board.total.items} items"
            )
        transaction.set_rollback(True)


def fill(system: object, items: int, payers: int) -> None:
    """Units, people, outlets and open items by plain inserts."""
    from datetime import timedelta

    from endcap.cash.receivables.models import Invoice
    from endcap.customers.outlets import services as outlets
    from endcap.customers.outlets.models import Channel, Outlet
    from endcap.kernel.ids import new_id
    from endcap.org.people import services as people
    from endcap.org.units import services as units

    outlets.create_preset_channels(system)
    people.create_preset_roles(system)
    company = units.create_unit(system, code="BHQ", name="B", kind="company")
    teams = [
        units.create_unit(system, code=f"B{n}", name=f"B{n}", kind="office", parent_id=company.pk)
        for n in range(20)
    ]
    reps = [
        people.create_person(
            system,
            login=f"bench{n}",
            name=f"rep {n}",
            unit_id=teams[n % 20].pk,
            role_codes=["rep"],
            trusted_password_hash="!",
        )
        for n in range(100)
    ]
    channel = Channel.objects.get(code="grocery")
    ids = [new_id() for _n in range(payers)]
    Outlet.objects.bulk_create(
        (
            Outlet(
                id=id,
                code=f"BENCH{n}",
                code_key=f"bench{n}",
                name=f"outlet {n}",
                name_key=f"outlet{n}",
                name_sort=f"outlet{n}",
                channel=channel,
                unit=teams[n % 20],
                owner=reps[n % 100],
                created_at=system.now,
                updated_at=system.now,
            )
            for n, id in enumerate(ids)
        ),
        batch_size=2000,
    )
    for start in range(0, items, 50_000):
        Invoice.objects.bulk_create(
            [
                Invoice(
                    id=new_id(),
                    number=f"B{n}",
                    payer_id=ids[n * 7919 % payers],
                    outlet_id=ids[n * 7919 % payers],
                    issued_on=system.today - timedelta(days=n % 200),
                    due_on=system.today - timedelta(days=n % 200 - 30),
                    net=10_000 + n % 977,
                    tax=0,
                    total=10_000 + n % 977,
                    made_by_name="bench",
                    created_at=system.now,
                )
                for n in range(start, min(start + 50_000, items))
            ],
            batch_size=5000,
        )


if __name__ == "__main__":
    main()
