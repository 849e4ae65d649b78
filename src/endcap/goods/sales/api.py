"""The API of sales facts."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from endcap.customers.outlets import selectors as outlets
from endcap.goods.sales import selectors, services
from endcap.goods.sales.rights import Rights
from endcap.goods.sales.schemas import FactOut, FactsOut, GradeIn, GradingOut, MixOut, MonthOut, SummaryOut
from endcap.goods.sales.selectors import FactFilter
from endcap.goods.sales.windows import months_back, window_of
from endcap.kernel import cursors
from endcap.kernel.actor import Actor

router = Router()


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@router.get("/facts", response=FactsOut, summary="Invoice lines of visible outlets, newest first")
def list_facts(
    request: HttpRequest,
    outlet_id: UUID | None = None,
    sku_id: UUID | None = None,
    invoice_no: str = Query("", max_length=40),
    kind: str = Query("", pattern="^(|sale|return)$"),
    first: date | None = None,
    last: date | None = None,
    after: str = Query("", max_length=60),
    limit: int = Query(100, ge=1, le=1000),
) -> FactsOut:
    """Needs the right to see sales."""
    wanted = FactFilter(
        outlet_id=outlet_id, sku_id=sku_id, invoice_no=invoice_no, kind=kind, first=first, last=last
    )
    [before] = cursors.read(after, int) if after else [None]
    page = selectors.facts_page(_actor(request), wanted, before=before, limit=limit)  # type: ignore[arg-type]
    return FactsOut(
        items=[
            FactOut(
                id=fact.pk,
                outlet_id=fact.outlet_id,
                outlet_code=fact.outlet.code,
                sku_id=fact.sku_id,
                sku_code=fact.sku.code,
                day=fact.day,
                quantity=fact.quantity,
                amount=fact.amount,
                kind=fact.kind,
                invoice_no=fact.invoice_no,
                line_no=fact.line_no,
                flags=[code for code in fact.flags.split(",") if code],
            )
            for fact in page.rows
        ],
        next=cursors.write(page.next) if page.next else "",
    )


@router.get(
    "/outlets/{outlet_id}/summary", response=SummaryOut, summary="What an outlet bought in twelve months"
)
def outlet_summary(request: HttpRequest, outlet_id: UUID) -> SummaryOut:
    """Months and category mix up to the newest day of the figures."""
    actor = _actor(request)
    actor.require(Rights.VIEW)
    outlet = outlets.outlet_of(actor, outlet_id)
    window = window_of(outlet.figures_on or actor.today, 12)
    months = selectors.months_of(outlet.pk, months_back(window.last.replace(day=1), 11), window.last)
    return SummaryOut(
        outlet_id=outlet.pk,
        as_of=outlet.figures_on,
        sales_12m=outlet.sales_12m,
        sales_30d=outlet.sales_30d,
        orders_12m=outlet.orders_12m,
        last_order_on=outlet.last_order_on,
        months=[
            MonthOut(month=m.month, amount=m.amount, invoices=m.invoices, returns=m.returns)
            for m in sorted(months.values(), key=lambda point: point.month)
        ],
        mix=[
            MixOut(category=m.category, amount=m.amount, quantity=m.quantity, skus=m.skus)
            for m in selectors.category_mix(outlet.pk, window)
        ],
    )


@router.post("/grading", response=GradingOut, summary="ABC as of a day, in both readings; written if asked")
def run_grading(request: HttpRequest, given: GradeIn) -> dict[str, Any]:
    """Writing needs the right to grade."""
    report = services.grade(_actor(request), **given.dict())
    return report.as_dict()
