"""Cards of the outlet page that this area plugs in itself: who was here before and after, what was merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.models import Merge, Outlet
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.selectors import merging
from endcap.customers.outlets.slots import OutletSection
from endcap.kernel.actor import Actor


@dataclass(frozen=True)
class Absorbed:
    """Outlets that turned out to be this one."""

    merges: Sequence[Merge]
    outlet_id: UUID
    may_undo: bool


@dataclass(frozen=True)
class OwnersOfPlace:
    """Predecessors and successors, the earliest first."""

    before: Sequence[merging.Line]
    after: Sequence[merging.Line]


def _absorbed(actor: Actor, outlet: Outlet) -> Absorbed | None:
    found = merging.standing_merges(actor, outlet.pk)
    return Absorbed(found, outlet.pk, actor.may(Rights.MERGE)) if found else None


def _owners(actor: Actor, outlet: Outlet) -> OwnersOfPlace | None:
    line = merging.line_of_owners(actor, outlet.pk)
    if not line:
        return None
    return OwnersOfPlace(
        [one for one in line if one.came_before], [one for one in line if not one.came_before]
    )


OUTLET_SECTIONS = (
    OutletSection(
        "owners_of_place",
        _("前后手"),
        "outlets/sections/owners.html",
        _owners,
        Rights.VIEW,
        column="side",
        order=60,
    ),
    OutletSection(
        "absorbed",
        _("并入这家的"),
        "outlets/sections/absorbed.html",
        _absorbed,
        Rights.VIEW,
        column="side",
        order=70,
    ),
)
