"""The pages of hand-overs: the list, one of them with its division, and what I am to contact or may ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.customers.handover import selectors, services
from endcap.customers.handover.forms import PlanForm
from endcap.customers.handover.models import Orphan, Wish
from endcap.customers.handover.rights import Rights
from endcap.customers.handover.selectors import Load
from endcap.customers.handover.suggesting import Suggestion
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, Refusal
from endcap.org.people import selectors as people
from endcap.ui import figures, maps
from endcap.ui.toasts import toast

PAGE = 200
_PALETTE = ("a", "b", "c", "d", "e", "f", "g", "h")


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return actor


def _words(refused: Refusal) -> str:
    if isinstance(refused, InvalidInput):
        return "；".join(str(problem.message) for problem in refused.problems)
    return refused.message


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@login_required
@require_GET
def handovers(request: HttpRequest) -> HttpResponse:
    """Hand-overs that go on, and on request those that are done."""
    actor = _actor(request)
    is_done = request.GET.get("state") == "done"
    found = selectors.handovers(actor, is_done=is_done)
    context = {
        "standings": found,
        "is_done": is_done,
        "late": sum(one.late for one in found),
        "may_distribute": actor.may(Rights.DISTRIBUTE),
        "my_count": len(selectors.my_contacts(actor)),
    }
    return render(request, "handover/list.html", context)


@dataclass(frozen=True)
class Row:
    """One outlet of the division as it is drawn."""

    orphan: Orphan
    suggestion: Suggestion | None
    suggested: Load | None
    mark: str
    wishes: Sequence[Wish]


@dataclass(frozen=True)
class LoadRow:
    """A colleague's load now, and with what is suggested."""

    load: Load
    gets: int
    mark: str
    share: int

    @property
    def after(self) -> int:
        """How many outlets with the suggested ones."""
        return self.load.outlets + self.gets


@login_required
@require_GET
def handover(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """One hand-over: what waits with suggestions, what is given, who has how much."""
    actor = _actor(request)
    standing = selectors.handover_of(actor, handover_id)
    shows_given = request.GET.get("show") == "given" or (standing.waiting == 0 and standing.total > 0)
    orphans = selectors.orphans_of(
        actor,
        handover_id,
        waiting=not shows_given,
        after=_uuid(request.GET.get("after", "")),
        limit=PAGE + 1,
    )
    may_distribute = actor.may(Rights.DISTRIBUTE) and standing.waiting > 0
    loads = selectors.loads_around(actor, standing.handover, with_positions=True) if may_distribute else []
    suggested = selectors.suggestions_for(actor, standing.handover, loads) if may_distribute else {}
    wishes = selectors.wishes_of(actor, handover_id) if may_distribute else []
    shown = orphans[:PAGE]
    context = {
        "standing": standing,
        "handover": standing.handover,
        "rows": _rows(shown, suggested, loads, wishes),
        "loads": _load_rows(loads, suggested),
        "people": [one.person for one in loads],
        "wishes": wishes,
        "shows_given": shows_given,
        "next": shown[-1].pk if len(orphans) > PAGE else None,
        "may_distribute": may_distribute,
        "may_contact": actor.may(Rights.DISTRIBUTE),
        "today": actor.today,
        "me": actor.person_id,
    }
    return render(request, "handover/handover.html", context)


def _marks(loads: Sequence[Load]) -> dict[UUID, str]:
    return {one.person.pk: _PALETTE[index % len(_PALETTE)] for index, one in enumerate(loads)}


def _rows(
    orphans: Sequence[Orphan],
    suggested: Mapping[UUID, Suggestion],
    loads: Sequence[Load],
    wishes: Sequence[Wish],
) -> list[Row]:
    by_person = {one.person.pk: one for one in loads}
    marks = _marks(loads)
    rows = []
    for orphan in orphans:
        found = suggested.get(orphan.pk)
        who = by_person.get(found.person_id) if found else None
        mark = marks.get(found.person_id, "") if found else ""
        rows.append(Row(orphan, found, who, mark, [one for one in wishes if one.orphan_id == orphan.pk]))
    return rows


def _load_rows(loads: Sequence[Load], suggested: Mapping[UUID, Suggestion]) -> list[LoadRow]:
    marks = _marks(loads)
    gets: dict[UUID, int] = {}
    for one in suggested.values():
        gets[one.person_id] = gets.get(one.person_id, 0) + 1
    top = max((one.outlets + gets.get(one.person.pk, 0) for one in loads), default=0)
    return [LoadRow(one, gets.get(one.person.pk, 0), marks[one.person.pk], top) for one in loads]


@login_required
@require_GET
def points(request: HttpRequest, handover_id: UUID) -> JsonResponse:
    """The outlets that wait (or were given) on the map, coloured by who is to get them."""
    actor = _actor(request)
    standing = selectors.handover_of(actor, handover_id)
    orphans = selectors.orphans_of(actor, handover_id, limit=2_000)
    loads = selectors.loads_around(actor, standing.handover, with_positions=True)
    suggested = selectors.suggestions_for(actor, standing.handover, loads) if standing.waiting else {}
    names = {one.person.pk: one.person.name for one in loads}
    drawn = [
        _pin(orphan, suggested.get(orphan.pk), names) for orphan in orphans if orphan.outlet.has_position
    ]
    return JsonResponse(maps.collection(drawn, fit=_around(orphans)))


def _pin(orphan: Orphan, found: Suggestion | None, names: Mapping[UUID, str]) -> dict[str, object]:
    outlet = orphan.outlet
    if orphan.assigned_to is not None:
        who, label = orphan.assigned_to.name, _("已分给")
    else:
        who, label = (names.get(found.person_id, "") if found else ""), _("建议给")
    return maps.point(
        outlet.lat_e7 or 0,
        outlet.lon_e7 or 0,
        id=str(orphan.pk),
        mark=who[:1] or "·",
        tone="a" if orphan.is_waiting else "c",
        name=outlet.name,
        sub=f"{outlet.code}·{outlet.channel}",
        facts=[[label, who or "—"], [_("近 12 月进货"), figures.money_text(outlet.sales_12m, 0)]],
        url=reverse("outlets:outlet", args=[outlet.pk]),
    )


def _around(orphans: Sequence[Orphan]) -> list[float] | None:
    placed = [o.outlet for o in orphans if o.outlet.lat_e7 is not None and o.outlet.lon_e7 is not None]
    if not placed:
        return None
    lats = [outlet.lat_e7 or 0 for outlet in placed]
    lons = [outlet.lon_e7 or 0 for outlet in placed]
    edge = max(20_000, (max(lats) - min(lats)) // 12, (max(lons) - min(lons)) // 12)
    west, south = maps.shown(min(lats) - edge, min(lons) - edge)
    east, north = maps.shown(max(lats) + edge, max(lons) + edge)
    return [west, south, east, north]


@login_required
@require_POST
def distribute(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """Give outlets: everything as suggested, or the picked ones to whom the rows say."""
    actor = _actor(request)
    actor.require(Rights.DISTRIBUTE)
    reason = request.POST.get("reason", "")
    try:
        if request.POST.get("what") == "all":
            done = services.accept_suggestions(actor, handover_id=handover_id, reason=reason)
        else:
            done = services.distribute(actor, handover_id=handover_id, to=_chosen(request), reason=reason)
        toast(
            request,
            _("分掉 %(outlets)s 家，给了 %(people)s 位同事")
            % {"outlets": done.outlets, "people": done.people},
        )
    except Refusal as refused:
        if refused.status in (403, 404):
            raise
        toast(request, _words(refused))
    return redirect("handover:handover", handover_id=handover_id)


def _chosen(request: HttpRequest) -> dict[UUID, UUID]:
    everybody = _uuid(request.POST.get("everybody", ""))
    found = {}
    for text in request.POST.getlist("ids"):
        orphan_id = _uuid(text)
        person_id = everybody or _uuid(request.POST.get(f"to-{text}", ""))
        if orphan_id and person_id:
            found[orphan_id] = person_id
    return found


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Open a hand-over before somebody leaves."""
    actor = _actor(request)
    actor.require(Rights.DISTRIBUTE)
    form = PlanForm(request.POST if request.method == "POST" else None, people=people.active_people(actor))
    if request.method == "POST":
        form.is_valid()
        try:
            if not form.errors:
                made = services.plan_leave(
                    actor, person_id=form.person_id, leaves_on=form.cleaned_data.get("leaves_on")
                )
                return redirect("handover:handover", handover_id=made.pk)
        except Refusal as refused:
            if refused.status in (403, 404):
                raise
            form.take_refusal(refused)
    return render(request, "handover/plan.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What was given to me and waits for the first contact, what I may ask for, what I asked for."""
    actor = _actor(request)
    may_ask = actor.may(Rights.ASK)
    context = {
        "contacts": selectors.my_contacts(actor),
        "askable": selectors.askable(actor) if may_ask else (),
        "wishes": selectors.my_wishes(actor),
        "may_ask": may_ask,
        "today": actor.today,
    }
    return render(request, "handover/mine.html", context)


@login_required
@require_POST
def contact(request: HttpRequest, orphan_id: UUID) -> HttpResponse:
    """The first contact was made."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # one's own contact needs no right
    try:
        on: date | None = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        on = None
    try:
        done = services.record_first_contact(
            actor, orphan_id=orphan_id, on=on, note=request.POST.get("note", "")
        )
        toast(request, _("已记下“%(name)s”的首次联系") % {"name": done.outlet.name})
    except Refusal as refused:
        if refused.status in (403, 404):
            raise
        toast(request, _words(refused))
    if request.POST.get("back") == "handover":
        orphan = selectors.orphan_of(actor, orphan_id)
        return redirect(f"{reverse('handover:handover', args=[orphan.handover_id])}?show=given")
    return redirect("handover:mine")


@login_required
@require_POST
def ask(request: HttpRequest, orphan_id: UUID) -> HttpResponse:
    """Ask for an outlet."""
    actor = _actor(request)
    try:
        wish = services.ask_for(actor, orphan_id=orphan_id, reason=request.POST.get("reason", ""))
        toast(request, _("已申请“%(name)s”，等主管定") % {"name": wish.orphan.outlet.name})
    except Refusal as refused:
        if refused.status in (403, 404):
            raise
        toast(request, _words(refused))
    return redirect("handover:mine")


@login_required
@require_POST
def withdraw(request: HttpRequest, wish_id: UUID) -> HttpResponse:
    """Take one's wish back."""
    actor = _actor(request)
    try:
        services.withdraw_wish(actor, wish_id=wish_id)
        toast(request, _("申请已收回"))
    except Refusal as refused:
        if refused.status in (403, 404):
            raise
        toast(request, _words(refused))
    return redirect("handover:mine")


@login_required
@require_POST
def decline(request: HttpRequest, wish_id: UUID) -> HttpResponse:
    """Say no to a wish."""
    actor = _actor(request)
    actor.require(Rights.DISTRIBUTE)
    wish = selectors.wish_of(actor, wish_id)
    try:
        services.decline_wish(actor, wish_id=wish_id, answer=request.POST.get("answer", ""))
        toast(request, _("已答复%(name)s") % {"name": wish.person.name})
    except Refusal as refused:
        if refused.status in (403, 404):
            raise
        toast(request, _words(refused))
    return redirect("handover:handover", handover_id=wish.orphan.handover_id)
