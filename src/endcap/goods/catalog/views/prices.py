"""The price table of a day, and how stable the price system was in a period."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from endcap.goods.catalog import selectors, wording
from endcap.goods.catalog.forms import PeriodForm, category_choices
from endcap.goods.catalog.rights import Rights
from endcap.goods.catalog.stability import LevelStability, stability_of
from endcap.goods.catalog.views.asking import Asked, actor_of, address, asked_of, foot_of
from endcap.ui.figures import percent_text
from endcap.ui.parts import Choice, Kpi

PERIODS = (30, 90, 365)


@require_GET
def prices(request: HttpRequest) -> HttpResponse:
    """The price table of a day: products down, levels across."""
    actor = actor_of(request)
    asked = asked_of(request, actor)
    on = asked.on or actor.today
    levels = selectors.price_levels()
    held = selectors.prices_on(on, [row.pk for row in asked.page.rows])
    categories = category_choices(selectors.categories())
    context = {
        "asked": asked,
        "wanted": asked.wanted,
        "sort": asked.sort,
        "tab": "prices",
        "on": on,
        "today": actor.today,
        "levels": [(wording.level_name(level), level.is_suggested) for level in levels],
        "rows": [
            (row, [(wording.level_name(level), held.get((row.pk, level.code))) for level in levels])
            for row in asked.page.rows
        ],
        "categories": categories,
        "category": str(asked.wanted.category_id or ""),
        "foot": foot_of(request, asked),
        "export_url": _export_url(asked, on.isoformat()),
        "may_import": actor.may(Rights.IMPORT),
        "may_export": actor.may(Rights.EXPORT),
    }
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, "catalog/price_rows.html" if is_part else "catalog/prices.html", context)


def _export_url(asked: Asked, on: str) -> str:
    wanted = asked.wanted
    given = {"on": on, "q": wanted.text, "category": wanted.category_id, "brand": wanted.brand_id}
    pairs = [(key, str(value)) for key, value in given.items() if value]
    return f"{reverse('exchange:export', args=['prices'])}?{urlencode(pairs)}"


@require_GET
def stability(request: HttpRequest) -> HttpResponse:
    """How stable the price system was in a period."""
    actor = actor_of(request)
    asked = PeriodForm(request.GET)
    asked.is_valid()
    last = asked.cleaned_data.get("last") or actor.today
    first = asked.cleaned_data.get("first") or last - timedelta(days=PERIODS[-1])
    first, last = min(first, last), max(first, last)
    found = stability_of(selectors.price_spans(first, last), from_on=first, to_on=last)
    named = selectors.named([row[0] for level in found for row in level.largest])
    names = {level.code: wording.level_name(level) for level in selectors.price_levels()}
    context = {
        "tab": "stability",
        "first": first,
        "last": last,
        "kpis": [_kpi(names[level.level], level) for level in found],
        "periods": [
            Choice(
                str(days),
                _("%(days)s 天") % {"days": days},
                is_on=last == actor.today and (last - first).days == days,
                url=address(request, first=str(actor.today - timedelta(days=days)), last=str(actor.today)),
            )
            for days in PERIODS
        ],
        "levels": [
            (names[level.level], level, [(named[row[0]], *row[1:]) for row in level.largest])
            for level in found
        ],
    }
    return render(request, "catalog/stability.html", context)


def _kpi(name: str, level: LevelStability) -> Kpi:
    if not level.skus:
        return Kpi(name, "—", comparison=_("没有价格"))
    moved = {"changes": level.changes, "skus": level.changed_skus}
    words = _("调价 %(changes)s 次，%(skus)s 个品项") % moved if level.changes else _("没有调过价")
    return Kpi(name, ("+" if level.drift_bp > 0 else "") + percent_text(level.drift_bp), comparison=words)
