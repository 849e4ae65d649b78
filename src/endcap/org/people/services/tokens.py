"""Keys of machines: each acts as its person, ends on a day, and is shown once."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.org.people.authority import refuse_outranked
from endcap.org.people.models import ApiToken, Person
from endcap.org.people.rights import Rights
from endcap.org.people.selectors import digest_of_token
from endcap.org.people.services.keeping import person_in_scope

LONGEST = timedelta(days=366)
NOBODY = UUID(int=0)


@transaction.atomic
def create_token(actor: Actor, *, person_id: UUID, name: str, expires_on: date | None = None) -> str:
    """A new API token of somebody. The secret is answered once and never stored."""
    actor.require(Rights.TOKENS)
    person = person_in_scope(actor, person_id)

    refuse_outranked(actor, person, list(person.roles.all()))
    name = name.strip()
    collect(
        [
            None if name else Problem("name", "required", _("写明用途，例如“电商对接”。")),
            Problem("name", "too_long", _("用途最多 60 个字符。")) if len(name) > 60 else None,
            None if person.is_active else Problem("person", "disabled", _("这个人已停用，先启用。")),
            Problem("expires_on", "past", _("到期日已过，选今天或以后。"))
            if expires_on and expires_on < actor.today
            else None,
            Problem("expires_on", "too_far", _("到期日最远一年，到期前换新的。"))
            if expires_on and expires_on > actor.today + LONGEST
            else None,
        ]
    )

    secret = f"ec_{secrets.token_urlsafe(32)}"
    token = ApiToken(
        id=new_id(actor.now),
        person=person,
        name=name,
        prefix=secret[:9],
        digest=digest_of_token(secret),
        created_at=actor.now,
        expires_on=expires_on,
    )
    token.save(force_insert=True)
    audit.record(actor, "people.token_created", token, person=str(person.pk))
    return secret


@transaction.atomic
def revoke_token(actor: Actor, *, token_id: UUID) -> ApiToken:
    """End a token at once. One's own needs no right."""
    mine = ApiToken.objects.filter(pk=token_id, person_id=actor.person_id or NOBODY).first()
    if mine is None:
        actor.require(Rights.TOKENS)
    token = mine or ApiToken.objects.filter(pk=token_id, person__in=Person.objects.visible_to(actor)).first()
    if token is None:
        raise NotFoundHere()

    if token.revoked_at is None:
        token.revoked_at = actor.now
        token.save(update_fields=["revoked_at"])
        audit.record(actor, "people.token_revoked", token)
    return token


def note_use(token: ApiToken, *, on: date) -> None:
    """Remember the day on which a token was last used; once a day, so that reading stays reading."""
    if token.last_used_on != on:
        note_first_use(token.pk, on=on)


def note_first_use(token_id: UUID, *, on: date) -> None:
    """The same for whoever knows that it was not used on that day before."""
    rows = ApiToken.objects.filter(Q(last_used_on__lt=on) | Q(last_used_on__isnull=True), pk=token_id)
    rows.update(last_used_on=on)
