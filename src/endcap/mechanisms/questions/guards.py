"""What the database itself refuses: changing or deleting a published version, and what was answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

_SENTENCE = "published versions and submitted answers stay as they are"
_STATES = {"questions_version": "published", "questions_reply": "submitted"}


def _sqlite() -> Iterator[tuple[str, str]]:
    for table, state in _STATES.items():
        yield f"{table}_stays", f"BEFORE UPDATE ON {table} WHEN OLD.state = '{state}'"
        yield f"{table}_remains", f"BEFORE DELETE ON {table} WHEN OLD.state = '{state}'"
        there = f"SELECT 1 FROM {table} WHERE id = NEW.id AND state = '{state}'"  # noqa: S608
        yield f"{table}_not_replaced", f"BEFORE INSERT ON {table} WHEN EXISTS ({there})"


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards in place."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            for name, when in _sqlite():
                cursor.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END")
            return
        cursor.execute(
            f"""CREATE OR REPLACE FUNCTION questions_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{_SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"""
        )
        for table, state in _STATES.items():
            cursor.execute(
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
                f"WHEN (OLD.state = '{state}') EXECUTE FUNCTION questions_refuse()"
            )


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away, to unmake the tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in _STATES:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_stays ON {table}")
        else:
            for name, _when in _sqlite():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the guards for a while: emptying a test database, or showing that tampering is refused."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)
