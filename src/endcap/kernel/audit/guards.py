"""What the database itself refuses: changing, deleting or replacing a row of the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

ROWS, HEAD = "audit_auditrow", "audit_audithead"
_SENTENCE = "the audit log is append-only"

# INSERT OR REPLACE deletes without firing delete triggers, by the key or by the hidden rowid: hence the
# guard before
# insert. RAISE(ABORT) holds whatever conflict clause the outer statement has.
_SQLITE = {
    "audit_row_stays": f"BEFORE UPDATE ON {ROWS}",
    "audit_row_remains": f"BEFORE DELETE ON {ROWS}",
    "audit_row_not_replaced": (
        f"BEFORE INSERT ON {ROWS} WHEN EXISTS (SELECT 1 FROM {ROWS} WHERE seq = NEW.seq OR rowid = NEW.rowid)"  # noqa: S608
    ),
    "audit_head_remains": f"BEFORE DELETE ON {HEAD}",
    "audit_head_goes_forward": f"BEFORE UPDATE ON {HEAD} WHEN NEW.seq < OLD.seq OR NEW.id <> OLD.id",
    "audit_head_not_replaced": (
        f"BEFORE INSERT ON {HEAD} WHEN EXISTS (SELECT 1 FROM {HEAD} WHERE id = NEW.id OR rowid = NEW.rowid)"  # noqa: S608
    ),
}

_POSTGRESQL = {
    "audit_row_stays": (ROWS, f"BEFORE UPDATE OR DELETE ON {ROWS} FOR EACH ROW"),
    "audit_row_not_truncated": (ROWS, f"BEFORE TRUNCATE ON {ROWS} FOR EACH STATEMENT"),
    "audit_head_remains": (HEAD, f"BEFORE DELETE ON {HEAD} FOR EACH ROW"),
    "audit_head_goes_forward": (
        HEAD,
        f"BEFORE UPDATE ON {HEAD} FOR EACH ROW WHEN (NEW.seq < OLD.seq OR NEW.id <> OLD.id)",
    ),
    "audit_head_not_truncated": (HEAD, f"BEFORE TRUNCATE ON {HEAD} FOR EACH STATEMENT"),
}
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards in place."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
            for name, (_table, when) in _POSTGRESQL.items():
                cursor.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION audit_refuse()")
        else:
            for name, when in _SQLITE.items():
                cursor.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away, to unmake the tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name, (table, _when) in _POSTGRESQL.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        else:
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the guards for a while: emptying a test database, or showing that tampering is found."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)
