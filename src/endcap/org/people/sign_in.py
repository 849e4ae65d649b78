"""How people sign in: nobody signs up by himself, and too many wrong passwords lock the door for a while."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.views import LoginView, LogoutView
from allauth.core import context
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from endcap.kernel import clock
from endcap.org.people import open_doors, resubmit

STILL_FRESH_S = 300


class ClosedDoor(DefaultAccountAdapter):
    """Accounts are made by an administrator, not by visitors."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("登录名或密码不对。密码区分大小写；忘了找系统管理员重设。"),
        "email_password_mismatch": _("登录名或密码不对。密码区分大小写；忘了找系统管理员重设。"),
        "incorrect_password": _("密码不对，重新输。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Signing in and out speaks for itself."""

    def get_login_stages(self) -> list[str]:
        """What stands between the password and being in."""
        return ["endcap.org.people.second_step.SecondStep"]

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Somebody is in: the session goes on the list of those that he can see and end."""
        open_doors.note_sign_in(request, user)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not again within minutes of signing in."""
        request = context.request
        records = get_authentication_records(request, request.user)
        newest = max((record.get("at", 0) for record in records), default=0)
        if clock.now().timestamp() - newest < STILL_FRESH_S:
            return False
        needed: bool = super().is_reauthentication_required(app=app, **kwargs)
        return needed

    def reauthenticate(self, user: Any, password: str) -> bool:
        """The password again; wrong ones are counted like those at sign-in."""
        credentials = {settings.AXES_USERNAME_FORM_FIELD: user.login, "username": user.login}
        found = self.authenticate(context.request, password=password, **credentials)
        return found is not None and found.pk == user.pk


class SignInForm(LoginForm):
    """Login and password."""

    def user_credentials(self) -> dict[str, Any]:
        """With the login under the name by which failures are counted."""
        credentials: dict[str, Any] = super().user_credentials()
        return {**credentials, settings.AXES_USERNAME_FORM_FIELD: self.cleaned_data["login"]}

    def clean(self) -> dict[str, Any]:
        """Somebody who has left gets his own sentence, and only with the right password."""
        cleaned: dict[str, Any] = super().clean()
        if self.user is not None and not self.user.is_active:
            raise ValidationError(_("这个账号已停用。需要继续使用，找系统管理员启用。"), code="disabled")
        return cleaned


class SignIn(LoginView):
    """The sign-in page; a form that lost its session waits behind it."""

    form_class = SignInForm

    @method_decorator(require_http_methods(["GET", "POST"]))
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer."""
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def get_form_class(self) -> type[SignInForm]:
        """Ours, whatever the configuration of allauth says."""
        return SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What was typed before stays on the page until somebody has signed in."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        text = self.request.POST.get(resubmit.FIELD, "")
        return context | {"kept": text if resubmit.opened(text) else ""}

    def form_valid(self, form: SignInForm) -> HttpResponse:
        """Signed in: on to the page that was wanted, or to the form that waited."""
        response: HttpResponse = super().form_valid(form)
        text = self.request.POST.get(resubmit.FIELD, "")
        if resubmit.opened(text) is None:
            return response
        if not self.request.user.is_authenticated:  # a second factor is still to come
            self.request.session[resubmit.FIELD] = text
            return response
        return resubmit.shown_again(self.request, text, response)


class SignOut(LogoutView):
    """Signing out needs a press of the button, never just an address."""

    @method_decorator(require_http_methods(["POST"]))
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer."""
        open_doors.note_sign_out(request)
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer


def locked_out(
    request: HttpRequest,
    original_response: HttpResponse | None = None,
    credentials: dict[str, Any] | None = None,
    *args: Any,
    **kwargs: Any,
) -> HttpResponse:
    """The page after too many wrong passwords: what happened, and when to try again."""
    minutes = round(float(settings.AXES_COOLOFF_TIME) * 60)
    response = render(request, "account/locked.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response
