"""Does the ledger hold what it promises? Each invariant by its name, verified from the rows themselves.

Whatever the size of the ledger, little of it is in memory: the database compares sets, and operations are read one
after the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from uuid import UUID

from django.db import connection

from endcap.mechanisms.ledger import guards
from endcap.mechanisms.ledger.models import Transfer
from endcap.mechanisms.ledger.services.posting import ACTION, digest_of_said


@dataclass(frozen=True, slots=True)
class Breach:
    """An invariant that does not hold, and where."""

    invariant: str
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that always holds. Areas may add their own, such as the order in which lots are used up (I11).

    A ``thorough`` one reads every operation again, which takes its time on a large ledger.
    """

    name: str
    sentence: str
    broken: Callable[[], Iterator[Breach]]
    is_thorough: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one invariant; ``breaches`` is None where it was left out."""

    invariant: Invariant
    breaches: tuple[Breach, ...] | None

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.breaches


_LIMIT = 50  # so many breaches of each are named


def _rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {_LIMIT}")
        return cursor.fetchall()


def _from_sql(name: str, what: str, sql: str) -> Callable[[], Iterator[Breach]]:
    def broken() -> Iterator[Breach]:
        for row in _rows(sql):
            yield Breach(name, " ".join(str(cell) for cell in row), what)

    return broken


_TRANSFERS = "FROM ledger_transfer t JOIN ledger_account d ON d.id = t.debit_id JOIN ledger_account c ON c.id = t.credit_id"
_SUMS = """
SELECT a.id FROM ledger_account a LEFT JOIN (
  SELECT id, SUM(d) AS d, SUM(c) AS c, SUM(h) AS h FROM (
    SELECT debit_id AS id, CASE WHEN phase IN ('posted', 'post') THEN amount ELSE 0 END AS d, 0 AS c, 0 AS h
      FROM ledger_transfer
    UNION ALL
    SELECT credit_id, 0, CASE WHEN phase IN ('posted', 'post') THEN amount ELSE 0 END, 0 FROM ledger_transfer
    UNION ALL
    SELECT x.id, 0, 0, t.amount FROM ledger_transfer t JOIN ledger_account x ON x.id = t.credit_id AND x.sign = 1
      LEFT JOIN ledger_transfer r ON r.resolves_id = t.seq WHERE t.phase = 'pending' AND r.seq IS NULL
    UNION ALL
    SELECT x.id, 0, 0, t.amount FROM ledger_transfer t JOIN ledger_account x ON x.id = t.debit_id AND x.sign = -1
      LEFT JOIN ledger_transfer r ON r.resolves_id = t.seq WHERE t.phase = 'pending' AND r.seq IS NULL
  ) moved GROUP BY id
) s ON s.id = a.id
WHERE (a.is_bounded AND (a.debits <> COALESCE(s.d, 0) OR a.credits <> COALESCE(s.c, 0) OR a.held <> COALESCE(s.h, 0)))
   OR (NOT a.is_bounded AND (a.debits <> 0 OR a.credits <> 0 OR a.held <> 0))
"""
_DAY_SUMS = """
SELECT account_id, business_on FROM (
  SELECT account_id, business_on, debits AS d, credits AS c FROM ledger_daysum
  UNION ALL
  SELECT debit_id, business_on, -amount, 0 FROM ledger_transfer
   WHERE phase IN ('posted', 'post') AND seq <= (SELECT COALESCE(MAX(seq), 0) FROM ledger_summark)
  UNION ALL
  SELECT credit_id, business_on, 0, -amount FROM ledger_transfer
   WHERE phase IN ('posted', 'post') AND seq <= (SELECT COALESCE(MAX(seq), 0) FROM ledger_summark)
) both_sides GROUP BY account_id, business_on HAVING SUM(d) <> 0 OR SUM(c) <> 0
"""


def _missing_guards() -> Iterator[Breach]:
    for name in sorted(guards.names(connection.vendor) - guards.present(connection).keys()):
        yield Breach("I3", name, "a guard of the database is missing")


def _not_whole() -> Iterator[Breach]:
    sql = """SELECT o.id FROM ledger_op o LEFT JOIN ledger_transfer t ON t.op_id = o.id
     GROUP BY o.id HAVING COUNT(t.seq) = 0 OR COUNT(t.seq) <> MAX(t.line)"""
    yield from _from_sql("I6", "an operation is not whole", sql)()
    sql = """SELECT t.seq FROM ledger_transfer t LEFT JOIN ledger_op o ON o.id = t.op_id
     WHERE o.id IS NULL OR o.business_on <> t.business_on OR o.created_at <> t.created_at"""
    yield from _from_sql("I6", "a transfer is not of the day of its operation", sql)()


def _unwitnessed() -> Iterator[Breach]:
    """Every operation stands in the audit chain with its digest, and the digest is that of its transfers."""
    if connection.vendor == "postgresql":
        text = "o.id::text"
    else:
        cuts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        text = " || '-' || ".join(f"substr(o.id, {start}, {length})" for start, length in cuts)
    logged = f"a.action = '{ACTION}' AND a.object_type = 'ledger.Op'"
    unknown = f"""SELECT o.id FROM ledger_op o LEFT JOIN audit_auditrow a ON {logged} AND a.object_id = {text}
     WHERE a.seq IS NULL OR a.detail NOT LIKE '%"digest":"' || o.digest || '"%'"""  # noqa: S608
    yield from _from_sql("I12", "the audit log does not know the operation", unknown)()
    gone = f"""SELECT a.object_id FROM audit_auditrow a LEFT JOIN ledger_op o ON {text} = a.object_id
     WHERE {logged} AND o.id IS NULL"""  # noqa: S608
    yield from _from_sql("I12", "the audit log knows an operation that is gone", gone)()


def _retold() -> Iterator[Breach]:
    """Every operation still says what it said when it was booked."""
    told = 0
    for op in _ops():
        if op.stored != op.told:
            told += 1
            yield Breach("I12d", str(op.id), "an operation does not say what it said")
        if told >= _LIMIT:
            return


@dataclass(frozen=True, slots=True)
class _Told:
    """An operation: the digest that it was booked with, and the one that its rows give."""

    id: UUID
    created_at: datetime
    stored: str
    told: str


_OF_OP = (
    "kind",
    "business_on",
    "maker_id",
    "approver_id",
    "subject_type",
    "subject_id",
    "digest",
    "created_at",
)
_OF_ACCOUNT = ("book", "role", "unit", "owner_id", "part_id")


def _ops() -> Iterator[_Told]:
    """Each operation with the digest that its rows give, by id."""
    rows = Transfer.objects.order_by("op_id", "line").values_list(
        "op_id",
        *(f"op__{name}" for name in _OF_OP),
        "amount",
        "phase",
        *("resolves__op_id", "resolves__line", "reverses__op_id", "reverses__line"),
        *(f"debit__{name}" for name in _OF_ACCOUNT),
        *(f"credit__{name}" for name in _OF_ACCOUNT),
    )
    for id, lines in groupby(rows.iterator(5_000), key=lambda row: row[0]):
        said: list[list[object]] = []
        for row in lines:
            debit, credit = row[15:20], row[20:25]
            said.append([_text(debit), _text(credit), row[9], row[10], _ref(*row[11:13]), _ref(*row[13:15])])
        kind, on, maker, approver, subject_type, subject_id, stored, created_at = row[1:9]
        assert isinstance(on, date)
        yield _Told(
            id,
            created_at,
            stored,
            digest_of_said(kind, on, maker, approver, subject_type, subject_id, said),
        )


def _text(account: tuple[object, ...]) -> str:
    book, role, unit, owner, part = account
    return f"{book}/{role}/{unit}/{owner or ''}/{part or ''}"


def _ref(op_id: UUID | None, line: int | None) -> str:
    return f"{op_id}/{line}" if op_id else ""


def digest() -> str:
    """One hash of the whole ledger: equal wherever the same operations were booked, in whatever order they came."""
    whole = hashlib.sha256()
    for op in _ops():
        whole.update(f"{op.id} {op.told} {op.created_at.astimezone(UTC).isoformat()}\n".encode())
    return whole.hexdigest()


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "I1",
        "every amount comes from one account and goes to another",
        _from_sql(
            "I1",
            "a transfer moves nothing",
            "SELECT seq FROM ledger_transfer WHERE amount <= 0 OR debit_id = credit_id",
        ),
    ),
    Invariant(
        "I2",
        "units and books never mix",
        _from_sql(
            "I2",
            "two units in one transfer",
            f"SELECT t.seq {_TRANSFERS} WHERE d.unit <> c.unit OR d.book <> c.book",
        ),
    ),
    Invariant("I3", "what was booked stays: the guards are there", _missing_guards),
    Invariant(
        "I4",
        "no bounded account is below its floor",
        _from_sql(
            "I4",
            "an account is below its floor",
            "SELECT id FROM ledger_account WHERE floor IS NOT NULL AND sign * (debits - credits) - held < floor",
        ),
    ),
    Invariant(
        "I5",
        "balances are the sum of their transfers",
        _from_sql("I5", "a balance is not its transfers", _SUMS),
    ),
    Invariant(
        "I5d",
        "day sums are the sum of their transfers",
        _from_sql("I5d", "a day sum is not its transfers", _DAY_SUMS),
    ),
    Invariant("I6", "an operation is whole and there once", _not_whole),
    Invariant(
        "I7",
        "nobody approves what he makes",
        _from_sql(
            "I7", "maker and approver are one", "SELECT id FROM ledger_op WHERE maker_id = approver_id"
        ),
    ),
    Invariant(
        "I8",
        "closed accounts and periods took nothing after they were closed",
        _from_sql(
            "I8",
            "booked into a closed period",
            f"SELECT t.seq {_TRANSFERS} JOIN ledger_period p ON p.book = d.book "
            "WHERE t.business_on <= p.closed_through AND t.created_at > p.closed_at",
        ),
    ),
    Invariant(
        "I9",
        "a reversal goes the other way and never further",
        _from_sql(
            "I9",
            "a reversal that is none",
            "SELECT t.seq FROM ledger_transfer t JOIN ledger_transfer o ON o.seq = t.reverses_id "
            "WHERE t.amount > o.amount OR t.debit_id <> o.credit_id OR t.credit_id <> o.debit_id",
        ),
    ),
    Invariant(
        "I10",
        "a pending transfer ends once, within its amount",
        _from_sql(
            "I10",
            "an end of a pending transfer that is none",
            "SELECT t.seq FROM ledger_transfer t JOIN ledger_transfer o ON o.seq = t.resolves_id "
            "WHERE t.amount > o.amount OR o.phase <> 'pending' OR t.debit_id <> o.debit_id OR t.credit_id <> o.credit_id",
        ),
    ),
    Invariant("I12", "every operation stands in the audit chain", _unwitnessed),
    Invariant("I12d", "every operation says what it said when it was booked", _retold, is_thorough=True),
)
_more: list[Invariant] = []


def register(invariant: Invariant) -> None:
    """Add what an area promises of its own accounts; the same name again replaces it."""
    _more[:] = [one for one in _more if one.name != invariant.name] + [invariant]


def everything() -> tuple[Invariant, ...]:
    """All invariants, by number."""
    return tuple(
        sorted(
            (*INVARIANTS, *_more),
            key=lambda one: (int("".join(filter(str.isdigit, one.name)) or 999), one.name),
        )
    )


def verdicts(*, strict: bool = True) -> Iterator[Verdict]:
    """Each invariant with what was found; the thorough ones only if ``strict``."""
    for invariant in everything():
        left_out = invariant.is_thorough and not strict
        yield Verdict(invariant, None if left_out else tuple(invariant.broken()))


def check() -> list[Breach]:
    """Every breach of every invariant; none is as it should be."""
    return [breach for verdict in verdicts() for breach in verdict.breaches or ()]
