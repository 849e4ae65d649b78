"""The list of customers with credit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from endcap.cash.credit import selectors
from endcap.cash.credit.forms import ListForm
from endcap.cash.credit.selectors import VIEWS, CreditFilter
from endcap.cash.credit.views.asking import actor_of
from endcap.ui.parts import Foot

_LABELS = {
    "": pgettext_lazy("credit list", "全部"),
    "expiring": pgettext_lazy("credit list", "30 天内到期"),
    "expired": pgettext_lazy("credit list", "额度到期"),
    "strained": pgettext_lazy("credit list", "用到九成"),
    "overdue": pgettext_lazy("credit list", "有逾期"),
    "blocked": pgettext_lazy("credit list", "已停用"),
}


def _address(request: HttpRequest, **changes: str) -> str:
    params = request.GET.copy()
    for key in ("after", "before", *changes):
        params.pop(key, None)
    params.update({key: value for key, value in changes.items() if value})
    return f"?{params.urlencode()}" if params else request.path


@require_GET
def credit(request: HttpRequest) -> HttpResponse:
    """Limits, what is used of them, and whom to watch; newest change first."""
    actor = actor_of(request)
    form = ListForm(request.GET)
    form.is_valid()
    value = form.cleaned_data
    view = value.get("view", "")
    wanted = CreditFilter(view if view in VIEWS else "", value.get("q", ""))
    page = selectors.credit_page(actor, wanted, after=value.get("after", ""), before=value.get("before", ""))
    counts = selectors.counts(actor)
    context = {
        "page": page,
        "wanted": wanted,
        "views": [
            (key, _LABELS[key], counts[key], _address(request, view=key))
            for key in VIEWS
            if not key or counts[key] or key == wanted.view
        ],
        "foot": Foot(
            first=1 if page.rows else 0,
            last=len(page.rows),
            previous=_address(request, before=page.previous) if page.previous else "",
            next=_address(request, after=page.next) if page.next else "",
        ),
    }
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, "credit/rows.html" if is_part else "credit/list.html", context)
