"""What the outlet page shows of purchases (CUS-06, CUS-19): this year against last year, the mix, the
last invoices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.ledgers import Fen, LedgerPart, LedgerSource
from endcap.customers.outlets.slots import OutletSection
from endcap.customers.outlets.timeline import Asked, TimelineEntry, TimelineSource
from endcap.goods.catalog import selectors as catalog
from endcap.goods.catalog.rights import Rights as Catalog
from endcap.goods.sales import selectors
from endcap.goods.sales.rights import Rights
from endcap.goods.sales.selectors import Invoice, MixLine, TopSku
from endcap.goods.sales.windows import Window, month_after, months_back
from endcap.kernel.clock import business_date, business_zone
from endcap.kernel.money import FEN, round_half_up, share_bp
from endcap.ui import figures as texts
from endcap.ui.parts import Kpi

if TYPE_CHECKING:
    from endcap.customers.outlets.models import Outlet
    from endcap.goods.catalog.models import Sku
    from endcap.kernel.actor import Actor

MONTHS = 12
COMPARABLE_MONTHS = 9
GAP_DAYS = 90


@dataclass(frozen=True)
class MonthRow:
    """One month of the table: this year, the year before, the difference."""

    month: date
    amount: int
    invoices: int
    returns: int
    before: int

    @property
    def change_bp(self) -> int | None:
        """By how much more than the year before."""
        return share_bp(self.amount - self.before, self.before) if self.before > 0 else None


@dataclass(frozen=True)
class Purchases:
    """The purchases card."""

    outlet_id: UUID
    as_of: date
    kpis: Sequence[Kpi]
    chart: dict[str, object]
    months: Sequence[MonthRow]
    total: int
    total_before: int
    invoices: int
    returns: int


@dataclass(frozen=True)
class Mix:
    """What the outlet buys: categories with their share, and the products it buys most."""

    as_of: date
    lines: Sequence[MixLine]
    total: int
    top: Sequence[TopSku]


@dataclass(frozen=True)
class LastInvoices:
    """The latest invoices."""

    invoices: Sequence[Invoice]


def _month_rows(outlet_id: UUID, as_of: date) -> list[MonthRow]:
    first = months_back(as_of.replace(day=1), 2 * MONTHS - 1)
    points = selectors.months_of(outlet_id, first, as_of)
    months = selectors.following_months(months_back(as_of.replace(day=1), MONTHS - 1), MONTHS)
    rows = []
    for month in months:
        now, then = points.get(month), points.get(months_back(month, 12))
        rows.append(
            MonthRow(
                month,
                now.amount if now else 0,
                now.invoices if now else 0,
                now.returns if now else 0,
                then.amount if then else 0,
            )
        )
    return rows


def _chart(rows: Sequence[MonthRow]) -> dict[str, object]:
    yuan = [round_half_up(row.amount, FEN) for row in rows]
    before = [round_half_up(row.before, FEN) if row.before else None for row in rows]
    series: list[dict[str, object]] = [
        {"name": gettext("近 12 个月"), "type": "bar", "data": yuan, "tone": "ours"}
    ]
    if sum(value is not None for value in before) > 1:
        series.append({"name": gettext("上年同月"), "type": "line", "data": before, "tone": "rival"})
    return {"x": [f"{row.month:%Y-%m}" for row in rows], "series": series, "unit": gettext("元")}


def _kpis(outlet: Outlet, rows: Sequence[MonthRow], total: int, before: int) -> list[Kpi]:
    # a year before that was not a whole year is no comparison
    was_whole = sum(row.before > 0 for row in rows) >= COMPARABLE_MONTHS
    change = share_bp(total - before, before) if before > 0 and was_whole else None
    average = round_half_up(outlet.sales_12m, outlet.orders_12m) if outlet.orders_12m else None
    return [
        Kpi(
            _("近 12 个月进货"),
            texts.yuan_text(outlet.sales_12m, 0),
            comparison=gettext("比上年同期") if change is not None else gettext("上年同期不满一年，不比"),
            change=texts.percent_text(abs(change)) if change is not None else "",
            rising=None if change is None else change >= 0,
            is_good=None if change is None else change >= 0,
            points=[row.amount for row in rows],
        ),
        Kpi(_("近 30 天进货"), texts.yuan_text(outlet.sales_30d, 0)),
        Kpi(
            _("近 12 个月单数"),
            texts.number_text(outlet.orders_12m),
            comparison=gettext("有销售的单"),
            points=[row.invoices for row in rows],
        ),
        Kpi(
            _("平均每单"),
            texts.yuan_text(average, 0),
            points=[round_half_up(row.amount, row.invoices) if row.invoices else 0 for row in rows],
        ),
        Kpi(_("最近进货"), texts.date_text(outlet.last_order_on)),
    ]


def purchases_of(actor: Actor, outlet: Outlet) -> Purchases | None:
    """Twelve months of purchases beside the year before; nothing where nothing was ever bought."""
    as_of = outlet.figures_on
    if as_of is None or outlet.last_order_on is None:
        return None
    rows = _month_rows(outlet.pk, as_of)
    total, before = sum(row.amount for row in rows), sum(row.before for row in rows)
    return Purchases(
        outlet.pk,
        as_of,
        _kpis(outlet, rows, total, before),
        _chart(rows),
        rows,
        total,
        before,
        sum(row.invoices for row in rows),
        sum(row.returns for row in rows),
    )


def _year(as_of: date) -> Window:
    return Window(months_back(as_of.replace(day=1), MONTHS - 1), month_after(as_of) - timedelta(days=1))


def mix_of(actor: Actor, outlet: Outlet) -> Mix | None:
    """What the outlet bought in twelve months, by category and by product."""
    if outlet.figures_on is None or outlet.last_order_on is None:
        return None
    window = _year(outlet.figures_on)
    lines = selectors.category_mix(outlet.pk, window)
    if not lines:
        return None
    return Mix(
        outlet.figures_on,
        lines[:8],
        sum(line.amount for line in lines),
        selectors.top_skus(outlet.pk, window, 6),
    )


def invoices_of(actor: Actor, outlet: Outlet) -> LastInvoices | None:
    """The latest invoices and credit notes; nothing where nothing was ever bought."""
    if outlet.last_order_on is None:
        return None
    found = selectors.last_invoices(outlet.pk)
    return LastInvoices(found) if found else None


@dataclass(frozen=True)
class Gaps:
    """What outlets of this channel and grade should carry, and this one has not bought lately."""

    wanted: int
    bought: int
    missing: Sequence[Sku]
    since: date


def _channels(outlet: Outlet) -> list[UUID]:
    above = outlet.channel.parent_id
    return [outlet.channel_id, above] if above else [outlet.channel_id]


def gaps_of(actor: Actor, outlet: Outlet) -> Gaps | None:
    """Products to propose: on the should-list of the outlet, not bought in ninety days (CUS-19)."""
    if not actor.may(Catalog.VIEW):
        return None
    listed = catalog.should_list_of(_channels(outlet), outlet.grade)
    if not listed:
        return None
    since = (outlet.figures_on or actor.today) - timedelta(days=GAP_DAYS)
    bought = selectors.bought_since(outlet.pk, since)
    missing = [sku for sku in listed if sku.pk not in bought]
    return Gaps(len(listed), len(listed) - len(missing), missing[:8], since)


def months_told(actor: Actor, outlet: Outlet, asked: Asked) -> Sequence[TimelineEntry]:
    """Each month's purchases as one line of the timeline, at the end of the month."""
    if outlet.figures_on is None:
        return ()
    newest = min(outlet.figures_on, business_date(asked.until)) if asked.until else outlet.figures_on
    first = months_back(newest.replace(day=1), asked.limit - 1)
    points = selectors.months_of(outlet.pk, first, newest)
    found = []
    for month in sorted((month for month, point in points.items() if point.invoices), reverse=True):
        entry = _month_told(outlet, month, points[month])
        if asked.until is None or entry.at <= asked.until:
            found.append(entry)
    return found


def _month_told(outlet: Outlet, month: date, point: selectors.MonthPoint) -> TimelineEntry:
    last = month_after(month) - timedelta(days=1)
    on = min(last, outlet.figures_on or last)
    title = gettext("%(month)s 进货 %(amount)s") % {
        "month": f"{month:%Y-%m}",
        "amount": texts.yuan_text(point.amount, 0),
    }
    text = ngettext("%(n)s 单", "%(n)s 单", point.invoices) % {"n": point.invoices}
    if point.returns:
        text += gettext("，退货 %(amount)s") % {"amount": texts.yuan_text(abs(point.returns), 0)}
    return TimelineEntry(
        datetime.combine(on, time(23, 59), tzinfo=business_zone()),
        f"s{month:%Y%m}",
        "receipt",
        title,
        text,
        url=f"{reverse('sales:facts')}?outlet={outlet.pk}",
        group="trade",
        is_whole_day=True,
    )


def deals_of(actor: Actor, outlet: Outlet) -> LedgerPart:
    """The deal history of one customer by month, for its ledger (CUS-12)."""
    newest = outlet.figures_on or actor.today
    points = selectors.months_of(outlet.pk, months_back(newest.replace(day=1), 5 * MONTHS - 1), newest)
    rows = [
        (f"{month:%Y-%m}", Fen(point.amount), point.invoices, Fen(point.returns))
        for month, point in sorted(points.items(), reverse=True)
    ]
    return LedgerPart(
        gettext("交易历史"),
        (gettext("月份"), gettext("净进货 元"), gettext("单数"), gettext("退货 元")),
        rows,
        (14, 18, 12, 18),
    )


TIMELINE = TimelineSource("sales", ("trade",), months_told, Rights.VIEW, 30)
LEDGER = LedgerSource("deals", deals_of, Rights.VIEW, 20)

OUTLET_SECTIONS: tuple[OutletSection, ...] = (
    OutletSection(
        "purchases", _("进货"), "sales/sections/purchases.html", purchases_of, Rights.VIEW, "main", 20
    ),
    OutletSection("mix", _("买什么"), "sales/sections/mix.html", mix_of, Rights.VIEW, "side", 30),
    OutletSection("gaps", _("可以推的"), "sales/sections/gaps.html", gaps_of, Rights.VIEW, "side", 35),
    OutletSection(
        "invoices", _("最近单据"), "sales/sections/invoices.html", invoices_of, Rights.VIEW, "side", 40
    ),
)
