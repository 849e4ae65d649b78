"""``endcap doctor``: what this installation runs on, and whether that is safe."""

from __future__ import annotations

import argparse
import json
import platform
from typing import Any


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("doctor", help="check the installation")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def _search() -> dict[str, Any]:
    from endcap.customers.outlets.selectors import search

    state = search.state()
    found = f"{state.outlets} outlets, {state.missing} missing, {state.wrong} wrong, {state.fresh} not in the index yet"
    found += "" if state.is_sound else "; run: endcap reindex"
    return {"check": "search", "found": found, "ok": state.is_sound}


def run(given: argparse.Namespace) -> int:
    """Print every check; 1 if one fails."""
    from django.conf import settings
    from django.db import connection

    from endcap.config import bootstrap

    checks: list[dict[str, Any]] = []
    try:
        for setting in bootstrap.database_settings():
            checks.append({"check": setting.name, "found": setting.found, "ok": setting.is_safe})
        pending = bootstrap.needs_migration()
        checks.append(
            {"check": "migrations", "found": "pending" if pending else "applied", "ok": not pending}
        )
        if not pending:
            checks.append(_search())
    except Exception as failure:  # a doctor reports what he finds, whatever it is
        checks.append({"check": "database", "found": str(failure), "ok": False})
    home = settings.HOME
    checks.append({"check": "home", "found": str(home), "ok": home.is_dir()})
    secret = home / "secret_key"
    private = not secret.exists() or secret.stat().st_mode & 0o077 == 0
    checks.append({"check": "secret key is private", "found": "yes" if private else "no", "ok": private})
    healthy = all(check["ok"] for check in checks)
    if given.json:
        report = {
            "healthy": healthy,
            "python": platform.python_version(),
            "database": connection.vendor,
            "checks": checks,
        }
        print(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        for check in checks:
            print(f"{'ok ' if check['ok'] else 'BAD'} {check['check']}: {check['found']}")
    return 0 if healthy else 1
