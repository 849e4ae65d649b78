"""Hand-overs, how they stand, and the outlets on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from endcap.customers.handover.models import Handover, Orphan, Wish
from endcap.customers.handover.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere

_WAITING = Q(assigned_to__isnull=True)
_UNCONTACTED = Q(assigned_to__isnull=False, first_contact_on__isnull=True)


@dataclass(frozen=True)
class Standing:
    """A hand-over in figures."""

    handover: Handover
    total: int
    waiting: int
    uncontacted: int
    late_contacts: int
    wishes: int
    is_late: bool  # past its day, and something is still open

    @property
    def given(self) -> int:
        """How many have a new owner."""
        return self.total - self.waiting

    @property
    def contacted(self) -> int:
        """How many have been contacted by their new owner."""
        return self.given - self.uncontacted

    @property
    def late(self) -> int:
        """How many are past their day: not given, or given and not contacted."""
        return (self.waiting if self.is_late else 0) + self.late_contacts


def _standing(handover: Handover, today: date) -> Standing:
    counts = vars(handover)
    is_past = handover.due_on is not None and handover.due_on < today
    return Standing(
        handover,
        counts["total"],
        counts["waiting"],
        counts["uncontacted"],
        counts["late_contacts"],
        counts["wished"],
        is_past and counts["waiting"] > 0,
    )


def _counted(actor: Actor) -> QuerySet[Handover]:
    late = _UNCONTACTED & Q(first_contact_due_on__lt=actor.today)

    def orphans(condition: Q) -> Q:
        return Q(**{f"orphans__{key}": value for key, value in condition.children})  # type: ignore[misc]

    return (
        Handover.objects.visible_to(actor)
        .select_related("person", "unit")
        .annotate(
            total=Count("orphans", distinct=True),
            waiting=Count("orphans", filter=orphans(_WAITING), distinct=True),
            uncontacted=Count("orphans", filter=orphans(_UNCONTACTED), distinct=True),
            late_contacts=Count("orphans", filter=orphans(late), distinct=True),
            wished=Count("orphans__wishes", filter=Q(orphans__wishes__state="open"), distinct=True),
        )
    )


def handovers(actor: Actor, *, is_done: bool = False, limit: int = 100) -> list[Standing]:
    """Hand-overs within reach with their figures; the most urgent first."""
    rows = _counted(actor)
    done = Q(state=Handover.State.DONE)
    found = rows.filter(done) if is_done else rows.exclude(done)
    ordered = found.order_by("-left_on", "-pk") if is_done else found.order_by("due_on", "pk")
    return [_standing(handover, actor.today) for handover in ordered[:limit]]


def handover_of(actor: Actor, handover_id: UUID) -> Standing:
    """One hand-over with its figures. Raises NotFoundHere."""
    found = _counted(actor).filter(pk=handover_id).first()
    if found is None:
        raise NotFoundHere()
    return _standing(found, actor.today)


def orphans_of(
    actor: Actor,
    handover_id: UUID,
    *,
    waiting: bool | None = None,
    after: UUID | None = None,
    limit: int = 200,
) -> Sequence[Orphan]:
    """Outlets of a hand-over in the order of the list; only those that wait, or only those given, if told."""
    rows = Orphan.objects.visible_to(actor).filter(handover_id=handover_id)
    if waiting is not None:
        rows = rows.filter(assigned_to__isnull=waiting)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return list(
        rows.select_related("outlet__channel", "outlet__unit", "assigned_to", "caretaker").order_by("pk")[
            :limit
        ]
    )


def orphan_of(actor: Actor, orphan_id: UUID) -> Orphan:
    """One outlet of a hand-over. Raises NotFoundHere."""
    rows = Orphan.objects.visible_to(actor).select_related("outlet", "handover", "assigned_to")
    found = rows.filter(pk=orphan_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def wishes_of(actor: Actor, handover_id: UUID) -> list[Wish]:
    """Open wishes for outlets of a hand-over, oldest first."""
    rows = Wish.objects.visible_to(actor).filter(
        orphan__handover_id=handover_id, orphan__assigned_to__isnull=True, state=Wish.State.OPEN
    )
    return list(rows.select_related("person__unit", "orphan__outlet"))


def to_do_count(actor: Actor) -> int:
    """What somebody has to act on: outlets to give for whoever distributes, first contacts for their owners."""
    own = Orphan.objects.visible_to(actor).filter(_UNCONTACTED, assigned_to_id=actor.person_id)
    waiting = 0
    if actor.may(Rights.DISTRIBUTE):
        waiting = Orphan.objects.visible_to(actor).filter(_WAITING).count()
    return waiting + own.count()
