"""Forgetting people: who they were goes, what was traded stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from endcap.customers.outlets import writing
from endcap.customers.outlets.models import Contact, Outlet
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.selectors import concerned
from endcap.customers.outlets.selectors.concerned import FORGOTTEN
from endcap.customers.outlets.services import merging, search_index
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.mechanisms.agenda import services as agenda

BATCH = 500
_FIELDS = ["name", "phone", "email", "hobbies", "birthday", "consents", "left_on", "updated_at"]


def _forget_contact(actor: Actor, contact: Contact) -> None:
    contact.name, contact.phone, contact.email, contact.hobbies = FORGOTTEN, "", "", ""
    contact.birthday, contact.consents = None, {}
    contact.left_on = contact.left_on or actor.today
    contact.updated_at = actor.now


@transaction.atomic
def forget_contacts(actor: Actor, *, contact_ids: Sequence[UUID]) -> int:
    """Remove who these people are; that there was somebody in this role stays. Answers how many."""
    actor.require(Rights.FORGET)

    contacts = list(
        Contact.objects.visible_to(actor).locked().filter(pk__in=contact_ids).exclude(name=FORGOTTEN)
    )
    for contact in contacts:
        _forget_contact(actor, contact)
        agenda.withdraw_items(
            actor,
            subject_type=Outlet._meta.label,
            subject_id=contact.outlet_id,
            kind="outlets.birthday",
            mark=str(contact.pk),
        )
    Contact.objects.unscoped("people locked above").bulk_update(contacts, _FIELDS, batch_size=BATCH)
    _after(actor, {contact.outlet_id for contact in contacts}, contacts=len(contacts))
    return len(contacts)


@transaction.atomic
def forget_phone_of_outlets(actor: Actor, *, outlet_ids: Sequence[UUID]) -> int:
    """Remove the phone and the person that outlets themselves carry; answers how many."""
    actor.require(Rights.FORGET)

    rows = Outlet.objects.visible_to(actor).locked().filter(pk__in=outlet_ids)
    outlets = list(rows.exclude(phone="", contact_name=""))
    for outlet in outlets:
        outlet.phone = outlet.contact_name = ""
        writing.set_keys(outlet)
        outlet.updated_at = actor.now
    Outlet.objects.unscoped("outlets locked above").bulk_update(
        outlets, ["phone", "contact_name", "phone_key", "updated_at"], batch_size=BATCH
    )
    merging.forget_people_in(outlet_ids)
    _after(actor, {outlet.pk for outlet in outlets}, outlets=len(outlets))
    return len(outlets)


def _after(actor: Actor, outlet_ids: set[UUID], **counts: int) -> None:
    outlets = list(Outlet.objects.unscoped("outlets of people who were forgotten").filter(pk__in=outlet_ids))
    search_index.write(outlets)
    audit.record_many(actor, "outlets.person_forgotten", outlets, **counts)


def forget_left(actor: Actor, before: date, *, most: int = 5000) -> int:
    """Forget people who left their outlet before a day."""
    ids = (
        Contact.objects.visible_to(actor)
        .filter(concerned.long_gone(before))
        .values_list("pk", flat=True)[:most]
    )
    return forget_contacts(actor, contact_ids=list(ids))


@transaction.atomic
def forget_put_away(actor: Actor, *, archive_class: str, before: date) -> int:
    """Forget everybody in files that were archived under a class before a day; answers how many files."""
    actor.require(Rights.FORGET)

    due = concerned.count_put_away(actor, archive_class=archive_class, before=before)
    rows = Outlet.objects.visible_to(actor).filter(**concerned.put_away(archive_class, before))
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        people = Contact.objects.visible_to(actor).filter(outlet_id__in=part).values_list("pk", flat=True)
        forget_contacts(actor, contact_ids=list(people))
        forget_phone_of_outlets(actor, outlet_ids=part)
    return due
