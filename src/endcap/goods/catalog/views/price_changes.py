"""Drafts of price rules: written like a sheet, looked at before they count, published in one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.goods.catalog import buying, effects, price_changes, rule_reads, rule_wording, selectors
from endcap.goods.catalog.drafting import TypedLine
from endcap.goods.catalog.models import PriceChange
from endcap.goods.catalog.price_forms import WINDOW, ChangeFilterForm, ChangeForm, LineRows, audience_choices
from endcap.goods.catalog.rights import Rights
from endcap.goods.catalog.rule_reads import RuleFilter
from endcap.goods.catalog.views.asking import actor_of, address, done
from endcap.goods.catalog.wording import level_name
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, Problem, Refusal
from endcap.ui.parts import Choice, Foot, Kpi
from endcap.ui.toasts import toast

BIGGEST = 50
MOST_TOLD = 200  # problems that a page names
MOST_KNOWN = 2_000  # products that the editor proposes


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """Drafts and publications, the newest first."""
    actor = actor_of(request, Rights.RULES)
    form = ChangeFilterForm(request.GET)
    form.is_valid()
    state = form.cleaned_data.get("state") or ""
    page = rule_reads.changes_page(actor, state=state, after=form.cleaned_data.get("after") or "")
    states = [("", _("全部")), *((one, str(label)) for one, label in PriceChange.State.choices)]
    context = {
        "tab": "changes",
        "rows": [(one, *rule_wording.change_state(one)) for one in page.rows],
        "states": [
            Choice(one, label, is_on=one == state, url=address(request, state=one)) for one, label in states
        ],
        "state": state,
        "foot": Foot(
            1 if page.rows else 0, len(page.rows), next=address(request, after=page.next) if page.next else ""
        ),
        "may_price": actor.may(Rights.PRICE),
        "may_import": actor.may(Rights.PRICE) and actor.may(Rights.IMPORT),
    }
    return render(request, "catalog/changes.html", context)


@require_http_methods(["GET", "POST"])
def new_change(request: HttpRequest) -> HttpResponse:
    """A draft that is not there yet."""
    actor = actor_of(request, Rights.PRICE)
    form = ChangeForm(request.POST or None)
    rows = _rows(actor, request.POST if request.method == "POST" else None, [])
    made: list[UUID] = []
    if request.method == "POST" and done(form, lambda: made.append(_start(actor, form, rows))):
        return _saved(request, made[0])
    return _editor(request, actor, None, form, rows, [])


def _start(actor: Actor, form: ChangeForm, rows: LineRows) -> UUID:
    value = form.cleaned_data
    lines = [line for _at, line in rows.lines()]
    return price_changes.start_change(actor, title=value["title"], note=value["note"], lines=lines).pk


def _saved(request: HttpRequest, change_id: UUID) -> HttpResponse:
    toast(request, _("草稿已保存"))
    if request.POST.get("then") == "preview":
        return redirect("catalog:preview_change", change_id=change_id)
    return redirect("catalog:change", change_id=change_id)


def _rows(actor: Actor, data: Any, held: Sequence[tuple[int, TypedLine]]) -> LineRows:
    blank = TypedLine(audience="channel", target="sku", valid_from=actor.today.isoformat())
    return LineRows(
        data,
        held=held,
        blank=blank,
        audiences=audience_choices(buying.may_name_contracts()),
        levels=[(level.code, level_name(level)) for level in selectors.price_levels()],
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """A draft in its editor; what is published or dropped can be read."""
    actor = actor_of(request, Rights.RULES)
    found = rule_reads.change_of(actor, change_id)
    if request.method == "POST":
        actor.require(Rights.PRICE)
    elif found.state != PriceChange.State.DRAFT or not actor.may(Rights.PRICE):
        return _shown(request, actor, found)
    lines = price_changes.typed_lines(change_id)
    first = _first(request)
    window = [one for one in lines if one[0] >= first][:WINDOW]
    data = request.POST if request.method == "POST" else None
    initial = {"title": found.title, "note": found.note, "version": found.version}
    form, rows = ChangeForm(data, initial=initial), _rows(actor, data, window)
    if data is not None and done(form, lambda: _save(actor, change_id, form, rows)):
        return _saved(request, change_id)
    problems = list(price_changes.read_change(actor, change_id).problems) if lines and data is None else []
    rows.tell(problems)
    return _editor(request, actor, found, form, rows, problems, lines=lines, window=window)


def _first(request: HttpRequest) -> int:
    text = request.GET.get("from", "")
    return int(text) if text.isdigit() and len(text) < 10 else 0


def _save(actor: Actor, change_id: UUID, form: ChangeForm, rows: LineRows) -> None:
    value = form.cleaned_data
    price_changes.save_lines(
        actor,
        change_id=change_id,
        lines=rows.lines(),
        version=value["version"],
        title=value["title"],
        note=value["note"],
    )


def _editor(
    request: HttpRequest,
    actor: Actor,
    found: PriceChange | None,
    form: ChangeForm,
    rows: LineRows,
    problems: Sequence[Problem],
    *,
    lines: Sequence[tuple[int, TypedLine]] = (),
    window: Sequence[tuple[int, TypedLine]] = (),
) -> HttpResponse:
    known = selectors.skus_of(actor, selectors.SkuFilter()) if actor.may(Rights.VIEW) else None
    after = [at for at, _line in lines if window and at > window[-1][0]]
    before = [at for at, _line in lines if window and at < window[0][0]]
    context = {
        "tab": "changes",
        "change": found,
        "form": form,
        "rows": rows.forms,
        "shown": rows.shown,
        "told": _told(problems),
        "problem_count": len(problems),
        "line_count": len(lines),
        "next_from": after[0] if after else 0,
        "previous_from": before[-WINDOW:][0] if before else 0,
        "known_who": price_changes.names_to_propose(),
        "known_what": list(known.values_list("code", "name")[:MOST_KNOWN]) if known is not None else [],
        "headings": [rule_wording.CELLS[name] for name in rule_wording.CELLS],
    }
    return render(request, "catalog/change_edit.html", context, status=422 if form.errors else 200)


def _told(problems: Sequence[Problem]) -> list[tuple[int, str, str]]:
    found = []
    for problem in problems[:MOST_TOLD]:
        line, cell = rule_wording.place_of(problem.field)
        found.append((line, str(rule_wording.CELLS.get(cell, "")), str(problem.message)))
    return sorted(found)


def _shown(request: HttpRequest, actor: Actor, found: PriceChange) -> HttpResponse:
    page = rule_reads.rules_page(
        actor, wanted=RuleFilter(change_id=found.pk), after=request.GET.get("after", "")[:200]
    )
    spans = rule_reads.spans_of([one.pk for one in page.rows])
    context = {
        "tab": "changes",
        "change": found,
        "state": rule_wording.change_state(found),
        "rows": [rule_wording.rule_row(one, spans.get(one.pk, []), actor.today) for one in page.rows],
        "lines": price_changes.typed_lines(found.pk)[:MOST_TOLD]
        if found.state != PriceChange.State.PUBLISHED
        else [],
        "headings": list(rule_wording.CELLS.values()),
        "warnings": [(line, rule_wording.warning(code, count)) for line, code, count in found.warnings],
        "foot": Foot(
            1 if page.rows else 0, len(page.rows), next=address(request, after=page.next) if page.next else ""
        ),
    }
    return render(request, "catalog/change.html", context)


@require_GET
def preview_change(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """What publishing a draft would change, or everything that stands against it."""
    actor = actor_of(request, Rights.RULES)
    found = rule_reads.change_of(actor, change_id)
    if found.state != PriceChange.State.DRAFT:
        return redirect("catalog:change", change_id=change_id)
    return _preview(request, actor, found)


def _preview(request: HttpRequest, actor: Actor, found: PriceChange, refused: str = "") -> HttpResponse:
    reading = price_changes.read_change(actor, found.pk)
    outlook = effects.outlook_of(reading.rules)
    changed = outlook.changed
    names = selectors.named([one.sku_id for one in changed[:BIGGEST]])
    first = min((rule.valid_from for rule in reading.rules), default=None)
    context = {
        "tab": "changes",
        "change": found,
        "refused": refused,
        "told": _told(reading.problems),
        "problem_count": len(reading.problems),
        "outlook": outlook,
        "first": first,
        "kpis": [
            Kpi(pgettext("prices", "规则"), f"{len(reading.rules):,}"),
            Kpi(_("变价的品项"), f"{len({one.sku_id for one in changed}):,}"),
            Kpi(_("涉及终端"), f"{outlook.outlets:,}"),
            Kpi(_("涨价"), f"{outlook.raised:,}", comparison=_("品项 × 客户")),
            Kpi(_("降价"), f"{outlook.lowered:,}", comparison=_("品项 × 客户")),
        ],
        "biggest": [
            (
                one,
                names[one.sku_id],
                rule_wording.read_whom(one.rule),
                rule_wording.from_quantity(one.rule.min_quantity),
            )
            for one in changed[:BIGGEST]
        ],
        "more": max(0, len(changed) - BIGGEST),
        "warnings": [(one.line, rule_wording.warning(one.code, one.count)) for one in outlook.warnings],
        "may_price": actor.may(Rights.PRICE),
    }
    return render(request, "catalog/change_preview.html", context, status=409 if refused else 200)


@require_POST
def publish_change(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """From now on the rules of the draft count on their days."""
    actor = actor_of(request, Rights.PRICE)
    text = request.POST.get("version", "")
    version = int(text) if text.isdigit() and len(text) < 10 else None
    try:
        published = price_changes.publish_change(actor, change_id=change_id, version=version)
    except InvalidInput:
        return redirect("catalog:preview_change", change_id=change_id)
    except Refusal as refusal:
        found = rule_reads.change_of(actor, change_id)
        if refusal.status == 409 and found.state == PriceChange.State.DRAFT:
            return _preview(request, actor, found, refusal.message)
        raise
    toast(request, _("已发布 %(number)s") % {"number": published.number})
    return redirect("catalog:change", change_id=change_id)


@require_POST
def drop_change(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """A draft is given up."""
    price_changes.drop_change(actor_of(request, Rights.PRICE), change_id=change_id)
    toast(request, _("草稿已放弃"))
    return redirect("catalog:changes")
