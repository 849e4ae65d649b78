"""Loading what an operation works on: locations that are open, products, and lots that are found or made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from endcap.goods.stock.errors import LocationClosed
from endcap.goods.stock.models import Location, Lot
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere


@dataclass(frozen=True, order=True)
class LotMark:
    """What is written on the box."""

    sku_id: UUID
    code: str = ""
    made_on: date | None = None
    expires_on: date | None = None

    @property
    def id(self) -> UUID:
        """The id of this lot."""
        return Lot.id_of(self.sku_id, self.code, self.made_on, self.expires_on)


def open_location(actor: Actor, location_id: UUID) -> Location:
    """A location that one sees and that is in use."""
    location = Location.objects.visible_to(actor).filter(pk=location_id).first()
    if location is None:
        raise NotFoundHere()
    if location.closed_on is not None:
        raise LocationClosed(name=location.name)
    return location


def lots_for(actor: Actor, marks: Iterable[LotMark]) -> dict[LotMark, UUID]:
    """The lots of these marks, made where nobody saw them before. Two statements."""
    wanted = {mark.id: mark for mark in marks}
    there = set(Lot.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    missing = [
        Lot(
            id=id,
            sku_id=mark.sku_id,
            code=mark.code,
            made_on=mark.made_on,
            expires_on=mark.expires_on,
            created_at=actor.now,
        )
        for id, mark in sorted(wanted.items())
        if id not in there
    ]
    if missing:
        Lot.objects.bulk_create(missing, ignore_conflicts=connection.vendor == "postgresql")
    return {mark: id for id, mark in wanted.items()}
