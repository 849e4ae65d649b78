"""Reading people, roles and tokens; and building the actor."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Q

from endcap.kernel.actor import Actor
from endcap.kernel.ids import new_id
from endcap.kernel.rights import all_rights
from endcap.kernel.scope import Reach
from endcap.org.people.models import ApiToken, Person, Role
from endcap.org.units import selectors as units


def actor_of(person: Person, *, now: datetime, request_id: UUID | None = None, language: str = "zh-hans") -> Actor:
    """The actor that a person is at this moment: the union of the roles' rights and the widest reach."""
    roles = list(person.roles.all())
    codes = {code for role in roles for code in role.rights}
    if "*" in codes:
        codes = {right.code for right in all_rights()}
    reach = Reach(max((role.reach for role in roles), default=int(Reach.OWN)))
    return Actor(
        person_id=person.pk,
        name=person.name,
        rights=frozenset(codes),
        reach=reach,
        unit_id=person.unit_id,
        unit_ids=units.subtree_ids(person.unit_id) if reach != Reach.OWN else frozenset({person.unit_id}),
        now=now,
        request_id=request_id or new_id(now),
        language=language,
    )


def digest_of_token(secret: str) -> str:
    """What is kept of a token."""
    return sha256(secret.encode()).hexdigest()


def person_of_token(secret: str, *, now: datetime) -> tuple[Person, ApiToken] | None:
    """The active person behind a valid, unexpired, unrevoked token."""
    token = (
        ApiToken.objects.select_related("person")
        .filter(digest=digest_of_token(secret), revoked_at__isnull=True, person__is_active=True)
        .filter(Q(expires_on__isnull=True) | Q(expires_on__gte=now.date()))
        .first()
    )
    return (token.person, token) if token else None


def roles() -> list[Role]:
    """All roles in their order."""
    return list(Role.objects.all())


def person_by_login(login: str) -> Person | None:
    """Somebody by login, for the command line of the installation."""
    return Person.objects.unscoped("the command line of the installation").filter(login=login).first()


def active_people(actor: Actor) -> list[Person]:
    """Active people whom the actor may see, by name."""
    return list(Person.objects.visible_to(actor).filter(is_active=True).select_related("unit").order_by("name"))
