"""Reading people, roles and tokens; and building the actor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Count, Q

from endcap.kernel import clock, slots
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.ids import new_id
from endcap.kernel.rights import Right, all_rights
from endcap.kernel.scope import Reach
from endcap.org.people.authority import EVERYTHING, reach_of, rights_of
from endcap.org.people.models import ApiToken, Person, Role
from endcap.org.people.rights import Rights
from endcap.org.units import selectors as units

REPRESENTS = "people.represents"  # slot: from a person outside the company to the customers he stands for


def reached_units(reach: Reach, unit_id: UUID, path: str) -> frozenset[UUID]:
    """The units in which somebody sees: below one's own, one's own, or none."""
    if reach == Reach.PORTAL:
        return frozenset()
    return frozenset({unit_id}) if reach == Reach.OWN else units.ids_below(path)


def represented_by(reach: Reach, person_id: UUID) -> frozenset[UUID]:
    """The customers for whom somebody outside the company acts."""
    if reach != Reach.PORTAL:
        return frozenset()
    return frozenset(id for ask in slots.items(REPRESENTS) for id in ask(person_id))


def actor_of(
    person: Person, *, now: datetime, request_id: UUID | None = None, language: str = "zh-hans"
) -> Actor:
    """The actor that a person is at this moment: the union of the roles' rights and the widest reach."""
    roles = list(person.roles.all())
    reach = reach_of(roles)
    return Actor(
        person_id=person.pk,
        name=person.name,
        rights=rights_of(roles),
        reach=reach,
        unit_id=person.unit_id,
        unit_ids=reached_units(reach, person.unit_id, person.unit.path),
        represents=represented_by(reach, person.pk),
        now=now,
        request_id=request_id or new_id(now),
        language=language,
    )


def digest_of_token(secret: str) -> str:
    """What is kept of a token."""
    return sha256(secret.encode()).hexdigest()


def person_of_token(secret: str, *, now: datetime) -> tuple[Person, ApiToken] | None:
    """The active person behind a valid, unexpired, unrevoked token. Its last day counts, in the company's
    zone."""
    token = (
        ApiToken.objects.select_related("person")
        .filter(digest=digest_of_token(secret), revoked_at__isnull=True, person__is_active=True)
        .filter(Q(expires_on__isnull=True) | Q(expires_on__gte=clock.business_date(now)))
        .first()
    )
    return (token.person, token) if token else None


def roles() -> list[Role]:
    """All roles in their order."""
    return list(Role.objects.all())


def roles_with_counts() -> list[Role]:
    """All roles in their order, each with the number of active people in ``people_count``."""
    counted = Role.objects.annotate(people_count=Count("people", filter=Q(people__is_active=True)))
    return list(counted.order_by("order", "code"))


def role_of(actor: Actor, role_id: UUID) -> Role:
    """One role, for whoever may see people."""
    actor.require(Rights.VIEW)
    role = Role.objects.filter(pk=role_id).first()
    if role is None:
        raise NotFoundHere()
    return role


def person_by_login(login: str) -> Person | None:
    """Somebody by login, for the command line of the installation."""
    return Person.objects.unscoped("the command line of the installation").filter(login=login).first()


def person_for_job(person_id: UUID) -> Person | None:
    """The active person for whom a job works."""
    everybody = Person.objects.unscoped("a job acts as the person who asked for it")
    return everybody.filter(pk=person_id, is_active=True).first()


def active_people(actor: Actor) -> list[Person]:
    """Active people whom the actor may see, by name."""
    return list(
        Person.objects.visible_to(actor).filter(is_active=True).select_related("unit").order_by("name")
    )


def person_of(actor: Actor, person_id: UUID) -> Person:
    """One person whom the actor may see; oneself always."""
    if person_id != actor.person_id:
        actor.require(Rights.VIEW)
    rows = Person.objects.visible_to(actor).select_related("unit").prefetch_related("roles")
    person = rows.filter(pk=person_id).first()
    if person is None:
        raise NotFoundHere()
    return person


@dataclass(frozen=True)
class PeopleFilter:
    """Which people a list shows."""

    text: str = ""
    unit_id: UUID | None = None
    role: str = ""
    status: str = "active"  # active | left | all

    def __post_init__(self) -> None:
        # no name holds NUL, and PostgreSQL refuses to look for one
        object.__setattr__(self, "text", self.text.replace("\0", "").strip())
        object.__setattr__(self, "role", self.role.replace("\0", ""))


@dataclass(frozen=True)
class PeoplePage:
    """One page of a list, with the logins from which the pages around it start."""

    people: tuple[Person, ...]
    before: str
    after: str


def people_page(
    actor: Actor, wanted: PeopleFilter, *, after: str = "", before: str = "", limit: int = 50
) -> PeoplePage:
    """People by login, a page after or before one of them."""
    actor.require(Rights.VIEW)
    after, before = after.replace("\0", ""), before.replace("\0", "")
    rows = Person.objects.visible_to(actor).select_related("unit").prefetch_related("roles")
    if wanted.text:
        text = wanted.text
        rows = rows.filter(
            Q(name__icontains=text)
            | Q(login__icontains=text)
            | Q(employee_no__iexact=text)
            | Q(phone__endswith=text)
        )
    if wanted.unit_id:
        rows = rows.filter(unit_id__in=units.subtree_ids(units.unit_of(actor, wanted.unit_id).pk))
    if wanted.role:
        rows = rows.filter(roles__code=wanted.role)
    if wanted.status != "all":
        rows = rows.filter(is_active=wanted.status != "left")
    if before:
        found = list(rows.filter(login__lt=before).order_by("-login")[: limit + 1])
        return _page(found[:limit][::-1], is_first=len(found) <= limit, is_last=False)
    found = list(rows.filter(login__gt=after).order_by("login")[: limit + 1])
    return _page(found[:limit], is_first=not after, is_last=len(found) <= limit)


def _page(people: Sequence[Person], *, is_first: bool, is_last: bool) -> PeoplePage:
    return PeoplePage(
        tuple(people),
        before="" if is_first or not people else people[0].login,
        after="" if is_last or not people else people[-1].login,
    )


def tokens_of(actor: Actor, person_id: UUID) -> list[ApiToken]:
    """Somebody's tokens, newest first: one's own, or with the right to give them out."""
    if person_id != actor.person_id:
        actor.require(Rights.TOKENS)
    visible = Person.objects.visible_to(actor).filter(pk=person_id)
    return list(ApiToken.objects.filter(person__in=visible))


def all_tokens() -> list[ApiToken]:
    """Every token, for the command line of the installation."""
    return list(ApiToken.objects.select_related("person"))


def everybody() -> list[Person]:
    """Everybody by login, for the command line of the installation."""
    rows = Person.objects.unscoped("the command line of the installation")
    return list(rows.select_related("unit").prefetch_related("roles").order_by("login"))


@dataclass(frozen=True)
class RightRow:
    """One right and which roles give it, in the order of the roles."""

    right: Right
    held: tuple[bool, ...]


@dataclass(frozen=True)
class RightGroup:
    """The rights of one area."""

    area: str
    rows: tuple[RightRow, ...]


def rights_by_area() -> dict[str, list[Right]]:
    """Every declared right, grouped by the area in which it is declared."""
    areas: dict[str, list[Right]] = {}
    for right in all_rights():
        areas.setdefault(right.code.partition(".")[0], []).append(right)
    return areas


def matrix(roles: Sequence[Role]) -> list[RightGroup]:
    """Role by right: who may do what."""
    return [
        RightGroup(
            area,
            tuple(
                RightRow(
                    right, tuple(EVERYTHING in role.rights or right.code in role.rights for role in roles)
                )
                for right in rights
            ),
        )
        for area, rights in rights_by_area().items()
    ]
