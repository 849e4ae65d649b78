"""``endcap demo``: a whole company to try things on."""

from __future__ import annotations

import argparse
from typing import Any

from endcap.config.commands.serve import add_server_options, serve
from endcap.config.demo.plan import OFFERED


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("demo", help="load the demo company and serve it")
    parser.add_argument("--size", choices=OFFERED, default="small")
    parser.add_argument("--no-serve", action="store_true")
    add_server_options(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Load once; serve unless told otherwise."""
    from endcap.config.demo import load

    logins = load.logins() if load.is_loaded() else load.load(given.size, echo=print)
    print()
    print(f"  http://{given.host}:{given.port}/")
    for login in logins.rows:
        print(f"    {login.login:<12} {logins.password:<14} {login.role}: {login.name}")
    print()
    if given.no_serve:
        return 0
    return serve(given.host, given.port, worker=not given.no_worker)
