"""``endcap export SHEET OUT``: xlsx, csv or parquet by the file's ending."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from endcap.config.commands.imports import SHEETS


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("export", help="export a sheet (xlsx, csv, parquet)")
    parser.add_argument("sheet", choices=SHEETS)
    parser.add_argument("file", type=Path)
    parser.add_argument("--columns", help="column keys, separated by commas; all unless given")
    parser.add_argument("--headers", choices=("key", "zh", "en"), default="key")
    parser.add_argument("--purpose", default="command line of the administrator")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Export everything; 2 for an unknown ending."""
    from endcap.config.bootstrap import company_actor
    from endcap.kernel.exchange import services as exchange

    if given.file.suffix.lower() not in (".xlsx", ".csv", ".parquet"):
        print("endcap: the file's ending must be .xlsx, .csv or .parquet", file=sys.stderr)
        return 2
    rows = exchange.export_to_file(
        company_actor(),
        sheet_key=given.sheet,
        path=given.file,
        columns=given.columns.split(",") if given.columns else None,
        headers=given.headers,
        purpose=given.purpose,
    )
    print(
        json.dumps({"rows": rows, "file": str(given.file)}) if given.json else f"{rows:,} rows → {given.file}"
    )
    return 0
