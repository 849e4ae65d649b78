"""The unit tree with its people, and what a move or a closing would touch."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from endcap.kernel.actor import Actor
from endcap.kernel.scope import Reach
from endcap.org.people.models import Person
from endcap.org.people.rights import Rights
from endcap.org.units import counting
from endcap.org.units import selectors as units
from endcap.org.units.models import Unit

_WHY = "numbers of people by unit, and who leads it"


@dataclass(frozen=True)
class TreeLine:
    """One unit of the tree."""

    unit: Unit
    people: int


def unit_tree(actor: Actor) -> list[TreeLine]:
    """The units that the actor reaches, closed ones too, each with its own active people."""
    actor.require(Rights.VIEW)
    rows = units.visible_tree(actor, with_closed=True)
    counted = (
        Person.objects.unscoped(_WHY)
        .filter(unit_id__in=[unit.pk for unit in rows])
        .values("unit_id")
        .annotate(n=Count("pk", filter=Q(is_active=True)))
    )
    numbers = {row["unit_id"]: row["n"] for row in counted}
    return [TreeLine(unit, numbers.get(unit.pk, 0)) for unit in rows]


@dataclass(frozen=True)
class UnitContents:
    """What a unit holds with everything below it."""

    units: int
    people: int
    counted: tuple[counting.Counted, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing would be touched but the unit itself."""
        return not self.people and self.units <= 1 and not any(one.number for one in self.counted)


def contents_of(actor: Actor, unit_id: UUID) -> UnitContents:
    """How many units, people and other records stand in a unit and below it."""
    actor.require(Rights.VIEW)
    inside = units.subtree_ids(units.unit_of(actor, unit_id).pk)
    people = Person.objects.unscoped(_WHY).filter(unit_id__in=inside, is_active=True).count()
    return UnitContents(units=len(inside), people=people, counted=counting.counted(inside))


@dataclass(frozen=True)
class Moving:
    """What a move would touch: the contents, and who sees them afterwards or no longer."""

    unit: Unit
    parent: Unit
    is_possible: bool  # not to where it is, and not below itself
    contents: UnitContents
    gaining: tuple[str, ...]
    losing: tuple[str, ...]


def _leaders_in(unit_ids: set[UUID]) -> tuple[str, ...]:
    rows = Person.objects.unscoped(_WHY).filter(is_active=True, unit_id__in=unit_ids)
    seeing = rows.filter(roles__reach=int(Reach.UNIT)).exclude(roles__reach=int(Reach.COMPANY))
    return tuple(seeing.order_by("name", "login").distinct().values_list("name", flat=True))


def moving(actor: Actor, *, unit_id: UUID, parent_id: UUID) -> Moving:
    """What happens if a unit is put under another parent; nothing is changed."""
    unit, parent = units.unit_of(actor, unit_id), units.unit_of(actor, parent_id)
    before, after = set(units.ancestors_of(unit_id)), {parent_id, *units.ancestors_of(parent_id)}
    return Moving(
        unit=unit,
        parent=parent,
        is_possible=unit.parent_id not in (None, parent_id) and not parent.path.startswith(unit.path),
        contents=contents_of(actor, unit_id),
        gaining=_leaders_in(after - before),
        losing=_leaders_in(before - after),
    )
