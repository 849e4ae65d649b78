"""Where somebody is signed in: remembered at sign-in, renewed now and then, ended one by one or all at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.ids import new_id
from endcap.org.people import devices, sealing
from endcap.org.people.authority import refuse_outranked
from endcap.org.people.models import Person, SessionSeen
from endcap.org.people.rights import Rights
from endcap.org.people.services.keeping import person_in_scope

_WHY = "the door keeps the list of open sessions"


def session_store(key: str) -> Any:
    """Django's store of one session."""
    return import_module(settings.SESSION_ENGINE).SessionStore(key)


@transaction.atomic
def note_session(
    person: Person, *, key: str, user_agent: str, address: str, at: datetime, id: UUID | None = None
) -> SessionSeen:
    """Somebody has signed in with a browser, or goes on with a session whose key has changed."""
    mine = SessionSeen.objects.unscoped(_WHY).filter(person=person)
    mine.filter(last_seen_at__lt=at - timedelta(seconds=settings.SESSION_COOKIE_AGE)).delete()
    facts = {
        "sealed_key": sealing.seal(key),
        "epoch": person.session_epoch,
        "device": devices.words_of(user_agent)[:80],
        "address": address[:45],
        "last_seen_at": at,
    }
    known = mine.filter(pk=id).first() if id is not None else None
    if known is not None:
        for field, value in {**facts, "digest": sealing.digest(key)}.items():
            setattr(known, field, value)
        known.save(update_fields=[*facts, "digest"])
        return known
    seen = SessionSeen(id=new_id(at), person=person, digest=sealing.digest(key), created_at=at, **facts)
    seen.save(force_insert=True)
    return seen


def renew_session(session_id: UUID, *, address: str, at: datetime) -> bool:
    """Somebody is still here; answers whether the session is on the list."""
    rows = SessionSeen.objects.unscoped(_WHY).filter(pk=session_id)
    return bool(rows.update(last_seen_at=at, address=address[:45]))


def forget_session(key: str) -> None:
    """Somebody signs out."""
    SessionSeen.objects.unscoped(_WHY).filter(digest=sealing.digest(key)).delete()


@transaction.atomic
def end_session(actor: Actor, *, session_id: UUID) -> SessionSeen:
    """End one session at once: one's own, or with the right to change people."""
    seen = SessionSeen.objects.visible_to(actor).select_related("person").filter(pk=session_id).first()
    if seen is None:
        raise NotFoundHere()
    if seen.person_id != actor.person_id:
        actor.require(Rights.EDIT)
        refuse_outranked(actor, seen.person, list(seen.person.roles.all()))

    session_store(sealing.unseal(seen.sealed_key)).delete()
    seen.delete()
    audit.record(actor, "people.session_ended", seen.person)
    return seen


@transaction.atomic
def end_own_other_sessions(actor: Actor, *, current_key: str) -> Person:
    """End all sessions of one's own but this one. The door has to renew this one's hash afterwards."""
    if actor.person_id is None:
        raise NotFoundHere()
    person = person_in_scope(actor, actor.person_id)

    person.session_epoch += 1
    person.save(update_fields=["session_epoch"])
    others = SessionSeen.objects.unscoped(_WHY).filter(person=person)
    others.exclude(digest=sealing.digest(current_key)).delete()
    audit.record(actor, "people.sessions_ended", person)
    return person
