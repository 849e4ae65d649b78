"""Order meetings: opened, outlets sign in, closed (ORD-07)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from endcap.cash.orders.errors import MeetingClosed
from endcap.cash.orders.models import Attendance, Meeting
from endcap.cash.orders.rights import Rights
from endcap.customers.outlets.models import Outlet
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.operations import operation
from endcap.kernel.scope import Reach
from endcap.org.units.models import Unit


@operation
def open_meeting(
    actor: Actor, *, name: str, on: date | None, place: str = "", unit_id: UUID | None = None
) -> Meeting:
    """Announce an event at which outlets order."""
    actor.require(Rights.MEET)
    wanted = unit_id or actor.unit_id
    unit = Unit.objects.filter(pk=wanted).first() if wanted else None
    if unit is None or (actor.reach != Reach.COMPANY and unit.pk not in actor.unit_ids):
        unit = None
    collect(
        [
            None if name.strip() else Problem("name", "required", _("给订货会起个名字。")),
            Problem("name", "too_long", _("名字最多 80 个字。")) if len(name.strip()) > 80 else None,
            Problem("place", "too_long", _("地点最多 120 个字。")) if len(place.strip()) > 120 else None,
            None if on else Problem("on", "required", _("填哪一天办。")),
            None if unit else Problem("unit_id", "unknown", _("选一个看得到的单位。")),
            None if actor.person_id else Problem("host", "required", _("订货会要有主持人，用人的账号来办。")),
        ]
    )
    assert unit is not None
    assert on is not None
    assert actor.person_id is not None
    meeting = Meeting(
        id=new_id(actor.now),
        name=name.strip(),
        place=place.strip(),
        on=on,
        unit=unit,
        host_id=actor.person_id,
        created_at=actor.now,
    )
    meeting.save(force_insert=True)
    audit.record(actor, "orders.meeting_opened", meeting, on=on.isoformat())
    return meeting


@operation
def sign_in(actor: Actor, *, meeting_id: UUID, outlet_id: UUID) -> tuple[Attendance, bool]:
    """An outlet has come; answers whether it is new. A second time changes nothing."""
    actor.require(Rights.MEET)
    meeting = _locked(actor, meeting_id)
    if meeting.state != Meeting.State.OPEN:
        raise MeetingClosed(name=meeting.name)
    outlet = Outlet.objects.visible_to(actor).filter(pk=outlet_id).first()
    if outlet is None:
        raise NotFoundHere()
    there = Attendance.objects.unscoped("of an outlet that the actor sees").filter(
        meeting=meeting, outlet=outlet
    )
    known = there.first()
    if known is not None:
        return known, False
    made = Attendance(
        id=new_id(actor.now),
        meeting=meeting,
        outlet=outlet,
        signed_in_at=actor.now,
        signed_in_by_name=actor.name[:60],
    )
    made.save(force_insert=True)
    audit.record(actor, "orders.meeting_signed_in", meeting, outlet=str(outlet.pk))
    return made, True


@operation
def close_meeting(actor: Actor, *, meeting_id: UUID) -> Meeting:
    """Nobody signs in or orders any more."""
    actor.require(Rights.MEET)
    meeting = _locked(actor, meeting_id)
    if meeting.state != Meeting.State.OPEN:
        raise MeetingClosed(name=meeting.name)
    meeting.state, meeting.closed_at = Meeting.State.CLOSED, actor.now
    meeting.save(update_fields=["state", "closed_at"])
    audit.record(actor, "orders.meeting_closed", meeting)
    return meeting


def _locked(actor: Actor, meeting_id: UUID) -> Meeting:
    meeting = Meeting.objects.visible_to(actor).locked().filter(pk=meeting_id).first()
    if meeting is None:
        raise NotFoundHere()
    return meeting
