"""The books as pages show them: names instead of codes, figures by what the unit is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.mechanisms.ledger import books, subjects
from endcap.mechanisms.ledger.models import Account, Op
from endcap.mechanisms.ledger.selectors import Entry, StoryLine, TrialLine
from endcap.mechanisms.ledger.subjects import Named
from endcap.org.people import selectors as people
from endcap.ui import figures

MONEY = "CNY"


def amount_text(amount: int, unit: str) -> str:
    """Fen as yuan; everything else in base units."""
    return figures.money_text(amount) if unit == MONEY else figures.number_text(amount)


def role_name(book: str, role: str) -> str:
    """A kind of account in words; one that is no longer declared by its code."""
    try:
        return str(books.of(book).by_key[role].name)
    except LookupError:
        return role


def book_name(book: str) -> str:
    """A book in words."""
    try:
        return str(books.of(book).name)
    except LookupError:
        return book


def unit_name(unit: str, names: dict[str, str]) -> str:
    """What is counted."""
    return _("元") if unit == MONEY else names.get(unit, unit)


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One kind of account of one unit."""

    role: str
    name: str
    debits: str
    credits: str
    balance: str
    side: str  # on which side it stands, in a word


@dataclass(frozen=True, slots=True)
class TrialUnit:
    """All kinds of account of one unit; the two totals are equal or the books are wrong."""

    unit: str
    name: str
    rows: tuple[TrialRow, ...]
    debits: str
    credits: str
    is_even: bool


def trial_units(actor: Actor, book: str, lines: Collection[TrialLine]) -> list[TrialUnit]:
    """A trial balance by unit, the kinds of account in the order in which the book declares them."""
    order = {role.key: number for number, role in enumerate(books.of(book).roles)}
    units = sorted({line.unit for line in lines})
    names = subjects.units_of(actor, book, units)
    found = []
    for unit in units:
        rows = sorted(
            (line for line in lines if line.unit == unit), key=lambda line: order.get(line.role, 99)
        )
        debits, credits = sum(row.debits for row in rows), sum(row.credits for row in rows)
        found.append(
            TrialUnit(
                unit,
                unit_name(unit, names),
                tuple(_trial_row(row) for row in rows),
                amount_text(debits, unit),
                amount_text(credits, unit),
                debits == credits,
            )
        )
    return found


def _trial_row(line: TrialLine) -> TrialRow:
    side = _("平") if not line.balance else _("借") if line.balance > 0 else _("贷")
    return TrialRow(
        line.role,
        role_name(line.book, line.role),
        amount_text(line.debits, line.unit),
        amount_text(line.credits, line.unit),
        amount_text(abs(line.balance), line.unit),
        side,
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """An account with its name in words."""

    id: UUID
    role: str
    owner: Named | None
    part: str
    unit: str
    is_closed: bool

    @property
    def name(self) -> str:
        """What kind it is, and whose."""
        return f"{self.role}·{self.owner.text}" if self.owner else self.role


def accounts(actor: Actor, found: Collection[Account]) -> dict[UUID, Shown]:
    """Accounts by id, with one question for each kind of owner and unit."""
    owners = subjects.owners_of(actor, found)
    units: dict[str, dict[str, str]] = {
        book: subjects.units_of(actor, book, {a.unit for a in found if a.book == book})
        for book in {a.book for a in found}
    }
    return {
        a.pk: Shown(
            a.pk,
            role_name(a.book, a.role),
            owners.get(a.pk),
            str(a.part_id)[-8:] if a.part_id else "",
            unit_name(a.unit, units[a.book]),
            a.closed_on is not None,
        )
        for a in found
    }


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line of a statement in words."""

    entry: Entry
    kind: str
    other: Shown
    subject: Named | None
    came: str
    went: str
    balance: str


def entry_rows(actor: Actor, unit: str, entries: Collection[Entry]) -> list[EntryRow]:
    """The lines of a statement, with their documents."""
    named = subjects.of_ops(actor, [entry.op for entry in entries])
    others = accounts(actor, [entry.other_account for entry in entries])
    return [
        EntryRow(
            entry,
            subjects.kind_name(entry.kind),
            others[entry.other_account.pk],
            named.get(entry.op_id),
            amount_text(entry.amount, unit) if entry.amount > 0 else "",
            amount_text(-entry.amount, unit) if entry.amount < 0 else "",
            amount_text(entry.balance, unit),
        )
        for entry in entries
    ]


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One transfer in words."""

    line: StoryLine
    debit: Shown
    credit: Shown
    amount: str


def story_rows(actor: Actor, lines: Collection[StoryLine]) -> list[StoryRow]:
    """The transfers of an operation."""
    shown = accounts(actor, [a for line in lines for a in (line.row.debit, line.row.credit)])
    return [
        StoryRow(
            line,
            shown[line.row.debit_id],
            shown[line.row.credit_id],
            amount_text(line.row.amount, line.row.debit.unit),
        )
        for line in lines
    ]


def subject_of(actor: Actor, op: Op) -> Named | None:
    """The document of an operation."""
    return subjects.of_ops(actor, [op]).get(op.pk)


def person_name(actor: Actor, person_id: UUID | None) -> str:
    """Who somebody is; the installation itself is nobody."""
    if person_id is None:
        return ""
    try:
        return people.person_of(actor, person_id).name
    except NotFoundHere:
        return str(person_id)[-8:]
