"""Units stand above the kernel: the area that knows them says here how they are named and nested."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from endcap.kernel import slots
from endcap.kernel.actor import Actor

SLOT = "parameters.units"


@dataclass(frozen=True)
class UnitDirectory:
    """Registered in the slot ``parameters.units``; without one, values are set for the whole company only."""

    names_of: Callable[[Collection[UUID]], Mapping[UUID, str]]
    choices_for: Callable[[Actor], Sequence[tuple[UUID, str]]]
    ancestors_of: Callable[[UUID], Sequence[UUID]]  # nearest first


def _directory() -> UnitDirectory | None:
    found = slots.items(SLOT)
    return found[0] if found else None


def names_of(unit_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """The names of units, as far as they are known."""
    directory = _directory()
    return directory.names_of(unit_ids) if directory and unit_ids else {}


def choices_for(actor: Actor) -> Sequence[tuple[UUID, str]]:
    """The units that the actor may choose, in the order of the tree."""
    directory = _directory()
    return directory.choices_for(actor) if directory else ()


def ancestors_of(unit_id: UUID) -> Sequence[UUID]:
    """The units above one, nearest first."""
    directory = _directory()
    return directory.ancestors_of(unit_id) if directory else ()
