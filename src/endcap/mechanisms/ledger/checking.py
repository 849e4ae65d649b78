"""Does the ledger hold what it promises? Each invariant by its name, verified from the rows themselves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC

from django.db import connection

from endcap.kernel.audit.models import AuditRow
from endcap.mechanisms.ledger import guards
from endcap.mechanisms.ledger.models import Op, Transfer
from endcap.mechanisms.ledger.services.posting import ACTION


@dataclass(frozen=True, slots=True)
class Breach:
    """An invariant that does not hold, and where."""

    invariant: str
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that always holds. ``areas`` may add their own, such as the order in which lots are used up (I11)."""

    name: str
    sentence: str
    broken: Callable[[], Iterator[Breach]]


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
    SELECT CASE WHEN x.sign = 1 THEN t.credit_id ELSE t.debit_id END, 0, 0, t.amount FROM ledger_transfer t
      JOIN ledger_account x ON (x.sign = 1 AND x.id = t.credit_id) OR (x.sign = -1 AND x.id = t.debit_id)
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
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {str(name) for (name,) in cursor.fetchall()}
    for name in sorted(guards.names(connection.vendor) - there):
        yield Breach("I3", name, "a guard of the database is missing")


def _ops_without_transfers() -> Iterator[Breach]:
    sql = """SELECT o.id FROM ledger_op o LEFT JOIN ledger_transfer t ON t.op_id = o.id
     GROUP BY o.id HAVING COUNT(t.seq) = 0 OR COUNT(t.seq) <> MAX(t.line)"""
    yield from _from_sql("I6", "an operation is not whole", sql)()


def _unwitnessed() -> Iterator[Breach]:
    """Every operation stands in the audit chain with its digest, and the digest is that of its transfers."""
    witnessed = {
        key: json.loads(detail).get("digest")
        for key, detail in AuditRow.objects.filter(action=ACTION)
        .values_list("object_id", "detail")
        .iterator()
    }
    told = 0
    for op, digest in _digests():
        what = ""
        if op.digest != digest:
            what = "an operation does not say what it said"
        elif witnessed.get(str(op.pk)) != op.digest:
            what = "the audit log does not know the operation"
        if what:
            told += 1
            yield Breach("I12", str(op.pk), what)
        if told >= _LIMIT:
            return
    for extra in sorted(witnessed.keys() - {str(pk) for pk in Op.objects.values_list("pk", flat=True)})[
        :_LIMIT
    ]:
        yield Breach("I12", extra, "the audit log knows an operation that is gone")


def _digests() -> Iterator[tuple[Op, str]]:
    """Each operation with the digest that its rows give."""
    from endcap.mechanisms.ledger.services import posting
    from endcap.mechanisms.ledger.services.reversing import key_of

    def ref(row: Transfer | None) -> posting.Ref | None:
        return posting.Ref(row.op_id, row.line) if row else None

    rows = Transfer.objects.select_related("op", "debit", "credit", "resolves", "reverses")
    held: list[Transfer] = []

    def made(part: list[Transfer]) -> tuple[Op, str]:
        op = part[0].op
        lines = [
            posting.Line(
                key_of(row.debit),
                key_of(row.credit),
                row.amount,
                row.phase,
                ref(row.resolves),
                ref(row.reverses),
            )
            for row in part
        ]
        digest = posting.digest_of(
            op.kind, op.business_on, op.maker_id, op.approver_id, op.subject_type, op.subject_id, lines
        )
        return op, digest

    for row in rows.order_by("op_id", "line").iterator(2_000):
        if held and held[0].op_id != row.op_id:
            yield made(held)
            held = []
        held.append(row)
    if held:
        yield made(held)


def digest() -> str:
    """One hash of the whole ledger: equal wherever the same operations were booked, in whatever order they came."""
    whole = hashlib.sha256()
    for op, of_op in _digests():
        whole.update(f"{op.pk} {of_op} {op.created_at.astimezone(UTC).isoformat()}\n".encode())
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
    Invariant("I6", "an operation is whole and there once", _ops_without_transfers),
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
    Invariant("I12", "every operation stands in the audit chain as it was", _unwitnessed),
)
_more: list[Invariant] = []


def register(invariant: Invariant) -> None:
    """Add what an area promises of its own accounts; the same name again replaces it."""
    _more[:] = [one for one in _more if one.name != invariant.name] + [invariant]


def everything() -> tuple[Invariant, ...]:
    """All invariants, by number."""
    return tuple(
        sorted((*INVARIANTS, *_more), key=lambda one: (int("".join(filter(str.isdigit, one.name))), one.name))
    )


def check() -> list[Breach]:
    """Every breach of every invariant; none is as it should be."""
    return [breach for invariant in everything() for breach in invariant.broken()]
