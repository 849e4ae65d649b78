"""Outlets that may be the same, and files that have not been checked for long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from endcap.customers.outlets import keys, likeness
from endcap.customers.outlets.drafts import OutletDraft, Suspect
from endcap.customers.outlets.models import Outlet, OutletLink
from endcap.kernel.actor import Actor
from endcap.kernel.geo import to_wgs84
from endcap.kernel.parameters import selectors as parameters
from endcap.kernel.parameters.definitions import P

NEAR_E7 = 4_000  # about 40 m, a little more than the distance that counts as near


@dataclass(frozen=True)
class RefreshCut:
    """Files checked before these moments are stale."""

    a: datetime
    other: datetime
    now: datetime

    def due_at(self, outlet: Outlet) -> datetime:
        """When the file of an outlet becomes stale."""
        cycle = self.now - (self.a if outlet.grade == "A" else self.other)
        return (outlet.last_verified_at or outlet.created_at) + cycle

    def is_stale(self, outlet: Outlet) -> bool:
        """Whether a file has not been checked within its cycle; one never checked counts from its
        creation."""
        return (outlet.last_verified_at or outlet.created_at) < (
            self.a if outlet.grade == "A" else self.other
        )


def refresh_cut(actor: Actor) -> RefreshCut:
    """How old a check may be today, by the parameter of the refresh cycle."""
    days = parameters.value(P.FILE_REFRESH_DAYS, on=actor.today)
    return RefreshCut(actor.now - timedelta(days=days.a), actor.now - timedelta(days=days.other), actor.now)


def stale_condition(actor: Actor) -> Q:
    """The same as a condition of a query."""
    cut = refresh_cut(actor)

    def before(moment: datetime) -> Q:
        return Q(last_verified_at__lt=moment) | Q(last_verified_at__isnull=True, created_at__lt=moment)

    return (Q(grade="A") & before(cut.a)) | (~Q(grade="A") & before(cut.other))


def traits_of(outlet: Outlet) -> likeness.Traits:
    """What is compared of an outlet."""
    return likeness.Traits(
        id=outlet.pk,
        code=outlet.code,
        name=outlet.name,
        name_key=outlet.name_key,
        address_key=outlet.address_key,
        phone_key=outlet.phone_key,
        licence_no=outlet.licence_no,
        lat_e7=outlet.lat_e7,
        lon_e7=outlet.lon_e7,
        is_open=outlet.status != Outlet.Status.CLOSED,
        chain=outlet.chain_name,
    )


def traits_of_draft(draft: OutletDraft) -> likeness.Traits:
    """What is compared of an outlet that does not exist yet."""
    position = to_wgs84(draft.position, draft.datum) if draft.position else None
    return likeness.Traits(
        id=draft.id,
        code=draft.code,
        name=draft.name,
        name_key=keys.name_key(draft.name, draft.city),
        address_key=keys.address_key(draft.address, draft.city),
        phone_key=keys.phone_key(draft.phone),
        licence_no=draft.licence_no,
        lat_e7=position.lat_e7 if position else None,
        lon_e7=position.lon_e7 if position else None,
        is_open=draft.status != Outlet.Status.CLOSED,
        chain=draft.chain_name,
    )


def compared(one: Outlet, other: Outlet) -> likeness.Likeness | None:
    """What two outlets are to each other, by what their files say now."""
    return likeness.compare(traits_of(one), traits_of(other))


def duplicates_of(actor: Actor, draft: OutletDraft, *, limit: int = 5) -> list[Suspect]:
    """Visible outlets that may be the one somebody is about to enter, most alike first."""
    wanted = traits_of_draft(draft)
    condition = Q()
    for field in ("name_key", "address_key", "phone_key", "licence_no"):
        if value := getattr(wanted, field):
            condition |= Q(**{field: value})
    if wanted.lat_e7 is not None and wanted.lon_e7 is not None:
        condition |= Q(
            lat_e7__range=(wanted.lat_e7 - NEAR_E7, wanted.lat_e7 + NEAR_E7),
            lon_e7__range=(wanted.lon_e7 - 3 * NEAR_E7, wanted.lon_e7 + 3 * NEAR_E7),
        )
    if not condition:
        return []
    rows = Outlet.objects.visible_to(actor).filter(condition, merged_into__isnull=True)
    rows = (rows.exclude(pk=draft.id) if draft.id else rows)[:200]
    found = []
    for outlet in rows:
        verdict = likeness.compare(wanted, traits_of(outlet))
        if verdict and verdict.kind == likeness.DUPLICATE:
            found.append(
                Suspect(outlet.pk, outlet.code, outlet.name, outlet.address, verdict.score, verdict.reasons)
            )
    return sorted(found, key=lambda suspect: (-suspect.score, suspect.code))[:limit]


def open_suspects(actor: Actor, *, limit: int = 100, after: UUID | None = None) -> Sequence[OutletLink]:
    """Pairs that somebody should look at, most alike first; both ends visible."""
    links = OutletLink.objects.visible_to(actor).filter(
        kind=OutletLink.Kind.DUPLICATE,
        state=OutletLink.State.OPEN,
        other__in=Outlet.objects.visible_to(actor),
    )
    return list(links.select_related("outlet", "other").order_by("-score", "pk")[:limit])
