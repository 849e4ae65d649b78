"""The API of people."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from endcap.kernel.actor import Actor
from endcap.org.people import selectors
from endcap.org.people.models import Person
from endcap.org.people.schemas import MeOut, PeopleOut, PersonOut
from endcap.org.people.selectors import PeopleFilter

router = Router()


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _out(person: Person) -> PersonOut:
    return PersonOut(
        id=person.pk,
        login=person.login,
        name=person.name,
        employee_no=person.employee_no,
        unit_id=person.unit_id,
        unit=person.unit.name,
        roles=[role.code for role in person.roles.all()],
        is_active=person.is_active,
    )


@router.get("", response=PeopleOut, summary="People whom the reader may see, by login")
def list_people(
    request: HttpRequest,
    q: str = Query("", max_length=60),
    unit_id: UUID | None = None,
    role: str = Query("", max_length=40),
    status: Literal["active", "left", "all"] = "active",
    after: str = Query("", max_length=60),
    limit: int = Query(100, ge=1, le=500),
) -> PeopleOut:
    """A page after a login; needs the right to see people."""
    wanted = PeopleFilter(text=q, unit_id=unit_id, role=role, status=status)
    page = selectors.people_page(_actor(request), wanted, after=after, limit=limit)
    return PeopleOut(items=[_out(person) for person in page.people], after=page.after)


@router.get("/me", response=MeOut, summary="Whoever asks")
def get_me(request: HttpRequest) -> MeOut:
    """The person of the session or token, with rights and reach."""
    actor = _actor(request)
    assert actor.person_id is not None  # sessions and tokens belong to people
    return MeOut(
        person=_out(selectors.person_of(actor, actor.person_id)),
        rights=sorted(actor.rights),
        reach=actor.reach.name.lower(),
        unit_ids=sorted(actor.unit_ids),
    )


@router.get("/{person_id}", response=PersonOut, summary="One person")
def get_person(request: HttpRequest, person_id: UUID) -> PersonOut:
    """Somebody whom the reader may see; oneself always."""
    return _out(selectors.person_of(_actor(request), person_id))
