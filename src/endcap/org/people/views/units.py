"""Units: the tree, and one unit beside it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.kernel.actor import Actor
from endcap.org.people import selectors as people
from endcap.org.people.forms import MoveForm, UnitForm
from endcap.org.people.rights import Rights as PeopleRights
from endcap.org.people.views.asking import actor_of, done
from endcap.org.units import selectors, services
from endcap.org.units.models import Unit
from endcap.org.units.rights import Rights
from endcap.ui.toasts import toast


def _page(
    request: HttpRequest,
    actor: Actor,
    *,
    unit: Unit | None = None,
    form: UnitForm | None = None,
    move_form: MoveForm | None = None,
    moving: people.Moving | None = None,
) -> HttpResponse:
    context = {
        "lines": people.unit_tree(actor),
        "unit": unit,
        "contents": people.contents_of(actor, unit.pk) if unit else None,
        "form": form,
        "move_form": move_form,
        "moving": moving,
        "may_edit": actor.may(Rights.EDIT),
    }
    wrong = any(one is not None and one.errors for one in (form, move_form))
    return render(request, "people/units.html", context, status=422 if wrong else 200)


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
    )


@require_http_methods(["GET", "POST"])
def move_unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Choose another parent, see what that touches, then move. The toast takes it back."""
    actor = actor_of(request, Rights.EDIT)
    shown = selectors.unit_of(actor, unit_id)
    sent = request.POST if "to" in request.POST else request.GET
    form = MoveForm(
        sent if "to" in sent else None,
        unit=shown,
        units=selectors.visible_tree(actor),
        initial={"to": str(shown.parent_id)},
    )
    if request.method == "POST" and done(
        form, lambda: services.move_unit(actor, unit_id=unit_id, parent_id=form.to_id)
    ):
        back = f"{reverse('people:unit_move', args=[unit_id])}?to={shown.parent_id}"
        new_parent = selectors.unit_of(actor, form.to_id)
        told = {"unit": shown.name, "parent": new_parent.name}
        toast(request, _("“%(unit)s”已移到“%(parent)s”下面") % told, undo_url=back)
        return redirect("people:unit", unit_id=unit_id)
    preview = None
    if form.is_bound and form.is_valid():
        preview = people.moving(actor, unit_id=unit_id, parent_id=form.to_id)
    return _page(request, actor, unit=shown, move_form=form, moving=preview)


@require_POST
def close_unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """A unit exists no longer."""
    shown = services.close_unit(actor_of(request), unit_id=unit_id)
    back = reverse("people:unit_reopen", args=[unit_id])
    toast(request, _("单位“%(name)s”已撤销") % {"name": shown.name}, undo_url=back)
    return redirect("people:unit", unit_id=unit_id)


@require_POST
def reopen_unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """A unit is back."""
    shown = services.reopen_unit(actor_of(request), unit_id=unit_id)
    toast(request, _("单位“%(name)s”已恢复") % {"name": shown.name})
    return redirect("people:unit", unit_id=unit_id)
