"""The API of people."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest
from ninja import Query, Router, Status

from endcap.kernel.actor import Actor
from endcap.org.people import selectors, services
from endcap.org.people.models import Absence, Delegation, Person
from endcap.org.people.schemas import (
    AbsenceIn,
    AbsenceOut,
    ActingForOut,
    DelegationIn,
    DelegationOut,
    MeOut,
    PeopleOut,
    PersonOut,
    SessionOut,
)
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
    return PeopleOut(items=[_out(person) for person in page.people], next=page.after)


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


def _me(request: HttpRequest) -> tuple[Actor, UUID]:
    actor = _actor(request)
    assert actor.person_id is not None  # sessions and tokens belong to people
    return actor, actor.person_id


@router.get("/me/acting-for", response=ActingForOut, summary="Deputies today")
def get_acting_for(request: HttpRequest) -> ActingForOut:
    """For whom the reader may decide today, and who may decide for him."""
    actor, me = _me(request)
    return ActingForOut(
        acting_for=sorted(selectors.acting_for(me, on=actor.today)),
        deputies=list(selectors.deputies_of(me, on=actor.today)),
        is_away=selectors.is_away(me, on=actor.today),
    )


@router.get("/me/sessions", response=list[SessionOut], summary="Where the reader is signed in")
def list_sessions(request: HttpRequest) -> list[SessionOut]:
    """Open sessions, this one first."""
    actor, me = _me(request)
    found = selectors.open_sessions(actor, me, current_key=request.session.session_key or "")
    return [SessionOut.model_validate(one, from_attributes=True) for one in found]


@router.post("/me/sessions/end-others", response={204: None}, summary="End all sessions but this one")
def end_other_sessions(request: HttpRequest) -> Status:
    """With a token: all sessions."""
    actor, _me_id = _me(request)
    person = services.end_own_other_sessions(actor, current_key=request.session.session_key or "")
    if request.user.is_authenticated:
        update_session_auth_hash(request, person)
    return Status(204, None)


@router.post("/sessions/{session_id}/end", response={204: None}, summary="End one session")
def end_session(request: HttpRequest, session_id: UUID) -> Status:
    """One's own; those of others need the right to change people."""
    services.end_session(_actor(request), session_id=session_id)
    return Status(204, None)


@router.post("/absences/{absence_id}/end", response=AbsenceOut, summary="Back early, or not going")
def end_absence(request: HttpRequest, absence_id: UUID) -> Absence:
    """Leave that has begun ends with yesterday; leave that has not begun is cancelled."""
    return services.end_absence(_actor(request), absence_id=absence_id)


@router.post("/delegations/{delegation_id}/revoke", response=DelegationOut, summary="Take a delegation back")
def revoke_delegation(request: HttpRequest, delegation_id: UUID) -> Delegation:
    """Both sides may."""
    return services.revoke_delegation(_actor(request), delegation_id=delegation_id)


@router.get("/{person_id}", response=PersonOut, summary="One person")
def get_person(request: HttpRequest, person_id: UUID) -> PersonOut:
    """Somebody whom the reader may see; oneself always."""
    return _out(selectors.person_of(_actor(request), person_id))


@router.get("/{person_id}/absences", response=list[AbsenceOut], summary="Somebody's leave, latest first")
def list_absences(request: HttpRequest, person_id: UUID, since: date | None = None) -> list[Absence]:
    """One's own, or of people whom the reader sees; ``since``: leave that ends on that day or later."""
    return selectors.absences_of(_actor(request), person_id, since=since)


@router.post("/{person_id}/absences", response={201: AbsenceOut}, summary="Somebody will be away")
def add_absence(request: HttpRequest, person_id: UUID, given: AbsenceIn) -> Status:
    """One's own leave needs no right."""
    made = services.add_absence(
        _actor(request),
        person_id=person_id,
        from_on=given.from_on,
        to_on=given.to_on,
        kind=given.kind,
        id=given.id,
    )
    return Status(201, made)


@router.get("/{person_id}/delegations", response=list[DelegationOut], summary="Who decides for whom")
def list_delegations(request: HttpRequest, person_id: UUID, since: date | None = None) -> list[Delegation]:
    """What somebody gave or holds and nobody has taken back, latest first."""
    return selectors.delegations_of(_actor(request), person_id, since=since)


@router.post("/{person_id}/delegations", response={201: DelegationOut}, summary="Let a colleague decide")
def add_delegation(request: HttpRequest, person_id: UUID, given: DelegationIn) -> Status:
    """One's own decisions need no right."""
    made = services.delegate(
        _actor(request),
        from_id=person_id,
        to_id=given.to_person_id,
        from_on=given.from_on,
        to_on=given.to_on,
        only_when_absent=given.only_when_absent,
        note=given.note,
        id=given.id,
    )
    return Status(201, made)
