"""Reading who acts for whom."""

from __future__ import annotations

from uuid import UUID

from endcap.customers.outlets.models import Outlet
from endcap.customers.representatives.models import Invitation, Representative
from endcap.customers.representatives.rights import Rights
from endcap.kernel.actor import Actor
from endcap.org.people.models import Person


def outlet_ids_of(person_id: UUID) -> list[UUID]:
    """The outlets for which somebody acts now."""
    rows = Representative.objects.unscoped("for whom somebody acts decides what he sees")
    return list(rows.filter(person_id=person_id, ended_at__isnull=True).values_list("outlet_id", flat=True))


def own_outlets(actor: Actor) -> list[Outlet]:
    """The outlets for which the actor acts, by name."""
    actor.require(Rights.PORTAL)
    rows = Outlet.objects.visible_to(actor).filter(pk__in=actor.represents, archived_at__isnull=True)
    return list(rows.select_related("owner", "unit").order_by("name_sort", "pk"))


def representatives_of(actor: Actor, outlet_id: UUID) -> list[Representative]:
    """Who may sign in for an outlet now."""
    actor.require(Rights.VIEW)
    rows = Representative.objects.visible_to(actor).filter(outlet_id=outlet_id, ended_at__isnull=True)
    return list(rows.select_related("person"))


def open_invitations(actor: Actor, outlet_id: UUID) -> list[Invitation]:
    """Invitations of an outlet that somebody may still use."""
    actor.require(Rights.VIEW)
    rows = Invitation.objects.visible_to(actor).filter(
        outlet_id=outlet_id, ended_at__isnull=True, expires_at__gt=actor.now
    )
    return list(rows)


def people_acting_for(outlet_ids: list[UUID]) -> list[UUID]:
    """Whom to tell what happens to an outlet: everybody who acts for one of these."""
    rows = Representative.objects.unscoped("the people of a customer are told about his own orders")
    found = rows.filter(outlet_id__in=outlet_ids, ended_at__isnull=True, person__is_active=True)
    return list(found.order_by("person_id").values_list("person_id", flat=True).distinct())


def invitations_to(phone_key: str) -> list[Invitation]:
    """Invitations to a telephone, by its last digits, for a request of that person."""
    if not phone_key:
        return []
    rows = Invitation.objects.unscoped("a request concerns a person wherever he was invited")
    return list(rows.filter(phone__endswith=phone_key).select_related("outlet"))


def people_with_phone(phone_key: str) -> list[Person]:
    """People of customers with a telephone, by its last digits, for a request of that person."""
    if not phone_key:
        return []
    rows = Person.objects.unscoped("a request concerns a person wherever he acts")
    return list(rows.filter(is_external=True, login__endswith=phone_key))
