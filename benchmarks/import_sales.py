"""A million sales lines from Parquet: read, write, sums and figures; seconds and the largest memory of the process.

``python benchmarks/import_sales.py [--lines N] [--database-url URL]``; budget at 1,000,000 lines: ≤ 3 minutes.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import book


def write_lines(path: Path, count: int) -> None:
    """Invoices of six lines, 400 outlets, 1,000 items, two years, two in a hundred lines returned."""
    import duckdb

    duckdb.sql(
        f"""
        COPY (
          SELECT 'INV-' || (i // 6) AS invoice_no, i % 6 + 1 AS line,
                 DATE '2024-07-01' + CAST((i // 6) % 730 AS INTEGER) AS date,
                 1000 + (i // 6) * 7919 % 400 AS store_no, 'S' || lpad(CAST(i * 104729 % 1000 AS VARCHAR), 4, '0') AS item_no,
                 CASE WHEN i % 50 = 49 THEN -1 ELSE 1 + i % 24 END AS bottles,
                 CAST(CASE WHEN i % 50 = 49 THEN -3.5 ELSE (1 + i % 24) * 3.5 END AS DECIMAL(12, 2)) AS amount
          FROM range({count}) t(i)
        ) TO '{path}' (FORMAT parquet)
        """
    )


def main() -> None:
    """Import into an empty installation: every store and item becomes a flagged stub."""
    count = int(sys.argv[sys.argv.index("--lines") + 1]) if "--lines" in sys.argv else 1_000_000
    home = book.start(book.database_argument())

    from django.db import connection

    from endcap.config.bootstrap import company_actor
    from endcap.kernel.exchange import services as exchange

    file = home / "lines.parquet"
    write_lines(file, count)
    with book.Timer() as timer:
        report = exchange.run_import(
            company_actor(),
            sheet_key="sales",
            path=file,
            file_name=file.name,
            options={},
            dry_run=False,
            progress=None,
        ).as_dict()
    book.say(
        database=connection.vendor,
        lines=count,
        created=report["created"],
        seconds=round(timer.seconds, 1),
        peak_mb=book.peak_mb(),
        machine=f"'{book.machine()}'",
    )


if __name__ == "__main__":
    main()
