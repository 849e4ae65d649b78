"""One's own account: data, password, language, tokens."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.kernel.actor import Actor
from endcap.org.people import selectors, services
from endcap.org.people.forms import (
    AbsenceForm,
    DelegationForm,
    LanguageForm,
    OwnPasswordForm,
    name_of,
)
from endcap.org.people.models import Person
from endcap.org.people.rights import Rights
from endcap.org.people.views.asking import actor_of, done, leave_context
from endcap.ui.toasts import toast


def own_page(
    request: HttpRequest,
    actor: Actor,
    *,
    absence_form: AbsenceForm | None = None,
    delegation_form: DelegationForm | None = None,
) -> HttpResponse:
    """Who I am here, what I may do, where I am signed in and who decides when I am away."""
    assert actor.person_id is not None  # a signed-in person
    shown = selectors.person_of(actor, actor.person_id)
    context = {
        "person": shown,
        "role_names": [name_of(role) for role in shown.roles.all()],
        "reach": actor.reach.label,
        "rights": [
            str(right.label)
            for rights in selectors.rights_by_area().values()
            for right in rights
            if actor.may(right)
        ],
        "tokens": selectors.tokens_of(actor, shown.pk),
        "may_tokens": actor.may(Rights.TOKENS),
        "form": LanguageForm(initial={"language": translation.get_language()}),
        "today": actor.today,
        "sessions": selectors.open_sessions(actor, shown.pk, current_key=request.session.session_key or ""),
        "factor": selectors.second_factor_of(actor, shown.pk),
        "is_self": True,
        **leave_context(actor, shown.pk, absence_form, delegation_form),
    }
    wrong = any(form is not None and form.errors for form in (absence_form, delegation_form))
    return render(request, "people/me.html", context, status=422 if wrong else 200)


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """My own account."""
    return own_page(request, actor_of(request))


@sensitive_post_parameters("current", "password", "again")
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password of one's own; this session stays, all others end."""
    actor = actor_of(request)
    form = OwnPasswordForm(request.POST or None)
    changed: list[Person] = []
    if request.method == "POST" and done(
        form,
        lambda: changed.append(
            services.change_own_password(
                actor, current=form.cleaned_data["current"], password=form.cleaned_data["password"]
            )
        ),
    ):
        update_session_auth_hash(request, changed[0])
        toast(request, _("密码已换，其他设备上的登录已结束"))
        return redirect("people:me")
    return render(request, "account/password_change.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def change_language(request: HttpRequest) -> HttpResponse:
    """The language of one's pages, on every device."""
    actor = actor_of(request)
    form = LanguageForm(request.POST)
    response = redirect("people:me")
    if done(form, lambda: services.change_own_language(actor, language=form.cleaned_data["language"])):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            form.cleaned_data["language"],
            max_age=365 * 24 * 3600,
            samesite="Lax",
        )
    return response
