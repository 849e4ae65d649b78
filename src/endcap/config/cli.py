"""The command ``endcap``. Exit codes: 0 done, 1 refused or with errors in the data, 2 called wrongly."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Sequence

COMMANDS = (
    "serve",
    "worker",
    "demo",
    "doctor",
    "imports",
    "exports",
    "grade",
    "reindex",
    "audit",
    "ledger",
    "token",
    "user",
)
WITHOUT_DATABASE = frozenset({"doctor"})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="endcap", description="Endcap 端架: outlet customer management")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        importlib.import_module(f"endcap.config.commands.{name}").add_parser(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and answer its exit code; usage errors exit with 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "endcap.config.settings")
    parser = _parser()
    given = parser.parse_args(arguments)

    import django

    from endcap.config.catalogs import compile_all

    compile_all()
    django.setup()

    from endcap.config import bootstrap
    from endcap.kernel.errors import Refusal

    try:
        if given.command not in WITHOUT_DATABASE:
            bootstrap.prepare()
        return int(given.run(given))
    except Refusal as refusal:
        problems = [(p.field, p.code, str(p.message)) for p in getattr(refusal, "problems", ())]
        if getattr(given, "json", False):
            shown = [{"field": field, "code": code, "message": message} for field, code, message in problems]
            print(
                json.dumps(
                    {"code": refusal.code, "message": refusal.message, "problems": shown}, ensure_ascii=False
                )
            )
        else:
            print(f"endcap: {refusal.message}", file=sys.stderr)
            for field, _code, message in problems:
                print(f"  {field}: {message}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
