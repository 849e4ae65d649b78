"""The API of one outlet's file: timeline, ledger entries, care plan, check, contacts."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from endcap.customers.outlets import happenings, selectors, services, timeline
from endcap.customers.outlets.drafts import ContactDraft
from endcap.customers.outlets.models import Contact, FileNote
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.timeline import Mark
from endcap.kernel.actor import Actor
from endcap.kernel.idempotency import services as idempotency
from endcap.ui import figures as texts

router = Router()


class TimelineEntryOut(Schema):
    """One entry of the timeline."""

    at: datetime
    group: str = Field(description="talk, trade, duty, paper or file")
    title: str
    text: str
    by: str
    url: str


class TimelineOut(Schema):
    """One page of the timeline; ``next`` goes into ``after``."""

    items: list[TimelineEntryOut]
    next: str


class NoteIn(Schema):
    """An entry of the ledger. The same id again is the same entry."""

    kind: str = Field(description="call, meeting, message or opinion")
    text: str
    on: date | None = Field(None, description="Today unless told")
    id: UUID | None = None


class NoteOut(Schema):
    """An entry of the ledger."""

    id: UUID
    kind: str
    text: str
    on: date
    next_on: date | None
    by_name: str
    at: datetime


class CareIn(Schema):
    """How the customer is cared for next, and by when."""

    text: str
    next_on: date
    id: UUID | None = None


class FileStateOut(Schema):
    """How the file stands."""

    last_verified_at: datetime | None
    last_verified_by: str
    next_check_on: date
    is_stale: bool
    filled: int
    total: int
    missing: list[str]


class ConsentOut(Schema):
    """For what a personal datum is kept, since when."""

    field: str
    purpose: str
    on: str


class ContactOut(Schema):
    """A person at the outlet; numbers and names are masked unless the token's person may export personal
    data."""

    id: UUID
    name: str
    role: str
    level: str
    phone: str
    left_on: date | None
    consents: list[ConsentOut]


class ContactIn(Schema):
    """A person at the outlet. Every optional datum needs its purpose; hobbies and birthday need ``care``."""

    name: str
    role: str
    level: str
    phone: str = ""
    email: str = ""
    hobbies: str = ""
    birthday: date | None = None
    purposes: dict[str, str] = Field({}, description="phone, email, hobbies, birthday → purpose")


class NewContactIn(ContactIn):
    """A new person at the outlet."""

    id: UUID | None = Field(
        None, description="Made by the client, version 7; the same request again changes nothing"
    )


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return actor


def _contact(actor: Actor, contact: Contact) -> ContactOut:
    in_full = actor.may(Rights.EXPORT_PERSONAL)
    phone = contact.phone if in_full or not contact.phone else texts.masked_phone_text(contact.phone)
    return ContactOut(
        id=contact.pk,
        name=contact.name if in_full else texts.masked_name_text(contact.name),
        role=contact.role,
        level=contact.level,
        phone=phone,
        left_on=contact.left_on,
        consents=[
            ConsentOut(field=field, purpose=held.get("purpose", ""), on=held.get("on", ""))
            for field, held in contact.consents.items()
        ],
    )


def _draft(body: ContactIn) -> ContactDraft:
    return ContactDraft(**body.model_dump(exclude={"id"}))


@router.get("/{uuid:outlet_id}/timeline", response=TimelineOut, summary="What happened at an outlet")
def get_timeline(
    request: HttpRequest,
    outlet_id: UUID,
    group: str = Query("", pattern="^(|talk|trade|duty|paper|file)$"),
    after: str = Query("", max_length=200),
    limit: int = Query(timeline.PAGE, ge=1, le=100),
) -> TimelineOut:
    """Everything that the areas know, newest first, as far as the person may read it."""
    actor = _actor(request)
    outlet = selectors.outlet_of(actor, outlet_id)
    sources = (*happenings.OWN, *timeline.higher())
    page = timeline.merged(actor, outlet, sources, group=group, after=Mark.read(after), limit=limit)
    return TimelineOut(
        items=[
            TimelineEntryOut(at=e.at, group=e.group, title=e.title, text=e.text, by=e.by, url=e.url)
            for e in page.entries
        ],
        next=page.next,
    )


@router.get("/{uuid:outlet_id}/notes", response=list[NoteOut], summary="The ledger entries of an outlet")
def list_notes(
    request: HttpRequest,
    outlet_id: UUID,
    kind: str = Query("", max_length=8),
    limit: int = Query(50, ge=1, le=500),
) -> list[FileNote]:
    """Calls, meetings, messages, opinions and care plans, newest first."""
    actor = _actor(request)
    selectors.outlet_of(actor, outlet_id)
    return selectors.notes_page(actor, outlet_id, kind=kind, limit=limit)


@router.post("/{uuid:outlet_id}/notes", response={201: NoteOut}, summary="Write down a call or an opinion")
def add_note(request: HttpRequest, outlet_id: UUID, body: NoteIn) -> Status[FileNote]:
    """A call or a meeting also ends what was due as a regular contact."""
    return Status(201, services.add_note(_actor(request), outlet_id=outlet_id, **body.model_dump()))


@router.get("/{uuid:outlet_id}/care-plan", response=NoteOut | None, summary="The care plan that holds")
def get_care_plan(request: HttpRequest, outlet_id: UUID) -> FileNote | None:
    """Null where nobody has written one."""
    actor = _actor(request)
    selectors.outlet_of(actor, outlet_id)
    return selectors.care_plan_of(actor, outlet_id)


@router.put("/{uuid:outlet_id}/care-plan", response=NoteOut, summary="Write the next care plan")
def write_care_plan(request: HttpRequest, outlet_id: UUID, body: CareIn) -> FileNote:
    """Its next date comes onto the owner's agenda; the former plan stays in the ledger."""
    return services.write_care_plan(_actor(request), outlet_id=outlet_id, **body.model_dump())


@router.get("/{uuid:outlet_id}/file", response=FileStateOut, summary="How the file of an outlet stands")
def get_file_state(request: HttpRequest, outlet_id: UUID) -> FileStateOut:
    """When it was checked, when it is due again, which mandatory fields are missing."""
    return _state(_actor(request), outlet_id)


def _state(actor: Actor, outlet_id: UUID) -> FileStateOut:
    head = selectors.head_of(actor, outlet_id)
    return FileStateOut(
        last_verified_at=head.outlet.last_verified_at,
        last_verified_by=head.outlet.last_verified_by,
        next_check_on=head.next_check_on,
        is_stale=head.is_stale,
        filled=head.completeness.filled,
        total=head.completeness.total,
        missing=[str(label) for label in head.completeness.missing],
    )


@router.post("/{uuid:outlet_id}/verify", response=FileStateOut, summary="Say that the file was checked today")
def verify(request: HttpRequest, outlet_id: UUID) -> FileStateOut:
    """Who and when is kept, and the due item is done with it."""
    actor = _actor(request)
    services.verify_file(actor, outlet_id=outlet_id)
    return _state(actor, outlet_id)


@router.get("/{uuid:outlet_id}/contacts", response=list[ContactOut], summary="People at an outlet")
def list_contacts(request: HttpRequest, outlet_id: UUID) -> list[ContactOut]:
    """With the purpose for which each datum is kept."""
    actor = _actor(request)
    return [_contact(actor, contact) for contact in selectors.people_of(actor, outlet_id).contacts]


@router.post(
    "/{uuid:outlet_id}/contacts",
    response={201: ContactOut, 200: ContactOut},
    summary="Add a person at an outlet",
)
def add_contact(request: HttpRequest, outlet_id: UUID, body: NewContactIn) -> Status[ContactOut]:
    """422 where a datum has no lawful purpose."""
    actor = _actor(request)
    made, is_new = idempotency.create_once(
        actor,
        model=Contact,
        id=body.id,
        body={"outlet_id": str(outlet_id), **body.model_dump(mode="json")},
        make=lambda: services.add_contact(actor, outlet_id=outlet_id, draft=_draft(body), id=body.id),
        find=lambda known: selectors.contact_of(actor, outlet_id, known),
    )
    return Status(201 if is_new else 200, _contact(actor, made))


@router.put("/{uuid:outlet_id}/contacts/{uuid:contact_id}", response=ContactOut, summary="Change a person")
def update_contact(request: HttpRequest, outlet_id: UUID, contact_id: UUID, body: ContactIn) -> ContactOut:
    """Everything as it shall be."""
    actor = _actor(request)
    changed = services.update_contact(actor, outlet_id=outlet_id, contact_id=contact_id, draft=_draft(body))
    return _contact(actor, changed)


@router.delete(
    "/{uuid:outlet_id}/contacts/{uuid:contact_id}/consents/{field}",
    response=ContactOut,
    summary="The person no longer agrees",
)
def withdraw(request: HttpRequest, outlet_id: UUID, contact_id: UUID, field: str) -> ContactOut:
    """The datum goes with its purpose."""
    actor = _actor(request)
    left = services.withdraw_consent(actor, outlet_id=outlet_id, contact_id=contact_id, field=field)
    return _contact(actor, left)
