"""The pages of the parameters: the list, and one parameter beside it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput
from endcap.kernel.parameters import places, selectors, services
from endcap.kernel.parameters.declare import Parameter
from endcap.kernel.parameters.forms import ParameterForm
from endcap.kernel.parameters.rights import Rights


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return actor


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Every parameter by group, searchable."""
    actor = _actor(request)
    template = "parameters/rows.html" if request.headers.get("HX-Request") else "parameters/overview.html"
    return render(request, template, _list_context(request, actor))


@login_required
@require_http_methods(["GET", "POST"])
def parameter(request: HttpRequest, code: str) -> HttpResponse:
    """One parameter: its value, its history, and the form that sets it."""
    actor = _actor(request)
    shown = selectors.parameter_of(code)
    form = _form(request, actor, shown) if actor.may(Rights.EDIT) else None
    if request.method == "POST":
        actor.require(Rights.EDIT)
        if form is not None and _save(request, actor, shown, form):
            return redirect("parameters:parameter", code=code)
    context = {
        "line": selectors.line_of(shown, actor.today),
        "history": selectors.history(shown),
        "form": form,
        "today": actor.today,
    }
    if request.headers.get("HX-Request"):
        return render(request, "parameters/panel.html", context)
    return render(request, "parameters/overview.html", _list_context(request, actor) | context)


def _list_context(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    search = request.GET.get("q", "").strip()
    return {"q": search, "groups": selectors.overview(actor.today, search=search), "today": actor.today}


def _form(request: HttpRequest, actor: Actor, shown: Parameter[Any]) -> ParameterForm:
    return ParameterForm(
        request.POST if request.method == "POST" else None,
        parameter=shown,
        value=selectors.line_of(shown, actor.today).value,
        on=actor.today,
        units=[(str(unit_id), name) for unit_id, name in places.choices_for(actor)],
    )


def _save(request: HttpRequest, actor: Actor, shown: Parameter[Any], form: ParameterForm) -> bool:
    if not form.is_valid():
        return False
    try:
        services.set_value(
            actor,
            code=shown.code,
            value=form.raw,
            valid_from=form.chosen_day,
            unit_id=form.chosen_unit_id,
            reason=form.cleaned_data.get("reason", ""),
        )
    except InvalidInput as refused:
        form.show(refused)
        return False
    messages.success(request, _("“%(label)s”已改，下面的历史里有记录。") % {"label": shown.label})
    return True
