"""``endcap grade --as-of DATE``: ABC classes of outlets and products, both readings."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("grade", help="compute and write ABC classes")
    parser.add_argument("--as-of", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    parser.add_argument("--months", type=int, help="look-back window; P-04 unless given")
    parser.add_argument(
        "--method", choices=("count", "sales"), help="the reading that is written; P-03 unless given"
    )
    parser.add_argument("--dry-run", action="store_true", help="compute only")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Grade, and print both readings."""
    from endcap.config.bootstrap import company_actor
    from endcap.goods.sales import services as sales

    report = sales.grade(
        company_actor(), as_of=given.as_of, months=given.months, method=given.method, write=not given.dry_run
    )
    found = report.as_dict()
    if given.json:
        print(json.dumps(found, ensure_ascii=False, default=str))
    else:
        print(report.in_words())
    return 0
