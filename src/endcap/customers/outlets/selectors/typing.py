"""What is said about likely repeats while somebody types a new outlet."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from endcap.customers.outlets import likeness
from endcap.customers.outlets.drafts import OutletDraft
from endcap.customers.outlets.models import Outlet
from endcap.customers.outlets.selectors.suspects import NEAR_E7, traits_of, traits_of_draft
from endcap.kernel.actor import Actor
from endcap.kernel.geo import Position, distance_m

CANDIDATES = 200


@dataclass(frozen=True)
class LookAlike:
    """An outlet that may be the one somebody is about to enter. One out of the actor's reach says only its name
    and whose unit has it: no code, no address, no id, nothing personal."""

    name: str
    score: int
    reasons: tuple[str, ...]
    unit_name: str
    distance_m: int | None = None
    outlet_id: UUID | None = None
    code: str = ""
    address: str = ""
    owner_name: str = ""
    elsewhere_id: UUID | None = None  # for the services of this area; never leaves the house

    @property
    def is_elsewhere(self) -> bool:
        """Whether it is a colleague's, out of reach."""
        return self.outlet_id is None


def look_alikes(actor: Actor, draft: OutletDraft, *, limit: int = 5) -> list[LookAlike]:
    """Outlets of the whole company that may be this one, the surest first."""
    wanted = traits_of_draft(draft)
    condition = _may_be(wanted)
    if not condition:
        return []
    rows = Outlet.objects.unscoped("a repeat is told wherever it is; of one out of reach only that it is")
    rows = rows.filter(condition, archived_at__isnull=True).select_related("unit", "owner")
    rows = rows.exclude(pk=draft.id) if draft.id else rows
    found = []
    for outlet in rows[:CANDIDATES]:
        verdict = likeness.compare(wanted, traits_of(outlet))
        if verdict and verdict.kind == likeness.DUPLICATE:
            found.append((outlet, verdict))
    found.sort(key=lambda pair: (-pair[1].score, pair[0].code))
    del found[limit:]
    visible = set(
        Outlet.objects.visible_to(actor)
        .filter(pk__in=[outlet.pk for outlet, _verdict in found])
        .values_list("pk", flat=True)
    )
    return [_told(wanted, outlet, verdict, is_visible=outlet.pk in visible) for outlet, verdict in found]


def _may_be(wanted: likeness.Traits) -> Q:
    condition = Q()
    for field in ("name_key", "address_key", "phone_key", "licence_no"):
        if value := getattr(wanted, field):
            condition |= Q(**{field: value})
    if wanted.lat_e7 is not None and wanted.lon_e7 is not None:
        condition |= Q(
            lat_e7__range=(wanted.lat_e7 - NEAR_E7, wanted.lat_e7 + NEAR_E7),
            lon_e7__range=(wanted.lon_e7 - 3 * NEAR_E7, wanted.lon_e7 + 3 * NEAR_E7),
        )
    return condition


def _told(
    wanted: likeness.Traits, outlet: Outlet, verdict: likeness.Likeness, *, is_visible: bool
) -> LookAlike:
    if not is_visible:
        return LookAlike(
            outlet.name, verdict.score, verdict.reasons, outlet.unit.name, elsewhere_id=outlet.pk
        )
    far = None
    if wanted.lat_e7 is not None and wanted.lon_e7 is not None and outlet.has_position:
        here = Position(wanted.lat_e7, wanted.lon_e7)
        far = distance_m(here, Position(outlet.lat_e7, outlet.lon_e7))  # type: ignore[arg-type]
    return LookAlike(
        outlet.name,
        verdict.score,
        verdict.reasons,
        outlet.unit.name,
        far,
        outlet.pk,
        outlet.code,
        outlet.address,
        outlet.owner.name,
    )
