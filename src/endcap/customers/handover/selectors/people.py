"""Who could take over a leaver's outlets, how much each has already, and what would be a good division."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.db.models import Count, Sum

from endcap.customers.handover.models import Handover, Orphan, Wish
from endcap.customers.handover.suggesting import Colleague, Suggestion, Waiting, suggest
from endcap.customers.outlets.models import Outlet
from endcap.kernel.actor import Actor
from endcap.kernel.geo import Position
from endcap.kernel.scope import Reach
from endcap.org.people import selectors as people
from endcap.org.people.models import Person
from endcap.org.units import selectors as units
from endcap.org.units.models import Unit

_WHY = "what each colleague looks after, to divide a leaver's outlets fairly"


@dataclass(frozen=True)
class Load:
    """What a colleague looks after now; money in fen over twelve months."""

    person: Person
    outlets: int
    sales: int
    positions: tuple[Position, ...] = ()


def caretaker_for(unit_id: UUID, *, but: UUID) -> UUID | None:
    """With whom outlets of a unit stay until they are given: its nearest manager, else somebody who sees the
    whole company."""
    for person_id in people.managers_of_unit(unit_id):
        if person_id != but:
            return person_id
    rows = Person.objects.unscoped("somebody has to look after the outlets").filter(is_active=True)
    found = rows.filter(roles__reach=int(Reach.COMPANY)).exclude(pk=but).order_by("login")
    return found.values_list("pk", flat=True).first()


def office_of(unit: Unit) -> UUID:
    """The office around a team; any other unit is its own."""
    return unit.parent_id if unit.kind == Unit.Kind.TEAM and unit.parent_id else unit.pk


def _candidates(actor: Actor, handover: Handover) -> list[Person]:
    around = units.subtree_ids(office_of(handover.unit))
    rows = Person.objects.visible_to(actor).filter(is_active=True, unit_id__in=around)
    found = list(rows.exclude(pk=handover.person_id).select_related("unit").prefetch_related("roles"))
    reps = [
        person
        for person in found
        if any(role.reach == Reach.OWN and "outlets.edit" in role.rights for role in person.roles.all())
        and not any(role.reach > Reach.OWN for role in person.roles.all())
    ]
    return sorted(reps or found, key=lambda person: (person.name, person.login))


def loads_around(actor: Actor, handover: Handover, *, with_positions: bool = False) -> list[Load]:
    """Colleagues of the leaver's office and what they look after. Whoever is away today is left out."""
    persons = [one for one in _candidates(actor, handover) if not people.is_away(one.pk, on=actor.today)]
    rows = Outlet.objects.unscoped(_WHY).filter(
        owner_id__in=[person.pk for person in persons], archived_at__isnull=True
    )
    figures = {
        row["owner_id"]: (row["outlets"], row["sales"] or 0)
        for row in rows.values("owner_id").order_by().annotate(outlets=Count("pk"), sales=Sum("sales_12m"))
    }
    places: dict[UUID, list[Position]] = defaultdict(list)
    if with_positions:
        placed = rows.filter(lat_e7__isnull=False).order_by().values_list("owner_id", "lat_e7", "lon_e7")
        for owner_id, lat, lon in placed.iterator(chunk_size=5000):
            places[owner_id].append(Position(cast(int, lat), cast(int, lon)))
    return [
        Load(person, *figures.get(person.pk, (0, 0)), positions=tuple(places.get(person.pk, ())))
        for person in persons
    ]


def suggestions_for(
    actor: Actor, handover: Handover, loads: Sequence[Load], *, only: Sequence[UUID] | None = None
) -> dict[UUID, Suggestion]:
    """One suggestion for each outlet that waits, by orphan; empty where no colleague is there."""
    rows = Orphan.objects.visible_to(actor).filter(handover=handover, assigned_to__isnull=True).order_by("pk")
    listed = list(rows.values_list("pk", "outlet__lat_e7", "outlet__lon_e7"))
    if not listed or not loads:
        return {}
    wished: dict[UUID, list[UUID]] = defaultdict(list)
    wishes = Wish.objects.unscoped("of the hand-over at hand").filter(
        orphan__handover=handover, state=Wish.State.OPEN
    )
    for orphan_id, person_id in wishes.order_by("at").values_list("orphan_id", "person_id"):
        wished[orphan_id].append(person_id)
    waiting = [
        Waiting(
            pk, Position(lat, lon) if lat is not None and lon is not None else None, tuple(wished.get(pk, ()))
        )
        for pk, lat, lon in listed
    ]
    colleagues = [Colleague(one.person.pk, one.outlets, one.sales, one.positions) for one in loads]
    found = {one.orphan_id: one for one in suggest(waiting, colleagues)}
    return found if only is None else {pk: found[pk] for pk in only if pk in found}
