"""One outlet with everything that hangs on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from endcap.customers.outlets.drafts import PLAIN_FIELDS, OutletDraft
from endcap.customers.outlets.models import (
    Classification,
    Contact,
    GradeReview,
    Outlet,
    OutletLink,
    Ownership,
    SchemeValue,
    Tag,
)
from endcap.kernel.actor import Actor
from endcap.kernel.audit import selectors as audit
from endcap.kernel.composed import Composed
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.geo import Datum, Position


@dataclass(frozen=True)
class Neighbour:
    """Another outlet that has to do with this one. ``came_before``: it is the predecessor."""

    link: OutletLink
    other: Outlet
    came_before: bool


@dataclass(frozen=True)
class OutletFile:
    """What the outlet page shows of this area."""

    outlet: Outlet
    contacts: Sequence[Contact]
    classes: Sequence[Classification]
    neighbours: Sequence[Neighbour]

    @property
    def current(self) -> Sequence[Classification]:
        """Classes that hold now, in the order of the schemes."""
        held = [found for found in self.classes if found.valid_to is None]
        return sorted(held, key=lambda found: (found.scheme.order, found.scheme.code))

    @property
    def past(self) -> Sequence[Classification]:
        """Classes that held once."""
        return [found for found in self.classes if found.valid_to is not None]

    @property
    def grading(self) -> Classification | None:
        """The open ABC class that gives the grade."""
        held = [found for found in self.current if found.scheme.kind == "abc"]
        return next((found for found in held if found.value == self.outlet.grade), held[0] if held else None)

    @property
    def suspects(self) -> Sequence[Neighbour]:
        """Outlets that may be the same one."""
        return [near for near in self.neighbours if near.link.kind == OutletLink.Kind.DUPLICATE]


@dataclass(frozen=True)
class OutletAside:
    """What stands beside the file and may come a moment later."""

    outlet: Outlet
    neighbours: Sequence[Neighbour]
    tags: Sequence[Tag]

    @property
    def others_here(self) -> Sequence[Neighbour]:
        """Predecessors, successors and others at the same place."""
        return [near for near in self.neighbours if near.link.kind != OutletLink.Kind.DUPLICATE]


@dataclass(frozen=True)
class OutletHistory:
    """What happened to the file."""

    ownerships: Sequence[Ownership]
    reviews: Sequence[GradeReview]
    trail: Sequence[audit.Entry]


def outlet_of(actor: Actor, outlet_id: UUID) -> Outlet:
    """A visible outlet with its channel, unit and owner. Raises NotFoundHere."""
    rows = Outlet.objects.visible_to(actor).select_related("channel__parent", "unit", "owner")
    found = rows.filter(pk=outlet_id).first()
    if found is None:
        raise NotFoundHere()
    return found


_PLAIN = Composed(
    lambda actor, outlet_id: (
        Outlet.objects.visible_to(actor).filter(pk=outlet_id).select_related("channel").order_by()
    )
)


def plain_outlet_of(actor: Actor, outlet_id: UUID) -> Outlet:
    """A visible outlet with its channel alone, for machines that ask for many. Raises NotFoundHere."""
    for found in _PLAIN.instances(actor=actor, outlet_id=outlet_id):
        plain: Outlet = found
        return plain
    raise NotFoundHere()


def contact_of(actor: Actor, outlet_id: UUID, contact_id: UUID) -> Contact:
    """A contact of a visible outlet. Raises NotFoundHere."""
    found = (
        Contact.objects.visible_to(actor)
        .filter(pk=contact_id, outlet_id=outlet_id)
        .select_related("outlet")
        .first()
    )
    if found is None:
        raise NotFoundHere()
    return found


def _classes(actor: Actor, outlet_id: UUID) -> list[Classification]:
    words = SchemeValue.objects.filter(scheme=OuterRef("scheme"), code=OuterRef("value"))
    rows = Classification.objects.visible_to(actor).filter(outlet_id=outlet_id).select_related("scheme")
    named = rows.annotate(
        value_name=Subquery(words.values("name")[:1]), value_name_en=Subquery(words.values("name_en")[:1])
    )
    return list(named.order_by("-valid_from", "-at", "-pk")[:60])


def _neighbours(actor: Actor, outlet_id: UUID) -> list[Neighbour]:
    # the outlet itself is visible; neighbours out of the actor's reach are left out
    links = (
        OutletLink.objects.unscoped("both ends are checked against the actor's reach")
        .filter(Q(outlet_id=outlet_id) | Q(other_id=outlet_id))
        .exclude(state=OutletLink.State.DISMISSED)
        .filter(outlet__in=Outlet.objects.visible_to(actor), other__in=Outlet.objects.visible_to(actor))
        .select_related("outlet__owner", "other__owner")
    )
    return [
        Neighbour(link, link.outlet, link.kind == OutletLink.Kind.SUCCESSOR)
        if link.other_id == outlet_id
        else Neighbour(link, link.other, False)
        for link in links[:30]
    ]


def file_of(actor: Actor, outlet_id: UUID) -> OutletFile:
    """The file of an outlet, in a fixed number of statements."""
    outlet = outlet_of(actor, outlet_id)
    return OutletFile(
        outlet=outlet,
        contacts=list(Contact.objects.visible_to(actor).filter(outlet_id=outlet_id)),
        classes=_classes(actor, outlet_id),
        neighbours=_neighbours(actor, outlet_id),
    )


def aside_of(actor: Actor, outlet_id: UUID) -> OutletAside:
    """Neighbours and tags of a visible outlet."""
    outlet = outlet_of(actor, outlet_id)
    return OutletAside(outlet, _neighbours(actor, outlet_id), list(Tag.objects.filter(outlets=outlet_id)))


def history_of(actor: Actor, outlet_id: UUID) -> OutletHistory:
    """Owners, reviews and the audit trail of a visible outlet."""
    outlet_of(actor, outlet_id)
    # its history, and that of outlets which turned out to be it
    rows = Ownership.objects.unscoped("of a visible outlet and those merged into it")
    rows = rows.filter(Q(outlet_id=outlet_id) | Q(outlet__merged_into=outlet_id))
    owned = list(rows.select_related("owner", "outlet"))
    return OutletHistory(
        owned,
        list(GradeReview.objects.visible_to(actor).filter(outlet_id=outlet_id).select_related("scheme")[:10]),
        _trail(sorted({outlet_id, *(one.outlet_id for one in owned)})),
    )


def _trail(outlet_ids: Sequence[UUID]) -> list[audit.Entry]:
    found = [entry for pk in outlet_ids for entry in audit.trail_of("outlets.Outlet", pk, limit=30)]
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:30] if len(outlet_ids) > 1 else found


def draft_of(outlet: Outlet) -> OutletDraft:
    """The outlet as a draft, to change a part of it. Its position is already in the datum of the house."""
    here = (
        Position(outlet.lat_e7, outlet.lon_e7)
        if outlet.lat_e7 is not None and outlet.lon_e7 is not None
        else None
    )
    plain = {name: getattr(outlet, name) for name in PLAIN_FIELDS}
    return OutletDraft(
        **plain,
        code=outlet.code,
        owner_id=outlet.owner_id,
        unit_id=outlet.unit_id,
        position=here,
        datum=Datum.WGS84,
        position_source=outlet.position_source,
        flags=tuple(outlet.flags),
        attributes=dict(outlet.attributes),
        id=outlet.pk,
    )
