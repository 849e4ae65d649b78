"""The product list."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from endcap.goods.catalog import listing, selectors, wording
from endcap.goods.catalog.forms import category_choices
from endcap.goods.catalog.listing import Column
from endcap.goods.catalog.models import Sku
from endcap.goods.catalog.rights import Rights
from endcap.goods.catalog.selectors import SkuFilter
from endcap.goods.catalog.views.asking import Asked, actor_of, asked_of, foot_of
from endcap.kernel.actor import Actor

Group = tuple[str, str, list[tuple[str, str]], str]  # parameter, label, choices, the one in force


@require_GET
def skus(request: HttpRequest) -> HttpResponse:
    """Products: found by name, pinyin, code or barcode, with the columns that the reader wants."""
    actor = actor_of(request)
    totals = selectors.counts()
    asked = asked_of(request, actor, totals)
    every = listing.all_columns(selectors.price_levels())
    shown = listing.shown_columns(every, request.GET.getlist("cols"))
    ids = [sku.pk for sku in asked.page.rows]
    keys = {column.key for column in shown}
    prices = (
        selectors.prices_on(actor.today, ids) if any(key.startswith(listing.PRICE) for key in keys) else {}
    )
    groups = _groups(asked.wanted)
    context = {
        "asked": asked,
        "wanted": asked.wanted,
        "sort": asked.sort,
        "tab": asked.wanted.kind,
        "counts": totals,
        "columns": shown,
        "rows": [(sku, listing.cells_of(sku, shown, prices)) for sku in asked.page.rows],
        "foot": foot_of(request, asked),
        "groups": groups,
        "in_force": [
            (key, label, dict(choices)[value])
            for key, label, choices, value in groups
            if value in dict(choices) and value
        ],
        "column_choices": listing.choices_of(every, shown),
        "export_url": _export_url(asked, shown),
        **_may(actor),
    }
    return render(
        request, "catalog/found.html" if request.headers.get("HX-Request") else "catalog/list.html", context
    )


def _may(actor: Actor) -> dict[str, bool]:
    return {
        "may_edit": actor.may(Rights.EDIT),
        "may_import": actor.may(Rights.IMPORT),
        "may_export": actor.may(Rights.EXPORT),
    }


def _groups(wanted: SkuFilter) -> list[Group]:
    """What the list can be narrowed by."""
    brands = [(str(brand.pk), brand.name) for brand in selectors.brands()]
    categories = category_choices(selectors.categories())
    flags = [(code, str(word)) for code, (_tone, word) in wording.FLAG_WORDS.items()]
    roles = [(value, str(label)) for value, label in Sku.Role.choices if value]
    stages = [(value, str(label)) for value, label in Sku.Stage.choices]
    return [
        ("category", _("品类"), categories, str(wanted.category_id or "")),
        ("brand", _("品牌"), brands, str(wanted.brand_id or "")),
        ("role", pgettext("sku", "角色"), roles, wanted.role),
        ("stage", _("生命周期"), stages, wanted.stage),
        ("flag", _("标记"), flags, wanted.flag),
    ]


def _export_url(asked: Asked, shown: list[Column]) -> str:
    """The export of exactly these rows, in this order, with these columns."""
    wanted = asked.wanted
    given = {
        "q": wanted.text,
        "category": wanted.category_id,
        "brand": wanted.brand_id,
        "role": wanted.role,
        "stage": wanted.stage,
        "flag": wanted.flag,
        "kind": wanted.kind if wanted.kind != "article" else "",
        "sort": asked.sort if asked.sort != "code" else "",
    }
    pairs = [(key, str(value)) for key, value in given.items() if value]
    pairs += [("cols", key) for key in (*listing.FIXED, *(key for column in shown for key in column.sheet))]
    return f"{reverse('exchange:export', args=['products'])}?{urlencode(pairs)}"
