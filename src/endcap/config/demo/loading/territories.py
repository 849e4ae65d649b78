"""The pieces of the map that the demo's reps work: drawn around where most of their outlets stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from endcap.customers.outlets.models import Outlet
from endcap.customers.territories import services as territories
from endcap.customers.territories.models import Territory
from endcap.kernel.actor import Actor
from endcap.kernel.geo import Position
from endcap.kernel.shapes import covers_ground, crosses_itself
from endcap.org.people.models import Person

_KEPT = 0.75  # of a rep's outlets; the farthest belong to nobody's round
_FEWEST = 12
_TONES = Territory.Tone.values


def _turn(a: Position, b: Position, c: Position) -> int:
    return (b.lon_e7 - a.lon_e7) * (c.lat_e7 - a.lat_e7) - (b.lat_e7 - a.lat_e7) * (c.lon_e7 - a.lon_e7)


def _half(points: Iterable[Position]) -> list[Position]:
    half: list[Position] = []
    for point in points:
        while len(half) > 1 and _turn(half[-2], half[-1], point) <= 0:
            half.pop()
        half.append(point)
    return half[:-1]


def hull(points: Iterable[Position]) -> tuple[Position, ...]:
    """The smallest convex outline around points."""
    ordered = sorted(set(points), key=lambda one: (one.lon_e7, one.lat_e7))
    return (*_half(ordered), *_half(reversed(ordered)))


def _around_most(points: list[Position]) -> tuple[Position, ...]:
    lats, lons = sorted(one.lat_e7 for one in points), sorted(one.lon_e7 for one in points)
    lat, lon = lats[len(lats) // 2], lons[len(lons) // 2]
    near = sorted(points, key=lambda one: (one.lat_e7 - lat) ** 2 + (one.lon_e7 - lon) ** 2)
    return hull(near[: max(_FEWEST, int(len(near) * _KEPT))])


def load_territories(actor: Actor) -> int:
    """A territory for each rep with enough outlets; the last one is still without anybody in charge."""
    held: dict[UUID, list[Position]] = defaultdict(list)
    rows = Outlet.objects.visible_to(actor).filter(archived_at__isnull=True, lat_e7__isnull=False)
    for owner_id, lat, lon in rows.order_by("code").values_list("owner_id", "lat_e7", "lon_e7"):
        held[owner_id].append(Position(lat or 0, lon or 0))
    people = list(Person.objects.visible_to(actor).filter(pk__in=held, is_active=True).order_by("login"))
    drawn = 0
    for person in people:
        ring = _around_most(held[person.pk])
        if len(held[person.pk]) < _FEWEST or not covers_ground(ring) or crosses_itself(ring):
            continue
        drawn += 1
        territories.create_territory(
            actor,
            draft=territories.TerritoryDraft(
                code=f"PQ-{drawn:02d}",
                name=f"{person.name}片",
                unit_id=person.unit_id,
                owner_id=person.pk,
                tone=_TONES[drawn % len(_TONES)],
                ring=ring,
            ),
        )
    return drawn
