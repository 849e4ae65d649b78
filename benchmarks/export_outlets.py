"""Every outlet out of the house, as workbook, CSV and Parquet; seconds and the largest memory of the process.

``python benchmarks/export_outlets.py [--rows N] [--database-url URL]``; budget at 100,000 rows: ≤ 20 s,
≤ 300 MB.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import book


def _argument(name: str, default: str) -> str:
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default


def main() -> None:
    """Print one line for each kind of file."""
    rows = int(_argument("--rows", "100000"))
    home = book.start(_argument("--database-url", ""))
    from django.db import connection

    from endcap.config.subscriptions import connect
    from endcap.kernel.actor import Actor
    from endcap.kernel.exchange import services as exchange

    connect()
    connection.close()
    if not (child := os.fork()):  # another process makes the book, so that its memory is not counted here
        _system, _admin, _managers, offices, reps = book.people()
        book.outlets(rows, offices, reps)
        os._exit(0)
    os.waitpid(child, 0)
    system = Actor.system(name="benchmark")
    book.say(machine=book.machine(), database=connection.vendor, rows=rows, start_mb=book.peak_mb())
    for kind, headers in (("csv", "key"), ("parquet", "key"), ("xlsx", "zh")):
        path = home / f"outlets.{kind}"
        started = time.monotonic()
        count = exchange.export_to_file(
            system, sheet_key="outlets", path=path, purpose="benchmark", headers=headers
        )
        book.say(
            step=kind,
            rows=count,
            seconds=round(time.monotonic() - started, 1),
            file_mb=path.stat().st_size >> 20,
            peak_mb=book.peak_mb(),
            budget_s=20,
            budget_mb=300,
        )


if __name__ == "__main__":
    main()
