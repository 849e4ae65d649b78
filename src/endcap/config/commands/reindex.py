"""``endcap reindex``: build the search anew, and repair what was written past it."""

from __future__ import annotations

import argparse
import json
from typing import Any


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("reindex", help="build the index of the search anew")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Rebuild while everybody goes on searching, and print how the search stands."""
    from endcap.config.bootstrap import company_actor
    from endcap.customers.outlets.selectors import search
    from endcap.customers.outlets.services import search_index

    search_index.rebuild(company_actor())
    state = search.state()
    if given.json:
        print(json.dumps(vars(state)))
    else:
        print(
            f"{state.outlets} outlets in {state.blocks} blocks, {state.fresh} fresh, {state.missing} missing, {state.wrong} wrong"
        )
    return 0 if state.is_sound else 1
