"""What every answer carries, and how refusals look to people and to machines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from endcap.kernel.errors import InvalidInput, Refusal


def policy_for(hosts: Sequence[str] = ()) -> str:
    """Our own files only, no inline scripts; pictures and data of the configured map besides."""
    others = "".join(f" {host}" for host in hosts)
    return (
        f"default-src 'self'; img-src 'self' data: blob:{others}; style-src 'self' 'unsafe-inline'; script-src 'self'; "
        f"worker-src 'self' blob:; connect-src 'self'{others}; font-src 'self'; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


class SecurityHeaders:
    """Content policy for every page: our own files only, no inline scripts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = policy_for(settings.MAP.sources)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()")
        return response


def refusal_body(refusal: Refusal) -> dict[str, object]:
    """A refusal as JSON: a stable code, the sentence, and every problem with its field."""
    body: dict[str, object] = {"code": refusal.code, "message": refusal.message}
    if isinstance(refusal, InvalidInput):
        body["problems"] = [
            {"field": p.field, "code": p.code, "message": str(p.message)} for p in refusal.problems
        ]
    return body


class RefusalPages:
    """Turns a refusal that no view caught into its page, its htmx note or its JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django for exceptions of views only."""
        if not isinstance(exception, Refusal):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(refusal_body(exception), status=exception.status)
        template = f"ui/errors/{exception.status if exception.status in (403, 404, 409, 422) else 409}.html"
        return render(request, template, {"refusal": exception}, status=exception.status)
