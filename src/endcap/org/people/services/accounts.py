"""Signing in: passwords, open sessions, and people who leave or come back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.events import publish
from endcap.org.people.authority import refuse_outranked
from endcap.org.people.errors import NotOneself
from endcap.org.people.events import PersonLeft, PersonReturned
from endcap.org.people.models import ApiToken, Person
from endcap.org.people.rights import Rights
from endcap.org.people.services.keeping import an_administrator_stays, password_problem, person_in_scope
from endcap.org.people.services.leave import revoke_delegations_of


def _account(actor: Actor, person_id: UUID) -> Person:
    person = person_in_scope(actor, person_id)
    refuse_outranked(actor, person, list(person.roles.all()))
    return person


def _own_account(actor: Actor) -> Person:
    if actor.person_id is None:
        raise NotFoundHere()
    return person_in_scope(actor, actor.person_id)


@transaction.atomic
def disable_person(actor: Actor, *, person_id: UUID, left_on: date | None = None) -> Person:
    """Somebody leaves: may not sign in any more, and every open session and token ends at once.

    What he was responsible for is the business of higher areas, which are told.
    """
    actor.require(Rights.EDIT)
    person = _account(actor, person_id)

    if person.pk == actor.person_id:
        raise NotOneself()

    was_here = person.is_active
    with an_administrator_stays():
        person.is_active = False
        person.left_on = left_on or actor.today
        person.session_epoch += 1
        person.save(update_fields=["is_active", "left_on", "session_epoch"])
    ApiToken.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=actor.now)
    revoke_delegations_of(actor, person)
    audit.record(actor, "people.disabled", person, left_on=str(person.left_on))
    if was_here:
        publish(actor, PersonLeft(person_id=person.pk, on=person.left_on))
    return person


@transaction.atomic
def enable_person(actor: Actor, *, person_id: UUID) -> Person:
    """Somebody is back. Old sessions and tokens stay ended."""
    actor.require(Rights.EDIT)
    person = _account(actor, person_id)

    was_gone = not person.is_active
    person.is_active, person.left_on = True, None
    person.save(update_fields=["is_active", "left_on"])
    audit.record(actor, "people.enabled", person)
    if was_gone:
        publish(actor, PersonReturned(person_id=person.pk))
    return person


@transaction.atomic
def end_sessions(actor: Actor, *, person_id: UUID) -> None:
    """End every open session of somebody, for a lost phone or a shared password."""
    actor.require(Rights.EDIT)
    person = _account(actor, person_id)

    person.session_epoch += 1
    person.save(update_fields=["session_epoch"])
    audit.record(actor, "people.sessions_ended", person)


@transaction.atomic
def set_password(actor: Actor, *, person_id: UUID, password: str) -> None:
    """Give somebody a new password; all open sessions end."""
    actor.require(Rights.EDIT)
    person = _account(actor, person_id)

    collect([password_problem(password, person)])

    _write_password(person, password)
    audit.record(actor, "people.password_set", person)


@transaction.atomic
def change_own_password(actor: Actor, *, current: str, password: str) -> Person:
    """A person's own new password; all other open sessions end."""
    person = _own_account(actor)

    if not person.check_password(current):
        collect([Problem("current", "wrong", _("现在的密码不对。"))])
    collect(
        [
            password_problem(password, person),
            Problem("password", "same", _("新密码和现在的一样，换一个。")) if password == current else None,
        ]
    )

    _write_password(person, password)
    audit.record(actor, "people.password_changed", person)
    return person


def _write_password(person: Person, password: str) -> None:
    person.set_password(password)
    person.session_epoch += 1
    person.save(update_fields=["password", "session_epoch"])


@transaction.atomic
def change_own_language(actor: Actor, *, language: str) -> Person:
    """In which language the installation speaks to this person."""
    person = _own_account(actor)

    if language not in dict(settings.LANGUAGES):
        collect([Problem("language", "unknown", _("没有这种语言。"))])

    if person.language != language:
        person.language = language
        person.save(update_fields=["language"])
        audit.record(actor, "people.language_changed", person, language=language)
    return person


@transaction.atomic
def forget_external(actor: Actor, *, person_id: UUID) -> None:
    """Drop who somebody of a customer was; what was done under his account stays. The caller has required its right."""
    rows = Person.objects.unscoped("somebody of a customer is forgotten by whoever handles his request")
    person = rows.locked().filter(pk=person_id, is_external=True).first()
    if person is None:
        raise NotFoundHere()

    person.login, person.name, person.phone, person.email = f"gone-{person.pk.hex}", "–", "", ""
    person.is_active = False
    person.left_on = person.left_on or actor.today
    person.session_epoch += 1
    person.set_unusable_password()
    person.save(
        update_fields=[
            *("login", "name", "phone", "email", "is_active", "left_on", "session_epoch", "password")
        ]
    )
    audit.record(actor, "people.forgotten", person)
