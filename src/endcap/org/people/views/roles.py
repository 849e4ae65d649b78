"""Roles: who may do what, as a matrix, and one role."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from endcap.kernel.actor import Actor
from endcap.kernel.scope import Reach
from endcap.org.people import selectors, services
from endcap.org.people.areas import label_of
from endcap.org.people.forms import RoleForm, name_of
from endcap.org.people.models import Role
from endcap.org.people.rights import Rights
from endcap.org.people.views.asking import actor_of, done
from endcap.ui.toasts import toast


@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """Every role with every right."""
    actor = actor_of(request, Rights.VIEW)
    known = selectors.roles_with_counts()
    context = {
        "roles": [(role, name_of(role), Reach(role.reach).label) for role in known],
        "groups": [(label_of(group.area), group.rows) for group in selectors.matrix(known)],
        "may_edit": actor.may(Rights.EDIT),
    }
    return render(request, "people/roles.html", context)


def _page(request: HttpRequest, actor: Actor, form: RoleForm, role: Role | None) -> HttpResponse:
    ticked = set(form["rights"].value() or ())
    context: dict[str, Any] = {
        "form": form,
        "role": role,
        "role_name": name_of(role) if role else "",
        "groups": [
            (label_of(area), [(right, right.code in ticked, actor.may(right)) for right in rights])
            for area, rights in selectors.rights_by_area().items()
        ],
        "may_edit": actor.may(Rights.EDIT),
    }
    return render(request, "people/role.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def new_role(request: HttpRequest) -> HttpResponse:
    """A new role."""
    actor = actor_of(request, Rights.EDIT)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and done(form, lambda: _create(actor, form)):
        toast(request, _("已新增 %(name)s") % {"name": form.cleaned_data["name"]})
        return redirect("people:roles")
    return _page(request, actor, form, None)


def _create(actor: Actor, form: RoleForm) -> None:
    value = form.cleaned_data
    services.create_role(
        actor,
        code=value["code"],
        name=value["name"],
        name_en=value["name_en"],
        reach=value["reach"],
        rights=form.codes,
        requires_mfa=value["requires_mfa"],
    )


@require_http_methods(["GET", "POST"])
def role(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """One role: names, reach, rights."""
    actor = actor_of(request, Rights.EDIT if request.method == "POST" else Rights.VIEW)
    shown = selectors.role_of(actor, role_id)
    form = RoleForm(request.POST or None, role=shown)
    if request.method == "POST" and done(form, lambda: _update(actor, role_id, form)):
        toast(request, _("已保存 %(name)s") % {"name": form.cleaned_data["name"]})
        return redirect("people:roles")
    return _page(request, actor, form, shown)


def _update(actor: Actor, role_id: UUID, form: RoleForm) -> None:
    value = form.cleaned_data
    services.update_role(
        actor,
        role_id=role_id,
        name=value["name"],
        name_en=value["name_en"],
        reach=value["reach"],
        rights=form.codes,
        requires_mfa=value["requires_mfa"],
    )
