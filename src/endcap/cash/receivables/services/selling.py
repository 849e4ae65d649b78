"""Sales reports of outlets: by them consignment and concession become invoices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from endcap.cash.receivables import settling
from endcap.cash.receivables.drafts import CreditLine, InvoiceLine
from endcap.cash.receivables.errors import NoContract, NotOnReports, ReportCancelled, SoldTwice
from endcap.cash.receivables.models import Contract, Invoice, SoldLine, SoldReport
from endcap.cash.receivables.numbers import SOLD_REPORT
from endcap.cash.receivables.rights import Rights
from endcap.cash.receivables.selectors.terms import contract_for
from endcap.cash.receivables.services.invoicing import credit_note, issue_invoice
from endcap.cash.receivables.terms import CONCESSION, CONSIGNMENT, Terms
from endcap.customers.outlets.models import Outlet
from endcap.goods.catalog import selectors as catalog
from endcap.goods.catalog.presets import DEALER, RETAIL_SUGGESTED
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.money import FULL, amount_of, round_half_up
from endcap.kernel.numbering import services as numbering

WHY = "each day of an outlet is settled once, whoever wrote the report"


@dataclass(frozen=True)
class Sold:
    """One product: how much was sold, and for how much if the outlet says so (fen); otherwise by the shelf price."""

    sku_id: UUID
    quantity: int
    sales: int | None = None
    shelf_price: int | None = None


@dataclass(frozen=True)
class ReportDraft:
    """A sales report as somebody writes it down."""

    outlet_id: UUID | None
    from_on: date | None
    to_on: date | None
    received_on: date | None
    lines: tuple[Sold, ...]


@dataclass(frozen=True, slots=True)
class _Priced:
    sold: Sold
    shelf: int
    supply: int
    sales: int


@transaction.atomic
def record_sold_report(
    actor: Actor, *, id: UUID, draft: ReportDraft, import_batch_id: UUID | None = None
) -> SoldReport:
    """Write down what an outlet has sold and invoice what is payable for it; due the contract's term after it came in.

    The outlet is held, so that no day is settled twice. The same id again answers the report that is there.
    """
    actor.require(Rights.SETTLE)

    known = SoldReport.objects.visible_to(actor).filter(pk=id).first()
    if known is not None:
        return known
    collect(_problems(actor, draft))
    outlet = Outlet.objects.visible_to(actor).locked().filter(pk__in=[draft.outlet_id]).first()
    if outlet is None:
        raise NotFoundHere()
    first, last, received = _days(draft)
    terms = contract_for(outlet.pk, last)
    if terms is None:
        raise NoContract(outlet=outlet.name, on=last.isoformat())
    if terms.mode not in (CONSIGNMENT, CONCESSION):
        raise NotOnReports(outlet=outlet.name, number=terms.number, mode=Contract.Mode(terms.mode).label)
    _refuse_twice(outlet, first, last)
    collect(_month_problems(terms, first, last))
    priced = _priced(draft.lines, terms, last)
    settled = _settle(priced, terms)

    report = SoldReport(
        id=id,
        number=numbering.next_number(actor, SOLD_REPORT.key),
        payer_id=terms.payer_id,
        outlet=outlet,
        contract_id=terms.contract_id,
        mode=terms.mode,
        from_on=first,
        to_on=last,
        received_on=received,
        sales=sum(one.sales for one in priced),
        kept=settled.kept,
        shortfall=settled.shortfall,
        payable=settled.payable,
        import_batch_id=import_batch_id,
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    report.save(force_insert=True)
    _write_lines(report, priced, settled)
    if settled.payable:
        report.invoice = _invoice(actor, report, terms, priced, settled)
        report.save(update_fields=["invoice"])
    audit.record(
        actor, "receivables.sold_report_recorded", report, number=report.number, payable=report.payable
    )
    return report


@transaction.atomic
def cancel_sold_report(actor: Actor, *, report_id: UUID, reason: str) -> SoldReport:
    """The report was wrong: what was invoiced by it is taken back, and its days are free for another."""
    actor.require(Rights.SETTLE)

    report = SoldReport.objects.visible_to(actor).locked().filter(pk=report_id).first()
    if report is None:
        raise NotFoundHere()
    if report.cancelled_at is not None:
        raise ReportCancelled(number=report.number)
    collect([None if reason.strip() else Problem("reason", "required", _("写明为什么作废。"))])

    report.cancelled_at, report.cancel_reason = actor.now, reason.strip()[:300]
    report.save(update_fields=["cancelled_at", "cancel_reason"])
    if report.invoice is not None:
        left = report.invoice.total - report.invoice.credited
        if left:
            credit_note(
                actor,
                id=new_id(actor.now),
                invoice_id=report.invoice.pk,
                lines=[CreditLine(None, 0, left, report.number)],
                issued_on=actor.today,
                reason=reason,
                source_type="receivables.SoldReport",
                source_id=report.pk,
            )
    audit.record(
        actor, "receivables.sold_report_cancelled", report, number=report.number, reason=reason.strip()
    )
    return report


def _problems(actor: Actor, draft: ReportDraft) -> list[Problem]:
    found = [
        Problem(field, "required", sentence)
        for field, value, sentence in (
            ("outlet_id", draft.outlet_id, _("选终端。")),
            ("from_on", draft.from_on, _("填清单从哪天起。")),
            ("to_on", draft.to_on, _("填清单到哪天止。")),
            ("received_on", draft.received_on, _("填收到清单的日子。")),
        )
        if value is None
    ]
    if draft.from_on and draft.to_on and draft.to_on < draft.from_on:
        found.append(Problem("to_on", "before_start", _("止日不能早于起日。")))
    if draft.to_on and draft.to_on > actor.today:
        found.append(Problem("to_on", "future", _("止日不能晚于今天。")))
    if not draft.lines:
        found.append(Problem("lines", "required", _("至少写一个卖掉的产品。")))
    if len({line.sku_id for line in draft.lines}) != len(draft.lines):
        found.append(Problem("lines", "twice", _("同一个产品只写一行。")))
    for place, line in enumerate(draft.lines, 1):
        if line.quantity <= 0:
            found.append(
                Problem(
                    f"lines.{place}.quantity",
                    "positive",
                    _("第 %(place)s 行的数量要大于 0。") % {"place": place},
                )
            )
        if (line.sales or 0) < 0 or (line.shelf_price or 0) < 0:
            found.append(
                Problem(
                    f"lines.{place}.sales",
                    "negative",
                    _("第 %(place)s 行的金额不能是负数。") % {"place": place},
                )
            )
    return found


def _days(draft: ReportDraft) -> tuple[date, date, date]:
    assert draft.from_on is not None  # collected before
    assert draft.to_on is not None
    assert draft.received_on is not None
    return draft.from_on, draft.to_on, draft.received_on


def _refuse_twice(outlet: Outlet, first: date, last: date) -> None:
    rows = SoldReport.objects.unscoped(WHY).filter(outlet=outlet, cancelled_at__isnull=True)
    clash = rows.filter(from_on__lte=last, to_on__gte=first).first()
    if clash is not None:
        raise SoldTwice(outlet=outlet.name, number=clash.number)


def _month_problems(terms: Terms, first: date, last: date) -> list[Problem | None]:
    """A guarantee is agreed for a month, so a report by which it is counted is one month."""
    is_month = (
        first.day == 1 and (last + timedelta(days=1)).day == 1 and first.replace(day=1) == last.replace(day=1)
    )
    if not terms.guarantee or is_month:
        return []
    return [Problem("to_on", "not_a_month", _("合同约定了每月保底，清单要正好是一个自然月。"))]


def _priced(lines: Sequence[Sold], terms: Terms, on: date) -> list[_Priced]:
    """Shelf and supply price of every line; every product without one is named at once."""
    held = catalog.prices_on(on, [line.sku_id for line in lines])
    names = catalog.named([line.sku_id for line in lines])
    found, problems = [], []
    for place, line in enumerate(lines, 1):
        if line.sku_id not in names:
            raise NotFoundHere()
        shelf = line.shelf_price
        if shelf is None:
            shelf = held.get((line.sku_id, RETAIL_SUGGESTED))
        if shelf is None and line.sales is not None:
            shelf = round_half_up(line.sales * 100, line.quantity)
        supply = _supply(held, line.sku_id, shelf, terms)
        missing = supply if terms.mode == CONSIGNMENT else shelf
        if missing is None:
            sentence = _("第 %(place)s 行“%(name)s”在 %(on)s 没有%(which)s。先补价格，或在清单里写零售价。")
            which = _("供价") if terms.mode == CONSIGNMENT else _("零售价")
            said = sentence % {
                "place": place,
                "name": names[line.sku_id].name,
                "on": on.isoformat(),
                "which": which,
            }
            problems.append(Problem(f"lines.{place}.sku_id", "no_price", said))
            continue
        sales = line.sales if line.sales is not None else amount_of(line.quantity, shelf or 0)
        found.append(_Priced(line, shelf or 0, supply or 0, sales))
    collect(problems)
    return found


def _supply(
    held: Mapping[tuple[UUID, str], int], sku_id: UUID, shelf: int | None, terms: Terms
) -> int | None:
    """The supply price: the contract's share of the shelf price, or the price of its level."""
    if terms.supply_bp is not None:
        return None if shelf is None else round_half_up(shelf * terms.supply_bp, FULL)
    return held.get((sku_id, terms.price_level or DEALER))


def _settle(priced: Sequence[_Priced], terms: Terms) -> settling.Settlement:
    if terms.mode == CONSIGNMENT:
        return settling.consignment([(one.sold.quantity, one.supply) for one in priced])
    return settling.concession([one.sales for one in priced], terms.rate_bp or 0, terms.guarantee)


def _write_lines(report: SoldReport, priced: Sequence[_Priced], settled: settling.Settlement) -> None:
    SoldLine.objects.bulk_create(
        [
            SoldLine(
                report=report,
                sku_id=one.sold.sku_id,
                quantity=one.sold.quantity,
                shelf_price=one.shelf,
                supply_price=one.supply,
                sales=one.sales,
                payable=payable,
            )
            for one, payable in zip(priced, settled.by_line, strict=True)
        ]
    )


def _invoice(
    actor: Actor,
    report: SoldReport,
    terms: Terms,
    priced: Sequence[_Priced],
    settled: settling.Settlement,
) -> Invoice:
    return issue_invoice(
        actor,
        id=new_id(actor.now),
        terms=terms,
        outlet_id=report.outlet_id,
        source_type="receivables.SoldReport",
        source_id=report.pk,
        lines=[
            InvoiceLine(one.sold.sku_id, one.sold.quantity, one.supply, payable)
            for one, payable in zip(priced, settled.by_line, strict=True)
        ],
        issued_on=report.received_on,
    )
