"""Making and closing locations."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.models import Outlet
from endcap.goods.stock import selectors
from endcap.goods.stock.errors import StillGoodsThere
from endcap.goods.stock.models import Location
from endcap.goods.stock.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.scope import Reach
from endcap.org.people.models import Person
from endcap.org.units.models import Unit


@dataclass(frozen=True)
class LocationDraft:
    """A location as somebody describes it. The unit of an outlet's or a person's location is theirs."""

    code: str
    name: str
    kind: str = Location.Kind.WAREHOUSE
    unit_id: UUID | None = None
    outlet_id: UUID | None = None
    person_id: UUID | None = None
    is_default: bool = False


@transaction.atomic
def create_location(actor: Actor, *, draft: LocationDraft) -> Location:
    """Make a warehouse, a van, or a place at an outlet. A unit's first warehouse is its default."""
    actor.require(Rights.ARRANGE)

    code, name = draft.code.strip(), draft.name.strip()
    kind = draft.kind if draft.kind in Location.Kind.values else ""
    unit_id, wrong = _unit_of(actor, draft, kind)
    collect(
        [
            None if kind else Problem("kind", "unknown", _("选一种库位类型。")),
            None if code else Problem("code", "required", _("填库位编码，例如 WH-01。")),
            Problem("code", "too_long", _("库位编码最多 40 个字符。")) if len(code) > 40 else None,
            Problem("code", "taken", _("编码“%(code)s”已有库位在用，换一个。") % {"code": code})
            if _is_taken(code)
            else None,
            None if name else Problem("name", "required", _("填库位名称。")),
            Problem("name", "too_long", _("库位名称最多 80 个字符。")) if len(name) > 80 else None,
            *(
                Problem(field, "no_nul", _("里面有看不见的字符，删掉再交。"))
                for field, text in (("code", code), ("name", name))
                if "\0" in text
            ),
            wrong,
            _second_van(draft, kind),
        ]
    )

    assert unit_id is not None  # its lack is among the problems
    others = Location.objects.unscoped("whether the unit has a default already").locked()
    defaults = list(others.filter(unit_id=unit_id, is_default=True).order_by("pk"))
    is_default = kind == Location.Kind.WAREHOUSE and (draft.is_default or not defaults)
    if is_default:
        for before in defaults:
            before.is_default = False
            before.save(update_fields=["is_default"])
    location = Location(
        id=new_id(actor.now),
        code=code,
        name=name,
        kind=kind,
        unit_id=unit_id,
        outlet_id=draft.outlet_id if kind in Location.AT_OUTLET else None,
        person_id=draft.person_id if kind == Location.Kind.VAN else None,
        is_default=is_default,
        created_at=actor.now,
    )
    location.save(force_insert=True)
    audit.record(actor, "stock.location_created", location, kind=kind)
    return location


def _is_taken(code: str) -> bool:
    return Location.objects.unscoped("codes are unique over the company").filter(code=code).exists()


def _unit_of(actor: Actor, draft: LocationDraft, kind: str) -> tuple[UUID | None, Problem | None]:
    """The unit that a location belongs to, or what is wrong."""
    if kind in Location.AT_OUTLET:
        outlets = Outlet.objects.visible_to(actor)
        outlet = outlets.filter(pk=draft.outlet_id).first() if draft.outlet_id else None
        wrong = Problem("outlet_id", "unknown", _("选一个看得到的终端。"))
        return (outlet.unit_id, None) if outlet else (None, wrong)
    if kind == Location.Kind.VAN:
        people = Person.objects.visible_to(actor).filter(is_active=True)
        person = people.filter(pk=draft.person_id).first() if draft.person_id else None
        wrong = Problem("person_id", "unknown", _("选车由谁开。"))
        return (person.unit_id, None) if person else (None, wrong)
    unit = Unit.objects.filter(pk=draft.unit_id, closed_on__isnull=True).first() if draft.unit_id else None
    if unit is None or (actor.reach != Reach.COMPANY and unit.pk not in actor.unit_ids):
        return None, Problem("unit_id", "unknown", _("选一个看得到的单位。"))
    return unit.pk, None


def _second_van(draft: LocationDraft, kind: str) -> Problem | None:
    if kind == Location.Kind.VAN and draft.person_id and selectors.van_of(draft.person_id):
        return Problem("person_id", "has_van", _("这个人已有一辆车，先停用原来的。"))
    return None


@transaction.atomic
def close_location(actor: Actor, *, location_id: UUID) -> Location:
    """Nothing more comes here. Refused while anything stands here or is on its way."""
    actor.require(Rights.ARRANGE)

    location = Location.objects.visible_to(actor).locked().filter(pk=location_id).first()
    if location is None:
        raise NotFoundHere()
    there = selectors.available(location_ids=[location.pk])
    if any(one.available for one in there.values()):
        raise StillGoodsThere(name=location.name)

    location.closed_on, location.is_default = actor.today, False
    location.save(update_fields=["closed_on", "is_default"])
    audit.record(actor, "stock.location_closed", location)
    return location
