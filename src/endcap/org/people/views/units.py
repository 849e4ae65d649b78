"""Units: the tree, and one unit beside it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.kernel.actor import Actor
from endcap.org.people.forms import UnitForm
from endcap.org.people.rights import Rights as PeopleRights
from endcap.org.people.views.asking import actor_of, done
from endcap.org.units import selectors, services
from endcap.org.units.models import Unit
from endcap.org.units.rights import Rights
from endcap.ui.toasts import toast


def _page(
    request: HttpRequest, actor: Actor, *, unit: Unit | None = None, form: UnitForm | None = None
) -> HttpResponse:
    context = {
        "units": selectors.visible_tree(actor, with_closed=True),
        "unit": unit,
        "form": form,
        "may_edit": actor.may(Rights.EDIT),
    }
    return render(
        request, "people/units.html", context, status=422 if form is not None and form.errors else 200
    )


@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """The tree as far as the reader reaches."""
    return _page(request, actor_of(request, PeopleRights.VIEW))


@require_http_methods(["GET", "POST"])
def new_unit(request: HttpRequest) -> HttpResponse:
    """A new unit under its parent."""
    actor = actor_of(request, Rights.EDIT)
    form = UnitForm(
        request.POST or None,
        units=selectors.visible_tree(actor),
        initial={"parent": request.GET.get("parent", str(actor.unit_id)), "kind": Unit.Kind.OFFICE},
    )
    if request.method == "POST" and done(form, lambda: _create(actor, form)):
        toast(request, _("已新增 %(name)s") % {"name": form.cleaned_data["name"]})
        return redirect("people:units")
    return _page(request, actor, form=form)


def _create(actor: Actor, form: UnitForm) -> None:
    value = form.cleaned_data
    services.create_unit(
        actor, code=value["code"], name=value["name"], kind=value["kind"], parent_id=form.parent_id
    )


@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """One unit: its name, kind and parent."""
    actor = actor_of(request, Rights.EDIT if request.method == "POST" else PeopleRights.VIEW)
    shown = selectors.unit_of(actor, unit_id)
    form = (
        UnitForm(request.POST or None, unit=shown, units=selectors.visible_tree(actor))
        if actor.may(Rights.EDIT)
        else None
    )
    if request.method == "POST" and form is not None and done(form, lambda: _update(actor, shown, form)):
        toast(request, _("已保存 %(name)s") % {"name": form.cleaned_data["name"]})
        return redirect("people:unit", unit_id=unit_id)
    return _page(request, actor, unit=shown, form=form)


def _update(actor: Actor, shown: Unit, form: UnitForm) -> None:
    value = form.cleaned_data
    services.update_unit(
        actor,
        unit_id=shown.pk,
        code=value["code"],
        name=value["name"],
        kind=value.get("kind", shown.kind),
        parent_id=form.parent_id,
    )


@require_POST
def close_unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """A unit exists no longer."""
    shown = services.close_unit(actor_of(request), unit_id=unit_id)
    toast(request, _("单位“%(name)s”已撤销") % {"name": shown.name})
    return redirect("people:unit", unit_id=unit_id)


@require_POST
def reopen_unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """A unit is back."""
    shown = services.reopen_unit(actor_of(request), unit_id=unit_id)
    toast(request, _("单位“%(name)s”已恢复") % {"name": shown.name})
    return redirect("people:unit", unit_id=unit_id)
