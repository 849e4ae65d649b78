"""Lists of open items, payments and contracts: conditions and keyset pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Count, F, Model, Q, QuerySet, Sum

from endcap.cash.receivables.models import Contract, Invoice, Payment
from endcap.cash.receivables.rights import Rights
from endcap.cash.receivables.selectors.ageing import in_bucket
from endcap.customers.outlets.models import Outlet
from endcap.kernel import cursors
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, NotFoundHere, Problem

T = TypeVar("T", bound=Model)
PAGE = 50


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list, and where the ones beside it begin."""

    rows: Sequence[T]
    previous: str
    next: str


@dataclass(frozen=True)
class ItemFilter:
    """To what the open items are narrowed."""

    text: str = ""
    bucket: str = ""  # of ageing.KEYS, or "overdue"
    unit_id: UUID | None = None
    owner_id: UUID | None = None
    payer_id: UUID | None = None
    with_paid: bool = False


@dataclass(frozen=True)
class PaymentFilter:
    """To what the payments are narrowed."""

    state: str = ""
    text: str = ""
    payer_id: UUID | None = None


@dataclass(frozen=True)
class ContractFilter:
    """To what the contracts are narrowed."""

    view: str = ""  # a state, or "over": in force but past its last day
    mode: str = ""
    text: str = ""


def items_page(
    actor: Actor, wanted: ItemFilter, *, after: str = "", before: str = "", limit: int = PAGE
) -> Page[Invoice]:
    """Items by due date, the oldest first."""
    actor.require(Rights.VIEW)
    rows = narrowed_items(actor, wanted).select_related("payer__owner", "payer__unit", "outlet")
    return _keyset(rows, "due_on", after, before, limit, newest_first=False)


def narrowed_items(actor: Actor, wanted: ItemFilter) -> QuerySet[Invoice]:
    """The items of a filter, for pages and exports alike."""
    rows = Invoice.objects.visible_to(actor)
    if not wanted.with_paid:
        rows = rows.filter(settled__lt=F("total"))
    if wanted.bucket:
        rows = rows.filter(in_bucket(wanted.bucket, actor.today))
    for field, value in (
        ("payer__unit_id", wanted.unit_id),
        ("payer__owner_id", wanted.owner_id),
        ("payer_id", wanted.payer_id),
    ):
        if value is not None:
            rows = rows.filter(**{field: value})
    if wanted.text.strip():
        text = _clean(wanted.text)
        rows = rows.filter(
            Q(number__icontains=text) | Q(payer__name__icontains=text) | Q(payer__code__iexact=text)
        )
    return rows


def items_sum(actor: Actor, wanted: ItemFilter) -> int:
    """What is owed in total in a filter."""
    rows = narrowed_items(actor, wanted).order_by()
    return rows.aggregate(sum=Sum(F("total") - F("settled")))["sum"] or 0


def payments_page(
    actor: Actor, wanted: PaymentFilter, *, after: str = "", before: str = "", limit: int = PAGE
) -> Page[Payment]:
    """Payments, the newest first."""
    actor.require(Rights.VIEW)
    rows = Payment.objects.visible_to(actor).select_related("payer", "bank_account", "rep")
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.payer_id:
        rows = rows.filter(payer_id=wanted.payer_id)
    if wanted.text.strip():
        text = _clean(wanted.text)
        rows = rows.filter(
            Q(receipt_no__icontains=text)
            | Q(reference__icontains=text)
            | Q(payer__name__icontains=text)
            | Q(payer__code__iexact=text)
        )
    return _keyset(rows, "paid_on", after, before, limit, newest_first=True)


def payment_counts(actor: Actor) -> dict[str, int]:
    """How many payments are in each state that somebody has to act on."""
    rows = Payment.objects.visible_to(actor).filter(state__in=["reported", "with_rep"]).order_by()
    return dict(rows.values_list("state").annotate(n=Count("pk")))


def contracts_page(
    actor: Actor, wanted: ContractFilter, *, after: str = "", before: str = "", limit: int = PAGE
) -> Page[Contract]:
    """Contracts, the newest change first."""
    actor.require(Rights.VIEW)
    rows: QuerySet[Any] = Contract.objects.visible_to(actor).select_related("payer")
    rows = rows.annotate(outlets=Count("coverage"))
    if wanted.view == "over":
        rows = rows.filter(state="active", valid_to__lt=actor.today)
    elif wanted.view:
        rows = rows.filter(state=wanted.view)
    if wanted.mode:
        rows = rows.filter(mode=wanted.mode)
    for word in _clean(wanted.text).casefold().split():
        rows = rows.filter(search_text__contains=word)
    return _keyset(rows, "updated_at", after, before, limit, newest_first=True)


def contract_counts(actor: Actor) -> dict[str, int]:
    """How many contracts are in each view."""
    found = Contract.objects.visible_to(actor).aggregate(
        all=Count("pk"),
        draft=Count("pk", filter=Q(state="draft")),
        active=Count("pk", filter=Q(state="active")),
        ended=Count("pk", filter=Q(state="ended")),
        over=Count("pk", filter=Q(state="active", valid_to__lt=actor.today)),
    )
    return {"": found.pop("all"), **found}


def contract_of(actor: Actor, contract_id: UUID) -> Contract:
    """One contract."""
    actor.require(Rights.VIEW)
    found = Contract.objects.visible_to(actor).select_related("payer__owner").filter(pk=contract_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def payment_of(actor: Actor, payment_id: UUID) -> Payment:
    """One payment."""
    actor.require(Rights.VIEW)
    rows = Payment.objects.visible_to(actor).select_related("payer", "bank_account", "rep", "permit")
    found = rows.filter(pk=payment_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def payer_by_code(actor: Actor, code: str) -> Outlet | None:
    """An outlet that the actor sees, by its code or its exact name."""
    text = _clean(code)
    if not text:
        return None
    rows = Outlet.objects.visible_to(actor).filter(archived_at__isnull=True)
    return rows.filter(Q(code__iexact=text) | Q(name=text)).order_by("pk").first()


def payers_by_code(actor: Actor, codes: Sequence[str]) -> dict[str, UUID]:
    """Outlets that the actor sees, by code."""
    rows = Outlet.objects.visible_to(actor).filter(code__in=[_clean(code) for code in codes])
    return dict(rows.values_list("code", "pk"))


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()


def _keyset(
    rows: QuerySet[Any], field: str, after: str, before: str, limit: int, *, newest_first: bool
) -> Page[Any]:
    """One page of rows that are ordered by a day or moment and the id."""
    forwards = not before
    down = newest_first == forwards
    cursor = before or after
    if cursor:
        at, pk = _place(cursor, field)
        step = "lt" if down else "gt"
        rows = rows.filter(Q(**{f"{field}__{step}": at}) | Q(**{field: at, f"pk__{step}": pk}))
    sign = "-" if down else ""
    found = list(rows.order_by(f"{sign}{field}", f"{sign}pk")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    if before:
        found.reverse()
    has_next, has_previous = (bool(before) or more), (more if before else bool(after))
    return Page(
        found,
        _write(found[0], field) if found and has_previous else "",
        _write(found[-1], field) if found and has_next else "",
    )


def _write(row: Any, field: str) -> str:
    value = getattr(row, field)
    return cursors.write(value if field.endswith("_at") else value.isoformat(), row.pk)


def _place(cursor: str, field: str) -> tuple[object, UUID]:
    if field.endswith("_at"):
        return cursors.read_moment(cursor)
    day, pk = cursors.read(cursor, str, str)
    try:
        return date.fromisoformat(str(day)), UUID(str(pk))
    except ValueError as wrong:
        raise InvalidInput([Problem("after", "bad_cursor", "–")]) from wrong


def is_visible_payer(actor: Actor, payer_id: UUID) -> bool:
    """Whether the actor may see what this payer owes."""
    return Outlet.objects.visible_to(actor).filter(pk=payer_id).exists()


def to_do_count(actor: Actor) -> int:
    """How many payments wait for finance."""
    return sum(payment_counts(actor).values()) if actor.may(Rights.POST) else 0
