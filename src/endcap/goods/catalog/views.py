"""The pages of products, prices and should-lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.customers.outlets import selectors as outlets
from endcap.goods.catalog import selectors, services
from endcap.goods.catalog.forms import (
    GRADES,
    ListChoiceForm,
    PeriodForm,
    PriceForm,
    RefusableForm,
    ShouldListForm,
    SkuFilterForm,
    SkuForm,
    initial_of,
    level_name,
)
from endcap.goods.catalog.rights import Rights
from endcap.goods.catalog.selectors import SkuFilter
from endcap.goods.catalog.sheets import FLAGS
from endcap.goods.catalog.stability import stability_of
from endcap.kernel.actor import Actor
from endcap.kernel.audit import selectors as audit
from endcap.kernel.errors import InvalidInput, NotFoundHere, Problem, Refusal
from endcap.kernel.rights import Right
from endcap.ui.parts import Foot
from endcap.ui.toasts import toast

_FLAG_WORDS = {
    "barcode_shared": gettext_lazy("条码重复"),
    "barcode_repaired": gettext_lazy("条码补过 0"),
    "barcode_invalid": gettext_lazy("条码有误"),
    "case_barcode_invalid": gettext_lazy("箱码有误"),
    "case_price_differs": gettext_lazy("箱价对不上"),
}


def _actor(request: HttpRequest, right: Right = Rights.VIEW) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(right)
    return actor


def _done(form: RefusableForm, act: Callable[[], object]) -> bool:
    if not form.is_valid():
        return False
    try:
        act()
    except NotFoundHere:
        raise
    except Refusal as refusal:
        form.take(refusal)
        return False
    return True


def _address(request: HttpRequest, **changes: str) -> str:
    params = request.GET.copy()
    for key in ("after", "before", *changes):
        params.pop(key, None)
    params.update({key: value for key, value in changes.items() if value})
    return f"?{params.urlencode()}" if params else request.path


def _wanted(request: HttpRequest) -> tuple[SkuFilter, dict[str, object]]:
    asked = SkuFilterForm(request.GET)
    asked.is_valid()
    value = asked.cleaned_data
    wanted = SkuFilter(
        text=value.get("q", ""),
        brand_id=value.get("brand"),
        category_id=value.get("category"),
        role=value.get("role", ""),
        stage=value.get("stage", ""),
        flag=value.get("flag", ""),
        kind=value.get("kind") or "article",
    )
    return wanted, value


def _page(request: HttpRequest, actor: Actor) -> dict[str, object]:
    wanted, value = _wanted(request)
    sort = str(value.get("sort") or "code")
    page = selectors.skus_page(
        actor, wanted=wanted, sort=sort, after=str(value.get("after") or ""), before=str(value.get("before") or "")
    )
    return {
        "page": page,
        "wanted": wanted,
        "sort": sort,
        "is_filtered": any((wanted.text, wanted.brand_id, wanted.category_id, wanted.role, wanted.stage, wanted.flag)),
        "foot": Foot(
            first=1 if page.rows else 0,
            last=len(page.rows),
            previous=_address(request, before=page.previous) if page.previous else "",
            next=_address(request, after=page.next) if page.next else "",
        ),
    }


@require_GET
def skus(request: HttpRequest) -> HttpResponse:
    """The product list."""
    actor = _actor(request)
    context = _page(request, actor)
    if request.headers.get("HX-Request"):
        return render(request, "catalog/rows.html", context)
    wanted = context["wanted"]
    assert isinstance(wanted, SkuFilter)
    context |= {
        "tab": wanted.kind,
        "counts": selectors.counts(),
        "brands": selectors.brands(),
        "categories": selectors.categories(),
        "roles": services.Sku.Role.choices[1:],
        "stages": services.Sku.Stage.choices,
        "flags": [(code, _FLAG_WORDS[code]) for code in _FLAG_WORDS],
        "flag_word": _FLAG_WORDS.get(wanted.flag, wanted.flag),
        "may_edit": actor.may(Rights.EDIT),
        "may_import": actor.may(Rights.IMPORT),
        "may_export": actor.may(Rights.EXPORT),
    }
    return render(request, "catalog/list.html", context)


@require_GET
def sku(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    """One product: units, barcodes, prices by level with their days, where it is a must."""
    actor = _actor(request)
    return _sku_page(request, actor, sku_id, _price_form(actor))


def _price_form(actor: Actor, data: object = None) -> PriceForm:
    language = get_language() or ""
    levels = [(level.code, level_name(level, language)) for level in selectors.price_levels()]
    return PriceForm(data, levels=levels, initial={"valid_from": actor.today})  # type: ignore[arg-type]


def _sku_page(request: HttpRequest, actor: Actor, sku_id: UUID, form: PriceForm) -> HttpResponse:
    shown = selectors.sku_of(actor, sku_id)
    language = get_language() or ""
    lines = selectors.price_lines(shown.pk, actor.today)
    context = {
        "sku": shown,
        "barcodes": selectors.barcodes_of(shown.pk),
        "sharers": selectors.sharers_of(shown.pk),
        "lines": [(level_name(line.level, language), line) for line in lines],
        "should_lists": selectors.should_list_entries(shown.pk),
        "flags": [FLAGS.get(flag, flag) for flag in shown.flags],
        "trail": audit.trail_of("catalog.Sku", shown.pk, limit=8),
        "form": form,
        "may_edit": actor.may(Rights.EDIT),
    }
    return render(request, "catalog/sku.html", context, status=422 if form.errors else 200)


@require_POST
def set_price(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    """A new price from a day on."""
    actor = _actor(request, Rights.EDIT)
    form = _price_form(actor, request.POST)
    if _done(
        form,
        lambda: services.set_price(
            actor,
            sku_id=sku_id,
            level=form.cleaned_data["level"],
            price=form.cleaned_data["price"],
            valid_from=form.cleaned_data["valid_from"],
            valid_to=form.cleaned_data["valid_to"],
        ),
    ):
        toast(request, _("价格已记下，%(day)s 起生效") % {"day": form.cleaned_data["valid_from"]})
        return redirect("catalog:sku", sku_id=sku_id)
    return _sku_page(request, actor, sku_id, form)


@require_http_methods(["GET", "POST"])
def new_sku(request: HttpRequest) -> HttpResponse:
    """Take a product into the range."""
    actor = _actor(request, Rights.EDIT)
    form = SkuForm(request.POST or None, categories=selectors.categories(), is_new=True)
    made: list[UUID] = []
    if request.method == "POST" and _done(
        form,
        lambda: made.append(
            services.create_sku(
                actor,
                code=form.cleaned_data["code"],
                fields=form.fields_given(),
                barcode=form.cleaned_data["barcode"],
                case_barcode=form.cleaned_data["case_barcode"],
            ).pk
        ),
    ):
        toast(request, _("已新增品项 %(name)s") % {"name": form.cleaned_data["name"]})
        return redirect("catalog:sku", sku_id=made[0])
    return render(request, "catalog/edit.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit_sku(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    """Correct a product."""
    actor = _actor(request, Rights.EDIT)
    shown = selectors.sku_of(actor, sku_id)
    form = SkuForm(request.POST or None, categories=selectors.categories(), is_new=False, initial=initial_of(shown))
    if request.method == "POST" and _done(
        form, lambda: services.update_sku(actor, sku_id=sku_id, fields=form.fields_given())
    ):
        toast(request, _("已保存 %(name)s") % {"name": form.cleaned_data["name"]})
        return redirect("catalog:sku", sku_id=sku_id)
    return render(request, "catalog/edit.html", {"form": form, "sku": shown}, status=422 if form.errors else 200)


@require_GET
def prices(request: HttpRequest) -> HttpResponse:
    """The price table of today: products down, levels across."""
    actor = _actor(request)
    context = _page(request, actor)
    rows = context["page"].rows  # type: ignore[attr-defined]
    held = selectors.prices_on(actor.today, [row.pk for row in rows])
    levels = selectors.price_levels()
    language = get_language() or ""
    context |= {
        "tab": "prices",
        "levels": [(level_name(level, language), level.is_suggested) for level in levels],
        "rows": [(row, [held.get((row.pk, level.code)) for level in levels]) for row in rows],
        "today": actor.today,
        "may_import": actor.may(Rights.IMPORT),
        "may_export": actor.may(Rights.EXPORT),
    }
    return render(
        request, "catalog/price_rows.html" if request.headers.get("HX-Request") else "catalog/prices.html", context
    )


@require_GET
def stability(request: HttpRequest) -> HttpResponse:
    """How stable the price system was in a period."""
    actor = _actor(request)
    asked = PeriodForm(request.GET)
    asked.is_valid()
    last = asked.cleaned_data.get("last") or actor.today
    first = asked.cleaned_data.get("first") or last - timedelta(days=365)
    first, last = min(first, last), max(first, last)
    found = stability_of(selectors.price_spans(first, last), from_on=first, to_on=last)
    named = selectors.named([row[0] for level in found for row in level.largest])
    language = get_language() or ""
    names = {level.code: level_name(level, language) for level in selectors.price_levels()}
    context = {
        "tab": "stability",
        "first": first,
        "last": last,
        "levels": [
            (names[level.level], level, [(named[row[0]], *row[1:]) for row in level.largest]) for level in found
        ],
    }
    return render(request, "catalog/stability.html", context)


@require_http_methods(["GET", "POST"])
def should_list(request: HttpRequest) -> HttpResponse:
    """What outlets of a channel and grade should carry."""
    actor = _actor(request)
    asked = ListChoiceForm(request.GET)
    asked.is_valid()
    channels = outlets.channels_in_order()
    channel = next((c for c in channels if c.pk == asked.cleaned_data.get("channel")), channels[0] if channels else None)
    grade = asked.cleaned_data.get("grade") or ""
    held = selectors.named(selectors.should_list_ids(channel.pk, grade)) if channel else {}
    listed = sorted(held.values(), key=lambda sku: sku.code)
    form = ShouldListForm(request.POST or None, initial={"codes": "\n".join(sku.code for sku in listed)})
    if request.method == "POST" and channel:
        actor.require(Rights.EDIT)
        if _done(form, lambda: _write_list(actor, channel.pk, grade, form.given_codes())):
            toast(request, _("必分销清单已保存"))
            return redirect(request.get_full_path())
    context = {
        "tab": "should",
        "channels": channels,
        "channel": channel,
        "grade": grade,
        "grades": GRADES,
        "skus": listed,
        "form": form,
        "may_edit": actor.may(Rights.EDIT),
    }
    return render(request, "catalog/should_list.html", context, status=422 if form.errors else 200)


def _write_list(actor: Actor, channel_id: UUID, grade: str, codes: list[str]) -> None:
    known = selectors.ids_by_code(codes)
    unknown = [code for code in codes if code not in known]
    if unknown:
        words = "、".join(unknown[:5])
        raise InvalidInput([Problem("codes", "unknown", _("没有这些品项编码：%(codes)s。") % {"codes": words})])
    services.set_should_list(
        actor, channel_id=channel_id, grade=grade, sku_ids=[pk for pk, _is_article in known.values()]
    )
