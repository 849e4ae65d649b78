"""Invoices month by month as the clerk reads them in, and the gradings that follow from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from endcap.config.demo.company import DemoCompany
from endcap.config.demo.loading.diary import Deed, Diary
from endcap.config.demo.loading.outlets import CLERK
from endcap.config.demo.plan import months_before, stable_id
from endcap.goods.sales import services as sales
from endcap.goods.sales.bulk import FactRow
from endcap.kernel.actor import Actor

SOURCE = "demo"
SALES_MANAGER = "songchushu"
_CHUNK = 5_000
_GRADED_MONTHS_AGO = (6, 3)


def note_sales(diary: Diary, company: DemoCompany) -> None:
    """A month's invoices come in on the first working hour of the next; the running month's come in today."""
    end_on = company.plan.end_on
    for month, rows in sorted(_by_month(company).items()):
        next_month = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
        diary.note(min(next_month, end_on), CLERK, _import(rows), kind="lines", hour=8)
    for ago in _GRADED_MONTHS_AGO:
        first = months_before(end_on, ago).replace(day=1)
        diary.note(
            first, SALES_MANAGER, _grading(first - timedelta(days=1)), kind="graded", hour=8, minute=20
        )
    diary.note(end_on, SALES_MANAGER, _grading(end_on), kind="graded", hour=23, minute=59)


def _by_month(company: DemoCompany) -> dict[date, list[FactRow]]:
    """Every invoice line as a fact; a month's lines are one batch."""
    outlets = {outlet.n: outlet.id for outlet in company.outlets}
    skus = {sku.n: sku.id for sku in company.goods.skus}
    found: dict[date, list[FactRow]] = {}
    batches: dict[date, UUID] = {}
    for line in company.sales():
        month = line.day.replace(day=1)
        if month not in batches:
            batches[month] = stable_id("sales batch", month.year * 12 + month.month)
        found.setdefault(month, []).append(
            FactRow(
                outlets[line.outlet],
                skus[line.sku],
                line.day,
                line.quantity,
                line.amount_fen,
                line.kind,
                SOURCE,
                line.invoice_no,
                line.line_no,
                "",
                batches[month],
            )
        )
    return found


def _import(rows: Sequence[FactRow]) -> Deed:
    def deed(actor: Actor) -> int:
        for start in range(0, len(rows), _CHUNK):
            sales.add_facts(actor, rows=rows[start : start + _CHUNK])
        return sales.finish_import(actor, batch_id=rows[0].batch_id)

    return deed


def _grading(as_of: date) -> Deed:
    def deed(actor: Actor) -> int:
        return len(sales.grade(actor, as_of=as_of).outlets.grading.rows)

    return deed
