"""Changing people, roles and tokens."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.rights import all_rights
from endcap.org.people.models import ApiToken, Person, Role
from endcap.org.people.presets import ROLES, rights_of
from endcap.org.people.rights import Rights
from endcap.org.people.selectors import digest_of_token
from endcap.org.units import models as units


@transaction.atomic
def create_preset_roles(actor: Actor) -> list[Role]:
    """Give a new installation its roles; roles that exist already are left as the company made them."""
    actor.require(Rights.EDIT)

    held = set(Role.objects.values_list("code", flat=True))

    declared = frozenset(right.code for right in all_rights())
    made = [
        Role(
            id=new_id(actor.now),
            code=preset.code,
            name=preset.name,
            name_en=preset.name_en,
            reach=int(preset.reach),
            rights=["*"] if "*" in preset.rights else rights_of(preset.rights, declared),
            order=order,
        )
        for order, preset in enumerate(ROLES)
        if preset.code not in held
    ]
    Role.objects.bulk_create(made)
    audit.record_many(actor, "people.role_created", made)
    return made


def _password_problem(password: str, person: Person) -> Problem | None:
    try:
        validate_password(password, person)
    except ValidationError as wrong:
        return Problem("password", "weak", " ".join(wrong.messages))
    return None


@transaction.atomic
def create_person(
    actor: Actor,
    *,
    login: str,
    name: str,
    unit_id: UUID,
    role_codes: Sequence[str],
    password: str | None = None,
    employee_no: str = "",
    phone: str = "",
    email: str = "",
    id: UUID | None = None,
    trusted_password_hash: str | None = None,
) -> Person:
    """Add somebody who may sign in. Without a password, an administrator sets one later.

    ``trusted_password_hash`` takes a hash made before, for loading many people at once.
    """
    actor.require(Rights.EDIT)

    unit = units.Unit.objects.filter(pk=unit_id).first()
    roles = list(Role.objects.filter(code__in=role_codes))

    person = Person(
        id=id or new_id(actor.now),
        login=login.strip(),
        name=name.strip(),
        employee_no=employee_no,
        phone=phone,
        email=email,
        created_at=actor.now,
    )
    taken = Person.objects.unscoped("a login is unique in the whole company").filter(login=person.login).exists()
    unknown = sorted(set(role_codes) - {role.code for role in roles})
    collect(
        [
            None if person.login else Problem("login", "required", _("填登录名。")),
            None if person.name else Problem("name", "required", _("填姓名。")),
            Problem("login", "taken", _("登录名已被使用，换一个。")) if taken else None,
            None if unit else Problem("unit", "unknown", _("选所属单位。")),
            None if roles else Problem("roles", "required", _("至少选一个角色。")),
            Problem("roles", "unknown", _("没有这些角色：") + "、".join(unknown)) if unknown else None,
            _password_problem(password, person) if password else None,
        ]
    )

    person.unit = unit  # type: ignore[assignment]
    if trusted_password_hash:
        person.password = trusted_password_hash
    else:
        person.set_password(password)
    person.save(force_insert=True)
    person.roles.set(roles)
    audit.record(actor, "people.created", person, login=person.login, roles=sorted(r.code for r in roles))
    return person


def _person_in_scope(actor: Actor, person_id: UUID) -> Person:
    person = Person.objects.visible_to(actor).locked().filter(pk=person_id).first()
    if person is None:
        raise NotFoundHere()
    return person


@transaction.atomic
def disable_person(actor: Actor, *, person_id: UUID, left_on: date | None = None) -> Person:
    """Somebody leaves: may not sign in any more, and every open session and token ends at once."""
    actor.require(Rights.EDIT)
    person = _person_in_scope(actor, person_id)

    if person.pk == actor.person_id:
        collect([Problem("person", "self", _("不能停用自己，由另一位管理员操作。"))])

    person.is_active = False
    person.left_on = left_on or actor.today
    person.session_epoch += 1
    person.save(update_fields=["is_active", "left_on", "session_epoch"])
    ApiToken.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=actor.now)
    audit.record(actor, "people.disabled", person, left_on=str(person.left_on))
    return person


@transaction.atomic
def enable_person(actor: Actor, *, person_id: UUID) -> Person:
    """Somebody is back. Old sessions and tokens stay ended."""
    actor.require(Rights.EDIT)
    person = _person_in_scope(actor, person_id)

    person.is_active, person.left_on = True, None
    person.save(update_fields=["is_active", "left_on"])
    audit.record(actor, "people.enabled", person)
    return person


@transaction.atomic
def end_sessions(actor: Actor, *, person_id: UUID) -> None:
    """End every open session of somebody, for a lost phone or a shared password."""
    actor.require(Rights.EDIT)
    person = _person_in_scope(actor, person_id)

    Person.objects.visible_to(actor).filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
    audit.record(actor, "people.sessions_ended", person)


@transaction.atomic
def set_password(actor: Actor, *, person_id: UUID, password: str) -> None:
    """Give somebody a new password; all open sessions end."""
    actor.require(Rights.EDIT)
    person = _person_in_scope(actor, person_id)

    collect([_password_problem(password, person)])

    person.set_password(password)
    person.session_epoch += 1
    person.save(update_fields=["password", "session_epoch"])
    audit.record(actor, "people.password_set", person)


@transaction.atomic
def create_token(actor: Actor, *, person_id: UUID, name: str, expires_on: date | None = None) -> str:
    """A new API token of somebody. The secret is answered once and never stored."""
    actor.require(Rights.TOKENS)
    person = _person_in_scope(actor, person_id)

    collect([None if name.strip() else Problem("name", "required", _("写明用途，例如“电商对接”。"))])

    secret = f"ec_{secrets.token_urlsafe(32)}"
    token = ApiToken(
        id=new_id(actor.now),
        person=person,
        name=name.strip(),
        prefix=secret[:9],
        digest=digest_of_token(secret),
        created_at=actor.now,
        expires_on=expires_on,
    )
    token.save(force_insert=True)
    audit.record(actor, "people.token_created", token, person=str(person.pk))
    return secret


@transaction.atomic
def revoke_token(actor: Actor, *, token_id: UUID) -> None:
    """End a token at once."""
    actor.require(Rights.TOKENS)
    visible = Person.objects.visible_to(actor)
    token = ApiToken.objects.filter(pk=token_id, person__in=visible).first()
    if token is None:
        raise NotFoundHere()

    token.revoked_at = token.revoked_at or actor.now
    token.save(update_fields=["revoked_at"])
    audit.record(actor, "people.token_revoked", token)
