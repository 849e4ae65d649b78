"""Sales facts come in and are taken back; returns find their sales; outlets and products are graded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.drafts import GradeRow
from endcap.customers.outlets.models import Outlet
from endcap.customers.outlets.rights import Rights as OutletRights
from endcap.goods.catalog import services as catalog
from endcap.goods.catalog.models import Sku
from endcap.goods.catalog.rights import Rights as CatalogRights
from endcap.goods.sales import bulk, figures, selectors, sums
from endcap.goods.sales.errors import NothingToGrade
from endcap.goods.sales.events import OutletsGraded, SalesImported, SalesTakenBack
from endcap.goods.sales.grading import Graded, Shares, classify
from endcap.goods.sales.lines import NO_CUSTOMER
from endcap.goods.sales.models import GradingRun
from endcap.goods.sales.reports import GradingReport, Ranking, method_words
from endcap.goods.sales.returns import match_open_returns
from endcap.goods.sales.rights import Rights
from endcap.goods.sales.windows import Window, window_of
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Problem, collect
from endcap.kernel.parameters import selectors as parameters
from endcap.kernel.parameters.definitions import P
from endcap.ui.figures import money_text, percent_text

METHODS = ("count", "sales")
STUB = "stub_no_master"


def _with_rights(actor: Actor, *codes: str) -> Actor:
    """The same actor, allowed what this area's own right covers: stubs for outlets and products that a
    file names."""
    return replace(actor, rights=actor.rights | set(codes))


def add_stub_outlets(actor: Actor, *, codes: Sequence[str], batch_id: UUID | None = None) -> dict[str, UUID]:
    """Outlets that only the sales file knows, flagged, so that no sale is lost."""
    actor.require(Rights.IMPORT)
    names = {NO_CUSTOMER: _("（无客户号）")}
    made = outlets.create_stubs(actor, codes, reason=STUB, batch_id=batch_id, names=names)
    return {code: outlet.pk for code, outlet in made.items()}


def add_stub_skus(
    actor: Actor, *, stubs: Sequence[catalog.Stub], batch_id: UUID | None = None
) -> dict[str, UUID]:
    """Products that only the sales file knows; codes that are no articles are kept apart."""
    actor.require(Rights.IMPORT)
    return dict(catalog.create_stub_skus(actor, stubs=stubs, reason=STUB, batch_id=batch_id))


@transaction.atomic
def add_facts(actor: Actor, *, rows: Sequence[bulk.FactRow]) -> int:
    """Write facts of a batch; lines that are known already are left alone. ``finish_import`` must follow."""
    actor.require(Rights.IMPORT)
    return bulk.insert_facts(rows)


@transaction.atomic
def finish_import(actor: Actor, *, batch_id: UUID) -> int:
    """After the last line of a batch: returns find their sales, sums and outlet figures are brought up
    to date."""
    actor.require(Rights.IMPORT)

    touched = sums.note_touched(batch_id)
    if touched is None:
        sums.forget_touched()
        return 0

    if touched.facts >= bulk.MANY:
        bulk.learn_shapes()
    match_open_returns(batch_id)
    sums.refresh(touched)
    figures.refresh(actor, sums.touched_outlets())
    sums.forget_touched()
    audit.record_event(actor, "sales.imported", "exchange.Batch", str(batch_id), facts=touched.facts)
    events.publish(actor, SalesImported(batch_id, touched.facts))
    return touched.facts


@transaction.atomic
def undo_import(actor: Actor, *, batch_id: UUID) -> int:
    """Take a batch back: its facts, their matches and their part of every sum; and stubs that nothing
    else needs."""
    actor.require(Rights.IMPORT)

    touched = sums.note_touched(batch_id)
    if touched is None:
        sums.forget_touched()
        return 0

    removed = bulk.delete_facts(batch_id)
    match_open_returns()
    sums.refresh(touched)
    figures.refresh(actor, sums.touched_outlets())
    sums.forget_touched()
    _remove_stubs(actor, batch_id)
    audit.record_event(actor, "sales.import_undone", "exchange.Batch", str(batch_id), facts=removed)
    events.publish(actor, SalesTakenBack(batch_id, removed))
    return removed


def _remove_stubs(actor: Actor, batch_id: UUID) -> None:
    stubs = Outlet.objects.unscoped("stubs of an undone import").filter(
        import_batch_id=batch_id, stub_reason=STUB
    )
    stub_ids = list(stubs.values_list("pk", flat=True))
    free = [pk for pk in stub_ids if pk not in figures.outlets_with_facts(stub_ids)]
    if free:
        outlets.remove_many(_with_rights(actor, OutletRights.IMPORT.code), free, batch_id=batch_id)
    sku_ids = list(Sku.objects.filter(import_batch_id=batch_id).values_list("pk", flat=True))
    used = selectors.skus_in_use(sku_ids)
    catalog.remove_stub_skus(
        _with_rights(actor, CatalogRights.IMPORT.code),
        sku_ids=[pk for pk in sku_ids if pk not in used],
        batch_id=batch_id,
    )


def refresh_figures(actor: Actor) -> int:
    """Bring every outlet's figures up to the newest day; the windows move on even when nothing comes in."""
    return figures.refresh(actor, None)


@transaction.atomic
def recompute_sums(actor: Actor) -> None:
    """Compute every monthly sum anew from the facts, after products became or ceased to be articles."""
    actor.require(Rights.IMPORT)
    sums.refresh_all()
    figures.refresh(actor, None)
    audit.record_event(actor, "sales.recomputed", "sales.OutletMonth", "")


def _shares(on: date) -> tuple[Shares, Shares]:
    customers = parameters.value(P.ABC_CUSTOMER_SHARES, on=on)
    sales = parameters.value(P.ABC_SALES_SHARES, on=on)
    return Shares(customers.a, customers.b), Shares(sales.a, sales.b)


def _rankings(window: Window, on: date) -> tuple[Ranking, Ranking]:
    by_count, by_sales = _shares(on)
    sellers = (selectors.outlet_sellers(window), selectors.sku_sellers(window))
    first, second = (classify(each, by_count=by_count, by_sales=by_sales) for each in sellers)
    return Ranking(window, first), Ranking(window, second)


def grading_report(
    actor: Actor, *, as_of: date, months: int | None = None, method: str | None = None
) -> GradingReport:
    """What a grading would say, without writing anything. ``months`` and ``method`` follow P-04 and P-03
    unless given. It ranks the whole company, so it is for those who grade; others see an outlet's class
    and its reasons on the outlet's own page."""
    actor.require(Rights.GRADE)
    months = months or int(parameters.value(P.ABC_WINDOW_MONTHS, on=as_of))
    method = method or str(parameters.value(P.ABC_METHOD, on=as_of))
    collect(
        [
            Problem("method", "unknown", _("方法从“按客户数”和“按累计销售额”里选。"))
            if method not in METHODS
            else None,
            Problem("months", "out_of_range", _("回看期填 1 到 600 个月。"))
            if not 1 <= months <= 600
            else None,
        ]
    )
    window = window_of(as_of, months)
    ever = selectors.span_of_history(as_of) or window
    in_window, over_all = _rankings(window, as_of), _rankings(ever, as_of)
    return GradingReport(as_of, months, method, *in_window, *over_all)


@dataclass(frozen=True)
class Proposal:
    """What the grading page starts with."""

    as_of: date
    months: int
    method: str


def proposed_grading(actor: Actor) -> Proposal:
    """As of the newest day, over the window and by the method of the parameters."""
    as_of = selectors.latest_day(actor.today) or actor.today
    return Proposal(
        as_of,
        int(parameters.value(P.ABC_WINDOW_MONTHS, on=as_of)),
        str(parameters.value(P.ABC_METHOD, on=as_of)),
    )


@transaction.atomic
def grade(
    actor: Actor, *, as_of: date, months: int | None = None, method: str | None = None, write: bool = True
) -> GradingReport:
    """Class outlets (and products) by net sales, in both readings, and keep the classes (CUS-04)."""
    if not write:
        return grading_report(actor, as_of=as_of, months=months, method=method)
    actor.require(Rights.GRADE)

    report = grading_report(actor, as_of=as_of, months=months, method=method)
    if not report.outlets.grading.rows:
        raise NothingToGrade(from_on=report.outlets.window.first, as_of=as_of, to_on=as_of)

    written = {}
    for scheme, reading in (("abc", "count"), ("abc_sales", "sales")):
        done = outlets.write_grades(
            actor,
            scheme=scheme,
            as_of=as_of,
            rows=[_grade_row(row, reading, report) for row in report.outlets.grading.rows],
            sets_grade=reading == report.method,
        )
        if reading == report.method:
            written = {
                "written": done.written,
                "changed": done.changed,
                "unchanged": done.unchanged,
                "kept_manual": done.kept_manual,
            }
    catalog.record_grades(actor, grades={row.key: row.by_sales for row in report.items.grading.rows})
    report = report.with_written(written)
    run = GradingRun(
        as_of=as_of,
        from_on=report.outlets.window.first,
        method=report.method,
        person_name=actor.name,
        at=actor.now,
        summary=report.as_dict(),
    )
    run.save(force_insert=True)
    audit.record(actor, "sales.graded", run, as_of=str(as_of), method=report.method, **written)
    events.publish(actor, OutletsGraded(as_of, len(report.outlets.grading.rows)))
    return report


def grade_outlets(
    actor: Actor, *, as_of: date, months: int | None = None, method: str | None = None
) -> GradingReport:
    """Class outlets and keep the classes; ``grade`` under the name that other areas know."""
    return grade(actor, as_of=as_of, months=months, method=method)


def _grade_row(row: Graded[UUID], reading: str, report: GradingReport) -> GradeRow:
    grading = report.outlets.grading
    reason = _(
        "%(first)s 至 %(last)s 净销售 %(amount)s 元，第 %(rank)s 名，共 %(count)s 家，"
        "占 %(share)s，前面累计 %(before)s；按%(method)s为 %(letter)s"
    ) % {
        "first": report.outlets.window.first,
        "last": report.outlets.window.last,
        "amount": money_text(row.amount),
        "rank": row.rank,
        "count": len(grading.rows),
        "share": percent_text(row.share_bp),
        "before": percent_text(row.before_bp),
        "method": method_words(reading),
        "letter": row.in_reading(reading),
    }
    return GradeRow(row.key, row.in_reading(reading), row.rank, row.share_bp, row.amount, reason)
