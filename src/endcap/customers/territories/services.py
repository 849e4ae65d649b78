"""Drawing territories, and putting their outlets into the hands of the person in charge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.rights import Rights as OutletRights
from endcap.customers.territories import selectors
from endcap.customers.territories.cutting import extent_m2
from endcap.customers.territories.errors import (
    ChangedMeanwhile,
    NobodyInCharge,
    NothingToHandOver,
    TerritoryClosed,
    TerritoryOpen,
)
from endcap.customers.territories.events import TerritoryDrawn
from endcap.customers.territories.models import Territory
from endcap.customers.territories.rights import Rights
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.scope import Reach
from endcap.kernel.shapes import Ring, box_of, covers_ground, crosses_itself
from endcap.org.people.models import Person
from endcap.org.units.models import Unit

AT_ONCE = 500


@dataclass(frozen=True)
class TerritoryDraft:
    """What somebody says about a territory. The outline is in WGS-84, not closed by repetition."""

    code: str
    name: str
    unit_id: UUID | None
    ring: Ring
    owner_id: UUID | None = None
    tone: str = Territory.Tone.A


def _unit_problem(actor: Actor, unit_id: UUID | None) -> Problem | None:
    unit = Unit.objects.filter(pk=unit_id).first() if unit_id else None
    if unit is None or (actor.reach != Reach.COMPANY and unit.pk not in actor.unit_ids):
        return Problem("unit", "required", _("选片区属于哪个单位。"))
    return Problem("unit", "closed", _("这个单位已撤销，换一个。")) if unit.closed_on else None


def _owner_problem(actor: Actor, owner_id: UUID | None) -> Problem | None:
    if owner_id is None:
        return None
    owner = Person.objects.visible_to(actor).filter(pk=owner_id).first()
    if owner is None:
        return Problem("owner", "unknown", _("没有这个人，或不在看得到的单位里。换一个。"))
    return None if owner.is_active else Problem("owner", "left", _("负责人已离职，换一个在职的人。"))


def _text_problems(draft: TerritoryDraft, own_id: UUID | None) -> list[Problem | None]:
    code, name = draft.code.strip(), draft.name.strip()
    rows = Territory.objects.unscoped("codes are unique in the whole company")
    rows = rows.exclude(pk=own_id) if own_id else rows
    return [
        None if code else Problem("code", "required", _("填片区编码。")),
        None if name else Problem("name", "required", _("填片区名称。")),
        Problem("code", "too_long", _("片区编码最多 32 个字。")) if len(code) > 32 else None,
        Problem("name", "too_long", _("片区名称最多 60 个字。")) if len(name) > 60 else None,
        Problem("code", "taken", _("片区编码已被使用，换一个。"))
        if code and rows.filter(code=code).exists()
        else None,
        None if draft.tone in Territory.Tone.values else Problem("tone", "unknown", _("选颜色。")),
    ]


def _ring_problem(ring: Ring) -> Problem | None:
    if not covers_ground(ring):
        return Problem("shape", "shape_too_small", _("至少三个不在一条线上的点才围成片区。重新画一次。"))
    if crosses_itself(ring):
        return Problem("shape", "shape_crosses_itself", _("片区的边线自己相交，分不清里外。挪一下拐角再存。"))
    return None


def _check(actor: Actor, draft: TerritoryDraft, own_id: UUID | None = None) -> None:
    collect(
        [
            *_text_problems(draft, own_id),
            _unit_problem(actor, draft.unit_id),
            _owner_problem(actor, draft.owner_id),
            _ring_problem(draft.ring),
        ]
    )


def _fill(actor: Actor, territory: Territory, draft: TerritoryDraft) -> None:
    box = box_of(draft.ring)
    territory.code, territory.name, territory.tone = draft.code.strip(), draft.name.strip(), draft.tone
    territory.unit_id, territory.owner_id = draft.unit_id, draft.owner_id  # type: ignore[assignment]
    territory.corners = [[corner.lat_e7, corner.lon_e7] for corner in draft.ring]
    territory.south_e7, territory.west_e7 = box.south_e7, box.west_e7
    territory.north_e7, territory.east_e7 = box.north_e7, box.east_e7
    territory.extent_m2 = extent_m2(draft.ring)
    territory.updated_at, territory.updated_by = actor.now, actor.name


@transaction.atomic
def create_territory(actor: Actor, *, draft: TerritoryDraft, id: UUID | None = None) -> Territory:
    """Draw a new territory."""
    actor.require(Rights.EDIT)

    _check(actor, draft)

    territory = Territory(id=id or new_id(actor.now), created_at=actor.now)
    _fill(actor, territory, draft)
    territory.save(force_insert=True)
    audit.record(actor, "territories.created", territory, code=territory.code, corners=len(draft.ring))
    events.publish(actor, TerritoryDrawn(territory.pk))
    return territory


def _held(actor: Actor, territory_id: UUID) -> Territory:
    found = Territory.objects.visible_to(actor).locked().filter(pk=territory_id).first()
    if found is None:
        raise NotFoundHere()
    return found


@transaction.atomic
def update_territory(actor: Actor, *, territory_id: UUID, version: int, draft: TerritoryDraft) -> Territory:
    """Redraw, rename or give to somebody else. ``version`` is the one that the editor looked at."""
    actor.require(Rights.EDIT)

    territory = _held(actor, territory_id)
    if territory.closed_on is not None:
        raise TerritoryClosed(name=territory.name)
    if territory.version != version:
        raise ChangedMeanwhile(name=territory.name, by=territory.updated_by)
    _check(actor, draft, territory.pk)

    redrawn = territory.ring != draft.ring
    _fill(actor, territory, draft)
    territory.version += 1
    territory.save()
    audit.record(
        actor, "territories.updated", territory, code=territory.code, redrawn=redrawn,
        owner=str(territory.owner_id or ""),
    )  # fmt: skip
    if redrawn:
        events.publish(actor, TerritoryDrawn(territory.pk))
    return territory


@transaction.atomic
def close_territory(actor: Actor, *, territory_id: UUID) -> Territory:
    """Give a territory up; its outlets stay with whoever has them."""
    actor.require(Rights.EDIT)

    territory = _held(actor, territory_id)
    if territory.closed_on is not None:
        raise TerritoryClosed(name=territory.name)

    return _close(actor, territory, closed=True)


@transaction.atomic
def reopen_territory(actor: Actor, *, territory_id: UUID) -> Territory:
    """Take a territory up again."""
    actor.require(Rights.EDIT)

    territory = _held(actor, territory_id)
    if territory.closed_on is None:
        raise TerritoryOpen(name=territory.name)

    return _close(actor, territory, closed=False)


def _close(actor: Actor, territory: Territory, *, closed: bool) -> Territory:
    territory.closed_on = actor.today if closed else None
    territory.version += 1
    territory.updated_at, territory.updated_by = actor.now, actor.name
    territory.save(update_fields=["closed_on", "version", "updated_at", "updated_by"])
    audit.record(actor, "territories.closed" if closed else "territories.reopened", territory)
    return territory


@transaction.atomic
def hand_to_owner(actor: Actor, *, territory_id: UUID, told: Callable[[int, int], None] | None = None) -> int:
    """Put every outlet inside into the hands of the person in charge; answers how many moved."""
    actor.require(Rights.EDIT)
    actor.require(OutletRights.ASSIGN)

    territory = _held(actor, territory_id)
    if territory.closed_on is not None:
        raise TerritoryClosed(name=territory.name)
    if territory.owner_id is None:
        raise NobodyInCharge(name=territory.name)
    ids = selectors.ids_elsewhere(actor, territory)
    if not ids:
        raise NothingToHandOver(name=territory.name)

    for start in range(0, len(ids), AT_ONCE):
        outlets.change_owner(
            actor,
            outlet_ids=ids[start : start + AT_ONCE],
            owner_id=territory.owner_id,
            reason=str(_("片区“%(name)s”") % {"name": territory.name}),
        )
        if told:
            told(min(start + AT_ONCE, len(ids)), len(ids))
    audit.record(actor, "territories.handed_over", territory, outlets=len(ids))
    return len(ids)
