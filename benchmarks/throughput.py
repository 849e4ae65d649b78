"""Requests per second by API at eight clients, served as ``endcap serve`` does: searches, outlets, pages of the list.

``python benchmarks/throughput.py [--outlets N] [--clients N] [--seconds N] [--database-url URL]``; targets on 2 cores,
which server, database and clients share: ≥ 250 searches/s and ≥ 200 outlets/s. Prints the CPU milliseconds of the
server for each request as well, since a busy machine changes those least.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import book
from benchmarks import search as searching


def _argument(name: str, default: int) -> int:
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


def _free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return made.getsockname()[1]


def _family(pid: int) -> list[int]:
    """A process and everything that it has started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += _family(int(child))
    return found


def _cpu_s(pids: list[int]) -> float:
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


class Client(threading.Thread):
    """Asks one address after the other on one connection until told to stop."""

    def __init__(self, port: int, token: str, paths: list[str], offset: int) -> None:
        super().__init__(daemon=True)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = {"Authorization": f"Bearer {token}"}
        self.paths, self.turn = paths, offset
        self.ms: list[float] = []
        self.wrong = 0
        self.go_on = True

    def ask(self) -> None:
        """One request."""
        began = time.perf_counter()
        self.connection.request("GET", self.paths[self.turn % len(self.paths)], headers=self.headers)
        answer = self.connection.getresponse()
        answer.read()
        self.ms.append((time.perf_counter() - began) * 1000)
        self.wrong += answer.status != 200
        self.turn += 7

    def run(self) -> None:
        """Until told to stop."""
        while self.go_on:
            self.ask()


def _measure(
    name: str, port: int, pids: list[int], token: str, paths: list[str], clients: int, seconds: int
) -> None:
    def during(length: float) -> list[Client]:
        asking = [Client(port, token, paths, 13 * number) for number in range(clients)]
        for client in asking:
            client.start()
        time.sleep(length)
        for client in asking:
            client.go_on = False
        for client in asking:
            client.join()
        return asking

    during(2)
    busy, own, began = _cpu_s(pids), time.process_time(), time.perf_counter()
    asked = during(seconds)
    took = time.perf_counter() - began
    count = sum(len(client.ms) for client in asked)
    wall = [ms for client in asked for ms in client.ms]
    book.say(
        what=name,
        per_s=round(count / took),
        p50_ms=round(book.quantile(wall, 0.5), 1),
        p95_ms=round(book.quantile(wall, 0.95), 1),
        server_cpu_ms=round((_cpu_s(pids) - busy) * 1000 / count, 2),
        client_cpu_ms=round((time.process_time() - own) * 1000 / count, 2),
        wrong=sum(client.wrong for client in asked),
    )


def _serve(home: Path, port: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "ENDCAP_HOME": str(home)}
    command = [sys.executable, "-m", "endcap.config.cli", "serve", "--no-worker", "--port", str(port)]
    server = subprocess.Popen(command, env=environment)
    for _attempt in range(120):
        time.sleep(0.5)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
    raise SystemExit("the server did not come up")


def main() -> None:
    """Fill, serve, ask."""
    count, clients, seconds = (
        _argument("--outlets", 100_000),
        _argument("--clients", 8),
        _argument("--seconds", 10),
    )
    home = book.start(book.database_argument())

    from django.db import connection

    from endcap.customers.outlets.models import Outlet
    from endcap.customers.outlets.services import search_index
    from endcap.kernel import clock
    from endcap.org.people import selectors as people
    from endcap.org.people import services as accounts

    system, admin, manager, reps = searching._people(offices=50, reps=500)
    searching._fill(count, reps)
    search_index.take_in(system)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    book.say(database=connection.vendor, outlets=count, clients=clients, machine=f"'{book.machine()}'")
    work = []
    for who, person in (("company", admin), ("unit", manager), ("own", reps[0])):
        actor = people.actor_of(person, now=clock.now())
        token = accounts.create_token(system, person_id=person.pk, name="benchmark")
        asked = [q for queries in searching._queries(actor, 60).values() for q in queries]
        ids = Outlet.objects.visible_to(actor).order_by("code").values_list("pk", flat=True)[:500]
        work.append((who, token, asked, list(ids)))
    connection.close()
    port = _free_port()
    server = _serve(home, port)
    try:
        pids = _family(server.pid)
        for who, token, asked, ids in work:
            paths = [f"/api/v1/outlets/search?q={quote(q)}" for q in asked]
            _measure(f"'{who}: searches'", port, pids, token, paths, clients, seconds)
            paths = [f"/api/v1/outlets/{pk}" for pk in ids]
            _measure(f"'{who}: outlets'", port, pids, token, paths, clients, seconds)
            paths = ["/api/v1/outlets?limit=50", "/api/v1/outlets?limit=50&sort=-sales"]
            _measure(f"'{who}: pages of 50'", port, pids, token, paths, clients, seconds)
    finally:
        server.terminate()
        server.wait(timeout=20)


if __name__ == "__main__":
    main()
