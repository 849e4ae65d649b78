"""``endcap ledger check|digest``: does the ledger hold what it promises; one hash of all that was booked."""

from __future__ import annotations

import argparse
import json
from typing import Any


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("ledger", help="verify the ledger, or print its digest")
    steps = parser.add_subparsers(dest="step", required=True, metavar="check|digest")
    check = steps.add_parser("check", help="verify every invariant from the rows themselves")
    check.add_argument("--strict", action="store_true", help="also read every operation again")
    digest = steps.add_parser("digest", help="one hash: equal wherever the same operations were booked")
    for step in (check, digest):
        step.add_argument("--json", action="store_true")
        step.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """0: every invariant holds, or the digest is printed. 1: one does not hold."""
    return _check(given) if given.step == "check" else _digest(given)


def _check(given: argparse.Namespace) -> int:
    from endcap.mechanisms.ledger import checking

    holds = True
    report = []
    for verdict in checking.verdicts(strict=given.strict):
        holds = holds and verdict.holds
        name, sentence = verdict.invariant.name, verdict.invariant.sentence
        word = "left out" if verdict.breaches is None else "holds" if verdict.holds else "broken"
        breaches = [{"where": breach.where, "what": breach.what} for breach in verdict.breaches or ()]
        report.append({"invariant": name, "sentence": sentence, "verdict": word, "breaches": breaches})
        if not given.json:
            print(f"{word:8} {name:5} {sentence}", flush=True)
            for breach in breaches:
                print(f"         {breach['where']}: {breach['what']}")
    if given.json:
        print(json.dumps({"holds": holds, "invariants": report}, ensure_ascii=False))
    elif not given.strict:
        print("--strict reads every operation again, too")
    return 0 if holds else 1


def _digest(given: argparse.Namespace) -> int:
    from endcap.mechanisms.ledger import checking, selectors

    found = checking.digest()
    if given.json:
        print(json.dumps({"digest": found, "operations": selectors.count_ops()}))
    else:
        print(found)
    return 0
