"""Who works here, where, and in which roles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.scope import Reach
from endcap.org.people.authority import reach_of, refuse_beyond, refuse_outranked, rights_of
from endcap.org.people.models import Person, Role
from endcap.org.people.rights import Rights
from endcap.org.people.services.keeping import an_administrator_stays, password_problem, person_in_scope
from endcap.org.units import models as units

_LIMITS = {"login": 60, "name": 60, "employee_no": 32, "phone": 32, "email": 254}


def _unit_problem(actor: Actor, unit: units.Unit | None) -> Problem | None:
    if unit is None or (actor.reach != Reach.COMPANY and unit.pk not in actor.unit_ids):
        return Problem("unit", "unknown", _("选所属单位。"))
    if unit.closed_on:
        return Problem("unit", "closed", _("这个单位已撤销，换一个。"))
    return None


def _text_problems(**texts: str) -> list[Problem | None]:
    found: list[Problem | None] = [
        Problem(field, "too_long", _("最多 %(limit)s 个字符。") % {"limit": _LIMITS[field]})
        for field, text in texts.items()
        if len(text) > _LIMITS[field]
    ]
    if texts.get("email"):
        try:
            validate_email(texts["email"])
        except ValidationError:
            found.append(Problem("email", "malformed", _("邮箱写法不对，例如 name@example.com。")))
    return found


def _role_problems(roles: Sequence[Role], codes: Collection[str]) -> list[Problem | None]:
    unknown = sorted(set(codes) - {role.code for role in roles})
    return [
        None if roles or unknown else Problem("roles", "required", _("至少选一个角色。")),
        Problem("roles", "unknown", _("没有这些角色：%(codes)s。") % {"codes": "、".join(unknown)})
        if unknown
        else None,
    ]


@transaction.atomic
def create_person(
    actor: Actor,
    *,
    login: str,
    name: str,
    unit_id: UUID | None,
    role_codes: Sequence[str],
    password: str | None = None,
    employee_no: str = "",
    phone: str = "",
    email: str = "",
    id: UUID | None = None,
    trusted_password_hash: str | None = None,
    is_external: bool = False,
) -> Person:
    """Add somebody who may sign in. Without a password, an administrator sets one later; ``is_external``: somebody of a
    customer, whom no list of colleagues names.

    ``trusted_password_hash`` takes a hash made before, for loading many people at once.
    """
    actor.require(Rights.EDIT)

    unit = units.Unit.objects.filter(pk=unit_id).first() if unit_id else None
    roles = list(Role.objects.filter(code__in=role_codes))
    refuse_beyond(actor, codes=rights_of(roles), reach=reach_of(roles))

    person = Person(
        id=id or new_id(actor.now),
        login=login.strip(),
        name=name.strip(),
        employee_no=employee_no.strip(),
        phone=phone.strip(),
        email=email.strip(),
        is_external=is_external,
        created_at=actor.now,
    )
    taken = Person.objects.unscoped("a login is unique in the whole company").filter(
        login__iexact=person.login
    )
    collect(
        [
            None if person.login else Problem("login", "required", _("填登录名。")),
            None if person.name else Problem("name", "required", _("填姓名。")),
            Problem("login", "taken", _("登录名已被使用，换一个。"))
            if person.login and taken.exists()
            else None,
            _unit_problem(actor, unit),
            *_role_problems(roles, role_codes),
            *_text_problems(**{field: getattr(person, field) for field in _LIMITS}),
            password_problem(password, person) if password else None,
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


@transaction.atomic
def update_person(
    actor: Actor,
    *,
    person_id: UUID,
    name: str,
    unit_id: UUID | None,
    role_codes: Sequence[str],
    employee_no: str = "",
    phone: str = "",
    email: str = "",
) -> Person:
    """Change somebody's name, unit, roles and contact. Only roles that are added or taken need the
    actor's own rights."""
    actor.require(Rights.EDIT)
    person = person_in_scope(actor, person_id)

    held, wanted = list(person.roles.all()), list(Role.objects.filter(code__in=role_codes))
    moved = [role for role in {*held, *wanted} if (role in held) != (role in wanted)]
    refuse_outranked(actor, person, held)
    refuse_beyond(actor, codes=rights_of(moved), reach=reach_of(moved))
    unit = units.Unit.objects.filter(pk=unit_id).first() if unit_id else None
    texts = {"name": name, "employee_no": employee_no, "phone": phone, "email": email}
    texts = {field: text.strip() for field, text in texts.items()}
    collect(
        [
            None if texts["name"] else Problem("name", "required", _("填姓名。")),
            _unit_problem(actor, unit) if unit_id != person.unit_id else None,
            *_role_problems(wanted, role_codes),
            *_text_problems(**texts),
        ]
    )

    changed = sorted(field for field, text in texts.items() if getattr(person, field) != text)
    for field in changed:
        setattr(person, field, texts[field])
    if unit is not None and unit.pk != person.unit_id:
        person.unit = unit
        changed.append("unit")
    with an_administrator_stays():
        if changed:
            person.save(update_fields=changed)
        if moved:
            person.roles.set(wanted)
    if changed or moved:
        roles = sorted(role.code for role in wanted) if moved else None
        audit.record(actor, "people.updated", person, fields=changed, **({"roles": roles} if moved else {}))
    return person
