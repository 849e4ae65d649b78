"""Order meetings: the list, one meeting with its guests and totals, sign-in, the end."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.cash.orders import services
from endcap.cash.orders.forms import MeetingForm
from endcap.cash.orders.rights import Rights
from endcap.cash.orders.selectors import meetings as read
from endcap.cash.orders.views.asking import actor_of, done, tried
from endcap.customers.outlets.selectors import search
from endcap.org.units import selectors as units
from endcap.ui.toasts import toast

HITS = 8


@require_http_methods(["GET", "POST"])
def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings that were and are; a new one is announced here."""
    actor = actor_of(request, Rights.MEET)
    initial = {"on": actor.today, "unit": str(actor.unit_id or "")}
    form = MeetingForm(request.POST or None, units=units.choices_for(actor), initial=initial)
    made: list[UUID] = []

    def act() -> None:
        value = form.cleaned_data
        unit_id = UUID(value["unit"]) if value["unit"] else None
        meeting = services.open_meeting(
            actor, name=value["name"], on=value["on"], place=value["place"], unit_id=unit_id
        )
        made.append(meeting.pk)

    if request.method == "POST" and done(form, act):
        toast(request, _("订货会已建好，可以签到了"))
        return redirect("orders:meeting", meeting_id=made[0])
    context = {"rows": read.meetings_of(actor), "form": form}
    return render(request, "orders/meetings.html", context, status=422 if form.errors else 200)


@require_GET
def meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Who came, who ordered what; outlets sign in by a search."""
    actor = actor_of(request, Rights.MEET)
    story = read.meeting_of(actor, meeting_id)
    q = request.GET.get("q", "").replace("\0", "").strip()[:60]
    there = {guest.attendance.outlet_id for guest in story.guests}
    hits = [(hit, hit.id in there) for hit in search.find(actor, q, limit=HITS)] if q else []
    context = {"story": story, "q": q, "hits": hits, "is_open": story.meeting.state == "open"}
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, "orders/meeting_hits.html" if is_part else "orders/meeting.html", context)


@require_POST
def sign_in(request: HttpRequest, meeting_id: UUID, outlet_id: UUID) -> HttpResponse:
    """An outlet has come."""
    actor = actor_of(request, Rights.MEET)

    def act() -> str:
        attendance, is_new = services.sign_in(actor, meeting_id=meeting_id, outlet_id=outlet_id)
        word = _("%(outlet)s 签到了") if is_new else _("%(outlet)s 早已签到")
        return word % {"outlet": attendance.outlet.name}

    tried(request, act)
    return redirect("orders:meeting", meeting_id=meeting_id)


@require_POST
def close_meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The meeting is over."""
    actor = actor_of(request, Rights.MEET)

    def act() -> str:
        services.close_meeting(actor, meeting_id=meeting_id)
        return _("订货会结束了")

    tried(request, act)
    return redirect("orders:meeting", meeting_id=meeting_id)
