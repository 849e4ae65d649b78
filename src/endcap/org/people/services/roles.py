"""Roles: bundles of rights with a reach, which the company shapes for itself."""

from __future__ import annotations

import re
from collections.abc import Collection
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.rights import all_rights
from endcap.kernel.scope import Reach
from endcap.org.people.authority import EVERYTHING, refuse_beyond
from endcap.org.people.models import Role
from endcap.org.people.presets import ROLES, rights_of
from endcap.org.people.rights import Rights
from endcap.org.people.services.keeping import an_administrator_stays

_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")


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
            rights=[EVERYTHING] if EVERYTHING in preset.rights else rights_of(preset.rights, declared),
            order=order,
        )
        for order, preset in enumerate(ROLES)
        if preset.code not in held
    ]
    Role.objects.bulk_create(made)
    audit.record_many(actor, "people.role_created", made)
    return made


def _problems(name: str, name_en: str, reach: int, rights: Collection[str]) -> list[Problem | None]:
    unknown = sorted(set(rights) - {right.code for right in all_rights()} - {EVERYTHING})
    return [
        None if name else Problem("name", "required", _("填角色名称。")),
        None if name_en else Problem("name_en", "required", _("填英文名，英文界面要用。")),
        Problem("name", "too_long", _("角色名称最多 60 个字符。"))
        if max(len(name), len(name_en)) > 60
        else None,
        None if reach in list(Reach) else Problem("reach", "unknown", _("选可见范围。")),
        Problem("rights", "unknown", _("没有这些权限：%(codes)s。") % {"codes": "、".join(unknown)})
        if unknown
        else None,
    ]


def _stored(rights: Collection[str]) -> list[str]:
    return [EVERYTHING] if EVERYTHING in rights else sorted(set(rights))


@transaction.atomic
def create_role(
    actor: Actor,
    *,
    code: str,
    name: str,
    name_en: str,
    reach: int,
    rights: Collection[str],
    requires_mfa: bool = False,
) -> Role:
    """A new role. Nobody puts rights into it that he does not hold himself."""
    actor.require(Rights.EDIT)

    code, name, name_en = code.strip(), name.strip(), name_en.strip()
    refuse_beyond(actor, codes=rights, reach=reach)
    collect(
        [
            None
            if _CODE.fullmatch(code)
            else Problem(
                "code", "malformed", _("角色编码用小写字母、数字和下划线，字母开头，2 到 40 个字符。")
            ),
            Problem("code", "taken", _("角色编码已被使用，换一个。"))
            if Role.objects.filter(code=code).exists()
            else None,
            *_problems(name, name_en, reach, rights),
        ]
    )

    last = Role.objects.aggregate(last=Max("order"))["last"]
    role = Role(
        id=new_id(actor.now),
        code=code,
        name=name,
        name_en=name_en,
        reach=reach,
        rights=_stored(rights),
        order=0 if last is None else last + 1,
        requires_mfa=requires_mfa,
    )
    role.save(force_insert=True)
    audit.record(actor, "people.role_created", role, reach=reach, rights=role.rights)
    return role


@transaction.atomic
def update_role(
    actor: Actor,
    *,
    role_id: UUID,
    name: str,
    name_en: str,
    reach: int,
    rights: Collection[str],
    requires_mfa: bool | None = None,
) -> Role:
    """Change what a role is called, gives and reaches; it holds from everybody's next click.

    Only what is added or taken away needs the actor's own rights, and an administrator must remain. Whether the
    role asks for a second factor is changed only by somebody who holds all that it gives.
    """
    actor.require(Rights.EDIT)
    rows = Role.objects.select_for_update() if connection.features.has_select_for_update else Role.objects
    role = rows.filter(pk=role_id).first()
    if role is None:
        raise NotFoundHere()

    name, name_en = name.strip(), name_en.strip()
    protects = role.requires_mfa if requires_mfa is None else requires_mfa
    refuse_beyond(
        actor,
        codes=set(role.rights) ^ set(_stored(rights))
        if protects == role.requires_mfa
        else {*role.rights, *_stored(rights)},
        reach=max(role.reach, reach) if reach != role.reach else int(Reach.OWN),
    )
    collect(_problems(name, name_en, reach, rights))

    wanted = {
        "name": name,
        "name_en": name_en,
        "reach": reach,
        "rights": _stored(rights),
        "requires_mfa": protects,
    }
    changed = sorted(field for field, value in wanted.items() if getattr(role, field) != value)
    if changed:
        before = set(role.rights)
        for field in changed:
            setattr(role, field, wanted[field])
        with an_administrator_stays():
            role.save(update_fields=changed)
        audit.record(
            actor,
            "people.role_updated",
            role,
            fields=changed,
            reach=reach,
            requires_mfa=protects,
            given=sorted(set(role.rights) - before),
            taken=sorted(before - set(role.rights)),
        )
    return role
