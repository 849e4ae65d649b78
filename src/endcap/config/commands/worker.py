"""``endcap worker``: runs queued jobs and what the schedule asks for, until stopped. Start as many as needed, on
any number of hosts."""

from __future__ import annotations

import argparse
import logging
from typing import Any


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("worker", help="run queued jobs")
    parser.add_argument("--once", action="store_true", help="end when the queue is empty")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Work."""
    from django.core.management import call_command

    from endcap.kernel.jobs import ticker

    logging.getLogger("django_tasks").setLevel(logging.WARNING)
    logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
    ticker.tick()
    beside = ticker.Ticker()
    if not given.once:
        beside.start()
    try:
        call_command("db_worker", batch=given.once, interval=0.5, verbosity=0, startup_delay=False)
    finally:
        beside.stop()
    return 0
