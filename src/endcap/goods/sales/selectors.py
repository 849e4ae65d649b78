"""Reading sales facts and their sums. Rows of outlets are seen by whoever sees the outlet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from endcap.customers.outlets.models import Outlet
from endcap.goods.catalog.models import Sku
from endcap.goods.sales.grading import Seller
from endcap.goods.sales.lines import NO_CUSTOMER
from endcap.goods.sales.models import GradingRun, OutletMonth, ReturnMatch, SalesFact, SkuMonth
from endcap.goods.sales.rights import Rights
from endcap.goods.sales.windows import Window, month_after
from endcap.kernel.actor import Actor

PAGE = 50
KNOWN = tuple[UUID, UUID, date, int, int]  # outlet, product, day, quantity, amount
_WHOLE = "grading ranks the whole company, whoever runs it"
_ARTICLES = Q(sku__is_article=True)


def latest_day(upto: date) -> date | None:
    """The last day with a sale that is not in the future."""
    found = (
        OutletMonth.objects.unscoped("the newest month is the company's")
        .filter(month__lte=upto)
        .order_by("-month")
    )
    month = found.values_list("month", flat=True).first()
    if month is None:
        return None
    days = SalesFact.objects.unscoped("the newest day is the company's").filter(day__gte=month, day__lte=upto)
    return days.aggregate(last=Max("day"))["last"]  # type: ignore[no-any-return]


def span_of_history(upto: date) -> Window | None:
    """From the first sale to a day, over the company."""
    found = OutletMonth.objects.unscoped("the extent of the history is the company's").filter(month__lte=upto)
    first = found.aggregate(first=Min("month"))["first"]
    return Window(first, upto) if first else None


def known_lines(source: str, invoices: Collection[str]) -> dict[tuple[str, int], KNOWN]:
    """Lines of these invoices that are kept already."""
    known: dict[tuple[str, int], KNOWN] = {}
    numbers = list(invoices)
    rows = SalesFact.objects.unscoped("an invoice line is kept once in the company").filter(source=source)
    for start in range(0, len(numbers), 5000):
        part = rows.filter(invoice_no__in=numbers[start : start + 5000])
        values = part.values_list("invoice_no", "line_no", "outlet_id", "sku_id", "day", "quantity", "amount")
        for invoice, line, outlet_id, sku_id, day, quantity, amount in values:
            known[invoice, line] = (outlet_id, sku_id, day, quantity, amount)
    return known


def has_facts(source: str) -> bool:
    """Whether anything of a source is kept yet."""
    return (
        SalesFact.objects.unscoped("whether a source is empty is the company's")
        .filter(source=source)
        .exists()
    )


def foreign_codes(actor: Actor, codes: Collection[str]) -> frozenset[str]:
    """Codes of outlets that exist, but not for this actor."""
    wanted = list(codes)
    hidden: set[str] = set()
    everything = Outlet.objects.unscoped("a code in use may not be given to a second outlet")
    for start in range(0, len(wanted), 5000):
        hidden |= set(everything.filter(code__in=wanted[start : start + 5000]).values_list("code", flat=True))
    return frozenset(hidden)


def outlet_sellers(window: Window) -> list[Seller[UUID]]:
    """Net sales of articles per outlet in a window: whole months from the sums, the edges from the facts."""
    amounts: dict[UUID, int] = {}
    months = window.whole_months()
    if months:
        sums = OutletMonth.objects.unscoped(_WHOLE).filter(
            month__gte=months.first, month__lte=months.last, lines__gt=0
        )
        for pk, amount in sums.values_list("outlet").annotate(total=Sum("amount")).order_by():
            amounts[pk] = amount
    for edge in window.edges():
        facts = SalesFact.objects.unscoped(_WHOLE).filter(_ARTICLES, day__gte=edge.first, day__lte=edge.last)
        for pk, amount in facts.values_list("outlet").annotate(total=Sum("amount")).order_by():
            amounts[pk] = amounts.get(pk, 0) + amount
    codes = dict(
        Outlet.objects.unscoped(_WHOLE)
        .filter(pk__in=_as_query("outlet"))
        .exclude(code=NO_CUSTOMER)
        .values_list("pk", "code")
    )
    return [Seller(pk, codes[pk], amount) for pk, amount in amounts.items() if pk in codes]


def _as_query(thing: str) -> QuerySet[OutletMonth, UUID]:
    return OutletMonth.objects.unscoped(_WHOLE).values_list(thing, flat=True).distinct()


def sku_sellers(window: Window) -> list[Seller[UUID]]:
    """Net sales per article in a window."""
    amounts: dict[UUID, int] = {}
    months = window.whole_months()
    if months:
        sums = SkuMonth.objects.filter(_ARTICLES, month__gte=months.first, month__lte=months.last)
        for pk, amount in sums.values_list("sku").annotate(total=Sum("amount")).order_by():
            amounts[pk] = amount
    for edge in window.edges():
        facts = SalesFact.objects.unscoped(_WHOLE).filter(_ARTICLES, day__gte=edge.first, day__lte=edge.last)
        for pk, amount in facts.values_list("sku").annotate(total=Sum("amount")).order_by():
            amounts[pk] = amounts.get(pk, 0) + amount
    codes = dict(Sku.objects.filter(is_article=True).values_list("pk", "code"))
    return [Seller(pk, codes[pk], amount) for pk, amount in amounts.items()]


@dataclass(frozen=True)
class MonthPoint:
    """One month of an outlet."""

    month: date
    amount: int
    invoices: int
    returns: int


def months_of(outlet_id: UUID, first: date, last: date) -> dict[date, MonthPoint]:
    """An outlet's months; the caller has checked that the outlet is the actor's to see."""
    rows = OutletMonth.objects.unscoped("of an outlet that the caller was shown").filter(
        outlet_id=outlet_id, month__gte=first, month__lte=last
    )
    return {row.month: MonthPoint(row.month, row.amount, row.invoices, row.returns) for row in rows}


@dataclass(frozen=True)
class MixLine:
    """What an outlet bought of one category."""

    category: str
    amount: int
    quantity: int
    skus: int


def category_mix(outlet_id: UUID, window: Window) -> list[MixLine]:
    """What an outlet buys, by category, the largest first (CUS-19)."""
    facts = SalesFact.objects.unscoped("of an outlet that the caller was shown").filter(
        _ARTICLES, outlet_id=outlet_id, day__gte=window.first, day__lte=window.last
    )
    rows = (
        facts.values_list("sku__category__name")
        .annotate(total=Sum("amount"), pieces=Sum("quantity"), kinds=Count("sku", distinct=True))
        .order_by("-total")
    )
    return [MixLine(name or "", amount, quantity, skus) for name, amount, quantity, skus in rows]


@dataclass(frozen=True)
class TopSku:
    """One of the products an outlet buys most."""

    sku_id: UUID
    name: str
    amount: int
    quantity: int
    last_on: date


def top_skus(outlet_id: UUID, window: Window, limit: int = 10) -> list[TopSku]:
    """The products an outlet buys most."""
    facts = SalesFact.objects.unscoped("of an outlet that the caller was shown").filter(
        _ARTICLES, outlet_id=outlet_id, day__gte=window.first, day__lte=window.last
    )
    rows = facts.values_list("sku_id", "sku__name").annotate(
        total=Sum("amount"), pieces=Sum("quantity"), last=Max("day")
    )
    return [TopSku(*row) for row in rows.order_by("-total")[:limit]]


def bought_since(outlet_id: UUID, since: date) -> frozenset[UUID]:
    """The products that an outlet bought on a day or later."""
    facts = SalesFact.objects.unscoped("of an outlet that the caller was shown").filter(
        outlet_id=outlet_id, day__gte=since, kind="sale"
    )
    return frozenset(facts.values_list("sku_id", flat=True).distinct())


@dataclass(frozen=True)
class Invoice:
    """One invoice of an outlet, summed."""

    invoice_no: str
    day: date
    lines: int
    amount: int
    is_return: bool


def last_invoices(outlet_id: UUID, limit: int = 8) -> list[Invoice]:
    """An outlet's latest invoices."""
    facts = SalesFact.objects.unscoped("of an outlet that the caller was shown").filter(outlet_id=outlet_id)
    newest = facts.order_by("-day", "-id").values_list("day", flat=True)[: limit * 40]
    days = sorted(set(newest), reverse=True)[:limit]
    rows = (
        facts.filter(day__in=days)
        .values_list("invoice_no", "day")
        .annotate(lines=Count("id"), total=Sum("amount"), back=Count("id", filter=Q(kind="return")))
        .order_by("-day", "invoice_no")
    )
    return [Invoice(no, day, lines, amount, back == lines) for no, day, lines, amount, back in rows[:limit]]


@dataclass(frozen=True)
class FactFilter:
    """What a list of facts is narrowed to."""

    outlet_id: UUID | None = None
    sku_id: UUID | None = None
    batch_id: UUID | None = None
    invoice_no: str = ""
    first: date | None = None
    last: date | None = None
    kind: str = ""
    flag: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether the list is narrowed by something that an index serves."""
        return bool(self.outlet_id or self.sku_id or self.batch_id or self.invoice_no)


@dataclass(frozen=True)
class FactPage:
    """One page of facts, newest first."""

    rows: Sequence[SalesFact]
    next: int | None


def facts_of(actor: Actor, wanted: FactFilter) -> QuerySet[SalesFact]:
    """Facts that the actor may see."""
    actor.require(Rights.VIEW)
    rows = SalesFact.objects.visible_to(actor)
    same = {"outlet_id": wanted.outlet_id, "sku_id": wanted.sku_id, "batch_id": wanted.batch_id}
    rows = rows.filter(**{name: value for name, value in same.items() if value})
    if wanted.invoice_no:
        rows = rows.filter(invoice_no=wanted.invoice_no)
    if wanted.first:
        rows = rows.filter(day__gte=wanted.first)
    if wanted.last:
        rows = rows.filter(day__lte=wanted.last)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.flag:
        rows = rows.filter(flags__contains=wanted.flag)
    return rows


def facts_page(actor: Actor, wanted: FactFilter, *, before: int | None = None, limit: int = PAGE) -> FactPage:
    """One page of facts in the order they came in, newest first; goes on before an id."""
    rows = facts_of(actor, wanted).select_related("outlet", "sku")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: limit + 1])
    return FactPage(found[:limit], found[limit - 1].pk if len(found) > limit else None)


@dataclass(frozen=True)
class ReturnLine:
    """A return and how much of it has found its sale."""

    fact: SalesFact
    matched: int

    @property
    def open(self) -> int:
        """How much has found none."""
        return -self.fact.quantity - self.matched


@dataclass(frozen=True)
class ReturnTotals:
    """All returns of goods that the actor sees."""

    returns: int
    matched: int
    partly: int
    unmatched: int
    amount: int


def _returns(actor: Actor) -> QuerySet[SalesFact]:
    actor.require(Rights.VIEW)
    rows = SalesFact.objects.visible_to(actor).filter(_ARTICLES, kind=SalesFact.Kind.RETURN)
    return rows.annotate(found=Coalesce(Sum("matches__quantity"), 0))


def return_totals(actor: Actor) -> ReturnTotals:
    """How many returns have found their sale."""
    whole, none = Q(found__gte=-F("quantity")), Q(found=0)
    found = _returns(actor).aggregate(
        returns=Count("pk"),
        matched=Count("pk", filter=whole),
        unmatched=Count("pk", filter=none & ~whole),
        amount=Sum("amount"),
    )
    partly = found["returns"] - found["matched"] - found["unmatched"]
    return ReturnTotals(
        found["returns"], found["matched"], partly, found["unmatched"], -(found["amount"] or 0)
    )


def returns_page(
    actor: Actor, *, state: str = "unmatched", before: int | None = None
) -> tuple[list[ReturnLine], int | None]:
    """Returns by whether they have found their sale: ``unmatched`` (not wholly) or ``matched``; newest
    first."""
    whole = Q(found__gte=-F("quantity"))
    rows = _returns(actor).filter(whole if state == "matched" else ~whole).select_related("outlet", "sku")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    lines = [ReturnLine(fact, int(vars(fact)["found"])) for fact in found[:PAGE]]
    return lines, found[PAGE - 1].pk if len(found) > PAGE else None


def matches_of(fact_ids: Iterable[int]) -> dict[int, list[ReturnMatch]]:
    """The sales that returns belong to."""
    found: dict[int, list[ReturnMatch]] = {}
    for match in ReturnMatch.objects.filter(returned_id__in=list(fact_ids)).select_related("sale"):
        found.setdefault(match.returned_id, []).append(match)
    return found


def grading_runs(limit: int = 12) -> list[GradingRun]:
    """The latest gradings."""
    return list(GradingRun.objects.all()[:limit])


def sku_months(sku_id: UUID, first: date, last: date) -> dict[date, SkuMonth]:
    """A product's months over the company."""
    return {
        row.month: row for row in SkuMonth.objects.filter(sku_id=sku_id, month__gte=first, month__lte=last)
    }


def skus_in_use(sku_ids: Collection[UUID]) -> set[UUID]:
    """Products that facts are kept about, so that they can't be deleted."""
    wanted, used = list(sku_ids), set()
    facts = SalesFact.objects.unscoped("a product in use is in use for everybody")
    for start in range(0, len(wanted), 2000):
        used |= set(
            facts.filter(sku_id__in=wanted[start : start + 2000]).values_list("sku_id", flat=True).distinct()
        )
    return used


def following_months(first: date, count: int) -> list[date]:
    """The first days of so many months."""
    months = [first.replace(day=1)]
    while len(months) < count:
        months.append(month_after(months[-1]))
    return months


def totals_by_flag(batch_id: UUID) -> Mapping[str, int]:
    """How many facts of a batch carry each flag."""
    rows = (
        SalesFact.objects.unscoped("of a batch that the caller was shown")
        .filter(batch_id=batch_id)
        .exclude(flags="")
    )
    found: dict[str, int] = {}
    for flags, count in rows.values_list("flags").annotate(n=Count("id")).order_by():
        for flag in flags.split(","):
            found[flag] = found.get(flag, 0) + count
    return found


def usual_quantities(outlet_id: UUID, sku_ids: Collection[UUID], since: date) -> dict[UUID, int]:
    """What an outlet takes of each product on one invoice, on average since a day; products that it took less than
    twice are not named. The caller was shown the outlet. One statement."""
    rows = SalesFact.objects.unscoped("of an outlet that the caller was shown").filter(
        outlet_id=outlet_id, day__gte=since, kind=SalesFact.Kind.SALE, sku_id__in=list(sku_ids)
    )
    sums = rows.order_by().values_list("sku_id").annotate(total=Sum("quantity"), times=Count("pk"))
    return {sku_id: max(1, total // times) for sku_id, total, times in sums if times > 1}
