"""Who is away, who stands in for whom, and who leads a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.rights import Right
from endcap.kernel.scope import Reach
from endcap.org.people.models import Absence, Delegation, Person
from endcap.org.people.models.leave import DelegationQuerySet
from endcap.org.people.rights import Rights
from endcap.org.people.selectors.people import person_of
from endcap.org.units import selectors as units

_WHY = "who may decide for whom is the same for every reader"


def is_away(person_id: UUID, *, on: date) -> bool:
    """Whether somebody does not work on a day: on leave, or no longer here."""
    away = Absence.objects.unscoped(_WHY).filter(
        person_id=person_id, cancelled_at__isnull=True, from_on__lte=on, to_on__gte=on
    )
    left = Person.objects.unscoped(_WHY).filter(pk=person_id, is_active=False)
    return away.exists() or left.exists()


def _standing(on: date) -> DelegationQuerySet:
    """Delegations that let the deputy decide on that day."""
    away = Absence.objects.unscoped(_WHY).filter(
        person_id=OuterRef("from_person_id"), cancelled_at__isnull=True, from_on__lte=on, to_on__gte=on
    )
    return (
        Delegation.objects.unscoped(_WHY)
        .in_force()
        .filter(Q(to_on__isnull=True) | Q(to_on__gte=on), from_on__lte=on)
        .filter(Q(only_when_absent=False) | Exists(away), from_person__is_active=True)
    )


def acting_for(person_id: UUID, *, on: date) -> frozenset[UUID]:
    """The people whose decisions somebody may take on a day: they made him their deputy, and they are away
    or said that he always may. Standing in is not passed on."""
    return frozenset(_standing(on).filter(to_person_id=person_id).values_list("from_person_id", flat=True))


def stood_in_for(person_id: UUID, *, on: date) -> QuerySet[Delegation, UUID]:
    """The same people as part of a statement, for filters that are narrow without it."""
    return _standing(on).filter(to_person_id=person_id).values_list("from_person_id", flat=True)


def deputies_of(person_id: UUID, *, on: date) -> tuple[UUID, ...]:
    """Who may take somebody's decisions on a day: those who are there before those who are away themselves."""
    away = Absence.objects.unscoped(_WHY).filter(
        person_id=OuterRef("to_person_id"), cancelled_at__isnull=True, from_on__lte=on, to_on__gte=on
    )
    rows = _standing(on).filter(from_person_id=person_id, to_person__is_active=True)
    found = rows.annotate(is_away=Exists(away)).order_by("is_away", "from_on", "created_at", "pk")
    return tuple(dict.fromkeys(found.values_list("to_person_id", flat=True)))


def managers_of_unit(unit_id: UUID, *, holding: Right | None = None) -> tuple[UUID, ...]:
    """Active people who see this unit because they sit in it or above it, nearest first; only those who hold
    a right, if one is named.

    Within one unit those who may see its people come first: they lead it, others of the same reach assist.
    """
    near = {one: distance for distance, one in enumerate((unit_id, *units.ancestors_of(unit_id)))}
    rows = Person.objects.unscoped("who leads a unit is the same for every reader").filter(
        is_active=True, unit_id__in=near, roles__reach__gte=int(Reach.UNIT)
    )
    found = {
        person.pk: person
        for person in rows.distinct().prefetch_related("roles")
        if holding is None or _holds(person, holding)
    }
    leading = {pk: _holds(person, Rights.VIEW) for pk, person in found.items()}
    return tuple(sorted(found, key=lambda pk: (near[found[pk].unit_id], not leading[pk], found[pk].login)))


def _holds(person: Person, right: Right) -> bool:
    return any(right.code in role.rights or "*" in role.rights for role in person.roles.all())


@dataclass(frozen=True)
class LeaveOf:
    """Somebody's leave and delegations that still matter on a day, and what was there before."""

    absences: tuple[Absence, ...]
    given: tuple[Delegation, ...]
    held: tuple[Delegation, ...]
    away_until: date | None


def absences_of(actor: Actor, person_id: UUID, *, since: date | None = None) -> list[Absence]:
    """Somebody's leave that was not cancelled, latest first: one's own, or of people whom one sees."""
    person_of(actor, person_id)
    rows = Absence.objects.visible_to(actor).filter(person_id=person_id, cancelled_at__isnull=True)
    return list(rows.filter(to_on__gte=since) if since else rows)


def absence_of(actor: Actor, absence_id: UUID) -> Absence:
    """One leave that the actor may see: his own, or with the right to see people."""
    found = Absence.objects.visible_to(actor).filter(pk=absence_id).first()
    if found is None:
        raise NotFoundHere()
    person_of(actor, found.person_id)
    return found


def delegations_of(actor: Actor, person_id: UUID, *, since: date | None = None) -> list[Delegation]:
    """What somebody gave or holds and nobody has taken back, latest first."""
    person_of(actor, person_id)
    rows = Delegation.objects.visible_to(actor).in_force().select_related("from_person", "to_person")
    rows = rows.filter(Q(from_person_id=person_id) | Q(to_person_id=person_id))
    return list(rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=since)) if since else rows)


def leave_of(actor: Actor, person_id: UUID) -> LeaveOf:
    """What a page shows: present and coming leave and delegations."""
    delegations = delegations_of(actor, person_id, since=actor.today)
    absences = tuple(reversed(absences_of(actor, person_id, since=actor.today)))
    return LeaveOf(
        absences=absences,
        given=tuple(one for one in delegations if one.from_person_id == person_id),
        held=tuple(one for one in delegations if one.to_person_id == person_id),
        away_until=next((one.to_on for one in absences if one.from_on <= actor.today), None),
    )


def possible_deputies(actor: Actor, person_id: UUID) -> list[Person]:
    """Active colleagues whom somebody may choose as a deputy, by name. Names only: choosing needs no right."""
    person_of(actor, person_id)
    rows = Person.objects.unscoped("a deputy may sit in any unit; only names and units are shown")
    return list(
        rows.filter(is_active=True).exclude(pk=person_id).select_related("unit").order_by("name", "login")
    )
