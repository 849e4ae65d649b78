"""``endcap import SHEET FILE``: the same import as in the browser."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

SHEETS = ("outlets", "products", "prices", "sales")


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("import", help="import a sheet (xlsx, csv, parquet)")
    parser.add_argument("sheet", choices=SHEETS)
    parser.add_argument("file", type=Path)
    parser.add_argument("--dry-run", action="store_true", help="stage and report, write nothing")
    parser.add_argument(
        "--report",
        type=Path,
        metavar="OUT.xlsx",
        help="a copy of the file with every problem beside its cell",
    )
    parser.add_argument(
        "--all-or-nothing", action="store_true", help="refuse the file if any row has an error"
    )
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Import; 1 if a row has an error or the file is refused."""
    from endcap.config.bootstrap import company_actor
    from endcap.kernel.exchange import services as exchange

    if not given.file.is_file():
        print(f"endcap: no such file: {given.file}", file=sys.stderr)
        return 2
    report = exchange.run_import(
        company_actor(),
        sheet_key=given.sheet,
        path=given.file,
        file_name=given.file.name,
        options={"all_or_nothing": given.all_or_nothing},
        dry_run=given.dry_run,
        progress=None if given.json else _say,
        error_sheet=given.report,
    )
    found = report.as_dict()
    if given.json:
        print(json.dumps(found, ensure_ascii=False, default=str))
    else:
        sys.stderr.write("\r" + " " * 60 + "\r")
        print(report.in_words())
    return 1 if found["error_rows"] else 0


def _say(done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done:,} / {total:,}" if total else f"\r{done:,}")
