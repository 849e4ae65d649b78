"""What the database itself refuses: changing or deleting a fact of an item's history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "agenda_entry"
_SENTENCE = "the history of the agenda is append-only"
_SQLITE = {
    "agenda_entry_stays": f"BEFORE UPDATE ON {TABLE}",
    "agenda_entry_remains": f"BEFORE DELETE ON {TABLE}",
    "agenda_entry_not_replaced": (
        f"BEFORE INSERT ON {TABLE} WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)"  # noqa: S608
    ),
}
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION agenda_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards in place."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
            cursor.execute(
                f"CREATE TRIGGER agenda_entry_stays BEFORE UPDATE OR DELETE ON {TABLE} "
                "FOR EACH ROW EXECUTE FUNCTION agenda_refuse()"
            )
        else:
            for name, when in _SQLITE.items():
                cursor.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away, to unmake the tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS agenda_entry_stays ON {TABLE}")
        else:
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the guards for a while: emptying a test database, or showing that tampering is refused."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)
