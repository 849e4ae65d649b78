"""Reading the books. Who may see which account is the business of the area that owns it; these selectors answer what they
are asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from endcap.kernel.actor import Actor
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
    id, sign = key.id, key.kind.sign
    balance = 0
    rows = Transfer.objects.filter(Q(debit_id=id) | Q(credit_id=id), phase__in=MOVING)
    if since is not None:
        net = rows.filter(business_on__lt=since).aggregate(
            net=Coalesce(Sum(Case(When(debit_id=id, then=F("amount")), default=-F("amount"))), 0)
        )["net"]
        balance = sign * net
        rows = rows.filter(business_on__gte=since)
    if until is not None:
        rows = rows.filter(business_on__lte=until)
    entries = []
    for row in rows.select_related("op", "debit", "credit").order_by("business_on", "seq"):
        came = row.debit_id == id
        other = row.credit if came else row.debit
        amount = sign * (row.amount if came else -row.amount)
        balance += amount
        entries.append(
            Entry(
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
            )
        )
    return entries


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
