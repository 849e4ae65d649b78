"""Who pays what: the price structure as a table, the published rules, and the story of one price."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from endcap.customers.outlets.selectors.lookups import ids_by_code as outlet_ids_by_code
from endcap.goods.catalog import rule_reads, rule_wording, selectors
from endcap.goods.catalog.forms import category_choices
from endcap.goods.catalog.models import PriceRule
from endcap.goods.catalog.price_forms import RuleFilterForm, StoryForm
from endcap.goods.catalog.rights import Rights
from endcap.goods.catalog.rule_reads import Column, RuleFilter, Story
from endcap.goods.catalog.views.asking import actor_of, address, asked_of, foot_of
from endcap.kernel.actor import Actor
from endcap.ui.parts import Choice, Foot

MOST_COLUMNS = 8


@require_GET
def structure(request: HttpRequest) -> HttpResponse:
    """Products down, whoever pays a price of their own across."""
    actor = actor_of(request, Rights.RULES)
    actor.require(Rights.VIEW)
    asked = asked_of(request, actor)
    on = asked.on or actor.today
    every = rule_reads.columns_of(actor)
    wanted = set(request.GET.getlist("cols"))
    shown = [one for one in every if one.key in wanted] or every[:MOST_COLUMNS]
    held = rule_reads.table_of(shown, [row.pk for row in asked.page.rows], on)
    context = {
        "tab": "structure",
        "asked": asked,
        "wanted": asked.wanted,
        "sort": asked.sort,
        "on": on,
        "today": actor.today,
        "columns": [(one, rule_wording.named(one.name, one.name_en)) for one in shown],
        "rows": [
            (row, [(rule_wording.named(one.name, one.name_en), held.get((row.pk, one.key))) for one in shown])
            for row in asked.page.rows
        ],
        "column_choices": _column_choices(every, shown),
        "categories": category_choices(selectors.categories()),
        "category": str(asked.wanted.category_id or ""),
        "foot": foot_of(request, asked),
        "may_price": actor.may(Rights.PRICE),
    }
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, "catalog/structure_rows.html" if is_part else "catalog/structure.html", context)


def _column_choices(every: list[Column], shown: list[Column]) -> list[Choice]:
    keys = {one.key for one in shown}
    return [
        Choice(one.key, rule_wording.named(one.name, one.name_en), is_on=one.key in keys) for one in every
    ]


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Every published rule, the newest publication first."""
    actor = actor_of(request, Rights.RULES)
    form = RuleFilterForm(request.GET)
    form.is_valid()
    value = form.cleaned_data
    wanted = RuleFilter(
        value.get("q") or "",
        value.get("audience") or "",
        value.get("target") or "",
        value.get("state") or "",
        value.get("change"),
    )
    page = rule_reads.rules_page(actor, wanted=wanted, after=value.get("after") or "")
    groups = [
        (
            "audience",
            pgettext("price", "给谁"),
            [(one, str(label)) for one, label in PriceRule.Audience.choices],
            wanted.audience,
        ),
        (
            "target",
            _("管什么"),
            [(one, str(label)) for one, label in PriceRule.Target.choices],
            wanted.target,
        ),
        ("state", _("状态"), _states(), wanted.state),
    ]
    context = {
        "tab": "rules",
        "wanted": wanted,
        "groups": groups,
        "in_force": [(key, label, dict(choices)[now]) for key, label, choices, now in groups if now],
        "rows": _rows(actor, page.rows),
        "foot": Foot(
            1 if page.rows else 0,
            len(page.rows),
            next=_next_address(request, page.next),
        ),
        "is_filtered": wanted != RuleFilter(),
        "export_url": _export_url(wanted),
        "may_price": actor.may(Rights.PRICE),
        "may_import": actor.may(Rights.PRICE) and actor.may(Rights.IMPORT),
        "may_export": actor.may(Rights.EXPORT),
    }
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, "catalog/rule_rows.html" if is_part else "catalog/rules.html", context)


def _states() -> list[tuple[str, str]]:
    return [
        ("now", pgettext("price rule", "生效中")),
        ("coming", pgettext("price rule", "将生效")),
        ("over", pgettext("price rule", "不再生效")),
    ]


def _rows(actor: Actor, found: Sequence[PriceRule]) -> list[rule_wording.RuleRow]:
    spans = rule_reads.spans_of([one.pk for one in found])
    return [rule_wording.rule_row(one, spans.get(one.pk, []), actor.today) for one in found]


def _next_address(request: HttpRequest, after: str) -> str:
    return address(request, after=after) if after else ""


def _export_url(wanted: RuleFilter) -> str:
    given = {
        "q": wanted.text,
        "audience": wanted.audience,
        "target": wanted.target,
        "state": wanted.state,
        "change": wanted.change_id,
    }
    pairs = [(key, str(value)) for key, value in given.items() if value]
    return f"{reverse('exchange:export', args=['price_rules'])}?{urlencode(pairs)}"


@require_GET
def story(request: HttpRequest) -> HttpResponse:
    """Why an outlet pays this for a product on a day: every rule that could hold, with the one that does."""
    actor = actor_of(request, Rights.RULES)
    form = StoryForm(request.GET or None, initial={"on": actor.today, "quantity": 1})
    told = _story(actor, form) if request.GET and form.is_valid() else None
    context = {
        "tab": "story",
        "form": form,
        "story": told,
        "level": _level_words(told) if told else "",
        "rows": [(one, one.candidate.reason) for one in told.told] if told else [],
        "may_price": actor.may(Rights.PRICE),
    }
    return render(request, "catalog/story.html", context, status=422 if form.errors else 200)


def _level_words(told: Story) -> str:
    code = told.buyer.level_code
    for level in selectors.price_levels():
        if level.code == code or (not code and level.is_base):
            return rule_wording.named(level.name, level.name_en)
    return code


def _story(actor: Actor, form: StoryForm) -> Story | None:
    value = form.cleaned_data
    outlet_id = outlet_ids_by_code(actor, [value["outlet"]]).get(value["outlet"])
    sku = selectors.ids_by_code([value["sku"]]).get(value["sku"])
    if outlet_id is None:
        form.add_error("outlet", _("没有这个终端，或不在可见范围内。核对终端编码。"))
    if sku is None:
        form.add_error("sku", _("没有这个品项编码。先导入商品，或核对编码。"))
    if outlet_id is None or sku is None:
        return None
    return rule_reads.story_of(
        actor,
        outlet_id=UUID(str(outlet_id)),
        sku_id=sku[0],
        on=value["on"] or actor.today,
        quantity=value["quantity"] or 1,
    )
