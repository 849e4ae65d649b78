"""The pages of sales facts, returns and grading."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from endcap.customers.outlets import selectors as outlets
from endcap.goods.catalog import selectors as catalog
from endcap.goods.sales import selectors, services
from endcap.goods.sales.forms import FactFilterForm, GradingForm, ReturnsForm
from endcap.goods.sales.reports import GradingReport, Ranking
from endcap.goods.sales.rights import Rights
from endcap.goods.sales.selectors import FactFilter
from endcap.goods.sales.sheets import FLAGS
from endcap.kernel.actor import Actor
from endcap.kernel.errors import Refusal
from endcap.kernel.rights import Right
from endcap.ui.parts import Choice, Foot
from endcap.ui.toasts import toast


def _actor(request: HttpRequest, right: Right = Rights.VIEW) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(right)
    return actor


def _address(request: HttpRequest, **changes: str) -> str:
    params = request.GET.copy()
    for key in ("before", *changes):
        params.pop(key, None)
    params.update({key: value for key, value in changes.items() if value})
    return f"?{params.urlencode()}" if params else request.path


def _name_of_outlet(actor: Actor, outlet_id: UUID | None) -> str:
    return outlets.outlet_of(actor, outlet_id).name if outlet_id else ""


@require_GET
def facts(request: HttpRequest) -> HttpResponse:
    """Sales facts, the newest first; of an outlet, a product, an import or an invoice."""
    actor = _actor(request)
    asked = FactFilterForm(request.GET)
    asked.is_valid()
    value = asked.cleaned_data
    wanted = FactFilter(
        outlet_id=value.get("outlet"),
        sku_id=value.get("sku"),
        batch_id=value.get("batch"),
        invoice_no=(value.get("invoice") or "").strip(),
        first=value.get("first"),
        last=value.get("last"),
        kind=value.get("kind", ""),
        flag=value.get("flag", ""),
    )
    page = selectors.facts_page(actor, wanted, before=value.get("before"))
    context = {
        "page": page,
        "wanted": wanted,
        "outlet_name": _name_of_outlet(actor, wanted.outlet_id),
        "sku_name": catalog.sku_of(actor, wanted.sku_id).name if wanted.sku_id else "",
        "flags": [
            (row, [FLAGS.get(code, code) for code in row.flags.split(",") if code]) for row in page.rows
        ],
        "foot": Foot(
            first=1 if page.rows else 0,
            last=len(page.rows),
            next=_address(request, before=str(page.next)) if page.next else "",
        ),
        "tab": "facts",
        "may_import": actor.may(Rights.IMPORT),
        "may_export": actor.may(Rights.EXPORT),
    }
    return render(
        request, "sales/fact_rows.html" if request.headers.get("HX-Request") else "sales/facts.html", context
    )


@require_GET
def returns(request: HttpRequest) -> HttpResponse:
    """Returns and the sales they belong to; those that found none are listed."""
    actor = _actor(request)
    asked = ReturnsForm(request.GET)
    asked.is_valid()
    state = asked.cleaned_data.get("state") or "unmatched"
    lines, following = selectors.returns_page(actor, state=state, before=asked.cleaned_data.get("before"))
    totals = selectors.return_totals(actor)
    matches = selectors.matches_of(line.fact.pk for line in lines)
    context = {
        "lines": [(line, matches.get(line.fact.pk, [])) for line in lines],
        "totals": totals,
        "states": [
            Choice(
                "unmatched",
                _("没有对上"),
                state == "unmatched",
                count=totals.unmatched + totals.partly,
                url="?state=unmatched",
            ),
            Choice("matched", _("已对上"), state == "matched", count=totals.matched, url="?state=matched"),
        ],
        "foot": Foot(
            first=1 if lines else 0,
            last=len(lines),
            next=_address(request, before=str(following)) if following else "",
        ),
        "tab": "returns",
    }
    return render(request, "sales/returns.html", context)


@dataclass(frozen=True)
class _Reading:
    """One reading of a ranking, for the page."""

    name: str
    is_written: bool
    split: object


def _readings(ranking: Ranking, method: str) -> list[_Reading]:
    return [
        _Reading(name, code == method, ranking.grading.split(code))
        for code, name in (("count", _("按客户数")), ("sales", _("按累计销售额")))
    ]


@require_GET
def grading(request: HttpRequest) -> HttpResponse:
    """Both readings of ABC as of a day, before anything is written; and outlets that no longer fit their
    grade."""
    actor = _actor(request, Rights.GRADE)
    proposed = services.proposed_grading(actor)
    given = {
        **{"as_of": proposed.as_of, "months": proposed.months, "method": proposed.method},
        **request.GET.dict(),
    }
    form = GradingForm(given)
    report: GradingReport | None = None
    if form.is_valid():
        report = services.grading_report(actor, **form.cleaned_data)
    context = {
        "form": form,
        "report": report,
        "is_empty": report is not None and not report.outlets.grading.rows,
        "rankings": [
            (_("终端"), report.outlets, _readings(report.outlets, report.method)),
            (pgettext("many", "品项"), report.items, _readings(report.items, report.method)),
        ]
        if report
        else [],
        "runs": selectors.grading_runs(),
        "misfits": outlets.misfits(actor, limit=20),
        "tab": "grading",
    }
    return render(request, "sales/grading.html", context, status=422 if form.errors and request.GET else 200)


@require_POST
def apply_grading(request: HttpRequest) -> HttpResponse:
    """Write the classes that the page has shown."""
    actor = _actor(request, Rights.GRADE)
    form = GradingForm(request.POST)
    back = reverse("sales:grading")
    if not form.is_valid():
        return redirect(f"{back}?{request.POST.urlencode()}")
    try:
        report = services.grade(actor, **form.cleaned_data)
    except Refusal as refusal:
        toast(request, refusal.message)
        return redirect(back)
    toast(
        request,
        _("已给 %(count)s 家终端定级，%(changed)s 家等级变了")
        % {"count": len(report.outlets.grading.rows), "changed": (report.written or {}).get("changed", 0)},
    )
    values = form.cleaned_data
    return redirect(f"{back}?as_of={values['as_of']}&months={values['months']}&method={values['method']}")
