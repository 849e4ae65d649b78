"""The second factor: asked for at sign-in, set up, changed and removed by its owner.

allauth runs the steps; these pages put them into our words, write the audit log and keep what waits behind sign-in.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import BaseReauthenticateView, ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeReauthenticateView
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from endcap.kernel.errors import NotFoundHere
from endcap.org.people import open_doors, resubmit, second_step, selectors, services
from endcap.org.people.forms import CodeForm, KeyForm
from endcap.org.people.selectors import SecondFactor
from endcap.org.people.views.asking import actor_of
from endcap.ui.toasts import toast

_INDEX = reverse_lazy("mfa_index")


def _own(request: HttpRequest) -> SecondFactor:
    actor = actor_of(request)
    assert actor.person_id is not None  # a signed-in person
    return selectors.second_factor_of(actor, actor.person_id)


@never_cache
@require_GET
def second_factor(request: HttpRequest) -> HttpResponse:
    """What I have set up; with nothing set up and a role that asks for it, the way to begin."""
    factor = _own(request)
    template = "mfa/first.html" if factor.is_required and not factor.is_on else "mfa/index.html"
    return render(request, template, {"factor": factor})


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def ask_code(request: HttpRequest) -> HttpResponse:
    """The second step of signing in: a code, a recovery code or a security key."""
    found = second_step.waiting(request)
    if found is None or request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    code = CodeForm(_sent(request, "code"), user=found.person)
    key = KeyForm(_sent(request, "credential"), user=found.person)
    for form in (code, key):
        if form.is_bound and form.is_valid():
            kept = request.session.pop(resubmit.FIELD, "")
            response = second_step.finish(request, found, form.save)
            return resubmit.shown_again(request, kept, response) if kept else response
    ways = selectors.ways_of(found.person.pk)
    context = {
        "form": code,
        "webauthn_form": key,
        "name": found.person.name,
        "ways": ways,
        "options": begin_authentication(found.person) if ways.key else None,
    }
    return render(request, "mfa/authenticate.html", context)


def _sent(request: HttpRequest, field: str) -> Any:
    return request.POST if request.method == "POST" and field in request.POST else None


class _Again(BaseReauthenticateView):
    """Asks for the password or a factor again; whoever has neither is led away."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer."""
        if not get_adapter().get_reauthentication_methods(request.user):
            return redirect(_INDEX)
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the words of the other ways."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        words = {
            "reauthenticate": _("用密码"),
            "mfa_reauthenticate": _("用验证码"),
            "mfa_reauthenticate_webauthn": _("用安全密钥"),
        }
        others = [
            {"url": one["url"], "label": words[one["id"]]}
            for one in context["reauthentication_alternatives"]
            if one["id"] in words
        ]
        options = context.get("js_data", {}).get("request_options")
        return context | {"others": others, "options": options}


class PasswordAgain(_Again, ReauthenticateView):
    """The password again."""


class CodeAgain(_Again, CodeReauthenticateView):
    """A code again."""


class KeyAgain(_Again, ReauthenticateWebAuthnView):
    """The security key again."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Stay on the page and say why."""
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page above forgets the form that was refused."""
        context = super().get_context_data(**kwargs)
        return context | kwargs


class AddApp(ActivateTOTPView):
    """An authenticator app: scan, type the first code."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The secret in groups of four, for those who type it."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return context | {"groups": [secret[at : at + 4] for at in range(0, len(secret), 4)]}

    def form_valid(self, form: Any) -> HttpResponse:
        """Written together with its line in the audit log."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            services.note_factor(actor_of(self.request), "added", kind="totp")
        toast(self.request, _("验证器已添加，下次登录要输验证码"))
        return response


class RemoveApp(DeactivateTOTPView):
    """No app any more."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing to remove: back."""
        if _own(request).app_since is None:
            return redirect(_INDEX)
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        """Written together with its line in the audit log."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            services.note_factor(actor_of(self.request), "removed", kind="totp")
        open_doors.forget_factor(self.request)
        toast(self.request, _("验证器已移除"))
        return response


class AddKey(AddWebAuthnView):
    """A security key, a fingerprint or the phone itself."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the browser asks the key."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"options": context["js_data"]["creation_options"]} | kwargs

    def form_valid(self, form: Any) -> HttpResponse:
        """Written together with its line in the audit log."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            services.note_factor(actor_of(self.request), "added", kind="webauthn")
        toast(self.request, _("安全密钥“%(name)s”已添加") % {"name": form.cleaned_data["name"]})
        return response


class _OwnKey:
    """A key on one's own list; others' are not found."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer."""
        if all(key.id != kwargs["pk"] for key in _own(request).keys):
            raise NotFoundHere()
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class RenameKey(_OwnKey, EditWebAuthnView):
    """Call a key something else."""

    success_url = _INDEX


class RemoveKey(_OwnKey, RemoveWebAuthnView):
    """A key that is lost or not used any more."""

    success_url = _INDEX

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether it is the last one."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"factor": _own(self.request)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Not the last one if a role asks for it. Written together with its line in the audit log."""
        with transaction.atomic():
            services.refuse_losing_the_last_of(actor_of(self.request), factor_id=self.object.pk)
            response: HttpResponse = super().form_valid(form)
            services.note_factor(actor_of(self.request), "removed", kind="webauthn")
        open_doors.forget_factor(self.request)
        toast(self.request, _("安全密钥已移除"))
        return response


class NewCodes(GenerateRecoveryCodesView):
    """Other recovery codes; the old ones end."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only beside a factor."""
        if not _own(request).is_on:
            return redirect(_INDEX)
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        """Written together with its line in the audit log."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            services.note_factor(actor_of(self.request), "renewed", kind="recovery_codes")
        return response


class _WithCodes:
    """Pages about recovery codes that exist."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer."""
        if not _own(request).codes_left:
            return redirect(_INDEX)
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class ShowCodes(_WithCodes, ViewRecoveryCodesView):
    """The recovery codes that are left."""


class DownloadCodes(_WithCodes, DownloadRecoveryCodesView):
    """The same as a file to print."""


def _page(view: Any, *methods: str) -> Any:
    return sensitive_post_parameters()(never_cache(require_http_methods([*methods])(view.as_view())))


password_again = _page(PasswordAgain, "GET", "POST")
code_again = _page(CodeAgain, "GET", "POST")
key_again = _page(KeyAgain, "GET", "POST")
add_app = _page(AddApp, "GET", "POST")
remove_app = _page(RemoveApp, "GET", "POST")
add_key = _page(AddKey, "GET", "POST")
rename_key = _page(RenameKey, "GET", "POST")
remove_key = _page(RemoveKey, "GET", "POST")
show_codes = _page(ShowCodes, "GET")
new_codes = _page(NewCodes, "GET", "POST")
download_codes = _page(DownloadCodes, "GET")
