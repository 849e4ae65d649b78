"""``endcap audit verify|seal``: walk the hash chain of the audit log; keep its head outside the database."""

from __future__ import annotations

import argparse
import json
from typing import Any


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("audit", help="verify or seal the audit log")
    steps = parser.add_subparsers(dest="step", required=True, metavar="verify|seal")
    verify = steps.add_parser("verify", help="find changed, deleted, inserted, reordered or cut rows")
    verify.add_argument("--limit", type=int, default=20, help="stop after so many breaks (20)")
    seal = steps.add_parser("seal", help="append the head to audit-heads.jsonl; copy that file out of reach")
    for step in (verify, seal):
        step.add_argument("--json", action="store_true")
        step.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """0: the chain holds, or the head is sealed. 1: it does not hold."""
    return _verify(given) if given.step == "verify" else _seal(given)


def _verify(given: argparse.Namespace) -> int:
    from endcap.kernel.audit import selectors

    verdict = selectors.verify(limit=max(1, given.limit))
    breaks = [{"row": b.seq, "last": b.last, "what": b.what, "message": b.sentence} for b in verdict.breaks]
    if given.json:
        print(
            json.dumps({"holds": verdict.holds, "rows": verdict.rows, "breaks": breaks}, ensure_ascii=False)
        )
    else:
        print(f"{verdict.rows} rows, {'the chain holds' if verdict.holds else 'the chain is broken'}")
        for one in verdict.breaks:
            where = f"row {one.seq}" if one.seq == one.last else f"rows {one.seq}-{one.last}"
            print(f"{where}: {one.what} {one.sentence}")
    return 0 if verdict.holds else 1


def _seal(given: argparse.Namespace) -> int:
    from endcap.kernel.actor import Actor
    from endcap.kernel.audit import seals, services

    row = services.seal(Actor.system(name="command line"))
    if given.json:
        print(json.dumps({"row": row, "file": str(seals.file())}, ensure_ascii=False))
    elif row:
        print(f"row {row} sealed in {seals.file()}")
    else:
        print("nothing to seal: the log is empty")
    return 0
