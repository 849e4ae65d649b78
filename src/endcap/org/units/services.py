"""Changing the unit tree."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, Refusal, collect
from endcap.kernel.ids import new_id
from endcap.kernel.scope import Reach
from endcap.org.units.models import Unit
from endcap.org.units.rights import Rights


class UnitBelowItself(Refusal):
    """A unit can't be moved below itself."""

    code = "unit_below_itself"
    sentence = _("“%(unit)s”不能放到自己或自己的下级下面，换一个上级。")


class UnitNotEmpty(Refusal):
    """A unit with open units below it can't be closed."""

    code = "unit_not_empty"
    sentence = _("“%(unit)s”下面还有 %(count)s 个单位，先移走或撤销它们。")


class CompanyStays(Refusal):
    """The company itself is neither moved nor closed."""

    code = "company_stays"
    sentence = _("公司是最上级，不能移动，也不能撤销。")


def lock_of(actor: Actor, unit_id: UUID | None) -> Unit:
    """A unit within the actor's reach, held until the transaction ends; the tree has one writer at a time."""
    rows = Unit.objects.order_by("path")
    if connection.features.has_select_for_update:
        list(rows.select_for_update().filter(parent__isnull=True))
        rows = rows.select_for_update(of=("self",))
    unit = rows.filter(pk=unit_id).first() if unit_id else None
    if unit is None or (actor.reach != Reach.COMPANY and unit.pk not in actor.unit_ids):
        raise NotFoundHere()
    return unit


def _text_problems(code: str, name: str, *, own_id: UUID | None = None) -> list[Problem | None]:
    holder = Unit.objects.filter(code=code).first()
    taken = holder is not None and holder.pk != own_id
    return [
        None if code else Problem("code", "required", _("填单位编码。")),
        None if name else Problem("name", "required", _("填单位名称。")),
        Problem("code", "too_long", _("单位编码最多 32 个字符。")) if len(code) > 32 else None,
        Problem("name", "too_long", _("单位名称最多 80 个字符。")) if len(name) > 80 else None,
        Problem("code", "taken", _("单位编码已被使用，换一个。")) if code and taken else None,
    ]


def _kind_problem(kind: str, *, is_company: bool) -> Problem | None:
    if kind not in Unit.Kind.values:
        return Problem("kind", "unknown", _("选单位类型。"))
    if (kind == Unit.Kind.COMPANY) != is_company:
        return Problem("kind", "second_company", _("公司只有一个，已经存在。"))
    return None


@transaction.atomic
def create_unit(
    actor: Actor, *, code: str, name: str, kind: str, parent_id: UUID | None = None, id: UUID | None = None
) -> Unit:
    """Add a unit under its parent; the company itself has none."""
    actor.require(Rights.EDIT)
    parent = lock_of(actor, parent_id) if parent_id else None

    code, name = code.strip(), name.strip()
    is_first = not Unit.objects.exists()
    collect(
        [
            *_text_problems(code, name),
            Problem("parent", "required", _("选上级单位。"))
            if kind != Unit.Kind.COMPANY and not parent
            else None,
            Problem("parent", "closed", _("上级单位已撤销，换一个。"))
            if parent and parent.closed_on
            else None,
            _kind_problem(kind, is_company=is_first and not parent),
        ]
    )

    unit_id = id or new_id(actor.now)
    unit = Unit(
        id=unit_id,
        parent=parent,
        code=code,
        name=name,
        kind=kind,
        path=f"{parent.path if parent else '/'}{unit_id.hex}/",
    )
    unit.save(force_insert=True)
    audit.record(actor, "units.created", unit, code=unit.code, kind=kind)
    return unit


@transaction.atomic
def update_unit(
    actor: Actor, *, unit_id: UUID, code: str, name: str, kind: str, parent_id: UUID | None = None
) -> Unit:
    """Change what a unit is called and what kind it is; with a parent, move it there as well."""
    actor.require(Rights.EDIT)
    if parent_id is not None:
        move_unit(actor, unit_id=unit_id, parent_id=parent_id)
    unit = lock_of(actor, unit_id)

    code, name = code.strip(), name.strip()
    collect(
        [*_text_problems(code, name, own_id=unit.pk), _kind_problem(kind, is_company=unit.parent_id is None)]
    )

    wanted = {"code": code, "name": name, "kind": kind}
    changed = sorted(field for field, value in wanted.items() if getattr(unit, field) != value)
    if changed:
        for field in changed:
            setattr(unit, field, wanted[field])
        unit.save(update_fields=changed)
        audit.record(actor, "units.updated", unit, fields=changed)
    return unit


@transaction.atomic
def move_unit(actor: Actor, *, unit_id: UUID, parent_id: UUID) -> Unit:
    """Put a unit with everything below it under another parent; who sees what follows at once."""
    actor.require(Rights.EDIT)
    unit, parent = lock_of(actor, unit_id), lock_of(actor, parent_id)

    if unit.parent_id is None:
        raise CompanyStays()
    if parent.path.startswith(unit.path):
        raise UnitBelowItself(unit=unit.name)
    collect([Problem("parent", "closed", _("上级单位已撤销，换一个。")) if parent.closed_on else None])

    if unit.parent_id != parent.pk:
        before, after = unit.path, f"{parent.path}{unit.pk.hex}/"
        Unit.objects.filter(path__startswith=before).update(
            path=Concat(
                Value(after), Substr("path", Length(Value(before)) + 1), output_field=models.CharField()
            )
        )
        Unit.objects.filter(pk=unit.pk).update(parent=parent)
        unit.refresh_from_db()
        audit.record(actor, "units.moved", unit, parent=str(parent.pk))
    return unit


@transaction.atomic
def close_unit(actor: Actor, *, unit_id: UUID, closed_on: date | None = None) -> Unit:
    """A unit exists no longer; its history stays readable."""
    actor.require(Rights.EDIT)
    unit = lock_of(actor, unit_id)

    if unit.parent_id is None:
        raise CompanyStays()
    if below := Unit.objects.filter(parent=unit, closed_on__isnull=True).count():
        raise UnitNotEmpty(unit=unit.name, count=below)

    if unit.closed_on is None:
        unit.closed_on = closed_on or actor.today
        unit.save(update_fields=["closed_on"])
        audit.record(actor, "units.closed", unit, closed_on=str(unit.closed_on))
    return unit


@transaction.atomic
def reopen_unit(actor: Actor, *, unit_id: UUID) -> Unit:
    """A unit is back, under its old parent."""
    actor.require(Rights.EDIT)
    unit = lock_of(actor, unit_id)

    parent = unit.parent
    collect(
        [Problem("parent", "closed", _("上级单位已撤销，换一个。")) if parent and parent.closed_on else None]
    )

    if unit.closed_on is not None:
        unit.closed_on = None
        unit.save(update_fields=["closed_on"])
        audit.record(actor, "units.reopened", unit)
    return unit
