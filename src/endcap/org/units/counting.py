"""What belongs to units in higher areas, counted for whoever is about to move or close one."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from endcap.kernel import slots

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SLOT = "unit.count"


@dataclass(frozen=True)
class UnitCount:
    """One kind of record that belongs to units: its name, its counting word, and how many there are."""

    key: str
    label: StrOrPromise
    count: Callable[[Collection[UUID]], int]
    order: int = 100


@dataclass(frozen=True)
class Counted:
    """How many of one kind."""

    label: str
    number: int


def counted(unit_ids: Collection[UUID]) -> tuple[Counted, ...]:
    """What higher areas keep in these units."""
    return tuple(Counted(str(one.label), one.count(unit_ids)) for one in slots.items(SLOT))
