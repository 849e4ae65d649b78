"""Inviting, accepting, ending."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.models import Outlet
from endcap.customers.representatives import selectors
from endcap.customers.representatives.errors import AlreadyEnded, InvitationOver, OutletNotActive
from endcap.customers.representatives.models import Invitation, Representative
from endcap.customers.representatives.rights import Rights
from endcap.kernel import links
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.org.people import services as people
from endcap.org.people.models import Person

ROLE = "outlet_owner"
VALID_FOR = timedelta(days=7)
_SALT = "endcap.representatives.invitation"
_TOKEN = "whoever holds the token may open the invitation"  # noqa: S105


@dataclass(frozen=True)
class Sent:
    """An invitation with the secret part of its address; it can be shown again at any time."""

    invitation: Invitation
    token: str


def token_of(invitation_id: UUID) -> str:
    """The secret part of an invitation's address."""
    return links.token_of(_SALT, invitation_id)


@transaction.atomic
def invite(actor: Actor, *, outlet_id: UUID, name: str, phone: str) -> Sent:
    """Let somebody set up a sign-in of his own for an outlet. The address is sent by whoever invites."""
    actor.require(Rights.INVITE)
    outlet = Outlet.objects.visible_to(actor).filter(pk=outlet_id).first()
    if outlet is None:
        raise NotFoundHere()

    if outlet.archived_at is not None or outlet.status == Outlet.Status.CLOSED:
        raise OutletNotActive()
    name, phone = name.strip(), "".join(phone.split())
    collect(
        [
            None if name else Problem("name", "required", _("填姓名。")),
            Problem("name", "too_long", _("最多 60 个字符。")) if len(name) > 60 else None,
            None if phone else Problem("phone", "required", _("填手机号，它就是登录名。")),
            Problem("phone", "too_long", _("最多 32 个字符。")) if len(phone) > 32 else None,
        ]
    )

    invitation = Invitation(
        id=new_id(actor.now),
        outlet=outlet,
        name=name,
        phone=phone,
        made_by_name=actor.name[:60],
        created_at=actor.now,
        expires_at=actor.now + VALID_FOR,
    )
    invitation.save(force_insert=True)
    audit.record(actor, "representatives.invited", invitation, outlet=str(outlet.pk))
    return Sent(invitation, token_of(invitation.pk))


def open_invitation(actor: Actor, token: str) -> Invitation:
    """The invitation that somebody opens, if it still is one. Raises InvitationOver."""
    invitation_id = links.id_in(_SALT, token)
    rows = Invitation.objects.unscoped(_TOKEN).select_related("outlet")
    found = rows.filter(pk=invitation_id).first() if invitation_id else None
    if found is None or not found.is_open(actor.now):
        raise InvitationOver()
    return found


@transaction.atomic
def accept(actor: Actor, *, token: str, password: str) -> Person:
    """Set up the sign-in. Somebody who acts for another outlet already under this phone number signs in with the
    password that he has, and is given this outlet too."""
    invitation = open_invitation(actor, token)
    held = Invitation.objects.unscoped(_TOKEN).locked().get(pk=invitation.pk)
    if not held.is_open(actor.now):
        raise InvitationOver()

    everybody = Person.objects.unscoped("a login is unique in the whole company")
    person = everybody.filter(login__iexact=held.phone).first()
    house = replace(Actor.system(now=actor.now, name=f"invitation {held.pk}"), language=actor.language)
    if person is not None and person.is_external and not person.is_active:
        people.set_password(house, person_id=person.pk, password=password)
        people.enable_person(house, person_id=person.pk)
    elif person is not None:
        collect(
            [
                None
                if person.is_external and person.is_active and person.check_password(password)
                else Problem(
                    "password", "other", _("这个手机号已经登记过。填原来的密码；忘了请业务人员处理。")
                )
            ]
        )
    else:
        person = people.create_person(
            house,
            login=held.phone,
            name=held.name,
            unit_id=invitation.outlet.unit_id,
            role_codes=[ROLE],
            password=password,
            phone=held.phone,
            is_external=True,
        )

    held.ended_at = actor.now
    held.save(update_fields=["ended_at"])
    seat, _made = Representative.objects.unscoped("one seat for a person at an outlet").get_or_create(
        outlet_id=held.outlet_id,
        person=person,
        ended_at=None,
        defaults={"id": new_id(actor.now), "since": actor.now},
    )
    audit.record(replace(actor, person_id=person.pk, name=person.name), "representatives.accepted", seat)
    return person


@transaction.atomic
def take_back(actor: Actor, *, invitation_id: UUID) -> Invitation:
    """The invitation opens nothing any more."""
    actor.require(Rights.INVITE)
    invitation = Invitation.objects.visible_to(actor).locked().filter(pk=invitation_id).first()
    if invitation is None:
        raise NotFoundHere()
    if invitation.ended_at is not None:
        raise AlreadyEnded()
    invitation.ended_at = actor.now
    invitation.save(update_fields=["ended_at"])
    audit.record(actor, "representatives.invitation_taken_back", invitation)
    return invitation


@transaction.atomic
def end(actor: Actor, *, representative_id: UUID) -> Representative:
    """Somebody acts for this outlet no more; without any outlet left he can't sign in either. At once."""
    actor.require(Rights.INVITE)
    seat = Representative.objects.visible_to(actor).locked().filter(pk=representative_id).first()
    if seat is None:
        raise NotFoundHere()
    if seat.ended_at is not None:
        raise AlreadyEnded()

    seat.ended_at = actor.now
    seat.save(update_fields=["ended_at"])
    others = Representative.objects.unscoped("whether any outlet is left for the person")
    if not others.filter(person_id=seat.person_id, ended_at__isnull=True).exists():
        people.disable_person(Actor.system(now=actor.now, name=actor.name), person_id=seat.person_id)
    audit.record(actor, "representatives.ended", seat)
    return seat


@transaction.atomic
def forget(actor: Actor, *, phone_key: str) -> int:
    """Drop a person of a customer by his telephone: sign-in, seats and invitations. Answers how many records. The
    caller has required its right."""
    invitations = selectors.invitations_to(phone_key)
    for invitation in invitations:
        invitation.name, invitation.phone = "–", ""
        invitation.ended_at = invitation.ended_at or actor.now
        invitation.save(update_fields=["name", "phone", "ended_at"])
    found = selectors.people_with_phone(phone_key)
    for person in found:
        seats = Representative.objects.unscoped("whoever is forgotten acts for nobody")
        seats.filter(person=person, ended_at__isnull=True).update(ended_at=actor.now)
        people.forget_external(actor, person_id=person.pk)
    audit.record_many(actor, "representatives.forgotten", invitations)
    return len(invitations) + len(found)
