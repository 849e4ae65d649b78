"""What the database itself does and refuses: it moves the balances, and nobody else can; what was booked stays.

Balances of bounded accounts are moved by a trigger after each booking; another one refuses every other change of them.
PostgreSQL moves them once for each statement, whatever the number of its lines, and knows how deep it is in triggers.
SQLite has triggers for single rows only, and a row of its own says that the trigger is at work. There the conflict
clause of a statement (OR IGNORE, OR FAIL) reaches into triggers too, and only RAISE(ABORT) stands above it: hence what
a constraint would refuse is refused before the row comes in. A superuser may drop all this: that is what the audit
chain is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

ACCOUNT, OP, TRANSFER, PERIOD = "ledger_account", "ledger_op", "ledger_transfer", "ledger_period"
GATE = "ledger_gate"
FACTS = (OP, TRANSFER)
FLOOR_CODE = "ledger_account_floor"
# The first word of each sentence is the code by which ``services.posting`` recognises it.
STAYS = "ledger_append_only: what was booked stays as it was"
BY_TRIGGER = "ledger_by_trigger: balances move with transfers only"
AT_ZERO = "ledger_at_zero: an account opens with nothing"
SAME_KIND = "ledger_same_account: an account stays what it is"
NOT_ITS_OP = "ledger_not_its_op: a transfer has two accounts, an operation, and the day and the moment of its operation"
UNITS = "ledger_units_differ: both accounts of a transfer are of one book and one unit"
CLOSED = "ledger_account_closed: the account is closed"
CLOSED_PERIOD = "ledger_period_closed: the period is closed"
REVERSAL = "ledger_not_its_reversal: a reversal goes the other way, once, and never further than its transfer"
RESOLUTION = (
    "ledger_not_its_pending: only a pending transfer is ended, between its accounts and within its amount"
)
FLOOR = f"{FLOOR_CODE}: the account would fall below its floor"
_LOCK_CLASS = 0x1ED6E4  # of the advisory locks by which closing a book waits for the bookings under way

_COUNTERS_MOVED = "NEW.debits <> OLD.debits OR NEW.credits <> OLD.credits OR NEW.held <> OLD.held"
_OTHER_ACCOUNT = " OR ".join(
    f"NEW.{column} IS {{different}} OLD.{column}"
    for column in (
        *("id", "book", "role", "unit", "owner_id", "part_id"),
        *("sign", "floor", "is_bounded", "created_at"),
    )
)
# {new} is the row that comes in
_NO_REVERSAL = f"""{{new}}.reverses_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {TRANSFER} t
 WHERE t.seq = {{new}}.reverses_id AND t.phase IN ('posted', 'post') AND t.reverses_id IS NULL
 AND t.debit_id = {{new}}.credit_id AND t.credit_id = {{new}}.debit_id AND t.amount >= {{new}}.amount)"""  # noqa: S608
_NO_RESOLUTION = f"""{{new}}.resolves_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {TRANSFER} t
 WHERE t.seq = {{new}}.resolves_id AND t.phase = 'pending'
 AND t.debit_id = {{new}}.debit_id AND t.credit_id = {{new}}.credit_id
 AND t.amount >= {{new}}.amount AND ({{new}}.phase = 'post' OR t.amount = {{new}}.amount))"""  # noqa: S608

# SQLite: refused before each row
_BOTH = f"FROM {ACCOUNT} d JOIN {ACCOUNT} c ON c.id = NEW.credit_id WHERE d.id = NEW.debit_id"
_HOMELESS = f"""NOT EXISTS (SELECT 1 {_BOTH}) OR NOT EXISTS (SELECT 1 FROM {OP} o
 WHERE o.id = NEW.op_id AND o.business_on = NEW.business_on AND o.created_at = NEW.created_at)"""  # noqa: S608
_WOULD_FALL = f"""EXISTS (SELECT 1 FROM {ACCOUNT} a WHERE a.is_bounded
 AND ((a.id = NEW.credit_id AND a.sign = 1) OR (a.id = NEW.debit_id AND a.sign = -1))
 AND a.sign * (a.debits - a.credits) - a.held
  + COALESCE((SELECT t.amount FROM {TRANSFER} t WHERE t.seq = NEW.resolves_id), 0)
  - CASE NEW.phase WHEN 'void' THEN 0 ELSE NEW.amount END < a.floor)"""  # noqa: S608
_SQLITE_REFUSALS = (
    (_HOMELESS, NOT_ITS_OP),
    (f"EXISTS (SELECT 1 {_BOTH} AND (d.unit <> c.unit OR d.book <> c.book))", UNITS),
    (f"EXISTS (SELECT 1 {_BOTH} AND (d.closed_on IS NOT NULL OR c.closed_on IS NOT NULL))", CLOSED),
    (
        f"EXISTS (SELECT 1 FROM {ACCOUNT} d JOIN {PERIOD} p ON p.book = d.book"  # noqa: S608
        " WHERE d.id = NEW.debit_id AND p.closed_through >= NEW.business_on)",
        CLOSED_PERIOD,
    ),
    (_NO_REVERSAL.format(new="NEW"), REVERSAL),
    (_NO_RESOLUTION.format(new="NEW"), RESOLUTION),
    (_WOULD_FALL, FLOOR),
)
# What a transfer does to one account: {side} is the column of that side, {lowers} the sign of accounts that it lowers.
_MOVE = f"""UPDATE {ACCOUNT} SET
 {{side}}s = {{side}}s + CASE WHEN NEW.phase IN ('posted', 'post') THEN NEW.amount ELSE 0 END,
 held = held + CASE WHEN sign <> {{lowers}} THEN 0 WHEN NEW.phase = 'pending' THEN NEW.amount
  WHEN NEW.phase IN ('post', 'void') THEN -(SELECT t.amount FROM {TRANSFER} t WHERE t.seq = NEW.resolves_id) ELSE 0 END
 WHERE id = NEW.{{side}}_id AND is_bounded"""  # noqa: S608
_DEBIT, _CREDIT = _MOVE.format(side="debit", lowers=-1), _MOVE.format(side="credit", lowers=1)

# PostgreSQL: all lines of a statement at once
_WAIT_FOR_CLOSING = f"""
PERFORM pg_advisory_xact_lock_shared({_LOCK_CLASS}, hashtext(b.book)) FROM (
 SELECT DISTINCT d.book FROM fresh f JOIN {ACCOUNT} d ON d.id = f.debit_id ORDER BY d.book) b;
"""  # noqa: S608
_CHECK_LINES = f"""
SELECT bool_or(d.id IS NULL OR c.id IS NULL OR o.id IS NULL
  OR o.business_on <> f.business_on OR o.created_at <> f.created_at) AS homeless,
 bool_or(d.unit <> c.unit OR d.book <> c.book) AS mixed,
 bool_or(d.closed_on IS NOT NULL OR c.closed_on IS NOT NULL) AS shut,
 bool_or(p.closed_through >= f.business_on) AS late,
 bool_or(f.reverses_id IS NOT NULL OR f.resolves_id IS NOT NULL) AS refers
INTO said FROM fresh f
 LEFT JOIN {ACCOUNT} d ON d.id = f.debit_id LEFT JOIN {ACCOUNT} c ON c.id = f.credit_id
 LEFT JOIN {OP} o ON o.id = f.op_id LEFT JOIN {PERIOD} p ON p.book = d.book;
"""  # noqa: S608
_HOLD = """CASE phase WHEN 'pending' THEN amount WHEN 'posted' THEN 0
 ELSE -(SELECT t.amount FROM ledger_transfer t WHERE t.seq = f.resolves_id) END"""
_MOVE_LINES = f"""
UPDATE {ACCOUNT} a SET debits = a.debits + s.d, credits = a.credits + s.c,
 held = a.held + CASE WHEN a.sign = -1 THEN s.out_of_debit ELSE s.out_of_credit END
FROM (SELECT id, SUM(d) AS d, SUM(c) AS c, SUM(hd) AS out_of_debit, SUM(hc) AS out_of_credit FROM (
  SELECT f.debit_id AS id, CASE WHEN phase IN ('posted', 'post') THEN amount ELSE 0 END AS d, 0 AS c,
   {_HOLD} AS hd, 0 AS hc FROM fresh f
  UNION ALL
  SELECT f.credit_id, 0, CASE WHEN phase IN ('posted', 'post') THEN amount ELSE 0 END, 0, {_HOLD} FROM fresh f
 ) sides GROUP BY id) s
WHERE a.id = s.id AND a.is_bounded;
"""  # noqa: S608


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
    for number, (when, sentence) in enumerate(_SQLITE_REFUSALS):
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

    def plain(body: str) -> str:
        return f"AS $$ BEGIN {body} END $$"

    yield "ledger_stays", plain(refuse(STAYS))
    yield (
        "ledger_account_opens",
        plain(
            f"IF NEW.debits <> 0 OR NEW.credits <> 0 OR NEW.held <> 0 THEN {refuse(AT_ZERO)} END IF; RETURN NEW;"
        ),
    )
    different = _OTHER_ACCOUNT.format(different="DISTINCT FROM")
    wait = f"PERFORM pg_advisory_xact_lock({_LOCK_CLASS}, hashtext(NEW.book));"
    yield (
        "ledger_account_kept",
        plain(
            f"IF {different} THEN {refuse(SAME_KIND)} END IF; "
            f"IF ({_COUNTERS_MOVED}) AND pg_trigger_depth() < 2 THEN {refuse(BY_TRIGGER)} END IF; "
            f"IF NEW.closed_on IS DISTINCT FROM OLD.closed_on THEN {wait} END IF; RETURN NEW;"
        ),
    )
    yield "ledger_period_waits", plain(f"{wait} RETURN NEW;")
    verdicts = (
        ("said.homeless", NOT_ITS_OP),
        ("said.mixed", UNITS),
        ("said.shut", CLOSED),
        ("said.late", CLOSED_PERIOD),
    )
    one = "IF EXISTS (SELECT 1 FROM fresh f WHERE {when}) THEN {refuse} END IF; "
    pointed = "".join(
        one.format(when=when.format(new="f"), refuse=refuse(sentence))
        for when, sentence in ((_NO_REVERSAL, REVERSAL), (_NO_RESOLUTION, RESOLUTION))
    )
    # the lines are few and the tables large: without sequential scans the plan that a session keeps stays right
    yield (
        "ledger_transfer_booked",
        "SET enable_seqscan = off AS $$ DECLARE said record; BEGIN "
        + _WAIT_FOR_CLOSING
        + _CHECK_LINES
        + " ".join(f"IF {when} THEN {refuse(sentence)} END IF;" for when, sentence in verdicts)
        + f" IF said.refers THEN {pointed} END IF;"
        + _MOVE_LINES
        + "RETURN NULL; END $$",
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
    ("ledger_period_waits", PERIOD, "BEFORE INSERT OR UPDATE", "ROW", "ledger_period_waits"),
    ("ledger_transfer_booked", TRANSFER, "AFTER INSERT", "STATEMENT", "ledger_transfer_booked"),
)


def names(vendor: str) -> frozenset[str]:
    """The triggers that must be there."""
    if vendor == "postgresql":
        return frozenset(name for name, *_rest in _POSTGRESQL)
    return frozenset(name for name, *_rest in _sqlite())


def present(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The ledger's triggers that are there and at work: name and table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                "WHERE NOT tgisinternal AND tgenabled = 'O' AND tgname LIKE 'ledger_%'"
            )
        else:
            cursor.execute(
                "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'ledger_%'"
            )
        return {str(name): str(table) for name, table in cursor.fetchall()}


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
            cursor.execute(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {body}")
        for name, table, when, each, function in _POSTGRESQL:
            lines = "REFERENCING NEW TABLE AS fresh " if when == "AFTER INSERT" else ""
            cursor.execute(
                f"CREATE TRIGGER {name} {when} ON {table} {lines}FOR EACH {each} EXECUTE FUNCTION {function}()"
            )


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away, to unmake or alter the tables."""
    there = present(connection)
    with connection.cursor() as cursor:
        for name, table in there.items():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the guards for a while: emptying a test database, or showing that tampering is found."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)
