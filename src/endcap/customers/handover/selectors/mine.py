"""Hand-overs as a colleague sees them: what was given to me, what I may ask for, what I asked for."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from endcap.customers.handover.models import Handover, Orphan, Wish
from endcap.customers.handover.rights import Rights
from endcap.customers.handover.selectors.people import office_of
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.org.units import selectors as units
from endcap.org.units.models import Unit


def my_contacts(actor: Actor, *, limit: int = 200) -> Sequence[Orphan]:
    """Outlets that were given to the actor and that he has not contacted yet, the most urgent first."""
    rows = Orphan.objects.visible_to(actor).filter(
        assigned_to_id=actor.person_id, first_contact_on__isnull=True
    )
    related = rows.select_related("outlet__channel", "handover__person")
    return list(related.order_by("first_contact_due_on", "pk")[:limit])


def _askable(actor: Actor) -> QuerySet[Orphan]:
    # a rep does not see a colleague's outlets; of those that wait for a new owner he is told name and place
    unit = Unit.objects.filter(pk=actor.unit_id).first()  # type: ignore[misc]  # none finds nobody
    around = units.subtree_ids(office_of(unit)) if unit else frozenset()
    return (
        Orphan.objects.unscoped("outlets of the office that wait for a new owner, for those who may ask")  # type: ignore[misc]  # none finds nobody
        .filter(assigned_to__isnull=True, handover__unit_id__in=around, outlet__archived_at__isnull=True)
        .exclude(handover__person_id=actor.person_id)
        .exclude(handover__state=Handover.State.DONE)
    )


def askable(actor: Actor, *, limit: int = 200) -> Sequence[Orphan]:
    """Outlets of leavers of one's office that nobody has been given yet: name, place, channel and grade."""
    actor.require(Rights.ASK)
    asked = Wish.objects.visible_to(actor).filter(person_id=actor.person_id, state=Wish.State.OPEN)  # type: ignore[misc]  # none finds nobody
    rows = _askable(actor).exclude(pk__in=asked.values("orphan_id"))
    return list(rows.select_related("outlet__channel", "handover__person").order_by("pk")[:limit])


def may_ask_for(actor: Actor, orphan_id: UUID) -> Orphan:
    """One of them. Raises NotFoundHere."""
    found = _askable(actor).select_related("outlet", "handover").filter(pk=orphan_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def my_wishes(actor: Actor, *, limit: int = 100) -> Sequence[Wish]:
    """What the actor asked for, newest first."""
    rows = Wish.objects.visible_to(actor).filter(person_id=actor.person_id)  # type: ignore[misc]  # none finds nobody
    return list(rows.select_related("orphan__outlet", "orphan__handover__person").order_by("-at")[:limit])


def wish_of(actor: Actor, wish_id: UUID) -> Wish:
    """One wish within reach. Raises NotFoundHere."""
    rows = Wish.objects.visible_to(actor).select_related("orphan__outlet", "orphan__handover", "person")
    found = rows.filter(pk=wish_id).first()
    if found is None:
        raise NotFoundHere()
    return found
