"""Where somebody is signed in, and ending it; and letting somebody in again who has lost his second factor."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from endcap.org.people import services
from endcap.org.people.views.asking import actor_of
from endcap.ui.toasts import toast


@require_POST
def end_session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """One browser is signed out."""
    actor = actor_of(request)
    gone = services.end_session(actor, session_id=session_id)
    toast(request, _("那台设备上的登录已结束"))
    if gone.person_id == actor.person_id:
        return redirect("people:me")
    return redirect("people:person", person_id=gone.person_id)


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """All browsers but this one are signed out."""
    person = services.end_own_other_sessions(actor_of(request), current_key=request.session.session_key or "")
    update_session_auth_hash(request, person)
    toast(request, _("其他设备上的登录都已结束"))
    return redirect("people:me")


@require_POST
def reset_second_factor(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody has lost his phone and the recovery codes."""
    shown = services.reset_second_factor(actor_of(request), person_id=person_id)
    toast(request, _("%(name)s 的两步验证已重设，所有登录已结束") % {"name": shown.name})
    return redirect("people:person", person_id=person_id)
