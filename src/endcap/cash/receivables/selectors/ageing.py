"""How old the debts are, by unit, person or customer; and how long customers take to pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from endcap.cash.receivables import money
from endcap.cash.receivables.models import CollectionNote, Invoice, Payment
from endcap.cash.receivables.rights import Rights
from endcap.customers.outlets.models import Outlet
from endcap.kernel.actor import Actor
from endcap.kernel.money import round_half_up
from endcap.mechanisms.ledger import selectors as ledger
from endcap.org.people.models import Person
from endcap.org.units.models import Unit

NOT_DUE = "not_due"
# key, days overdue from, through (None: without end)
BUCKETS: tuple[tuple[str, int, int | None], ...] = (
    ("d30", 1, 30),
    ("d60", 31, 60),
    ("d90", 61, 90),
    ("older", 91, None),
)
KEYS = (NOT_DUE, *(key for key, _first, _last in BUCKETS))
BY = {"unit": "payer__unit_id", "owner": "payer__owner_id", "customer": "payer_id"}
DSO_DAYS = 90
MOST = 200


@dataclass(frozen=True, slots=True)
class AgeLine:
    """What a unit, a person's customers, or a customer owes, by how long it is overdue."""

    id: UUID
    name: str
    sums: tuple[int, ...]  # in the order of KEYS
    items: int
    promised: int | None = None
    promised_on: date | None = None
    last_note: str = ""

    @property
    def total(self) -> int:
        """All that is owed."""
        return sum(self.sums)

    @property
    def overdue(self) -> int:
        """What should have been paid already."""
        return sum(self.sums[1:])


@dataclass(frozen=True, slots=True)
class Board:
    """The ageing board: lines, the sum of all (not only of the lines shown), and how long customers take to pay."""

    by: str
    lines: Sequence[AgeLine]
    total: AgeLine
    dso: int | None
    is_cut: bool


def in_bucket(key: str, today: date) -> Q:
    """The items of one bucket."""
    if key == NOT_DUE:
        return Q(due_on__gte=today)
    for name, first, last in BUCKETS:
        if name == key:
            oldest = Q() if last is None else Q(due_on__gte=today - timedelta(days=last))
            return oldest & Q(due_on__lte=today - timedelta(days=first))
    return Q(due_on__lt=today)  # everything overdue


def open_items(
    actor: Actor, *, unit_id: UUID | None = None, owner_id: UUID | None = None
) -> QuerySet[Invoice]:
    """What is owed to the company, as far as the actor sees it."""
    rows = Invoice.objects.visible_to(actor).filter(settled__lt=F("total"))
    if unit_id is not None:
        rows = rows.filter(payer__unit_id=unit_id)
    if owner_id is not None:
        rows = rows.filter(payer__owner_id=owner_id)
    return rows


def ageing(
    actor: Actor, *, by: str = "unit", unit_id: UUID | None = None, owner_id: UUID | None = None
) -> Board:
    """The board for what the actor sees; a fixed number of statements."""
    actor.require(Rights.VIEW)
    rows = open_items(actor, unit_id=unit_id, owner_id=owner_id).order_by()
    left = F("total") - F("settled")
    sums = {key: Coalesce(Sum(left, filter=in_bucket(key, actor.today)), Value(0)) for key in KEYS}
    by = by if by in BY else "unit"
    if by == "customer":
        grouped: Any = rows.values("payer_id").annotate(owed=Sum(left), n=Count("pk"), **sums)
        found: list[Any] = list(grouped.order_by("-owed")[: MOST + 1])
        whole = rows.aggregate(n=Count("pk"), **sums)
    else:
        grouped = rows.values(BY[by]).annotate(n=Count("pk"), **sums)
        found = sorted(grouped, key=lambda row: -sum(row[key] for key in KEYS))
        whole = {key: sum(row[key] for row in found) for key in (*KEYS, "n")}
    shown = found[:MOST]
    names = _names(by, [row[BY[by]] for row in shown])
    notes = _last_notes([row["payer_id"] for row in shown]) if by == "customer" else {}
    lines = [_line(row, row[BY[by]], names, notes) for row in shown]
    total = AgeLine(UUID(int=0), "", tuple(whole[key] for key in KEYS), whole["n"])
    return Board(by, lines, total, _dso(actor, total.total, unit_id, owner_id), len(found) > MOST)


def _line(row: Any, id: object, names: dict[UUID, str], notes: dict[UUID, CollectionNote]) -> AgeLine:
    key = id if isinstance(id, UUID) else UUID(str(id))
    note = notes.get(key)
    return AgeLine(
        key,
        names.get(key, "–"),
        tuple(row[name] for name in KEYS),
        row["n"],
        note.promised if note else None,
        note.promised_on if note else None,
        note.note if note else "",
    )


def _names(by: str, ids: Sequence[UUID]) -> dict[UUID, str]:
    if by == "unit":
        return dict(Unit.objects.filter(pk__in=ids).values_list("pk", "name"))
    if by == "owner":
        people = Person.objects.unscoped("who looks after customers that the actor sees")
        return dict(people.filter(pk__in=ids).values_list("pk", "name"))
    outlets = Outlet.objects.unscoped("the payers of items that the actor sees")
    return dict(outlets.filter(pk__in=ids).values_list("pk", "name"))


def _last_notes(payer_ids: Sequence[UUID]) -> dict[UUID, CollectionNote]:
    rows = CollectionNote.objects.unscoped("about payers of items that the actor sees")
    found: dict[UUID, CollectionNote] = {}
    for note in rows.filter(payer_id__in=payer_ids).order_by("created_at", "pk"):
        found[note.payer_id] = note
    return found


def _dso(actor: Actor, owed: int, unit_id: UUID | None, owner_id: UUID | None) -> int | None:
    """Days sales outstanding: receivables ÷ credit sales × days, over the last 90 days."""
    since = actor.today - timedelta(days=DSO_DAYS)
    rows = Invoice.objects.visible_to(actor).filter(kind="invoice", issued_on__gt=since)
    if unit_id is not None:
        rows = rows.filter(payer__unit_id=unit_id)
    if owner_id is not None:
        rows = rows.filter(payer__owner_id=owner_id)
    sales = rows.order_by().aggregate(sum=Sum(F("total") - F("credited")))["sum"] or 0
    return round_half_up(owed * DSO_DAYS, sales) if sales else None


@dataclass(frozen=True, slots=True)
class Month:
    """The collections of one month (F23): what came in, what fell due, what went wrong."""

    first: date
    last: date
    invoiced: int
    due: int
    received: int
    by_method: Sequence[tuple[str, int, int]]
    collection_bp: int | None
    reported_unchecked: int
    with_reps: int
    with_reps_late: int
    reversed: int
    rejected: int
    broken_promises: Sequence[CollectionNote]


def month_of(actor: Actor, first: date) -> Month:
    """What finance reports on collections for a month, with everything that is out of order."""
    actor.require(Rights.VIEW)
    start = first.replace(day=1)
    last = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    invoices = Invoice.objects.visible_to(actor).exclude(kind="credit_note").order_by()
    payments = Payment.objects.visible_to(actor).exclude(method="credit").order_by()
    came = payments.filter(state="received", paid_on__range=(start, last))
    methods = came.values("method").annotate(sum=Sum("amount"), n=Count("pk")).order_by("-sum")
    due = _sum(invoices.filter(due_on__range=(start, last)), F("total") - F("credited"))
    paid_of_due = _sum(invoices.filter(due_on__range=(start, last)), F("settled") - F("credited"))
    with_reps = payments.filter(state="with_rep")
    return Month(
        first=start,
        last=last,
        invoiced=_sum(invoices.filter(issued_on__range=(start, last)), F("total") - F("credited")),
        due=due,
        received=_sum(came, F("amount")),
        by_method=[(str(Payment.Method(row["method"]).label), row["n"], row["sum"]) for row in methods],
        collection_bp=round_half_up(max(paid_of_due, 0) * 10_000, due) if due else None,
        reported_unchecked=payments.filter(state="reported").count(),
        with_reps=_sum(with_reps, F("amount")),
        with_reps_late=_sum(with_reps.filter(paid_on__lt=actor.today), F("amount")),
        reversed=_sum(payments.filter(state="reversed", updated_at__date__range=(start, last)), F("amount")),
        rejected=payments.filter(state="rejected", paid_on__range=(start, last)).count(),
        broken_promises=broken_promises(actor),
    )


def _sum(rows: QuerySet, what: object) -> int:
    return rows.aggregate(sum=Sum(what))["sum"] or 0


def broken_promises(actor: Actor, *, limit: int = 50) -> list[CollectionNote]:
    """The last promise of each payer who promised for a day that has passed and still owes something overdue."""
    owing = Invoice.objects.visible_to(actor).filter(settled__lt=F("total"), due_on__lt=actor.today)
    rows = CollectionNote.objects.visible_to(actor).filter(
        promised_on__lt=actor.today, payer_id__in=owing.order_by().values("payer_id")
    )
    found: dict[UUID, CollectionNote] = {}
    for note in rows.select_related("payer").order_by("-created_at", "-pk")[: limit * 4]:
        found.setdefault(note.payer_id, note)
    return list(found.values())[:limit]


def cash_with_reps() -> list[tuple[UUID, int]]:
    """How much cash of the company each rep holds."""
    held = ledger.standings(book=money.BOOK_KEY, role="cash_with_rep")
    return [(one.key.owner_id, one.balance) for one in held if one.balance and one.key.owner_id]
