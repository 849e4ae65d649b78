"""Giving and withdrawing consent (CPL-02)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets import purposes
from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.events import ContactSaved
from endcap.customers.outlets.models import Contact, Outlet
from endcap.customers.outlets.rights import Rights as OutletRights
from endcap.customers.privacy.errors import ConsentGiven, ConsentWithdrawn
from endcap.customers.privacy.events import ConsentEnded
from endcap.customers.privacy.models import Consent
from endcap.customers.privacy.rights import Rights
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id

NEED_CONSENT = frozenset({"promotion", "care"})  # the other purposes are part of the trade itself


def _contact(actor: Actor, contact_id: UUID) -> Contact:
    found = Contact.objects.visible_to(actor).locked().filter(pk=contact_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def _open(contact_id: UUID, purpose: str, channel: str) -> Consent | None:
    rows = Consent.objects.unscoped("of a contact that the caller has checked")
    return rows.filter(
        contact_id=contact_id, purpose=purpose, channel=channel, withdrawn_on__isnull=True
    ).first()


def _write(
    actor: Actor, contact: Contact, *, purpose: str, channel: str, way: str, note: str, on: date
) -> Consent:
    consent = Consent(
        id=new_id(actor.now),
        outlet_id=contact.outlet_id,
        contact_id=contact.pk,
        purpose=purpose,
        channel=channel,
        way=way,
        note=note,
        given_on=on,
        recorded_by=actor.name,
        recorded_at=actor.now,
    )
    consent.save(force_insert=True)
    audit.record(actor, "privacy.consent_given", consent, purpose=purpose, channel=channel, way=way)
    return consent


@transaction.atomic
def give_consent(
    actor: Actor,
    *,
    contact_id: UUID,
    purpose: str,
    way: str,
    channel: str = "",
    note: str = "",
    given_on: date | None = None,
) -> Consent:
    """Record that a person agreed to one use of their data, and how."""
    actor.require(Rights.CONSENT)

    contact = _contact(actor, contact_id)
    on = given_on or actor.today
    collect(
        [
            None if purpose in purposes.PURPOSES else Problem("purpose", "unknown", _("选用途。")),
            None if way in Consent.Way.values else Problem("way", "unknown", _("选是怎样同意的。")),
            None if channel in Consent.Channel.values else Problem("channel", "unknown", _("选渠道。")),
            Problem("given_on", "future", _("同意日期不能晚于今天。")) if on > actor.today else None,
            Problem("note", "too_long", _("说明最多 200 个字。")) if len(note) > 200 else None,
        ]
    )
    if held := _open(contact.pk, purpose, channel):
        raise ConsentGiven(purpose=purposes.PURPOSES[purpose], on=held.given_on.isoformat())

    return _write(actor, contact, purpose=purpose, channel=channel, way=way, note=note.strip(), on=on)


@transaction.atomic
def withdraw_consent(actor: Actor, *, consent_id: UUID) -> Consent:
    """The person no longer agrees: data that was kept only for this purpose goes at once."""
    actor.require(Rights.CONSENT)

    consent = Consent.objects.visible_to(actor).locked().filter(pk=consent_id).first()
    if consent is None:
        raise NotFoundHere()
    if consent.withdrawn_on is not None:
        raise ConsentWithdrawn(on=consent.withdrawn_on.isoformat())

    _end(actor, consent)
    contact = Contact.objects.visible_to(actor).filter(pk=consent.contact_id).first()
    still = Consent.objects.visible_to(actor).filter(
        contact_id=consent.contact_id, purpose=consent.purpose, withdrawn_on__isnull=True
    )
    if contact is not None and not still.exists() and actor.may(OutletRights.EDIT):
        _drop_fields(actor, contact, consent.purpose)
    return consent


def _end(actor: Actor, consent: Consent) -> None:
    consent.withdrawn_on, consent.withdrawn_by = actor.today, actor.name
    consent.save(update_fields=["withdrawn_on", "withdrawn_by"])
    audit.record(
        actor, "privacy.consent_withdrawn", consent, purpose=consent.purpose, channel=consent.channel
    )
    events.publish(actor, ConsentEnded(consent.contact_id, consent.purpose, consent.channel))


def _drop_fields(actor: Actor, contact: Contact, purpose: str) -> None:
    held = Outlet.objects.visible_to(actor).filter(pk=contact.outlet_id, archived_at__isnull=True)
    if not held.exists():
        return
    for field, consent in sorted(contact.consents.items()):
        if consent.get("purpose") == purpose:
            outlets.withdraw_consent(actor, outlet_id=contact.outlet_id, contact_id=contact.pk, field=field)


def keep_in_step(actor: Actor, event: ContactSaved) -> None:
    """A contact was saved with a purpose that needs consent, or without one that had it."""
    contact = Contact.objects.unscoped("told by the operation that saved it").get(pk=event.contact_id)
    wanted = {one["purpose"] for one in contact.consents.values()} & NEED_CONSENT
    rows = Consent.objects.unscoped("of a contact that was saved").filter(
        contact_id=contact.pk, withdrawn_on__isnull=True, way=Consent.Way.FILE
    )
    held = {one.purpose: one for one in rows}
    for purpose in sorted(wanted):
        if purpose not in held and not _open(contact.pk, purpose, ""):
            _write(actor, contact, purpose=purpose, channel="", way=Consent.Way.FILE, note="", on=actor.today)
    for purpose, consent in sorted(held.items()):
        if purpose not in wanted:
            _end(actor, consent)
