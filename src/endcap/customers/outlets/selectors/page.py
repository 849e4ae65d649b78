"""The outlet page in portions: what is seen at once, and what comes a moment later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from endcap.customers.outlets.completeness import Completeness
from endcap.customers.outlets.completeness import of as completeness_of
from endcap.customers.outlets.models import Classification, Contact, FileNote, Outlet, Tag
from endcap.customers.outlets.presets import UNSORTED
from endcap.customers.outlets.selectors.file import Neighbour, _classes, _neighbours, outlet_of
from endcap.customers.outlets.selectors.suspects import RefreshCut, refresh_cut
from endcap.customers.outlets.selectors.upkeep import care_plan_of
from endcap.kernel.actor import Actor
from endcap.kernel.clock import business_date
from endcap.kernel.errors import NotFoundHere


@dataclass(frozen=True)
class OutletHead:
    """The top of the page: the outlet, the classes it had and has, and how its file stands."""

    outlet: Outlet
    classes: Sequence[Classification]
    cut: RefreshCut
    completeness: Completeness

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
    def readings(self) -> Sequence[Classification]:
        """The open ABC classes: one for each way of reading the rule."""
        return [found for found in self.current if found.scheme.kind == "abc"]

    @property
    def grading(self) -> Classification | None:
        """The open ABC class that gives the grade."""
        held = self.readings
        return next((found for found in held if found.value == self.outlet.grade), held[0] if held else None)

    @property
    def next_check_on(self) -> date:
        """By when the file has to be checked again."""
        return business_date(self.cut.due_at(self.outlet))

    @property
    def is_stale(self) -> bool:
        """Whether the file was not checked within its cycle."""
        return self.cut.is_stale(self.outlet)


@dataclass(frozen=True)
class OutletPeople:
    """Who is there, what stands beside it: contacts, care plan, neighbours, tags."""

    outlet: Outlet
    contacts: Sequence[Contact]
    care: FileNote | None
    neighbours: Sequence[Neighbour]
    tags: Sequence[Tag]

    @property
    def suspects(self) -> Sequence[Neighbour]:
        """Outlets that may be the same one."""
        return [near for near in self.neighbours if near.link.kind == near.link.Kind.DUPLICATE]

    @property
    def others_here(self) -> Sequence[Neighbour]:
        """Predecessors, successors and others at the same place."""
        return [near for near in self.neighbours if near.link.kind != near.link.Kind.DUPLICATE]


def head_of(actor: Actor, outlet_id: UUID) -> OutletHead:
    """The top of the page, in three statements. Raises NotFoundHere."""
    there = Contact.objects.unscoped("of the outlet that the outer query scopes").filter(
        outlet=OuterRef("pk"), left_on__isnull=True
    )
    rows = Outlet.objects.visible_to(actor).select_related("channel__parent", "unit", "owner", "merged_into")
    outlet = rows.annotate(has_contact=Exists(there)).filter(pk=outlet_id).first()
    if outlet is None:
        raise NotFoundHere()
    return OutletHead(
        outlet,
        _classes(actor, outlet_id),
        refresh_cut(actor),
        completeness_of(
            outlet,
            has_contact=bool(getattr(outlet, "has_contact", False)),
            is_sorted=outlet.channel.code != UNSORTED,
        ),
    )


def people_of(actor: Actor, outlet_id: UUID) -> OutletPeople:
    """Contacts, care plan, neighbours and tags of a visible outlet."""
    outlet = outlet_of(actor, outlet_id)
    return OutletPeople(
        outlet,
        list(Contact.objects.visible_to(actor).filter(outlet_id=outlet_id)),
        care_plan_of(actor, outlet_id),
        _neighbours(actor, outlet_id),
        list(Tag.objects.filter(outlets=outlet_id)),
    )
