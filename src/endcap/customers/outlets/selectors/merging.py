"""Two files side by side, merges that were made, and where a merged outlet is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from endcap.customers.outlets import choosing
from endcap.customers.outlets.models import Contact, Merge, Outlet, OutletLink, Ownership
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.geo import Position, distance_m

_WITH = ("channel", "unit", "owner")


@dataclass(frozen=True)
class Side:
    """One of two files, with what hangs on it."""

    outlet: Outlet
    contacts: Sequence[Contact]
    owners: int  # how many people have looked after it, with the present one
    owned_since: date | None


@dataclass(frozen=True)
class Comparison:
    """Two files side by side: the one that would stay, and the one that would go."""

    link: OutletLink | None
    survivor: Side
    loser: Side
    lines: Sequence[ComparedLine]
    distance_m: int | None

    @property
    def sides(self) -> tuple[Side, Side]:
        """The one that stays, and the one that goes."""
        return self.survivor, self.loser

    @property
    def differing(self) -> int:
        """In how many lines the files say different things."""
        return sum(1 for line in self.lines if not line.is_same)


@dataclass(frozen=True)
class ComparedLine:
    """One line of the comparison; ``takes_loser`` proposes the value of the file that goes."""

    line: choosing.Choosable
    is_same: bool
    is_empty_here: bool
    is_empty_there: bool
    takes_loser: bool


def metres_between(one: Outlet, other: Outlet) -> int | None:
    """How far apart two outlets are; None unless both positions are known."""
    if one.lat_e7 is None or one.lon_e7 is None or other.lat_e7 is None or other.lon_e7 is None:
        return None
    return distance_m(Position(one.lat_e7, one.lon_e7), Position(other.lat_e7, other.lon_e7))


def _open_links(actor: Actor) -> QuerySet[OutletLink]:
    here = Outlet.objects.visible_to(actor).filter(archived_at__isnull=True)
    return OutletLink.objects.visible_to(actor).filter(
        kind=OutletLink.Kind.DUPLICATE,
        state=OutletLink.State.OPEN,
        outlet__archived_at__isnull=True,
        other__in=here,
    )


def waiting_pairs(actor: Actor, *, limit: int = 100) -> list[OutletLink]:
    """Pairs that somebody should look at, the surest first; both ends visible and in use."""
    return list(_open_links(actor).select_related("outlet", "other").order_by("-score", "pk")[:limit])


def waiting_count(actor: Actor) -> int:
    """How many pairs wait for somebody."""
    return _open_links(actor).count()


def pair_of(actor: Actor, link_id: UUID) -> OutletLink:
    """A relation of which the actor sees both ends. Raises NotFoundHere."""
    rows = OutletLink.objects.visible_to(actor).filter(other__in=Outlet.objects.visible_to(actor))
    link = rows.filter(pk=link_id).first()
    if link is None:
        raise NotFoundHere()
    return link


def _side(outlet: Outlet, contacts: Sequence[Contact], owned: Sequence[Ownership]) -> Side:
    own = [one for one in owned if one.outlet_id == outlet.pk]
    since = next((one.from_on for one in own if one.to_on is None), None)
    return Side(outlet, [one for one in contacts if one.outlet_id == outlet.pk], len(own), since)


def comparison(
    actor: Actor, one_id: UUID, other_id: UUID, *, link: OutletLink | None = None, keep: UUID | None = None
) -> Comparison:
    """Two visible files line by line. ``keep`` names the one that stays; unless told, the one that buys more,
    then the one that was entered earlier. Raises NotFoundHere."""
    rows = Outlet.objects.visible_to(actor).select_related(*_WITH).filter(pk__in=(one_id, other_id))
    found = sorted(rows, key=lambda outlet: (-outlet.sales_12m, outlet.created_at, outlet.pk))
    if len(found) != 2:
        raise NotFoundHere()
    if keep is not None and found[1].pk == keep:
        found.reverse()
    survivor, loser = found
    contacts = list(Contact.objects.visible_to(actor).filter(outlet__in=found))
    owned = list(Ownership.objects.visible_to(actor).filter(outlet__in=found))
    taken = choosing.proposed(loser, survivor)
    lines = [
        ComparedLine(
            line,
            choosing.is_same(survivor, loser, line),
            choosing.is_empty(survivor, line),
            choosing.is_empty(loser, line),
            line.key in taken,
        )
        for line in choosing.CHOOSABLE
        if not (choosing.is_empty(survivor, line) and choosing.is_empty(loser, line))
    ]
    return Comparison(
        link,
        _side(survivor, contacts, owned),
        _side(loser, contacts, owned),
        lines,
        metres_between(survivor, loser),
    )


def merges(actor: Actor, *, after: tuple[datetime, UUID] | None = None, limit: int = 100) -> list[Merge]:
    """Merges that were made, newest first; those before a moment and id, if given."""
    rows = Merge.objects.visible_to(actor).select_related("loser", "survivor")
    if after is not None:
        rows = rows.filter(Q(at__lt=after[0]) | Q(at=after[0], pk__lt=after[1]))
    return list(rows.order_by("-at", "-pk")[:limit])


def merge_of(actor: Actor, merge_id: UUID) -> Merge:
    """One merge. Raises NotFoundHere."""
    merge = Merge.objects.visible_to(actor).select_related("loser", "survivor").filter(pk=merge_id).first()
    if merge is None:
        raise NotFoundHere()
    return merge


def merged_into(actor: Actor, outlet_id: UUID) -> Outlet | None:
    """The outlet that another one turned out to be, if it was merged and the actor sees the one that stayed."""
    rows = Outlet.objects.unscoped("the address of a merged outlet leads to the one that stayed")
    into = rows.filter(pk=outlet_id, merged_into__isnull=False).values("merged_into")
    return Outlet.objects.visible_to(actor).filter(pk__in=into).first()


def standing_merges(actor: Actor, outlet_id: UUID) -> list[Merge]:
    """Merges into an outlet that still hold, newest first."""
    rows = Merge.objects.visible_to(actor).filter(undone_at__isnull=True)
    through = Q(survivor_id=outlet_id) | Q(loser__merged_into_id=outlet_id)
    return list(rows.filter(through).select_related("loser", "survivor").order_by("-at")[:20])


@dataclass(frozen=True)
class Line:
    """One outlet in the line of owners of a place."""

    outlet: Outlet
    link: OutletLink
    came_before: bool


def line_of_owners(actor: Actor, outlet_id: UUID) -> list[Line]:
    """Who was at this place before and after, as somebody confirmed; the earliest first."""
    rows = OutletLink.objects.unscoped("both ends are checked against the actor's reach").filter(
        kind=OutletLink.Kind.SUCCESSOR, state=OutletLink.State.CONFIRMED
    )
    visible = Outlet.objects.visible_to(actor)
    links = rows.filter(outlet__in=visible, other__in=visible).select_related("outlet__owner", "other__owner")
    near = list(links.filter(Q(outlet_id=outlet_id) | Q(other_id=outlet_id)))
    back = _walk(links, [link for link in near if link.other_id == outlet_id], backwards=True)
    onward = _walk(links, [link for link in near if link.outlet_id == outlet_id], backwards=False)
    return [*reversed(back), *onward]


def _walk(links: QuerySet[OutletLink], near: Sequence[OutletLink], *, backwards: bool) -> list[Line]:
    """From the nearest outlet on, in one direction; a line that somebody bent into a circle still ends."""
    found: list[Line] = []
    seen: set[UUID] = set()
    while near and len(found) < 20:
        fresh = [link for link in near if (link.outlet_id if backwards else link.other_id) not in seen]
        found += [Line(link.outlet if backwards else link.other, link, backwards) for link in fresh]
        ends = [line.outlet.pk for line in found if line.outlet.pk not in seen]
        seen.update(ends)
        if not ends:
            break
        near = list(links.filter(other_id__in=ends) if backwards else links.filter(outlet_id__in=ends))
    return found
