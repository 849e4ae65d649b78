"""Order meetings: who came, who ordered what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, Sum

from endcap.cash.orders.models import Attendance, Meeting, Order, OrderLine
from endcap.cash.orders.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere

SHOWN = 100
_LIVE = ~Q(state=Order.State.CANCELLED)


@dataclass(frozen=True)
class Guest:
    """An outlet that came, and what it ordered here."""

    attendance: Attendance
    orders: int
    total: int


@dataclass(frozen=True)
class Sold:
    """A product, and how much of it was ordered at a meeting."""

    code: str
    name: str
    quantity: int
    amount: int
    outlets: int


@dataclass(frozen=True)
class MeetingStory:
    """A meeting with its guests and totals."""

    meeting: Meeting
    guests: Sequence[Guest]
    sold: Sequence[Sold]
    orders: int
    total: int
    held: int

    @property
    def ordering(self) -> int:
        """How many of those who came have ordered."""
        return sum(guest.orders > 0 for guest in self.guests)


def meetings_of(actor: Actor) -> list[tuple[Meeting, int, int]]:
    """Meetings that the actor sees, the newest first, with how many came and what was ordered."""
    actor.require(Rights.MEET)
    rows = list(Meeting.objects.visible_to(actor).select_related("unit", "host")[:SHOWN])
    ids = [meeting.pk for meeting in rows]
    came = Attendance.objects.unscoped("counted for meetings that the actor sees").filter(meeting_id__in=ids)
    counts = dict(came.order_by().values_list("meeting_id").annotate(Count("pk")))
    ordered = Order.objects.unscoped("summed for meetings that the actor sees").filter(
        _LIVE, meeting_id__in=ids
    )
    totals = dict(ordered.order_by().values_list("meeting_id").annotate(Sum("total")))
    return [(meeting, counts.get(meeting.pk, 0), totals.get(meeting.pk, 0)) for meeting in rows]


def open_meeting(meeting_id: UUID) -> Meeting | None:
    """A meeting at which somebody orders, if it is open."""
    rows = Meeting.objects.unscoped("whoever orders for an outlet may do so at its meeting")
    return rows.filter(pk=meeting_id, state=Meeting.State.OPEN).first()


def meeting_of(actor: Actor, meeting_id: UUID) -> MeetingStory:
    """A meeting that the actor sees. Raises NotFoundHere."""
    actor.require(Rights.MEET)
    meeting = Meeting.objects.visible_to(actor).select_related("unit", "host").filter(pk=meeting_id).first()
    if meeting is None:
        raise NotFoundHere()
    orders = Order.objects.visible_to(actor).filter(_LIVE, meeting=meeting)
    by_outlet = {
        row["outlet_id"]: (row["n"], row["sum"])
        for row in orders.order_by().values("outlet_id").annotate(n=Count("pk"), sum=Sum("total"))
    }
    came = Attendance.objects.visible_to(actor).filter(meeting=meeting).select_related("outlet__owner")
    guests = [Guest(one, *by_outlet.get(one.outlet_id, (0, 0))) for one in came]
    lines = OrderLine.objects.unscoped("of orders that the actor sees").filter(
        order__in=orders.order_by().values("pk")
    )
    sold = (
        lines.order_by()
        .values_list("sku__code", "sku__name")
        .annotate(q=Sum("quantity"), a=Sum("amount"), n=Count("order__outlet_id", distinct=True))
        .order_by("-a", "sku__code")
    )
    held = orders.filter(held_at__isnull=False).count()
    total = sum(total for _count, total in by_outlet.values())
    count = sum(count for count, _total in by_outlet.values())
    return MeetingStory(meeting, guests, [Sold(*row) for row in sold[:SHOWN]], count, total, held)
