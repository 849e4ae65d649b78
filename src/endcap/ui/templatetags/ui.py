"""`{% load ui %}`: the parts every page is built from, and the way figures are written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django import template
from django.contrib.messages import get_messages
from django.forms import CheckboxSelectMultiple
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from endcap.ui import figures, maps
from endcap.ui.sparks import area_points, line_points, target_line
from endcap.ui.toasts import UNDO_TAG

if TYPE_CHECKING:
    from django.forms import BaseForm, BoundField
    from django.http import HttpRequest
    from django.template.context import Context

    from endcap.ui.parts import Choice, Fact, Foot, Kpi, Share

register = template.Library()

TONES: Final = {"ok": "o", "warn": "w", "bad": "x", "accent": "a", "ink": "k", "light": "l", "mute": "g"}
_NOTE_ICONS: Final = {
    "": "info-circle",
    "o": "circle-check",
    "w": "alert-triangle",
    "x": "alert-circle",
    "a": "info-circle",
}

register.filter("number", figures.number_text)
register.filter("money", figures.money_text)
register.filter("yuan", figures.yuan_text)
register.filter("price", figures.price_text)
register.filter("percent", figures.percent_text)
register.filter("day", figures.short_date_text)
register.filter("day_long", figures.date_text)
register.filter("day_heading", figures.heading_date_text)
register.filter("clock", figures.time_text)
register.filter("moment", figures.moment_text)
register.filter("masked_phone", figures.masked_phone_text)
register.filter("masked_name", figures.masked_name_text)
register.filter("doer", figures.doer_text)


def _tone(name: str | None) -> str:
    return TONES.get(name or "", name or "")


def _classes(*names: str) -> str:
    return " ".join(name for name in names if name)


@register.filter
def or_dash(value: object) -> object:
    """Nothing known is written as a dash; zero is zero."""
    return figures.EMPTY if value is None or value == "" else value


@register.filter
def plain(value: object) -> str:
    """A value of the records without brackets and quotes: what is many is joined."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {plain(one)}" for key, one in value.items())
    return ", ".join(plain(one) for one in value) if isinstance(value, list | tuple) else str(value)


@register.filter
def initial(name: object) -> str:
    """The first sign of a name, for the round mark of a person."""
    text = str(name or "").strip()
    return text[:1].upper() or "?"


@register.simple_tag
def icon(name: str, label: str = "", cls: str = "") -> SafeString:
    """A drawing from the sprite; decorative unless it is given a label."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" {}><use href="{}#{}"/></svg>',
        _classes("ti", cls),
        spoken,
        static("ui/vendor/icons.svg"),
        name,
    )


@register.simple_tag
def brand() -> SafeString:
    """The mark of the product: an end cap with its shelves, in the shape of an E."""
    return mark_safe(
        '<svg class="ec-mark" viewBox="0 0 20 20" aria-hidden="true"><path class="post" d="M3 2.5h3V18H3z"/>'
        '<path class="shelf" d="M6 4h11v3.2H6zM6 9h8.4v3.2H6zM6 14h11v3.2H6z"/></svg>'
    )


@register.simple_tag
def grade(value: str | None, size: str = "") -> SafeString:
    """Rank of an outlet, A filled, B shaded, C dashed. A rank, not a traffic light."""
    letter = (value or "").strip()
    if not letter:
        return format_html('<span class="{}" title="{}">–</span>', _classes("gr none", size), _("未定级"))
    title = _("%(grade)s 级") % {"grade": letter}
    return format_html(
        '<span class="{}" title="{}">{}</span>', _classes("gr", letter[:1], size), title, letter
    )


@register.simple_tag
def st(tone: str, text: object) -> SafeString:
    """A state inside tables and lists: dot and word."""
    return format_html('<span class="{}">{}</span>', _classes("st", _tone(tone)), text)


@register.simple_tag
def pill(tone: str, text: object, icon_name: str = "") -> SafeString:
    """The state of this document, in headers."""
    mark = icon(icon_name) if icon_name else ""
    return format_html('<span class="{}">{}{}</span>', _classes("pill", _tone(tone)), mark, text)


@register.simple_tag
def avatar(name: object, size: str = "") -> SafeString:
    """A round mark with the first sign of a person's name."""
    return format_html(
        '<span class="{}" aria-hidden="true">{}</span>', _classes("ec-ava", size), initial(name)
    )


@register.simple_block_tag
def note(content: str, tone: str = "", icon_name: str = "", role: str = "") -> SafeString:
    """One message in the flow: why, consequence, way out."""
    kind = _tone(tone)
    mark = icon(icon_name or _NOTE_ICONS.get(kind, "info-circle"))
    spoken = format_html(' role="{}"', role) if role else ""
    return format_html(
        '<div class="{}"{}>{}<div class="sp">{}</div></div>', _classes("ec-note", kind), spoken, mark, content
    )


@register.simple_block_tag
def empty(content: str, icon_name: str, title: object, text: object = "") -> SafeString:
    """Nothing here: what is missing, the quickest way, one or two buttons (the content)."""
    actions = format_html('<div class="wr">{}</div>', content) if content.strip() else ""
    words = format_html('<p class="m d">{}</p>', text) if text else ""
    return format_html(
        '<div class="ec-empty">{}<p class="b">{}</p>{}{}</div>', icon(icon_name), title, words, actions
    )


@register.simple_tag
def spark(points: Sequence[int], target: int | None = None) -> SafeString:
    """A trend as a thin line, without axis; it only says rising, falling, steady."""
    if len(points) < 2:
        return mark_safe("")
    goal = (
        format_html('<polyline class="tg" points="{}"/>', target_line(points, target))
        if target is not None
        else ""
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 120 26" preserveAspectRatio="none" aria-hidden="true">'
        '<polygon class="ar" points="{}"/>{}<polyline class="ln" points="{}"/></svg>',
        area_points(points, target),
        goal,
        line_points(points, target),
    )


@register.inclusion_tag("ui/parts/kpis.html")
def kpis(items: Sequence[Kpi]) -> dict[str, Any]:
    """Four to six figures in one strip."""
    return {"items": items}


@register.inclusion_tag("ui/parts/facts.html")
def facts(rows: Sequence[Fact]) -> dict[str, Any]:
    """Label left, value right, up to seven rows."""
    return {"rows": rows}


@register.inclusion_tag("ui/parts/field.html")
def field(bound: BoundField, unit: str = "", placeholder: str = "", cls: str = "") -> dict[str, Any]:
    """Label, control, help, and below it what is wrong and what to enter."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", widget.__class__.__name__.lower())
    if isinstance(widget, CheckboxSelectMultiple):  # its input_type is that of one box
        kind = "checkboxselectmultiple"
    attrs: dict[str, str | bool] = {"class": _classes(widget.attrs.get("class", ""), _control_class(kind))}
    if placeholder:
        attrs["placeholder"] = placeholder
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attrs),
        "unit": unit,
        "cls": cls,
        "kind": kind,
        "is_optional": _is_optional(bound, kind),
        "is_group": kind in {"radio", "checkboxselectmultiple"},
        "errors": list(bound.errors),
        "error_id": f"{bound.auto_id}_error",
        "help_id": f"{bound.auto_id}_helptext",
    }


def _is_optional(bound: BoundField, kind: str) -> bool:
    """Whether one may leave it out: what only the service asks for stands in ``needed`` of the form."""
    if bound.field.required or bound.name in getattr(bound.form, "needed", ()):
        return False
    if kind == "select":  # without an empty choice something is always chosen
        choices = list(getattr(bound.field, "choices", ()))
        return not choices or choices[0][0] in ("", None)
    return True


def _control_class(kind: str) -> str:
    if kind in {"checkbox", "radio"}:
        return "ck"
    return {"select": "ec-control ec-select", "textarea": "ec-control ec-area"}.get(kind, "ec-control")


@register.inclusion_tag("ui/parts/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """What is wrong with the form as a whole, above its fields."""
    return {"errors": list(form.non_field_errors()), "form": form}


@register.inclusion_tag("ui/parts/progress.html")
def progress(
    done: int, total: int | None, text: str = "", poll_url: str = "", cancel_url: str = "", every_s: int = 1
) -> dict[str, Any]:
    """A long job: how much is done, and a way to stop it. Polls itself while `poll_url` is given."""
    share = min(100, done * 100 // total) if total else None
    return {
        "done": done,
        "total": total,
        "share": share,
        "text": text,
        "poll_url": poll_url,
        "cancel_url": cancel_url,
        "every_s": every_s,
    }


@register.inclusion_tag("ui/parts/foot.html")
def keyset_foot(foot: Foot, unit: str = "") -> dict[str, Any]:
    """Foot of a list: rows shown, the way back and on. No page numbers."""
    return {"foot": foot, "unit": unit}


@register.simple_tag
def share(part: int | None, whole: int | None, tone: str = "") -> SafeString:
    """Share of a known whole; goes with its figures, never alone."""
    if not whole or part is None:
        return mark_safe('<svg class="bar" aria-hidden="true"></svg>')
    width = max(0, min(100, part * 100 // whole))
    return format_html(
        '<svg class="bar" aria-hidden="true"><rect class="{}" width="{}%" height="100%"/></svg>',
        _tone(tone),
        width,
    )


@register.simple_tag
def share_tone(part: int | None, whole: int | None, warn_under: int = 7000, ok_from: int = 9000) -> str:
    """Colour of a share bar in basis points: amber under the first mark, green from the second."""
    if not whole or part is None:
        return ""
    points = part * 10_000 // whole
    return "w" if points < warn_under else "o" if points >= ok_from else ""


@register.simple_tag
def stacked(parts: Iterable[Share], cls: str = "") -> SafeString:
    """Parts of one whole beside each other, in the order given; parts of nothing take no room."""
    shown = [part for part in parts if part.amount > 0]
    whole = sum(part.amount for part in shown) or 1
    rects, start = [], 0
    for part in shown:
        rects.append(
            (_tone(part.tone), start * 10_000 // whole / 100, part.amount * 10_000 // whole / 100, part.label)
        )
        start += part.amount
    body = format_html_join(
        "", '<rect class="{}" x="{}%" width="{}%" height="100%"><title>{}</title></rect>', rects
    )
    return format_html('<svg class="{}" aria-hidden="true">{}</svg>', _classes("bar stacked", cls), body)


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """The address of this page with some parameters changed; None or '' drops one. Paging starts anew."""
    request: HttpRequest = context["request"]
    params = request.GET.copy()
    for place in ("after", "before"):
        if place not in changes:
            params.pop(place, None)
    for key, value in changes.items():
        if value is None or value == "":
            params.pop(key, None)
        elif isinstance(value, list | tuple):
            params.setlist(key, [str(item) for item in value])
        else:
            params[key] = str(value)
    return f"?{params.urlencode()}" if params else request.path


@register.simple_tag(takes_context=True)
def query_without(context: Context, key: str, value: object = None) -> str:
    """The address of this page without one filter, or without one of the values of a filter."""
    request: HttpRequest = context["request"]
    gone = {key, "after", "before"}
    pairs = [
        (name, item)
        for name, items in request.GET.lists()
        for item in items
        if name not in gone or (name == key and value is not None and item != str(value))
    ]
    return f"?{urlencode(pairs)}" if pairs else request.path


@register.inclusion_tag("ui/parts/hidden_query.html", takes_context=True)
def hidden_query(context: Context, *without: str) -> dict[str, Any]:
    """The parameters of this page as hidden fields, so that a small form keeps the other filters."""
    request: HttpRequest = context["request"]
    gone = {*without, "after", "before"}
    return {
        "pairs": [(name, item) for name, items in request.GET.lists() if name not in gone for item in items]
    }


@register.inclusion_tag("ui/parts/sort_th.html", takes_context=True)
def sort_th(context: Context, key: str, label: object, cls: str = "", unit: str = "") -> dict[str, Any]:
    """A column heading that sorts; the sorted column shows its arrow, a second press turns it round."""
    request: HttpRequest = context["request"]
    current = str(context.get("sort") or request.GET.get("sort", ""))
    descending = current == f"-{key}"
    on = current in {key, f"-{key}"}
    following = key if descending else f"-{key}"
    if not on:
        following = f"-{key}" if "n" in cls.split() else key
    return {
        "label": label,
        "cls": cls,
        "unit": unit,
        "on": on,
        "descending": descending,
        "aria": ("descending" if descending else "ascending") if on else "none",
        "url": query(context, sort=following),
    }


@register.inclusion_tag("ui/parts/chip.html", takes_context=True)
def chip(context: Context, key: str, label: object, value: object, one: object = None) -> dict[str, Any]:
    """A filter in force; its cross takes it off."""
    return {"label": label, "value": value, "url": query_without(context, key, one)}


@register.inclusion_tag("ui/parts/seg.html")
def seg(choices: Sequence[Choice], label: str, cls: str = "") -> dict[str, Any]:
    """Two to six exclusive views of the same data."""
    return {"choices": choices, "label": label, "cls": cls}


@register.inclusion_tag("ui/parts/columns.html", takes_context=True)
def columns_dialog(context: Context, choices: Sequence[Choice], save_url: str = "") -> dict[str, Any]:
    """The window in which a person picks the columns of a list; the choice stays in the address, or is posted to
    `save_url`, which remembers it for the person."""
    request: HttpRequest = context["request"]
    return {
        "choices": choices,
        "request": request,
        "action": request.path,
        "save_url": save_url,
        "back": f"{request.path}{query(context, cols=None).removeprefix(request.path)}",
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def crumb(label: object, url: str = "") -> SafeString:
    """One step of the way to this page; the last one has no address."""
    if url:
        return format_html('<a href="{}">{}</a><span aria-hidden="true">/</span>', url, label)
    return format_html('<b aria-current="page">{}</b>', label)


@register.simple_tag
def skeleton(rows: int = 6) -> SafeString:
    """Grey rows in the height of the real ones, shown when an answer takes longer than 0.3 s."""
    widths = ("72", "54", "63", "48", "66")
    lines = format_html_join(
        "",
        '<span class="row-k"><i></i><i class="w{}"></i><i></i></span>',
        ((widths[n % 5],) for n in range(rows)),
    )
    return format_html('<div class="ec-skel" role="status" aria-label="{}">{}</div>', _("正在取"), lines)


@register.inclusion_tag("ui/parts/toasts.html", takes_context=True)
def toasts(context: Context) -> dict[str, Any]:
    """What was just done, with a way back."""
    request = context.get("request")
    shown = []
    for message in get_messages(request) if request else ():
        undo = next(
            (tag[len(UNDO_TAG) :] for tag in (message.extra_tags or "").split() if tag.startswith(UNDO_TAG)),
            "",
        )
        shown.append({"text": message.message, "undo": undo, "tone": message.level_tag})
    return {"shown": shown, "request": request, "csrf_token": context.get("csrf_token")}


@register.simple_tag
def count_text(count: int, estimated: bool = False) -> str:
    """A number of rows; 约 stands before what was not counted exactly."""
    text = figures.number_text(count)
    return pgettext("estimate", "约 %(count)s") % {"count": text} if estimated else text


@register.simple_block_tag(name="map", end_name="endmap")
def map_part(
    content: str,
    key: str,
    label: object,
    points: str = "",
    *,
    places: str = "",
    pick: str = "",
    shapes: str = "",
    draw_into: str = "",
    fit: str = "",
    legend: Sequence[tuple[str, object]] = (),
    cls: str = "",
) -> SafeString:
    """A map. `points` and `shapes` answer GeoJSON for what is in sight, `places` names on plain ground; `pick` takes what
    a lasso caught; `draw_into` names the field that receives an outline. The content stands in its top left corner."""
    under = maps.ground()
    chosen = {
        "tiles": under.tiles,
        "style": under.style,
        "attribution": under.attribution,
        "max_zoom": under.max_zoom,
    }
    addresses = {
        "points": points,
        "places": places,
        "pick": pick,
        "shapes": shapes,
        "into": draw_into,
        "fit": fit,
    }
    return mark_safe(
        render_to_string(
            "ui/parts/map.html",
            {
                "content": content,
                "id": key,
                "label": label,
                "ground": json.dumps(chosen),
                "addresses": [(name, value) for name, value in addresses.items() if value],
                "picks": bool(pick),
                "draws": bool(draw_into),
                "legend": legend,
                "cls": cls,
            },
        )
    )


@register.simple_tag
def map_at(lat_e7: int | None, lon_e7: int | None) -> str:
    """Where a row of a list stands on the map: longitude and latitude, or nothing."""
    if lat_e7 is None or lon_e7 is None:
        return ""
    return "{:.6f},{:.6f}".format(*maps.shown(lat_e7, lon_e7))
