"""Changing the unit tree."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Problem, collect
from endcap.kernel.ids import new_id
from endcap.org.units.models import Unit
from endcap.org.units.rights import Rights


@transaction.atomic
def create_unit(
    actor: Actor, *, code: str, name: str, kind: str, parent_id: UUID | None = None, id: UUID | None = None
) -> Unit:
    """Add a unit under its parent; the company itself has none."""
    actor.require(Rights.EDIT)

    parent = Unit.objects.filter(pk=parent_id).first() if parent_id else None

    collect(
        [
            None if code.strip() else Problem("code", "required", _("填单位编码。")),
            None if name.strip() else Problem("name", "required", _("填单位名称。")),
            Problem("code", "taken", _("单位编码已被使用，换一个。")) if Unit.objects.filter(code=code).exists() else None,
            Problem("parent", "required", _("选上级单位。")) if kind != Unit.Kind.COMPANY and not parent else None,
            Problem("kind", "second_company", _("公司只有一个，已经存在。"))
            if kind == Unit.Kind.COMPANY and Unit.objects.filter(parent__isnull=True).exists()
            else None,
        ]
    )

    unit_id = id or new_id(actor.now)
    unit = Unit(
        id=unit_id,
        parent=parent,
        code=code.strip(),
        name=name.strip(),
        kind=kind,
        path=f"{parent.path if parent else '/'}{unit_id.hex}/",
    )
    unit.save(force_insert=True)
    audit.record(actor, "units.created", unit, code=unit.code, kind=kind)
    return unit
