"""A sheet of outlets: preview, commit, undo; seconds and the largest memory of the process.

``python benchmarks/import_outlets.py [--rows N] [--database-url URL]``; budget at 100,000 rows: preview
and commit
≤ 60 s, ≤ 500 MB.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import book

HEADER = (
    *("终端编码", "终端名称", "渠道", "城市", "详细地址", "邮编", "坐标", "电话"),
    *("联系人", "业代", "状态", "近12月进货额", "单数", "最近下单日期", "等级", "备注"),
)


def _argument(name: str, default: str) -> str:
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default


def write_sheet(path: Path, count: int, channels: list[str], reps: list[str]) -> None:
    """The customer list as a sales office keeps it: 60,000 rows on the first sheet, the rest on the
    second, some
    repeats, some errors."""
    import xlsxwriter

    dice = random.Random(3)
    workbook = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet, line = None, 0
    for number in range(count):
        if number % 60_000 == 0:
            sheet = workbook.add_worksheet(f"第{number // 60_000 + 1}页")
            sheet.write_row(0, 0, HEADER)
            line = 0
        line += 1
        lat, lon = 30.27 + dice.random() / 5, 119.9 + dice.random() / 5
        repeat = number % 100 == 99
        key = number - 40 if repeat else number
        sheet.write_row(
            line,
            0,
            (
                f"XZ-{key:06d}",
                book.name_of(key, random.Random(key)),
                channels[key % len(channels)],
                "东渡市",
                f"{book.ROADS[key % 10]}{key // 10 + 1}号",
                f"{310000 + key % 90}",
                f"{lat:.6f},{lon:.6f}",
                f"199{key:08d}" if number % 1000 else "1990000",
                f"{book.SURNAMES[key % 20]}老板",
                reps[key % len(reps)],
                "正常" if number % 50 else "已关店",
                round(dice.random() * 90_000, 2),
                dice.randrange(1, 60),
                f"2026-0{dice.randrange(1, 7)}-{dice.randrange(10, 28)}",
                "ABC"[key % 3],
                "" if number % 7 else "月底结款",
            ),
        )
    workbook.close()


def main() -> None:
    """Print one line for each step."""
    rows = int(_argument("--rows", "100000"))
    home = book.start(_argument("--database-url", ""))
    from django.db import connection

    from endcap.config.subscriptions import connect
    from endcap.customers.outlets.models import Channel
    from endcap.kernel.exchange import services as exchange

    connect()
    system, _admin, _managers, _offices, reps = book.people()
    channels = list(Channel.objects.filter(is_leaf=True).values_list("name", flat=True))
    path = home / "outlets.xlsx"
    write_sheet(path, rows, channels, [rep.name for rep in reps])
    book.say(
        machine=book.machine(),
        database=connection.vendor,
        rows=rows,
        file_mb=path.stat().st_size >> 20,
        start_mb=book.peak_mb(),
    )

    started, busy = time.monotonic(), time.process_time()
    report = exchange.run_import(system, sheet_key="outlets", path=path, dry_run=True)
    staged = time.monotonic()
    book.say(
        step="preview",
        seconds=round(staged - started, 1),
        peak_mb=book.peak_mb(),
        created=report.created,
        repeats=report.joined_as_repeats,
        errors=report.error_rows,
    )
    exchange.commit(system, batch_id=report.batch_id)
    committed = time.monotonic()
    book.say(step="commit", seconds=round(committed - staged, 1), peak_mb=book.peak_mb())
    cpu_s = round(time.process_time() - busy, 1)
    book.say(
        step="preview+commit",
        seconds=round(committed - started, 1),
        cpu_s=cpu_s,
        peak_mb=book.peak_mb(),
        budget_s=60,
        budget_mb=500,
    )
    done = exchange.undo(system, batch_id=report.batch_id)
    book.say(
        step="undo",
        seconds=round(time.monotonic() - committed, 1),
        peak_mb=book.peak_mb(),
        removed=done.removed,
    )


if __name__ == "__main__":
    main()
