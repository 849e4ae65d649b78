"""The pages of the working calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.kernel.actor import Actor
from endcap.kernel.calendar import selectors, services
from endcap.kernel.calendar.forms import DayForm, YearFileForm
from endcap.kernel.calendar.rights import Rights
from endcap.kernel.errors import InvalidInput, NotFoundHere

YEARS = range(1990, 2201)
WEEKDAYS = (
    pgettext_lazy("weekday", "一"),
    pgettext_lazy("weekday", "二"),
    pgettext_lazy("weekday", "三"),
    pgettext_lazy("weekday", "四"),
    pgettext_lazy("weekday", "五"),
    pgettext_lazy("weekday", "六"),
    pgettext_lazy("weekday", "日"),
)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return actor


def _known(year: int) -> int:
    if year not in YEARS:
        raise NotFoundHere
    return year


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NotFoundHere from None


@login_required
@require_GET
def this_year(request: HttpRequest) -> HttpResponse:
    """The current year."""
    return redirect("calendar:year", year=_actor(request).today.year)


@login_required
@require_GET
def year(request: HttpRequest, year: int) -> HttpResponse:
    """A year in twelve months; a year that is not there says how to get it."""
    actor = _actor(request)
    return render(request, "calendar/year.html", _context(actor, _known(year)))


@login_required
@require_http_methods(["GET", "POST"])
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """One day, and the form that changes it."""
    actor = _actor(request)
    on = _day(year, month, day)
    cell = selectors.day_cell(on)
    stored = selectors.day_of(on)
    form = DayForm(
        request.POST if request.method == "POST" else None,
        initial={
            "is_working": "yes" if cell.is_working else "no",
            "name_zh": stored.name_zh if stored else "",
            "name_en": stored.name_en if stored else "",
            "note": stored.note if stored else "",
        },
    )
    if request.method == "POST" and _save_day(request, actor, on, form):
        return redirect("calendar:year", year=year)
    context = {"day": cell, "day_form": form if actor.may(Rights.EDIT) else None}
    if request.headers.get("HX-Request"):
        return render(request, "calendar/day.html", context)
    return render(request, "calendar/year.html", _context(actor, year) | context)


@login_required
@require_POST
def load(request: HttpRequest, year: int) -> HttpResponse:
    """Take the year from the data that came with the installation."""
    services.load_year(_actor(request), year=_known(year))
    messages.success(request, _("%(year)s 年的工作日历已装入。") % {"year": year})
    return redirect("calendar:year", year=year)


@login_required
@require_http_methods(["GET", "POST"])
def load_file(request: HttpRequest, year: int) -> HttpResponse:
    """Take the year from a sheet."""
    actor = _actor(request)
    actor.require(Rights.EDIT)
    _known(year)
    form = YearFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.load_sheet(actor, year=year, sheet=form.rows())
        except InvalidInput as refused:
            form.show(refused)
        else:
            messages.success(request, _("%(year)s 年的工作日历已换成表里的。") % {"year": year})
            return redirect("calendar:year", year=year)
    return render(
        request, "calendar/load.html", {"year": year, "form": form, "sunday": selectors.sample_sunday(year)}
    )


def _save_day(request: HttpRequest, actor: Actor, on: date, form: DayForm) -> bool:
    actor.require(Rights.EDIT)
    if not form.is_valid():
        return False
    try:
        services.set_day(
            actor,
            on=on,
            is_working=form.cleaned_data["is_working"] == "yes",
            name_zh=form.cleaned_data["name_zh"],
            name_en=form.cleaned_data["name_en"],
            note=form.cleaned_data["note"],
        )
    except InvalidInput as refused:
        form.show(refused)
        return False
    messages.success(request, _("%(on)s 已改。") % {"on": on.isoformat()})
    return True


def _context(actor: Actor, year: int) -> dict[str, Any]:
    loaded = selectors.loaded_years()
    return {
        "year": year,
        "view": selectors.year_view(year),
        "loaded": loaded,
        "before": year - 1,
        "after": year + 1,
        "today": actor.today,
        "head": WEEKDAYS,
        "is_packaged": selectors.is_packaged(year),
        "may_edit": actor.may(Rights.EDIT),
    }
