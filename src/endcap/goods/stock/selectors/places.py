"""Finding locations."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Length

from endcap.customers.outlets.models import Outlet
from endcap.goods.stock.models import Location
from endcap.goods.stock.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere


def locations_of(actor: Actor, *, with_closed: bool = False) -> QuerySet[Location]:
    """The locations that one sees, by code."""
    actor.require(Rights.VIEW)
    rows = Location.objects.visible_to(actor).select_related("unit", "outlet", "person")
    return rows if with_closed else rows.filter(closed_on__isnull=True)


def location_of(actor: Actor, location_id: UUID) -> Location:
    """One location that one sees. Raises NotFoundHere."""
    found = locations_of(actor, with_closed=True).filter(pk=location_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def warehouse_of(outlet_id: UUID) -> Location | None:
    """Where an outlet is supplied from: the default warehouse of the nearest unit upwards. One statement."""
    its = Outlet.objects.unscoped("which warehouse supplies it, whoever orders").filter(
        pk=outlet_id, unit__path__startswith=OuterRef("unit__path")
    )
    rows = Location.objects.unscoped("the warehouse that supplies an outlet serves whoever orders for it")
    return rows.filter(Exists(its), is_default=True).order_by(Length("unit__path").desc()).first()


def van_of(person_id: UUID) -> Location | None:
    """The open van of a person."""
    rows = Location.objects.unscoped("whoever drives has one van, whoever asks")
    return rows.filter(kind=Location.Kind.VAN, person_id=person_id, closed_on__isnull=True).first()
