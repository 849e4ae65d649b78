"""People at an outlet, and why each of their personal data may be kept."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets import purposes
from endcap.customers.outlets.drafts import ContactDraft
from endcap.customers.outlets.errors import Archived
from endcap.customers.outlets.events import ContactSaved
from endcap.customers.outlets.models import Contact, Outlet
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.services import search_index
from endcap.customers.outlets.services.register import writable_outlet
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.mechanisms.agenda import services as agenda

BATCH = 500


def _problems(draft: ContactDraft) -> list[Problem]:
    found = []
    if not draft.name.strip():
        found.append(Problem("name", "required", _("填姓名。")))
    if draft.role not in Contact.Role.values:
        found.append(Problem("role", "required", _("选角色。")))
    if draft.level not in Contact.Level.values:
        found.append(Problem("level", "required", _("选层级。")))
    for name in ("name", "phone", "email", "hobbies"):
        limit = Contact._meta.get_field(name).max_length or 0  # type: ignore[union-attr]
        if len(getattr(draft, name)) > limit:
            found.append(
                Problem(name, "too_long", gettext("最多 %(limit)s 个字，现在太长。") % {"limit": limit})
            )
    for name, label in purposes.FIELDS.items():
        purpose = draft.purposes.get(name, "")
        if getattr(draft, name) and not purpose:
            found.append(
                Problem(
                    name,
                    "purpose_missing",
                    gettext("要记%(field)s，先写明用途；没有用途就留空。") % {"field": label},
                )
            )
        elif purpose and purpose not in purposes.allowed(name):
            found.append(Problem(name, "purpose_unknown", _("这个用途不能用在这一项，换一个。")))
    return found


def _consents(
    actor: Actor, draft: ContactDraft, held: dict[str, dict[str, str]]
) -> dict[str, dict[str, str]]:
    """One purpose per filled field; a purpose that stays keeps its date."""
    found = {}
    for name in purposes.FIELDS:
        purpose = draft.purposes.get(name, "")
        if not getattr(draft, name):
            continue
        same = held.get(name, {}).get("purpose") == purpose
        found[name] = held[name] if same else {"purpose": purpose, "on": actor.today.isoformat()}
    return found


def _fill(contact: Contact, draft: ContactDraft) -> None:
    contact.name, contact.role, contact.level = draft.name.strip(), draft.role, draft.level
    contact.phone, contact.email = draft.phone.strip(), draft.email.strip()
    contact.hobbies, contact.birthday = draft.hobbies.strip(), draft.birthday


@transaction.atomic
def add_contact(actor: Actor, *, outlet_id: UUID, draft: ContactDraft, id: UUID | None = None) -> Contact:
    """Add a person at an outlet. Every optional personal field needs its purpose."""
    actor.require(Rights.EDIT)

    outlet = writable_outlet(actor, outlet_id)
    collect(_problems(draft))

    contact = Contact(id=id or new_id(actor.now), outlet=outlet, created_at=actor.now, updated_at=actor.now)
    _fill(contact, draft)
    contact.consents = _consents(actor, draft, {})
    contact.save(force_insert=True)
    search_index.write([outlet])
    audit.record(
        actor, "outlets.contact_added", outlet, contact=str(contact.pk), fields=sorted(contact.consents)
    )
    events.publish(actor, ContactSaved(outlet.pk, contact.pk))
    return contact


@transaction.atomic
def add_contacts(actor: Actor, *, drafts: Sequence[tuple[UUID, ContactDraft]]) -> list[Contact]:
    """Add people at many outlets at once, given as (outlet id, draft), in few statements."""
    actor.require(Rights.EDIT)

    wanted = list(dict.fromkeys(outlet_id for outlet_id, _draft in drafts))
    found: dict[UUID, Outlet] = {}
    for start in range(0, len(wanted), BATCH):
        rows = Outlet.objects.visible_to(actor).locked().filter(pk__in=wanted[start : start + BATCH])
        found |= {outlet.pk: outlet for outlet in rows}
    if len(found) != len(wanted):
        raise NotFoundHere()
    for outlet in found.values():
        if outlet.is_archived:
            raise Archived(name=outlet.name)
    collect([problem for _outlet_id, draft in drafts for problem in _problems(draft)])

    made = []
    for outlet_id, draft in drafts:
        contact = Contact(id=new_id(actor.now), outlet_id=outlet_id)
        contact.created_at = contact.updated_at = actor.now
        _fill(contact, draft)
        contact.consents = _consents(actor, draft, {})
        made.append(contact)
    Contact.objects.bulk_create(made, batch_size=BATCH)
    search_index.write(list(found.values()))
    label = Outlet._meta.label
    audit.record_rows(
        actor,
        (
            (
                "outlets.contact_added",
                label,
                str(contact.outlet_id),
                {"contact": str(contact.pk), "fields": sorted(contact.consents)},
            )
            for contact in made
        ),
    )
    for contact in made:
        events.publish(actor, ContactSaved(contact.outlet_id, contact.pk))
    return made


def _held(actor: Actor, outlet: Outlet, contact_id: UUID) -> Contact:
    found = Contact.objects.visible_to(actor).locked().filter(pk=contact_id, outlet=outlet).first()
    if found is None:
        raise NotFoundHere()
    return found


@transaction.atomic
def update_contact(actor: Actor, *, outlet_id: UUID, contact_id: UUID, draft: ContactDraft) -> Contact:
    """Change a person at an outlet."""
    actor.require(Rights.EDIT)

    outlet = writable_outlet(actor, outlet_id)
    contact = _held(actor, outlet, contact_id)
    collect(_problems(draft))

    _fill(contact, draft)
    contact.consents = _consents(actor, draft, contact.consents)
    contact.updated_at = actor.now
    contact.save(
        update_fields=[
            "name",
            "role",
            "level",
            "phone",
            "email",
            "hobbies",
            "birthday",
            "consents",
            "updated_at",
        ]
    )
    search_index.write([outlet])
    audit.record(
        actor, "outlets.contact_updated", outlet, contact=str(contact.pk), fields=sorted(contact.consents)
    )
    events.publish(actor, ContactSaved(outlet.pk, contact.pk))
    return contact


@transaction.atomic
def withdraw_consent(actor: Actor, *, outlet_id: UUID, contact_id: UUID, field: str) -> Contact:
    """The person no longer agrees: the datum goes with its purpose."""
    actor.require(Rights.EDIT)

    outlet = writable_outlet(actor, outlet_id)
    contact = _held(actor, outlet, contact_id)
    collect([None if field in purposes.FIELDS else Problem("field", "unknown", _("没有这一项。"))])

    setattr(contact, field, None if field == "birthday" else "")
    contact.consents = {name: held for name, held in contact.consents.items() if name != field}
    contact.updated_at = actor.now
    contact.save(update_fields=[field, "consents", "updated_at"])
    search_index.write([outlet])
    if field == "birthday":  # nobody is reminded of a day that may no longer be known
        agenda.withdraw_items(
            actor,
            subject_type=Outlet._meta.label,
            subject_id=outlet.pk,
            kind="outlets.birthday",
            mark=str(contact.pk),
        )
    audit.record(actor, "outlets.consent_withdrawn", outlet, contact=str(contact.pk), field=field)
    events.publish(actor, ContactSaved(outlet.pk, contact.pk))
    return contact


@transaction.atomic
def show_contact(actor: Actor, *, outlet_id: UUID, contact_id: UUID) -> Contact:
    """Show a contact's numbers in full, and keep who looked."""
    actor.require(Rights.VIEW)

    contact = (
        Contact.objects.visible_to(actor)
        .select_related("outlet")
        .filter(pk=contact_id, outlet_id=outlet_id)
        .first()
    )
    if contact is None:
        raise NotFoundHere()

    audit.record(actor, "outlets.contact_shown", contact.outlet, contact=str(contact.pk))
    return contact
