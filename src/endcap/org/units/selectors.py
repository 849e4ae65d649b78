"""Reading the unit tree. Its shape is known to everybody who signs in; what belongs to a unit is not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from endcap.kernel.actor import Actor
from endcap.kernel.composed import Composed
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.scope import Reach
from endcap.org.units.models import Unit

_BELOW = Composed(lambda path: Unit.objects.filter(path__startswith=path).order_by().values_list("pk"))


def subtree_ids(unit_id: UUID) -> frozenset[UUID]:
    """A unit and everything below it."""
    return ids_below(Unit.objects.values_list("path", flat=True).get(pk=unit_id))


def ids_below(path: str) -> frozenset[UUID]:
    """The unit of a path and everything below it."""
    return frozenset(pk for (pk,) in _BELOW.rows(path=path))


def company() -> Unit | None:
    """The root of the tree; none before the installation is set up."""
    return Unit.objects.filter(parent__isnull=True).first()


def _in_order(rows: list[Unit]) -> list[Unit]:
    """Parents before children, siblings by code; units whose parent is not among them come first."""
    shown = {unit.pk for unit in rows}
    below: dict[UUID | None, list[Unit]] = {}
    for unit in sorted(rows, key=lambda unit: unit.code, reverse=True):
        below.setdefault(unit.parent_id if unit.parent_id in shown else None, []).append(unit)
    ordered: list[Unit] = []
    waiting = below.get(None, [])
    while waiting:
        unit = waiting.pop()
        ordered.append(unit)
        waiting.extend(below.get(unit.pk, ()))
    return ordered


def tree() -> list[Unit]:
    """All open units, parents before children."""
    return _in_order(list(Unit.objects.filter(closed_on__isnull=True)))


def visible_tree(actor: Actor, *, with_closed: bool = False) -> list[Unit]:
    """The units that the actor reaches, parents before children."""
    rows = Unit.objects.all() if with_closed else Unit.objects.filter(closed_on__isnull=True)
    return _in_order([unit for unit in rows if actor.reach == Reach.COMPANY or unit.pk in actor.unit_ids])


def unit_of(actor: Actor, unit_id: UUID) -> Unit:
    """One unit that the actor reaches."""
    unit = Unit.objects.select_related("parent").filter(pk=unit_id).first()
    if unit is None or (actor.reach != Reach.COMPANY and unit.pk not in actor.unit_ids):
        raise NotFoundHere()
    return unit


def by_code(code: str) -> Unit | None:
    """A unit by its code, for the command line and for sheets."""
    return Unit.objects.filter(code=code).first()


def names_of(unit_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """The names of units."""
    return dict(Unit.objects.filter(pk__in=unit_ids).values_list("pk", "name"))


def choices_for(actor: Actor) -> Sequence[tuple[UUID, str]]:
    """The open units that the actor reaches, in the order of the tree, indented by depth."""
    return [(unit.pk, "\u3000" * unit.depth + unit.name) for unit in visible_tree(actor)]


def ancestors_of(unit_id: UUID) -> Sequence[UUID]:
    """The units above one, nearest first."""
    path = Unit.objects.values_list("path", flat=True).filter(pk=unit_id).first()
    above = [UUID(part) for part in path.strip("/").split("/")[:-1]] if path else []
    return above[::-1]
