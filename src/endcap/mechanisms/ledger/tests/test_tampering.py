"""Past the services, straight at the tables: the database refuses, and nothing is changed.

What only somebody without the guards can do is found by the check afterwards.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from endcap.kernel.ids import new_id
from endcap.mechanisms.ledger import checking, guards, services
from endcap.mechanisms.ledger.models import Account, Op, Period, Phase, SumMark, Transfer
from endcap.mechanisms.ledger.tests.conftest import WATER, counts, key, line

pytestmark = [pytest.mark.req("SET-11", "HOUSE"), pytest.mark.django_db(transaction=True)]
SQLITE = connection.vendor == "sqlite"


@pytest.fixture
def books(book):
    """Ten teas in the store, eight held, one water sold, and operations to point at."""
    made = {
        "in": book(line("store", "source", 10), line("store", "source", 4, WATER), kind="in"),
        "held": book(line("sold", "store", 8, phase=Phase.PENDING), kind="held"),
        "sold": book(line("sold", "store", 1, WATER), kind="sold"),
    }
    made["spare"] = book(line("store", "source", 1, "spare"), kind="spare")
    return made


def seen() -> tuple:
    """All that is there, to the last column."""
    rows = []
    with connection.cursor() as cursor:
        for table in ("ledger_account", "ledger_op", "ledger_transfer", "ledger_period"):
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            rows.append(cursor.fetchall())
        if SQLITE:
            cursor.execute("SELECT * FROM ledger_gate")
            rows.append(cursor.fetchall())
    return tuple(map(tuple, rows))


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def id_(value) -> object:
    """An id as the database keeps it."""
    return value.hex if SQLITE else value


def transfer(op, number: int, debit, credit, amount: int, verb: str = "INSERT", **more) -> None:
    """A transfer by hand, under an operation that is there."""
    op = Op.objects.get(pk=op)
    values = {
        "op_id": id_(op.pk),
        "line": number,
        "debit_id": id_(debit.id),
        "credit_id": id_(credit.id),
        "amount": amount,
        "phase": "posted",
        "business_on": connection.ops.adapt_datefield_value(op.business_on),
        "created_at": connection.ops.adapt_datetimefield_value(op.created_at),
    } | more
    run(
        f"{verb} INTO ledger_transfer ({', '.join(values)}) VALUES ({', '.join(['%s'] * len(values))})",
        *values.values(),
    )


def row_of(posting, number: int = 1) -> Transfer:
    return Transfer.objects.get(op_id=posting.op_id, line=number)


DIRECT = {
    "amount changed": "UPDATE ledger_transfer SET amount = amount + 1",
    "day changed": "UPDATE ledger_transfer SET business_on = '2026-01-01'",
    "phase changed": "UPDATE ledger_transfer SET phase = 'posted'",
    "pointed elsewhere": "UPDATE ledger_transfer SET resolves_id = NULL",
    "transfer deleted": "DELETE FROM ledger_transfer",
    "operation changed": "UPDATE ledger_op SET kind = 'other'",
    "operation deleted": "DELETE FROM ledger_op",
    "approver put in afterwards": "UPDATE ledger_op SET approver_id = maker_id",
    "balance raised": "UPDATE ledger_account SET debits = debits + 5",
    "balance lowered": "UPDATE ledger_account SET credits = credits + 1",
    "hold lifted": "UPDATE ledger_account SET held = 0",
    "floor lowered": "UPDATE ledger_account SET floor = -100 WHERE is_bounded",
    "floor taken away": "UPDATE ledger_account SET floor = NULL, is_bounded = %s",
    "sign turned": "UPDATE ledger_account SET sign = -sign",
    "unit changed": "UPDATE ledger_account SET unit = 'gold'",
    "owner changed": "UPDATE ledger_account SET owner_id = part_id, part_id = id",
    "account deleted": "DELETE FROM ledger_account",
}


@pytest.mark.parametrize("sql", DIRECT.values(), ids=DIRECT.keys())
def test_what_was_booked_can_not_be_changed(books, sql):
    before = seen()
    with pytest.raises(DatabaseError):
        run(sql, *([False] if "%s" in sql else []))
    assert seen() == before


@pytest.mark.skipif(SQLITE, reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", ["ledger_transfer", "ledger_op", "ledger_account"])
def test_tables_can_not_be_emptied(books, table):
    before = seen()
    with pytest.raises(DatabaseError):
        run(f"TRUNCATE {table} CASCADE")
    assert seen() == before


REPLACED = {
    "by the key": lambda row: {"seq": row.pk, "line": 9},
    "by operation and line": lambda row: {},
    "by the hidden rowid": lambda row: {"rowid": row.pk, "line": 9},
}


@pytest.mark.sqlite
@pytest.mark.skipif(not SQLITE, reason="a clause of SQLite")
@pytest.mark.parametrize("more", REPLACED.values(), ids=REPLACED.keys())
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
def test_a_transfer_can_not_be_replaced(books, more, verb):
    row = row_of(books["in"])
    before = seen()
    with pytest.raises(DatabaseError, match="ledger_append_only"):
        transfer(row.op_id, row.line, key("store"), key("source"), 99, verb, **more(row))
    assert seen() == before


@pytest.mark.sqlite
@pytest.mark.skipif(not SQLITE, reason="a clause of SQLite")
@pytest.mark.parametrize("table", ["ledger_op", "ledger_account"])
@pytest.mark.parametrize("by", ["id", "rowid"])
def test_an_operation_or_account_can_not_be_replaced(books, table, by):
    before = seen()
    columns = [
        column.name for column in connection.introspection.get_table_description(connection.cursor(), table)
    ]
    others = [column for column in columns if column != "id"]
    id = f"'{new_id().hex}'" if by == "rowid" else "id"
    zero = ["0" if column in ("debits", "credits", "held") else column for column in others]
    with pytest.raises(DatabaseError, match="ledger_append_only"):
        run(
            f"INSERT OR REPLACE INTO {table} (rowid, id, {', '.join(others)}) "
            f"SELECT {'rowid' if by == 'rowid' else 99999}, {id}, {', '.join(zero)} FROM {table} LIMIT 1"
        )
    assert seen() == before


def test_an_account_opens_with_nothing(books):
    before = seen()
    for counter in ("debits", "credits", "held"):
        account = Account.objects.get(pk=key("store").id)
        account.pk, account.unit = new_id(), "gold"
        account.debits = account.credits = account.held = 0
        setattr(account, counter, 5)
        with pytest.raises(DatabaseError):
            account.save(force_insert=True)
    assert seen() == before


VERBS = ["INSERT"] + (["INSERT OR IGNORE", "INSERT OR FAIL", "INSERT OR REPLACE"] if SQLITE else [])
WRONG = {
    "negative": lambda m: (key("store"), key("source"), -5, {}),
    "nothing": lambda m: (key("store"), key("source"), 0, {}),
    "beyond reason": lambda m: (key("store"), key("source"), 10**15 + 1, {}),
    "two units": lambda m: (key("store"), key("source", WATER), 5, {}),
    "to itself": lambda m: (key("store"), key("store"), 1, {}),
    "more than there is": lambda m: (key("sold"), key("store"), 3, {}),
    "more than there is to hold": lambda m: (key("sold"), key("store"), 3, {"phase": "pending"}),
    "a debt below nothing": lambda m: (key("debt"), key("source"), 1, {}),
    "to an account that is not there": lambda m: (key("sold", owner="nobody"), key("store"), 1, {}),
    "on another day than its operation": lambda m: (
        key("sold"),
        key("store"),
        1,
        {"business_on": "2026-07-01"},
    ),
    "at another moment than its operation": lambda m: (
        *(key("sold"), key("store"), 1),
        {"created_at": m["in"] and "2026-07-01 00:00:00+00:00"},
    ),
    "an end of nothing": lambda m: (key("sold"), key("store"), 1, {"phase": "post"}),
    "an end of what was not pending": lambda m: (
        *(key("store"), key("source"), 10),
        {"phase": "post", "resolves_id": row_of(m["in"]).pk},
    ),
    "an end beyond its amount": lambda m: (
        *(key("sold"), key("store"), 9),
        {"phase": "post", "resolves_id": row_of(m["held"]).pk},
    ),
    "half a void": lambda m: (
        *(key("sold"), key("store"), 4),
        {"phase": "void", "resolves_id": row_of(m["held"]).pk},
    ),
    "an end elsewhere": lambda m: (
        *(key("source"), key("store"), 8),
        {"phase": "post", "resolves_id": row_of(m["held"]).pk},
    ),
    "a reversal the same way": lambda m: (
        *(key("sold", WATER), key("store", WATER), 1),
        {"reverses_id": row_of(m["sold"]).pk},
    ),
    "a reversal beyond its amount": lambda m: (
        *(key("store", WATER), key("sold", WATER), 2),
        {"reverses_id": row_of(m["sold"]).pk},
    ),
    "a reversal that is pending": lambda m: (
        *(key("store", WATER), key("sold", WATER), 1),
        {"reverses_id": row_of(m["sold"]).pk, "phase": "pending"},
    ),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_transfer_moves_nothing(books, book, wrong, verb):
    debit, credit, amount, more = wrong(books)
    book(line("source", "debt", 1), line("debt", "source", 1))  # so that the account is there
    before = seen()
    try:
        transfer(books["spare"].op_id, 2, debit, credit, amount, verb, **more)
    except DatabaseError:
        pass
    else:
        assert verb == "INSERT OR IGNORE", "let in"  # left out without a word, as the clause says
    assert seen() == before


@pytest.mark.tampers
def test_a_right_transfer_by_hand_is_moved_like_any_other_and_found_by_the_check(books):
    """The control of the test above."""
    transfer(books["spare"].op_id, 2, key("sold"), key("store"), 2)
    account = Account.objects.get(pk=key("store").id)
    assert (account.balance, account.available) == (8, 0)
    assert [breach.invariant for breach in checking.check()] == ["I12d"]


@pytest.mark.parametrize("phase", ["post", "void"])
def test_a_pending_transfer_can_not_be_ended_twice(books, book, phase):
    ref = books["held"].refs[0]
    book(line("sold", "store", 8, phase=Phase.VOID, resolves=ref))
    before = seen()
    with pytest.raises(DatabaseError):
        transfer(
            *(books["spare"].op_id, 2, key("sold"), key("store"), 8),
            phase=phase,
            resolves_id=row_of(books["held"]).pk,
        )
    assert seen() == before


def test_a_transfer_can_not_be_reversed_twice_nor_its_reversal(books, book):
    back = services.reverse(book.actor, op_id=new_id(), of_op_id=books["sold"].op_id)
    before = seen()
    for of, debit, credit in ((books["sold"], "store", "sold"), (back, "sold", "store")):
        with pytest.raises(DatabaseError):
            transfer(
                *(books["spare"].op_id, 2, key(debit, WATER), key(credit, WATER), 1),
                reverses_id=row_of(of).pk,
            )
    assert seen() == before


@pytest.mark.parametrize("clash", [{"ignore_conflicts": True}, {"update_conflicts": True}])
def test_bulk_writing_overwrites_nothing(books, clash):
    row, op = row_of(books["in"]), Op.objects.get(pk=books["in"].op_id)
    account = Account.objects.get(pk=key("store").id)
    before = seen()
    row.amount, op.kind = 99, "other"
    account.debits = account.credits = account.held = 0
    for made, fields, unique in (
        (row, ["amount"], ["op", "line"]),
        (op, ["kind"], ["id"]),
        (account, ["debits", "credits", "held"], ["id"]),
    ):
        more = {"update_fields": fields, "unique_fields": unique} if "update_conflicts" in clash else {}
        try:
            with transaction.atomic():
                type(made).objects.bulk_create([made], **clash, **more)
        except DatabaseError:
            pass
        assert seen() == before


def test_ignoring_conflicts_does_not_get_past_the_floor(books):
    op = Op.objects.get(pk=books["spare"].op_id)
    before = seen()
    with pytest.raises(DatabaseError, match="ledger_account_floor"), transaction.atomic():
        Transfer.objects.bulk_create(
            [
                Transfer(
                    op=op,
                    line=2,
                    debit_id=key("sold").id,
                    credit_id=key("store").id,
                    amount=3,
                    business_on=op.business_on,
                    created_at=op.created_at,
                )
            ],
            ignore_conflicts=True,
        )
    assert seen() == before


def test_maker_and_approver_are_two(books):
    before = seen()
    one = new_id()
    op = Op(
        id=new_id(), kind="by hand", digest="0" * 64, created_at="2026-07-16T06:20Z", business_on="2026-07-16"
    )
    op.maker_id = op.approver_id = one
    with pytest.raises(DatabaseError, match="ledger_op_maker_is_not_approver"):
        op.save(force_insert=True)
    assert seen() == before


def test_a_closed_period_takes_nothing_by_hand_either(books, system):
    Period.objects.create(book="goods", closed_through=system.today, closed_at=system.now)
    before = seen()
    with pytest.raises(DatabaseError, match="ledger_period_closed"):
        transfer(books["spare"].op_id, 2, key("store"), key("source"), 1)
    assert seen() == before


def test_a_closed_account_takes_nothing_by_hand_either(books, book):
    services.close_account(book.actor, key=key("source"))
    before = seen()
    with pytest.raises(DatabaseError, match="ledger_account_closed"):
        transfer(books["spare"].op_id, 2, key("store"), key("source"), 1)
    assert seen() == before


def test_the_guards_are_there_after_migrate():
    assert set(guards.present(connection)) == guards.names(connection.vendor)
    assert len(guards.names(connection.vendor)) == (19 if SQLITE else 10)


def test_without_its_guards_the_database_would_take_it(books):
    """The control of this file: the same statements do change the tables when the guards are lifted."""
    before = seen()
    with guards.lifted(connection), transaction.atomic():
        run(DIRECT["operation changed"])
        assert seen() != before
        transaction.set_rollback(True)
    assert seen() == before


# -- what the check finds ------------------------------------------------------------------------------------------


def _raw_transfer(books, **more):
    transfer(books["spare"].op_id, 2, *more.pop("between"), more.pop("amount"), **more)


def _end_badly(books):
    _raw_transfer(
        books,
        between=(key("sold"), key("source")),
        amount=1,
        phase="post",
        resolves_id=row_of(books["held"]).pk,
    )


def _close_late(books):
    Period.objects.create(book="goods", closed_through="2026-07-16", closed_at="2026-07-16T00:00Z")


def _forget_in_the_log(books):
    from endcap.kernel.audit import guards as log_guards
    from endcap.kernel.audit.models import AuditRow

    with log_guards.lifted(connection):
        AuditRow.objects.filter(object_id=str(books["in"].op_id)).delete()


def _know_what_is_gone(books):
    run("DELETE FROM ledger_transfer WHERE op_id = %s", id_(books["spare"].op_id))
    run("DELETE FROM ledger_op WHERE id = %s", id_(books["spare"].op_id))


def _sum_wrongly(books):
    SumMark.objects.create(pk=1, seq=row_of(books["in"], 2).pk)


def _without_check(constraint: str, table: str, sql: str, *values):
    def plant(_books):
        if SQLITE:
            run("PRAGMA ignore_check_constraints = ON")
            try:
                run(sql, *values)
            finally:
                run("PRAGMA ignore_check_constraints = OFF")
        else:
            run(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
            run(sql, *values)

    return plant


PLANTED = {
    "I1": [
        _without_check(
            "ledger_transfer_positive", "ledger_transfer", "UPDATE ledger_transfer SET amount = -amount"
        )
    ],
    "I2": [lambda m: _raw_transfer(m, between=(key("store"), key("source", WATER)), amount=1)],
    "I3": [lambda m: guards.remove(connection)],
    "I4": [
        _without_check(
            "ledger_account_floor",
            "ledger_account",
            "UPDATE ledger_account SET credits = 99 WHERE is_bounded",
        )
    ],
    "I5": [
        lambda m: run("UPDATE ledger_account SET debits = debits + 5 WHERE id = %s", id_(key("store").id)),
        lambda m: run("UPDATE ledger_account SET held = 0"),
        lambda m: run("UPDATE ledger_account SET debits = 1 WHERE id = %s", id_(key("source").id)),
    ],
    "I5d": [_sum_wrongly],
    "I6": [
        lambda m: run("DELETE FROM ledger_transfer WHERE op_id = %s", id_(m["spare"].op_id)),
        lambda m: run("DELETE FROM ledger_transfer WHERE op_id = %s AND line = 1", id_(m["in"].op_id)),
        lambda m: run("UPDATE ledger_transfer SET business_on = '2026-07-01'"),
    ],
    "I7": [
        _without_check(
            "ledger_op_maker_is_not_approver",
            "ledger_op",
            "UPDATE ledger_op SET maker_id = id, approver_id = id",
        )
    ],
    "I8": [_close_late],
    "I9": [
        lambda m: _raw_transfer(
            m, between=(key("source"), key("store")), amount=11, reverses_id=row_of(m["in"]).pk
        )
    ],
    "I10": [_end_badly],
    "I12": [
        lambda m: run("UPDATE ledger_op SET digest = 'other' WHERE id = %s", id_(m["in"].op_id)),
        _forget_in_the_log,
        _know_what_is_gone,
    ],
    "I12d": [
        lambda m: run("UPDATE ledger_op SET kind = 'other' WHERE id = %s", id_(m["in"].op_id)),
        lambda m: run("UPDATE ledger_transfer SET amount = 2 WHERE op_id = %s", id_(m["sold"].op_id)),
    ],
}
CASES = [(name, plant) for name, plants in PLANTED.items() for plant in plants]


@pytest.mark.tampers
@pytest.mark.parametrize(("name", "plant"), CASES, ids=[f"{name}-{n}" for n, (name, _p) in enumerate(CASES)])
def test_the_check_finds_what_was_planted(books, name, plant):
    assert checking.check() == []
    if SQLITE:
        connection.cursor().execute("PRAGMA foreign_keys = OFF")
    try:
        with guards.lifted(connection):
            plant(books)
            if name == "I3":
                assert name in {breach.invariant for breach in checking.check()}
        if name != "I3":
            assert name in {breach.invariant for breach in checking.check()}
    finally:
        if not SQLITE:
            _put_constraints_back()


def _put_constraints_back() -> None:
    """PostgreSQL keeps what a transaction of its own has dropped; the rows of the test are gone first."""
    from django.core.management import call_command

    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'c'")
        there = {name for (name,) in cursor.fetchall()}
    missing = [
        (model, constraint)
        for model in (Account, Op, Transfer)
        for constraint in model._meta.constraints
        if constraint.name not in there and "once" not in constraint.name
    ]
    if missing:
        call_command("flush", interactive=False, verbosity=0)
        with connection.schema_editor() as editor:
            for model, constraint in missing:
                editor.add_constraint(model, constraint)


def test_every_invariant_has_a_planted_breach():
    assert {invariant.name for invariant in checking.INVARIANTS} == PLANTED.keys()


def test_the_later_of_two_days_is_still_open(books, book, system):
    services.close_period(book.actor, book="goods", through=system.today - timedelta(days=1))
    before = counts()[1]
    book(line("store", "source", 1))
    assert counts()[1] == before + 1
