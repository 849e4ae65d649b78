"""Orders per second by API, created and confirmed with ten lines, served as ``endcap serve`` does.

``python benchmarks/orders.py [--orders N] [--lines N] [--seconds N] [--database-url URL]``; run it with
``python tools/on_postgresql.py python benchmarks/orders.py`` for PostgreSQL. Each order is priced, checked against contract,
merchant, credit and stock, numbered, written, and booked in one posting (goods held by lot, credit held), over HTTP with a
token. Targets on 2 cores, which server, database and clients share, on PostgreSQL: at most 15 ms of the server's CPU for an
order, at least 100 orders/s at 8 clients, p95 at most 150 ms, not slower at 8 clients than at 4, at most 25 statements;
on SQLite at least 60 orders/s. Printed at 1, 4 and 8 clients: rate, p50, p95, p99, CPU of server and database for an order;
and the statements of one order.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import book
from benchmarks.throughput import _argument, _cpu_s, _family, _free_port, _serve

OUTLETS, SKUS = 200, 60


class Buyer(threading.Thread):
    """Sends one order after the other on one connection until told to stop."""

    def __init__(
        self, port: int, token: str, outlets: list[str], skus: list[str], lines: int, seed: int
    ) -> None:
        super().__init__(daemon=True)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.outlets, self.skus, self.lines = outlets, skus, lines
        self.dice = random.Random(seed)
        self.ms: list[float] = []
        self.wrong: list[str] = []
        self.go_on = True

    def send(self) -> None:
        """One order."""
        from endcap.kernel.ids import new_id

        chosen = self.dice.sample(self.skus, self.lines)
        order = {
            "id": str(new_id()),
            "outlet": self.dice.choice(self.outlets),
            "lines": [{"sku": sku, "quantity": self.dice.randint(1, 5), "unit": "箱"} for sku in chosen],
        }
        began = time.perf_counter()
        self.connection.request("POST", "/api/v1/orders", json.dumps(order), self.headers)
        answer = self.connection.getresponse()
        said = answer.read()
        self.ms.append((time.perf_counter() - began) * 1000)
        if answer.status != 201 or b'"result":"created"' not in said:
            self.wrong.append(said.decode()[:300])

    def run(self) -> None:
        """Until told to stop."""
        while self.go_on:
            self.send()


def _database_pids() -> list[int]:
    """Every process of the PostgreSQL that serves this benchmark, if there is one."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    status = Path(f"/proc/{backend}/status").read_text()
    parent = int(next(line.split()[1] for line in status.splitlines() if line.startswith("PPid")))
    return _family(parent)


def _fill(system, rep, unit):
    """Outlets that trade on credit, products with prices and goods for a million orders."""
    from endcap.cash.credit.tests.granting import grant
    from endcap.cash.receivables import services as receivables
    from endcap.cash.receivables.drafts import ContractDraft
    from endcap.customers.merchants.models import Merchant, MerchantOutlet
    from endcap.customers.outlets import selectors as outlets_read
    from endcap.customers.outlets import services as outlets
    from endcap.goods.catalog import services as catalog
    from endcap.goods.stock import services as stock
    from endcap.kernel.calendar import services as calendar
    from endcap.kernel.ids import new_id

    calendar.seed_china(system)
    channel = next(node for node in outlets_read.channels_in_order() if node.code == "grocery")
    since = system.today - timedelta(days=30)
    shops = outlets.create_many(
        system,
        [
            outlets.OutletDraft(name=f"店 {n}", channel_id=channel.pk, owner_id=rep.pk, unit_id=unit.pk)
            for n in range(OUTLETS)
        ],
    )
    for n, shop in enumerate(shops):
        merchant = Merchant.objects.create(
            id=new_id(), number=f"M-{n}", name=shop.name, search_text="", licence_no=f"92{n:016d}", state="approved",
            state_at=system.now, approved_at=system.now, made_by_name="x", created_at=system.now, updated_at=system.now,
        )  # fmt: skip
        MerchantOutlet.objects.create(id=new_id(), merchant=merchant, outlet=shop, from_on=since, by_name="x")
        draft = ContractDraft(shop.pk, "credit", since, outlet_ids=(shop.pk,), term_days=30)
        contract = receivables.create_contract(system, draft=draft)
        receivables.activate_contract(system, contract_id=contract.pk)
        grant(system, shop.pk, 10**11)
    skus = []
    for n in range(SKUS):
        fields = catalog.SkuFields(name=f"品项 {n}", case_factor=24)
        skus.append(catalog.create_sku(system, code=f"S{n:03d}", fields=fields))
        catalog.set_price(system, sku_id=skus[-1].pk, level="dealer", price=20_000 + n, valid_from=since)
    warehouse = stock.create_location(
        system, draft=stock.LocationDraft(code="WH", name="仓", unit_id=unit.pk)
    )
    lines = [
        stock.ReceiptLine(sku.pk, 10**9, f"L{lot}", None, system.today + timedelta(days=300 + lot))
        for sku in skus
        for lot in range(2)
    ]
    stock.receive_goods(system, location_id=warehouse.pk, lines=lines)
    return [shop.code for shop in shops], [sku.code for sku in skus]


def _statements(token: str, outlets: list[str], skus: list[str], lines: int) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from endcap.kernel.ids import new_id

    found = 0
    for _again in range(2):  # the first opens accounts
        order = {
            "id": str(new_id()),
            "outlet": outlets[0],
            "lines": [{"sku": sku, "quantity": 1} for sku in skus[:lines]],
        }
        with CaptureQueriesContext(connection) as asked:
            answer = Client().post(
                "/api/v1/orders",
                json.dumps(order),
                content_type="application/json",
                headers={"Authorization": f"Bearer {token}"},
            )
        assert answer.status_code == 201, answer.content
        found = len(asked)
    return found


def prepared() -> tuple[list[str], list[str], str]:
    """An office that trades: codes of outlets and products, and the token of its rep."""
    from django.db import connection

    from endcap.customers.outlets import services as outlet_services
    from endcap.goods.catalog import services as catalog
    from endcap.kernel.actor import Actor
    from endcap.org.people import services as people
    from endcap.org.units import services as units

    system = Actor.system()
    outlet_services.create_preset_channels(system)
    catalog.create_preset_price_levels(system)
    people.create_preset_roles(system)
    company = units.create_unit(system, code="HQ", name="公司", kind="company")
    office = units.create_unit(system, code="O1", name="办事处", kind="office", parent_id=company.pk)
    rep = people.create_person(
        system, login="rep", name="业代", unit_id=office.pk, role_codes=["rep"], trusted_password_hash="!"
    )
    outlets, skus = _fill(system, rep, office)
    token = people.create_token(system, person_id=rep.pk, name="benchmark")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return outlets, skus, token


def main() -> None:
    """Fill, serve, order."""
    lines, seconds = _argument("--lines", 10), _argument("--seconds", 10)
    home = book.start(book.database_argument())

    from django.db import connection

    outlets, skus, token = prepared()
    statements = _statements(token, outlets, skus, lines)
    book.say(
        database=connection.vendor,
        lines=lines,
        statements=statements,
        machine=f"'{book.machine()}'",
        load=f"{os.getloadavg()[0]:.1f}",
    )
    database = _database_pids()
    port = _free_port()
    server = _serve(home, port)
    try:
        pids = _family(server.pid)
        for clients in (1, 4, 8):
            _measure(port, pids, database, token, outlets, skus, lines, clients, seconds)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _measure(port, pids, database, token, outlets, skus, lines, clients, seconds) -> None:
    def during(length: float) -> list[Buyer]:
        buyers = [Buyer(port, token, outlets, skus, lines, 100 * clients + n) for n in range(clients)]
        for buyer in buyers:
            buyer.start()
        time.sleep(length)
        for buyer in buyers:
            buyer.go_on = False
        for buyer in buyers:
            buyer.join()
        return buyers

    during(2)
    from_server, began = _cpu_s(pids), time.perf_counter()
    database = _database_pids() if database else []
    from_database = _cpu_s(database)
    buyers = during(seconds)
    took = time.perf_counter() - began
    wall = [ms for buyer in buyers for ms in buyer.ms]
    wrong = [said for buyer in buyers for said in buyer.wrong]
    now_database = [pid for pid in database if Path(f"/proc/{pid}").exists()]
    book.say(
        clients=clients,
        orders_per_s=round(len(wall) / took, 1),
        p50_ms=round(book.quantile(wall, 0.5), 1),
        p95_ms=round(book.quantile(wall, 0.95), 1),
        p99_ms=round(book.quantile(wall, 0.99), 1),
        server_cpu_ms=round((_cpu_s(pids) - from_server) * 1000 / len(wall), 2),
        database_cpu_ms=round((_cpu_s(now_database) - from_database) * 1000 / len(wall), 2)
        if database
        else "-",
        wrong=len(wrong),
        load=f"{os.getloadavg()[0]:.1f}",
    )
    if wrong:
        book.say(first_wrong=f"'{wrong[0]}'")


if __name__ == "__main__":
    main()
