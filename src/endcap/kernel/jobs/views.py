"""How far a job is: one small part of a page that asks for itself again until the job is over."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from endcap.kernel.actor import Actor
from endcap.kernel.jobs import recurring, selectors, services
from endcap.kernel.jobs.models import JobRun


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _answer(request: HttpRequest, run: JobRun) -> HttpResponse:
    response = render(request, "jobs/progress.html", {"run": run, "reload": request.GET.get("reload", "")})
    if run.is_over and request.GET.get("reload"):
        response["HX-Refresh"] = "true"  # the page around it shows the outcome
    return response


@require_GET
def progress(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """A job of one's own: how far, or how it ended. With ``reload=1`` the page reloads once it is over."""
    return _answer(request, selectors.run_of(_actor(request), run_id))


@require_POST
def cancel(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Ask a job of one's own to stop."""
    actor = _actor(request)
    services.request_cancel(actor, run_id=run_id)
    return _answer(request, selectors.run_of(actor, run_id))


@require_GET
def schedule(request: HttpRequest) -> HttpResponse:
    """Everything that comes back by itself, and how it went."""
    return render(request, "jobs/schedule.html", {"lines": recurring.lines(_actor(request))})


@require_POST
def run_now(request: HttpRequest, key: str) -> HttpResponse:
    """Queue one piece of recurring work at once."""
    recurring.run_now(_actor(request), key=key)
    return redirect("jobs:schedule")
