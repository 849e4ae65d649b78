"""``endcap serve``: the web server, with a worker beside it unless told otherwise."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from typing import Any


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("serve", help="web server (and a worker) on one port")
    add_server_options(parser)
    parser.set_defaults(run=run)


def add_server_options(parser: argparse.ArgumentParser) -> None:
    """Options shared by every command that serves."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument("--no-worker", action="store_true", help="run jobs elsewhere: endcap worker")


def run(given: argparse.Namespace) -> int:
    """Serve until stopped."""
    return serve(given.host, given.port, worker=not given.no_worker)


def serve(host: str, port: int, *, worker: bool = True) -> int:
    """Start the server and, beside it, a worker; both end together."""
    from django.conf import settings

    configuration = settings.CONFIGURATION
    if host not in ("127.0.0.1", "localhost", "::1") and configuration.hosts == type(configuration).hosts:
        print("endcap: set ENDCAP_HOSTS to the names under which others reach this server", file=sys.stderr)
        return 2
    processes = [subprocess.Popen([sys.executable, "-m", "endcap.config.cli", "worker"])] if worker else []
    server = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(configuration.workers),
        "--blocking-threads",
        str(configuration.threads),
        "--respawn-failed-workers",  # a process that was killed is replaced; the others go on meanwhile
        "--log-level",
        "warning",
        "endcap.config.wsgi:application",
    ]
    processes.append(subprocess.Popen(server))
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    try:
        return processes[-1].wait()
    except KeyboardInterrupt:
        return 0
    finally:
        for process in processes:
            if process.poll() is None:
                process.terminate()
        for process in processes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
