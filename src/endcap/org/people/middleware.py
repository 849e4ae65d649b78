"""Builds the actor once per request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from endcap.kernel import clock
from endcap.org.people import selectors


class ActorMiddleware:
    """Sets ``request.actor`` for a signed-in person; None for a stranger."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        language = translation.get_language() or "zh-hans"
        request.actor = (  # type: ignore[attr-defined]
            selectors.actor_of(user, now=clock.now(), language=language) if user.is_authenticated else None
        )
        return self.get_response(request)
