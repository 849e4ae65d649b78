"""One product: what it is, what it costs, where it is a must; and the forms that change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.goods.catalog import selectors, services, wording
from endcap.goods.catalog.forms import BarcodeForm, PriceForm, SkuForm, initial_of
from endcap.goods.catalog.models import ShouldList, Sku
from endcap.goods.catalog.rights import Rights
from endcap.goods.catalog.sheets import FLAGS
from endcap.goods.catalog.views.asking import actor_of, done
from endcap.kernel.actor import Actor
from endcap.kernel.audit import selectors as audit
from endcap.kernel.audit.selectors import Entry
from endcap.ui.figures import date_text, price_text
from endcap.ui.toasts import toast

GRADES = ("", "A", "B", "C")


@dataclass(frozen=True)
class MustRow:
    """A channel, and the grades whose outlets should carry the product."""

    channel_id: UUID
    channel: str
    marks: tuple[bool, ...]  # every grade, A, B, C


@dataclass(frozen=True)
class Told:
    """One line of what was done."""

    what: str
    how: str
    since: str
    who: str
    entry: Entry


@require_GET
def sku(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    """One product: units, barcodes, prices with their days, where it is a must, what was done."""
    return _page(request, actor_of(request), sku_id)


def _price_form(actor: Actor, data: Any = None) -> PriceForm:
    levels = [(level.code, wording.level_name(level)) for level in selectors.price_levels()]
    return PriceForm(data, levels=levels, initial={"valid_from": actor.today})


def _page(
    request: HttpRequest,
    actor: Actor,
    sku_id: UUID,
    *,
    price_form: PriceForm | None = None,
    barcode_form: BarcodeForm | None = None,
) -> HttpResponse:
    shown = selectors.sku_of(actor, sku_id)
    lines = [(wording.level_name(line.level), line) for line in selectors.price_lines(shown.pk, actor.today)]
    levels = {line.level.code: name for name, line in lines}
    barcodes, sharers = selectors.barcodes_and_sharers(shown.pk)
    if price_form is None:
        price_form = PriceForm(levels=list(levels.items()), initial={"valid_from": actor.today})
    context = {
        "sku": shown,
        "packings": wording.packings(shown),
        "barcodes": [(one, *wording.barcode_state(one)) for one in barcodes],
        "sharers": sharers[:20],
        "lines": lines,
        "former_count": sum(len(line.former) for _name, line in lines),
        "must": _must(selectors.should_list_entries(shown.pk)),
        "flags": _flags(shown, bool(sharers)),
        "shared_word": wording.flag_word(services.SHARED)[1],
        "shared_sentence": FLAGS[services.SHARED],
        "trail": [_told(entry, levels) for entry in audit.trail_of("catalog.Sku", shown.pk, limit=8)],
        "price_form": price_form,
        "barcode_form": barcode_form or BarcodeForm(),
        "may_edit": actor.may(Rights.EDIT),
        "today": actor.today,
    }
    refused = price_form.errors or (barcode_form and barcode_form.errors)
    return render(request, "catalog/sku.html", context, status=422 if refused else 200)


def _flags(shown: Sku, are_sharers_named: bool) -> list[tuple[str, str, str]]:
    """Each flag as tone, word and what to do about it."""
    sentences = {
        **FLAGS,
        services.STUBBED: wording.STUB_SENTENCE,
        "not_an_article": wording.NOT_AN_ARTICLE_SENTENCE,
    }
    return [
        (*wording.flag_word(flag), str(sentences.get(flag, "")))
        for flag in shown.flags
        if flag != services.SHARED or not are_sharers_named
    ]


def _must(entries: list[ShouldList]) -> list[MustRow]:
    found: dict[UUID, tuple[str, set[str]]] = {}
    for entry in entries:
        found.setdefault(entry.channel_id, (str(entry.channel), set()))[1].add(entry.grade)
    return [
        MustRow(channel_id, name, tuple(grade in grades or "" in grades for grade in GRADES[1:]))
        for channel_id, (name, grades) in found.items()
    ]


def _told(entry: Entry, levels: dict[str, str]) -> Told:
    detail, how, since = entry.detail, "", ""
    if entry.action == "catalog.price_set":
        level = str(detail.get("level", ""))
        how = f"{levels.get(level, level)} {price_text(detail.get('price'))}"
        since = _("%(first)s 起") % {"first": detail.get("valid_from", "")}
    elif "fields" in detail:
        how = pgettext("list", "、").join(wording.field_names(detail["fields"]))
    elif "barcode" in detail:
        how = str(detail["barcode"])
    return Told(wording.deed(entry.action), how, since, entry.actor_name, entry)


@require_POST
def set_price(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    """A new price from a day on; the former one ends the day before."""
    actor = actor_of(request, Rights.EDIT)
    form = _price_form(actor, request.POST)
    if done(form, lambda: _write_price(actor, sku_id, form)):
        value = form.cleaned_data
        words = {"price": price_text(value["price"]), "day": date_text(value["valid_from"])}
        toast(request, _("价格 %(price)s 已记下，%(day)s 起生效") % words)
        return redirect("catalog:sku", sku_id=sku_id)
    return _page(request, actor, sku_id, price_form=form)


def _write_price(actor: Actor, sku_id: UUID, form: PriceForm) -> None:
    value = form.cleaned_data
    services.set_price(
        actor,
        sku_id=sku_id,
        level=value["level"],
        price=value["price"],
        valid_from=value["valid_from"],
        valid_to=value["valid_to"],
    )


@require_POST
def add_barcode(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    """Another barcode of the product."""
    actor = actor_of(request, Rights.EDIT)
    form = BarcodeForm(request.POST)
    if done(
        form,
        lambda: services.add_barcode(
            actor, sku_id=sku_id, kind=form.cleaned_data["kind"], barcode=form.cleaned_data["barcode"]
        ),
    ):
        toast(request, _("条码已加上"))
        return redirect("catalog:sku", sku_id=sku_id)
    return _page(request, actor, sku_id, barcode_form=form)


@require_POST
def remove_barcode(request: HttpRequest, sku_id: UUID, barcode_id: UUID) -> HttpResponse:
    """A barcode that the product never carried."""
    services.remove_barcode(actor_of(request, Rights.EDIT), sku_id=sku_id, barcode_id=barcode_id)
    toast(request, _("条码已去掉"))
    return redirect("catalog:sku", sku_id=sku_id)


@require_http_methods(["GET", "POST"])
def new_sku(request: HttpRequest) -> HttpResponse:
    """Take a product into the range."""
    actor = actor_of(request, Rights.EDIT)
    form = SkuForm(request.POST or None, categories=selectors.categories(), is_new=True)
    made: list[UUID] = []
    if request.method == "POST" and done(form, lambda: made.append(_create(actor, form))):
        toast(request, _("已新增品项 %(name)s") % {"name": form.cleaned_data["name"]})
        return redirect("catalog:sku", sku_id=made[0])
    return _edit_page(request, form, None)


def _create(actor: Actor, form: SkuForm) -> UUID:
    value = form.cleaned_data
    made = services.create_sku(
        actor,
        code=value["code"],
        fields=form.fields_given(),
        barcode=value["barcode"],
        case_barcode=value["case_barcode"],
    )
    return made.pk


@require_http_methods(["GET", "POST"])
def edit_sku(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    """Correct a product."""
    actor = actor_of(request, Rights.EDIT)
    shown = selectors.sku_of(actor, sku_id)
    form = SkuForm(
        request.POST or None, categories=selectors.categories(), is_new=False, initial=initial_of(shown)
    )
    if request.method == "POST" and done(
        form, lambda: services.update_sku(actor, sku_id=sku_id, fields=form.fields_given())
    ):
        toast(request, _("已保存 %(name)s") % {"name": form.cleaned_data["name"]})
        return redirect("catalog:sku", sku_id=sku_id)
    return _edit_page(request, form, shown)


def _edit_page(request: HttpRequest, form: SkuForm, shown: Sku | None) -> HttpResponse:
    context = {"form": form, "sku": shown, "brands": selectors.brands()}
    return render(request, "catalog/edit.html", context, status=422 if form.errors else 200)
