"""People: the list, one person, a new person, and what is done to an account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.kernel.actor import Actor
from endcap.org.people import selectors, services
from endcap.org.people.forms import (
    AbsenceForm,
    DelegationForm,
    PasswordForm,
    PeopleFilterForm,
    PersonForm,
    TokenForm,
    name_of,
)
from endcap.org.people.models import Person
from endcap.org.people.rights import Rights
from endcap.org.people.selectors import PeopleFilter
from endcap.org.people.views.asking import actor_of, done, leave_context
from endcap.org.units import selectors as units
from endcap.ui.parts import Choice, Foot
from endcap.ui.toasts import toast


def _address(request: HttpRequest, **changes: str) -> str:
    params = request.GET.copy()
    for key in ("after", "before", *changes):
        params.pop(key, None)
    params.update({key: value for key, value in changes.items() if value})
    return f"?{params.urlencode()}" if params else request.path


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Who works here, as far as the reader sees."""
    actor = actor_of(request, Rights.VIEW)
    asked = PeopleFilterForm(request.GET)
    asked.is_valid()
    value = asked.cleaned_data
    wanted = PeopleFilter(
        text=value.get("q", ""),
        unit_id=value.get("unit"),
        role=value.get("role", ""),
        status=value.get("status") or "active",
    )
    page = selectors.people_page(actor, wanted, after=value.get("after", ""), before=value.get("before", ""))
    known = units.visible_tree(actor)
    roles = selectors.roles()
    context = {
        "page": page,
        "wanted": wanted,
        "units": known,
        "unit_name": next((unit.name for unit in known if unit.pk == wanted.unit_id), ""),
        "roles": [(role.code, name_of(role)) for role in roles],
        "role_name": next((name_of(role) for role in roles if role.code == wanted.role), ""),
        "statuses": [
            Choice(
                code,
                label,
                is_on=wanted.status == code,
                url=_address(request, status=code if code != "active" else ""),
            )
            for code, label in (
                ("active", _("在职")),
                ("left", pgettext("of an account", "已停用")),
                ("all", _("全部")),
            )
        ],
        "foot": Foot(
            first=1 if page.people else 0,
            last=len(page.people),
            previous=_address(request, before=page.before) if page.before else "",
            next=_address(request, after=page.after) if page.after else "",
        ),
        "may_edit": actor.may(Rights.EDIT),
    }
    return render(
        request, "people/rows.html" if request.headers.get("HX-Request") else "people/list.html", context
    )


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """Add somebody."""
    actor = actor_of(request, Rights.EDIT)
    form = PersonForm(
        request.POST or None,
        units=units.visible_tree(actor),
        roles=selectors.roles(),
        initial={"unit": str(request.GET.get("unit") or actor.unit_id)},
    )
    if request.method == "POST" and done(form, lambda: _create(actor, form)):
        toast(request, _("已新增 %(name)s") % {"name": form.cleaned_data["name"]})
        return redirect("people:list")
    status = 422 if form.errors else 200
    return render(request, "people/new.html", {"form": form}, status=status)


def _create(actor: Actor, form: PersonForm) -> None:
    value = form.cleaned_data
    services.create_person(
        actor,
        login=value["login"],
        name=value["name"],
        unit_id=form.unit_id,
        role_codes=value["roles"],
        password=value["password"] or None,
        employee_no=value["employee_no"],
        phone=value["phone"],
        email=value["email"],
    )


def person_page(
    request: HttpRequest,
    actor: Actor,
    shown: Person,
    *,
    form: PersonForm | None = None,
    password_form: PasswordForm | None = None,
    token_form: TokenForm | None = None,
    absence_form: AbsenceForm | None = None,
    delegation_form: DelegationForm | None = None,
    secret: str = "",
) -> HttpResponse:
    """Somebody's page, with the forms that were sent and refused."""
    may_edit, may_tokens = actor.may(Rights.EDIT), actor.may(Rights.TOKENS)
    if may_edit and form is None:
        form = PersonForm(person=shown, units=units.visible_tree(actor), roles=selectors.roles())
    given = (form, password_form, token_form, absence_form, delegation_form)
    forms = [one for one in given if one is not None]
    key = request.session.session_key or ""
    context: dict[str, Any] = {
        "person": shown,
        "role_names": [name_of(role) for role in shown.roles.all()],
        "form": form,
        "password_form": password_form or PasswordForm(),
        "token_form": token_form or TokenForm(),
        "tokens": selectors.tokens_of(actor, shown.pk) if may_tokens or shown.pk == actor.person_id else [],
        "secret": secret,
        "may_edit": may_edit,
        "may_tokens": may_tokens,
        "is_self": shown.pk == actor.person_id,
        "today": actor.today,
        "sessions": selectors.open_sessions(actor, shown.pk, current_key=key) if may_edit else [],
        "factor": selectors.second_factor_of(actor, shown.pk),
        **leave_context(actor, shown.pk, absence_form, delegation_form),
    }
    return render(
        request, "people/person.html", context, status=422 if any(one.errors for one in forms) else 200
    )


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody's data, account and tokens."""
    actor = actor_of(request, Rights.EDIT if request.method == "POST" else Rights.VIEW)
    shown = selectors.person_of(actor, person_id)
    if request.method == "GET":
        return person_page(request, actor, shown)
    form = PersonForm(request.POST, person=shown, units=units.visible_tree(actor), roles=selectors.roles())
    if done(form, lambda: _update(actor, person_id, form)):
        toast(request, _("已保存 %(name)s") % {"name": form.cleaned_data["name"]})
        return redirect("people:person", person_id=person_id)
    return person_page(request, actor, selectors.person_of(actor, person_id), form=form)


def _update(actor: Actor, person_id: UUID, form: PersonForm) -> None:
    value = form.cleaned_data
    services.update_person(
        actor,
        person_id=person_id,
        name=value["name"],
        unit_id=form.unit_id,
        role_codes=value["roles"],
        employee_no=value["employee_no"],
        phone=value["phone"],
        email=value["email"],
    )


@require_POST
def disable(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody leaves; all sessions and tokens end at once. The toast takes it back."""
    shown = services.disable_person(actor_of(request), person_id=person_id)
    toast(request, _("已停用 %(name)s，所有登录已结束") % {"name": shown.name})
    return redirect("people:person", person_id=person_id)


@require_POST
def enable(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody is back."""
    shown = services.enable_person(actor_of(request), person_id=person_id)
    toast(request, _("已启用 %(name)s") % {"name": shown.name})
    return redirect("people:person", person_id=person_id)


@require_POST
def end_sessions(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A lost phone or a shared password: every open session ends."""
    services.end_sessions(actor_of(request), person_id=person_id)
    toast(request, _("所有登录已结束"))
    return redirect("people:person", person_id=person_id)


@sensitive_post_parameters("password")
@require_POST
def set_password(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Give somebody a new password."""
    actor = actor_of(request, Rights.EDIT)
    shown = selectors.person_of(actor, person_id)
    form = PasswordForm(request.POST)
    if done(
        form,
        lambda: services.set_password(actor, person_id=person_id, password=form.cleaned_data["password"]),
    ):
        toast(request, _("密码已换，所有登录已结束"))
        return redirect("people:person", person_id=person_id)
    return person_page(request, actor, shown, password_form=form)


@never_cache
@require_POST
def create_token(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A new token; its secret is on this page and never again."""
    actor = actor_of(request, Rights.TOKENS)
    shown = selectors.person_of(actor, person_id)
    form = TokenForm(request.POST)
    made: list[str] = []
    if done(
        form,
        lambda: made.append(
            services.create_token(
                actor,
                person_id=person_id,
                name=form.cleaned_data["name"],
                expires_on=form.cleaned_data["expires_on"],
            )
        ),
    ):
        return person_page(request, actor, shown, secret=made[0])
    return person_page(request, actor, shown, token_form=form)


@require_POST
def revoke_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End a token at once."""
    actor = actor_of(request)
    token = services.revoke_token(actor, token_id=token_id)
    toast(request, _("令牌“%(name)s”已停用") % {"name": token.name})
    if token.person_id == actor.person_id:
        return redirect("people:me")
    return redirect("people:person", person_id=token.person_id)
