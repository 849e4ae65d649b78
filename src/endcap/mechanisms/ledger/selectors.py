"""Reading the books. Who may see which account is the business of the area that owns it; these selectors answer what they
are asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet, Sum

from endcap.kernel.actor import Actor
from endcap.kernel.audit import selectors as audit
from endcap.kernel.errors import NotFoundHere
from endcap.mechanisms.ledger import books
from endcap.mechanisms.ledger.books import Key
from endcap.mechanisms.ledger.models import Account, DaySum, Op, Period, Phase, SumMark, Transfer
from endcap.mechanisms.ledger.rights import Rights

MOVING = (Phase.POSTED, Phase.POST)


@dataclass(frozen=True, slots=True)
class Standing:
    """A bounded account: what stands there, and how much of it pending transfers hold."""

    key: Key
    balance: int
    held: int

    @property
    def available(self) -> int:
        """What may still leave."""
        return self.balance - self.held


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a statement: positive raises the account, ``balance`` is what stands there after it."""

    seq: int
    business_on: date
    created_at: datetime
    kind: str
    op_id: UUID
    subject_type: str
    subject_id: UUID | None
    other: Key
    amount: int
    balance: int
    op: Op
    other_account: Account


@dataclass(frozen=True, slots=True)
class TrialLine:
    """All accounts of one kind and unit together: what was debited and credited."""

    book: str
    role: str
    unit: str
    debits: int
    credits: int

    @property
    def balance(self) -> int:
        """Debits less credits: over a whole book and unit these add up to nothing."""
        return self.debits - self.credits


def standings(
    *,
    book: str,
    role: str,
    owner_ids: Collection[UUID] | None = None,
    units: Collection[str] | None = None,
) -> list[Standing]:
    """Bounded accounts of one kind with what stands there, by key. One statement."""
    rows = Account.objects.filter(book=book, role=role, is_bounded=True)
    if owner_ids is not None:
        rows = rows.filter(owner_id__in=owner_ids)
    if units is not None:
        rows = rows.filter(unit__in=units)
    return [
        Standing(
            Key(row.book, row.role, row.unit, row.owner_id, row.part_id),
            row.balance,
            row.held,
        )
        for row in rows.order_by("owner_id", "unit", "part_id", "pk")
    ]


def balance_of(key: Key, *, on: date | None = None, known_at: datetime | None = None) -> int:
    """What stands on an account: now, at the end of a business day, or as it was known at a moment.

    Positive means more of what the account holds, whichever side raises it.
    """
    return balances_of([key], on=on, known_at=known_at)[key]


def balances_of(
    keys: Iterable[Key], *, on: date | None = None, known_at: datetime | None = None
) -> dict[Key, int]:
    """The balances of several accounts, in a fixed number of statements; accounts that were never used stand at 0."""
    wanted = {key.id: key for key in keys}
    found = dict.fromkeys(wanted.values(), 0)
    rest = set(wanted)
    if on is None and known_at is None:
        for account in Account.objects.filter(
            pk__in=[id for id, key in wanted.items() if key.kind.is_bounded]
        ):
            found[wanted[account.pk]] = account.balance
        rest = {id for id in wanted if not wanted[id].kind.is_bounded}
    if rest:
        for id, net in _nets(rest, on, known_at).items():
            found[wanted[id]] = wanted[id].kind.sign * net
    return found


def _nets(ids: Collection[UUID], on: date | None, known_at: datetime | None) -> dict[UUID, int]:
    """Debits less credits of accounts: day sums as far as they go, and the transfers after them."""
    nets: dict[UUID, int] = dict.fromkeys(ids, 0)
    mark = _mark() if known_at is None else 0
    if mark:
        sums = DaySum.objects.filter(account_id__in=ids)
        if on is not None:
            sums = sums.filter(business_on__lte=on)
        totals = sums.values("account_id").annotate(net=Sum(F("debits") - F("credits"))).order_by()
        for row in totals:
            nets[row["account_id"]] += row["net"]
    tail = Transfer.objects.filter(phase__in=MOVING, seq__gt=mark)
    if on is not None:
        tail = tail.filter(business_on__lte=on)
    if known_at is not None:
        tail = tail.filter(created_at__lte=known_at)
    for side, sign in (("debit_id", 1), ("credit_id", -1)):
        rows = tail.filter(**{f"{side}__in": ids}).order_by().values(side).annotate(total=Sum("amount"))
        for row in rows:
            nets[row[side]] += sign * row["total"]
    return nets


def _mark() -> int:
    return SumMark.objects.filter(pk=1).values_list("seq", flat=True).first() or 0


def statement(key: Key, *, since: date | None = None, until: date | None = None) -> list[Entry]:
    """Everything that moved on an account between two business days (inclusive), oldest first, with the balance after
    each line; back-dated lines stand where they belong."""
    return list(_page(key.id, key.kind.sign, since, until, None, None).entries)


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a statement: what stood there before its first line, the lines, and whether more follow."""

    opening: int
    entries: tuple[Entry, ...]
    has_more: bool


Place = tuple[date, int]  # the day and the number of a line: where a statement goes on


def page_of(
    actor: Actor,
    account: Account,
    *,
    since: date | None = None,
    until: date | None = None,
    after: Place | None = None,
    limit: int = 50,
) -> Page:
    """A page of the statement of an account, in a fixed number of statements however long it is."""
    actor.require(Rights.VIEW)
    return _page(account.pk, account.sign, since, until, after, limit)


def _page(
    id: UUID, sign: int, since: date | None, until: date | None, after: Place | None, limit: int | None
) -> Page:
    rows = Transfer.objects.filter(phase__in=MOVING)
    first = after[0] if after else since
    balance = sign * _nets([id], first - timedelta(days=1), None)[id] if first else 0
    if first is not None:
        rows = rows.filter(business_on__gte=first)
    if after is not None:
        same_day = rows.filter(business_on=after[0], seq__lte=after[1])
        for side, way in (("debit_id", 1), ("credit_id", -1)):
            balance += (
                sign * way * (same_day.filter(**{side: id}).aggregate(moved=Sum("amount"))["moved"] or 0)
            )
        rows = rows.filter(Q(business_on__gt=after[0]) | Q(seq__gt=after[1]))
    if until is not None:
        rows = rows.filter(business_on__lte=until)
    taken: list[Transfer] = []
    for side in ("debit_id", "credit_id"):  # one side after the other: each is read along its own index
        found = (
            rows.filter(**{side: id}).select_related("op", "debit", "credit").order_by("business_on", "seq")
        )
        taken += found if limit is None else found[: limit + 1]
    taken.sort(key=lambda row: (row.business_on, row.pk))
    entries = []
    opening = balance
    for row in taken[:limit]:
        came = row.debit_id == id
        other = row.credit if came else row.debit
        amount = sign * (row.amount if came else -row.amount)
        balance += amount
        entries.append(_entry(row, other, amount, balance))
    return Page(opening, tuple(entries), len(taken) > len(entries))


def _entry(row: Transfer, other: Account, amount: int, balance: int) -> Entry:
    return Entry(
        seq=row.pk,
        business_on=row.business_on,
        created_at=row.created_at,
        kind=row.op.kind,
        op_id=row.op_id,
        subject_type=row.op.subject_type,
        subject_id=row.op.subject_id,
        other=Key(other.book, other.role, other.unit, other.owner_id, other.part_id),
        amount=amount,
        balance=balance,
        op=row.op,
        other_account=other,
    )


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account in a list: what stands there on the day, and what pending transfers hold now."""

    account: Account
    balance: int


def accounts_page(
    actor: Actor,
    *,
    book: str,
    role: str,
    unit: str = "",
    on: date | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> tuple[list[AccountLine], bool]:
    """The accounts of one kind with their balances, by id; and whether more follow."""
    actor.require(Rights.VIEW)
    rows = Account.objects.filter(book=book, role=role)
    if unit:
        rows = rows.filter(unit=unit)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    taken = list(rows.order_by("pk")[: limit + 1])
    page = taken[:limit]
    asked = [account.pk for account in page if on is not None or not account.is_bounded]
    nets = _nets(asked, on, None) if asked else {}
    lines = [AccountLine(a, a.sign * nets[a.pk] if a.pk in nets else a.balance) for a in page]
    return lines, len(taken) > len(page)


def account_of(actor: Actor, account_id: UUID) -> Account:
    """One account."""
    actor.require(Rights.VIEW)
    found = Account.objects.filter(pk=account_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def standing_of(actor: Actor, account: Account) -> int:
    """What stands on an account now."""
    actor.require(Rights.VIEW)
    return (
        account.balance if account.is_bounded else account.sign * _nets([account.pk], None, None)[account.pk]
    )


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One transfer of an operation, with what it goes back to and what came of it."""

    row: Transfer
    earlier: UUID | None
    later: UUID | None


@dataclass(frozen=True, slots=True)
class Story:
    """An operation with everything that it moved."""

    op: Op
    lines: tuple[StoryLine, ...]
    told_by: tuple[int, str] | None  # the row of the audit log, and who did it


def story_of(actor: Actor, op_id: UUID) -> Story:
    """An operation: what moved, which operations it goes back to, and which came back to it."""
    actor.require(Rights.VIEW)
    op = Op.objects.filter(pk=op_id).first()
    if op is None:
        raise NotFoundHere()
    rows = op.transfers.select_related(
        "debit", "credit", "resolves", "reverses", "resolved_by", "reversed_by"
    )
    lines = []
    for row in rows.order_by("line"):
        before = row.resolves or row.reverses
        after = getattr(row, "resolved_by", None) or getattr(row, "reversed_by", None)
        lines.append(StoryLine(row, before.op_id if before else None, after.op_id if after else None))
    return Story(op, tuple(lines), audit.told_by("ledger.posted", Op._meta.label, str(op.pk)))


def trial_balance(actor: Actor, *, book: str, on: date | None = None) -> list[TrialLine]:
    """Every kind of account of a book with its unit: debits and credits up to a day, which must be equal in total."""
    actor.require(Rights.VIEW)
    books.of(book)
    mark = _mark()
    sums = DaySum.objects.filter(account__book=book)
    tail = Transfer.objects.filter(phase__in=MOVING, seq__gt=mark)
    if on is not None:
        sums, tail = sums.filter(business_on__lte=on), tail.filter(business_on__lte=on)
    found: dict[tuple[str, str], list[int]] = {}
    settled = (
        sums.order_by().values("account__role", "account__unit").annotate(d=Sum("debits"), c=Sum("credits"))
    )
    for row in settled:
        line = found.setdefault((row["account__role"], row["account__unit"]), [0, 0])
        line[0] += row["d"]
        line[1] += row["c"]
    for side, at in (("debit", 0), ("credit", 1)):
        role, unit = f"{side}__role", f"{side}__unit"
        rows = (
            tail.filter(**{f"{side}__book": book}).order_by().values(role, unit).annotate(total=Sum("amount"))
        )
        for row in rows:
            found.setdefault((row[role], row[unit]), [0, 0])[at] += row["total"]
    return [TrialLine(book, role, unit, d, c) for (role, unit), (d, c) in sorted(found.items())]


def ops_about(subject_type: str, subject_id: UUID) -> QuerySet[Op]:
    """The operations about one document, oldest first, with their transfers."""
    rows = Op.objects.filter(subject_type=subject_type, subject_id=subject_id)
    return rows.order_by("created_at", "pk").prefetch_related("transfers__debit", "transfers__credit")


@dataclass(frozen=True, slots=True)
class BookState:
    """A book, and how far it is closed."""

    book: books.Book
    closed_through: date | None
    closed_at: datetime | None


def book_states(actor: Actor) -> list[BookState]:
    """Every declared book with the end of its closed period."""
    actor.require(Rights.VIEW)
    periods = {period.book: period for period in Period.objects.all()}
    states = []
    for book in books.everything():
        period = periods.get(book.key)
        states.append(
            BookState(book, period.closed_through if period else None, period.closed_at if period else None)
        )
    return states


def closed_through(book: str) -> date | None:
    """The last day of the closed period of a book."""
    return Period.objects.filter(pk=book).values_list("closed_through", flat=True).first()


def count_ops() -> int:
    """How many operations were ever booked."""
    return Op.objects.count()


def has_unsummed(actor: Actor) -> bool:
    """Whether transfers were booked since the day sums were last brought up to date."""
    return Transfer.objects.filter(seq__gt=_mark()).exists()


def is_empty() -> bool:
    """Whether nothing was ever booked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM ledger_transfer LIMIT 1")
        return cursor.fetchone() is None
