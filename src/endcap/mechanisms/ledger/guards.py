"""What the database itself does and refuses: it moves the balances, and nobody else can; what was booked stays.

Balances of bounded accounts are moved by a trigger after each transfer; another one refuses every other change of
them. PostgreSQL knows how deep it is in triggers; SQLite knows no such thing, so there a row of its own says that the
trigger is at work. A superuser may drop all this: that is what the audit chain is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

ACCOUNT, OP, TRANSFER = "ledger_account", "ledger_op", "ledger_transfer"
GATE = "ledger_gate"
FACTS = (OP, TRANSFER)
# The first word of each sentence is the code by which ``services.posting`` recognises it.
STAYS = "ledger_append_only: what was booked stays as it was"
BY_TRIGGER = "ledger_by_trigger: balances move with transfers only"
AT_ZERO = "ledger_at_zero: an account opens with nothing"
SAME_KIND = "ledger_same_account: an account stays what it is"
UNITS = "ledger_units_differ: both accounts of a transfer are of one book and one unit"
CLOSED = "ledger_account_closed: the account is closed"
PERIOD = "ledger_period_closed: the period is closed"
REVERSAL = "ledger_not_its_reversal: a reversal goes the other way, once, and never further than its transfer"
RESOLUTION = (
    "ledger_not_its_pending: only a pending transfer is ended, between its accounts and within its amount"
)

_COUNTERS_MOVED = "NEW.debits <> OLD.debits OR NEW.credits <> OLD.credits OR NEW.held <> OLD.held"
_OTHER_ACCOUNT = " OR ".join(
    f"NEW.{column} IS {{different}} OLD.{column}"
    for column in (
        *("id", "book", "role", "unit", "owner_id", "part_id"),
        *("sign", "floor", "is_bounded", "created_at"),
    )
)
_BOTH = f"FROM {ACCOUNT} d JOIN {ACCOUNT} c ON c.id = NEW.credit_id WHERE d.id = NEW.debit_id"
_UNITS_DIFFER = f"EXISTS (SELECT 1 {_BOTH} AND (d.unit <> c.unit OR d.book <> c.book))"
_ONE_CLOSED = f"EXISTS (SELECT 1 {_BOTH} AND (d.closed_on IS NOT NULL OR c.closed_on IS NOT NULL))"
_PERIOD_CLOSED = f"""EXISTS (SELECT 1 FROM {ACCOUNT} d JOIN ledger_period p ON p.book = d.book
 WHERE d.id = NEW.debit_id AND p.closed_through >= NEW.business_on)"""  # noqa: S608
_NO_REVERSAL = f"""NEW.reverses_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {TRANSFER} t
 WHERE t.seq = NEW.reverses_id AND t.phase IN ('posted', 'post') AND t.reverses_id IS NULL
 AND t.debit_id = NEW.credit_id AND t.credit_id = NEW.debit_id AND t.amount >= NEW.amount)"""  # noqa: S608
_NO_RESOLUTION = f"""NEW.resolves_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {TRANSFER} t
 WHERE t.seq = NEW.resolves_id AND t.phase = 'pending' AND t.debit_id = NEW.debit_id AND t.credit_id = NEW.credit_id
 AND t.amount >= NEW.amount AND (NEW.phase = 'post' OR t.amount = NEW.amount))"""  # noqa: S608
REFUSALS = (
    (_UNITS_DIFFER, UNITS),
    (_ONE_CLOSED, CLOSED),
    (_PERIOD_CLOSED, PERIOD),
    (_NO_REVERSAL, REVERSAL),
    (_NO_RESOLUTION, RESOLUTION),
)

# What a transfer does to one account: {side} is the column of that side, {lowers} the sign of accounts that it lowers.
_MOVE = f"""UPDATE {ACCOUNT} SET
 {{side}}s = {{side}}s + CASE WHEN NEW.phase IN ('posted', 'post') THEN NEW.amount ELSE 0 END,
 held = held + CASE WHEN sign <> {{lowers}} THEN 0 WHEN NEW.phase = 'pending' THEN NEW.amount
  WHEN NEW.phase IN ('post', 'void') THEN -(SELECT t.amount FROM {TRANSFER} t WHERE t.seq = NEW.resolves_id) ELSE 0 END
 WHERE id = NEW.{{side}}_id AND is_bounded"""  # noqa: S608
_DEBIT, _CREDIT = _MOVE.format(side="debit", lowers=-1), _MOVE.format(side="credit", lowers=1)


def _sqlite() -> Iterator[tuple[str, str, str]]:
    def refuse(sentence: str) -> str:
        return f"SELECT RAISE(ABORT, '{sentence}')"

    for table, key in ((OP, "id"), (TRANSFER, "seq"), (ACCOUNT, "id")):
        # INSERT OR REPLACE deletes without firing delete triggers, by the key, another unique column or the rowid
        there = f"SELECT 1 FROM {table} WHERE {key} = NEW.{key} OR rowid = NEW.rowid"  # noqa: S608
        if table == TRANSFER:
            there += " OR (op_id = NEW.op_id AND line = NEW.line)"
            there += " OR resolves_id = NEW.resolves_id OR reverses_id = NEW.reverses_id"
        yield f"{table}_not_replaced", f"BEFORE INSERT ON {table} WHEN EXISTS ({there})", refuse(STAYS)
        yield f"{table}_remains", f"BEFORE DELETE ON {table}", refuse(STAYS)
    for table in FACTS:
        yield f"{table}_stays", f"BEFORE UPDATE ON {table}", refuse(STAYS)
    opened = "NEW.debits <> 0 OR NEW.credits <> 0 OR NEW.held <> 0"
    yield "ledger_account_at_zero", f"BEFORE INSERT ON {ACCOUNT} WHEN {opened}", refuse(AT_ZERO)
    different = _OTHER_ACCOUNT.format(different="NOT")
    yield "ledger_account_same", f"BEFORE UPDATE ON {ACCOUNT} WHEN {different}", refuse(SAME_KIND)
    shut = f"(SELECT is_open FROM {GATE}) = 0"  # noqa: S608
    yield (
        "ledger_account_by_trigger",
        f"BEFORE UPDATE ON {ACCOUNT} WHEN ({_COUNTERS_MOVED}) AND {shut}",
        refuse(BY_TRIGGER),
    )
    for number, (when, sentence) in enumerate(REFUSALS):
        yield f"ledger_transfer_right_{number}", f"BEFORE INSERT ON {TRANSFER} WHEN {when}", refuse(sentence)
    open_, shut_ = (f"UPDATE {GATE} SET is_open = {state}" for state in (1, 0))  # noqa: S608
    yield (
        "ledger_transfer_move",
        f"AFTER INSERT ON {TRANSFER}",
        "; ".join((open_, _DEBIT, _CREDIT, shut_)),
    )


def _functions() -> Iterator[tuple[str, str]]:
    def refuse(sentence: str) -> str:
        return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation';"

    yield "ledger_stays", refuse(STAYS)
    yield (
        "ledger_account_opens",
        f"IF NEW.debits <> 0 OR NEW.credits <> 0 OR NEW.held <> 0 THEN {refuse(AT_ZERO)} END IF; RETURN NEW;",
    )
    different = _OTHER_ACCOUNT.format(different="DISTINCT FROM")
    yield (
        "ledger_account_kept",
        f"IF {different} THEN {refuse(SAME_KIND)} END IF; "
        f"IF ({_COUNTERS_MOVED}) AND pg_trigger_depth() < 2 THEN {refuse(BY_TRIGGER)} END IF; RETURN NEW;",
    )
    checks = " ".join(f"IF {when} THEN {refuse(sentence)} END IF;" for when, sentence in REFUSALS)
    yield "ledger_transfer_right", f"{checks} RETURN NEW;"
    # the lower id first, as the services lock them: two transfers that meet never wait for each other in a circle
    yield (
        "ledger_transfer_move",
        f"IF NEW.debit_id < NEW.credit_id THEN {_DEBIT}; {_CREDIT}; ELSE {_CREDIT}; {_DEBIT}; END IF; RETURN NULL;",
    )


_POSTGRESQL = (
    *((f"{table}_stays", table, "BEFORE UPDATE OR DELETE", "ROW", "ledger_stays") for table in FACTS),
    *(
        (f"{table}_not_emptied", table, "BEFORE TRUNCATE", "STATEMENT", "ledger_stays")
        for table in (*FACTS, ACCOUNT)
    ),
    ("ledger_account_remains", ACCOUNT, "BEFORE DELETE", "ROW", "ledger_stays"),
    ("ledger_account_opens", ACCOUNT, "BEFORE INSERT", "ROW", "ledger_account_opens"),
    ("ledger_account_kept", ACCOUNT, "BEFORE UPDATE", "ROW", "ledger_account_kept"),
    ("ledger_transfer_right", TRANSFER, "BEFORE INSERT", "ROW", "ledger_transfer_right"),
    ("ledger_transfer_move", TRANSFER, "AFTER INSERT", "ROW", "ledger_transfer_move"),
)


def names(vendor: str) -> frozenset[str]:
    """The triggers that must be there."""
    if vendor == "postgresql":
        return frozenset(name for name, *_rest in _POSTGRESQL)
    return frozenset(name for name, *_rest in _sqlite())


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards in place."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {GATE} (id INTEGER PRIMARY KEY CHECK (id = 1), is_open INTEGER NOT NULL)"
            )
            cursor.execute(f"INSERT OR IGNORE INTO {GATE} (id, is_open) VALUES (1, 0)")  # noqa: S608
            for name, when, what in _sqlite():
                cursor.execute(f"CREATE TRIGGER {name} {when} BEGIN {what}; END")
            return
        for name, body in _functions():
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
            )
        for name, table, when, each, function in _POSTGRESQL:
            cursor.execute(
                f"CREATE TRIGGER {name} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()"
            )


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away, to unmake the tables."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            for name in names(connection.vendor):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            return
        for name, table, *_rest in _POSTGRESQL:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the guards for a while: emptying a test database, or showing that tampering is found."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)
