"""Pages of webhooks: endpoints, and the log of what was told to them."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere, Refusal
from endcap.kernel.webhooks import catalogue, selectors, services
from endcap.kernel.webhooks.forms import EndpointForm, LogForm
from endcap.kernel.webhooks.models import Notice
from endcap.kernel.webhooks.rights import Rights
from endcap.kernel.webhooks.services import Shown
from endcap.kernel.webhooks.wording import problem_text

PAGE = 50


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.CONFIGURE)
    return actor


def _done(form: EndpointForm, act: Callable[[], object]) -> bool:
    if not form.is_valid():
        return False
    try:
        act()
    except NotFoundHere:
        raise
    except Refusal as refusal:
        form.take(refusal)
        return False
    return True


@require_GET
def endpoints(request: HttpRequest) -> HttpResponse:
    """Every endpoint."""
    return render(request, "webhooks/list.html", {"endpoints": selectors.endpoints(_actor(request))})


@never_cache
@require_http_methods(["GET", "POST"])
def new_endpoint(request: HttpRequest) -> HttpResponse:
    """Open an endpoint; the answer shows its secret, once."""
    actor = _actor(request)
    form = EndpointForm(request.POST or None)
    made: list[Shown] = []
    if request.method == "POST" and _done(
        form, lambda: made.append(services.create_endpoint(actor, fields=form.fields_given()))
    ):
        return _with_secret(request, made[0])
    return render(request, "webhooks/endpoint.html", _context(form), status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def endpoint(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """One endpoint: change it, see the newest notices."""
    actor = _actor(request)
    shown = selectors.endpoint_of(actor, endpoint_id)
    form = EndpointForm(
        request.POST or None,
        initial={"name": shown.name, "url": shown.url, "kinds": shown.kinds, "is_active": shown.is_active},
    )
    if request.method == "POST" and _done(
        form, lambda: services.update_endpoint(actor, endpoint_id=endpoint_id, fields=form.fields_given())
    ):
        return redirect("webhooks:endpoint", endpoint_id)
    context = _context(form) | {
        "endpoint": shown,
        "notices": _lines(selectors.notices(actor, endpoint_id=endpoint_id, limit=8).items),
    }
    return render(request, "webhooks/endpoint.html", context, status=422 if form.errors else 200)


def _context(form: EndpointForm) -> dict[str, object]:
    return {"form": form, "endpoint": None, "allows_http": settings.CONFIGURATION.webhooks_http}


def _with_secret(request: HttpRequest, shown: Shown) -> HttpResponse:
    return render(request, "webhooks/secret.html", {"endpoint": shown.endpoint, "secret": shown.secret})


def _lines(notices: tuple[Notice, ...]) -> list[tuple[Notice, str, str]]:
    names = {kind.key: str(kind.name) for kind in catalogue.everything()} | {services.TRIAL: _("试发")}
    return [(notice, names.get(notice.kind, notice.kind), problem_text(notice)) for notice in notices]


@never_cache
@require_POST
def rotate(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """A new secret, shown once."""
    return _with_secret(request, services.rotate_secret(_actor(request), endpoint_id=endpoint_id))


@require_POST
def resume(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """Send again to an endpoint that was paused."""
    services.resume_endpoint(_actor(request), endpoint_id=endpoint_id)
    return redirect("webhooks:endpoint", endpoint_id)


@require_POST
def trial(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """Send a trial notice now and show how it went."""
    notice = services.send_trial(_actor(request), endpoint_id=endpoint_id)
    return redirect("webhooks:notice", notice.pk)


@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """What was told to whom, newest first."""
    actor = _actor(request)
    asked = LogForm(request.GET)
    asked.is_valid()
    value = asked.cleaned_data
    endpoint_id, state = value.get("endpoint"), value.get("state", "")
    page = selectors.notices(
        actor, endpoint_id=endpoint_id, state=state, after=value.get("after", ""), limit=PAGE
    )
    kept = {key: text for key, text in (("endpoint", str(endpoint_id or "")), ("state", state)) if text}
    context = {
        "notices": _lines(page.items),
        "endpoints": selectors.endpoints(actor),
        "endpoint_id": endpoint_id,
        "state": state,
        "states": Notice.State.choices,
        "older": f"?{urlencode({**kept, 'after': page.next})}" if page.next else "",
        "newest": f"?{urlencode(kept)}" if value.get("after") else "",
    }
    return render(request, "webhooks/log.html", context)


@require_GET
def notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """One notice: its body, the answer, and how it went."""
    found = selectors.notice_of(_actor(request), notice_id)
    [(_notice, name, problem)] = _lines((found,))
    return render(request, "webhooks/notice.html", {"notice": found, "name": name, "problem": problem})


@require_POST
def send_again(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Send a notice once more."""
    services.send_again(_actor(request), notice_id=notice_id)
    return redirect("webhooks:notice", notice_id)
