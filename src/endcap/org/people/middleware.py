"""Builds the actor once per request, and lets nobody in who has not signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from endcap.kernel import clock
from endcap.kernel.scope import Reach
from endcap.org.people import open_doors, resubmit, selectors

PUBLIC = frozenset(
    {
        "account_login",
        "account_logout",
        "mfa_authenticate",
        "health",
        "office:language",
        "portal:accept",
        "portal:join",
        "portal:done",
    }
)
_SETTING_UP = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "health",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_download_recovery_codes",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
        "office:language",
    }
)
_API = "api"
_OF_THE_PORTAL = frozenset(
    {
        "account_logout",
        "account_change_password",
        "account_reauthenticate",
        "office:language",
        "people:language",
    }
)


class ActorMiddleware:
    """Sets ``request.actor`` for a signed-in person; None for a stranger."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            request.actor = None  # type: ignore[attr-defined]
            return self.get_response(request)
        if user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        prefetch_related_objects([user], "roles")  # asked twice: for the rights and for the second factor
        language = translation.get_language() or "zh-hans"
        request.actor = selectors.actor_of(user, now=clock.now(), language=language)  # type: ignore[attr-defined]
        return self.get_response(request)


class SessionsSeen:
    """Keeps the list of open sessions up to date: a write every few minutes, nothing in between."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request, "actor", None) is not None:
            open_doors.note_visit(request, at=clock.now())
        return self.get_response(request)


class SecondFactorFirst:
    """Whoever has a role that asks for a second factor sets one up before anything else.

    Only sessions are meant: a machine with a token has no phone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Called by Django once the address is known."""
        match = request.resolver_match
        actor = getattr(request, "actor", None)
        if match is None or match.view_name in _SETTING_UP or actor is None:
            return None
        user = request.user
        if not selectors.requires_second_factor(user.roles.all()):  # type: ignore[union-attr]
            return None
        if open_doors.knows_factor(request) or selectors.has_second_factor(actor.person_id):
            open_doors.remember_factor(request)
            return None
        where = reverse("mfa_index")
        if match.namespace == _API:
            message = _("角色要求两步验证。先在网页上设置，再用接口；或用接口令牌。")
            return JsonResponse({"code": "second_factor_needed", "message": message}, status=403)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=403, headers={"HX-Redirect": where})
        return redirect(where)


class PortalOnly:
    """Somebody of a customer has the portal and his own account; the rest of the house is not his."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Called by Django once the address is known."""
        match, actor = request.resolver_match, getattr(request, "actor", None)
        if match is None or actor is None or actor.reach != Reach.PORTAL:
            return None
        if match.namespace == "portal" or match.view_name in _OF_THE_PORTAL or match.view_name in PUBLIC:
            return None
        if match.view_name == "office:home":
            return redirect("portal:home")
        raise PermissionDenied


class SignedInOnly:
    """Every address needs a signed-in person unless it is named in ``PUBLIC``. Deny by default.

    Pages lead to the sign-in page and back; what was typed into a form comes along; machines get 401.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Called by Django once the address is known and the form's token was checked."""
        match = request.resolver_match
        if match is None or match.view_name in PUBLIC or getattr(request, "actor", None) is not None:
            return None
        if match.namespace == _API:
            return None if _brings_a_token(request) else _stranger_machine()
        if request.headers.get("HX-Request"):
            return _stranger_in_a_part(request)
        if request.method in ("GET", "HEAD"):
            return redirect(_sign_in(request.get_full_path()))
        return resubmit.ask_to_sign_in(request)


def _brings_a_token(request: HttpRequest) -> bool:
    # the API judges tokens itself; its documentation has none to judge
    described = request.resolver_match is not None and request.resolver_match.url_name in (
        "openapi-json",
        "openapi-view",
        "api-root",
    )
    return "Authorization" in request.headers and not described


def _stranger_machine() -> HttpResponse:
    message = _("没有登录，或登录已过期。带上接口令牌，或先登录。")
    response = JsonResponse({"code": "not_signed_in", "message": message}, status=401)
    response["WWW-Authenticate"] = "Bearer"
    return response


def _stranger_in_a_part(request: HttpRequest) -> HttpResponse:
    """A part of a page asks after the session has ended: the whole page goes to sign-in and comes back."""
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    here = f"{page.path}?{page.query}" if page.query else page.path
    return HttpResponse(status=401, headers={"HX-Redirect": _sign_in(here or "/")})


def _sign_in(then: str) -> str:
    return f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: then})}"
