"""How much is sold from a location a day, from the facts of sales."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Sum

from endcap.goods.sales.models import SalesFact
from endcap.goods.stock.models import Location
from endcap.org.units.models import Unit

OVER_DAYS = 28  # four whole weeks, so that every weekday counts alike
WHY = "what a location sells is a figure of the location, whoever looks after the outlets"


def sold_from(
    locations: Sequence[Location], sku_ids: Collection[UUID], *, on: date, over_days: int = OVER_DAYS
) -> dict[tuple[UUID, UUID], int]:
    """Base units sold in the days before one, by location and product: a warehouse sells what the outlets that it
    supplies buy, a van what the outlets of its driver buy, a place at an outlet what the outlet buys. Two statements.
    """
    facts = (
        SalesFact.objects.unscoped(WHY)
        .filter(sku_id__in=sku_ids, day__lt=on, day__gte=on - timedelta(days=over_days))
        .order_by()
    )
    warehouses = [one for one in locations if one.kind == Location.Kind.WAREHOUSE and one.is_default]
    found: dict[tuple[UUID, UUID], int] = {}
    if warehouses:
        supplier = _suppliers(warehouses)
        rows = facts.values_list("outlet__unit_id", "sku_id").annotate(sold=Sum("quantity"))
        for unit_id, sku_id, sold in rows:
            if unit_id in supplier:
                key = (supplier[unit_id], sku_id)
                found[key] = found.get(key, 0) + sold
    vans = {one.person_id: one.pk for one in locations if one.person_id}
    if vans:
        of_owners = facts.filter(outlet__owner_id__in=vans).values_list("outlet__owner_id", "sku_id")
        for owner_id, sku_id, sold in of_owners.annotate(bought=Sum("quantity")):
            found[vans[owner_id], sku_id] = sold
    places: dict[UUID, list[UUID]] = {}
    for one in locations:
        if one.outlet_id:
            places.setdefault(one.outlet_id, []).append(one.pk)
    if places:
        of_outlets = facts.filter(outlet_id__in=places).values_list("outlet_id", "sku_id")
        for outlet_id, sku_id, sold in of_outlets.annotate(taken=Sum("quantity")):
            for location_id in places[outlet_id]:
                found[location_id, sku_id] = sold
    return found


def _suppliers(warehouses: Sequence[Location]) -> dict[UUID, UUID]:
    """Which of these warehouses supplies a unit: the nearest upwards of all default warehouses."""
    every = Location.objects.unscoped(WHY).filter(is_default=True).select_related("unit")
    by_path = {one.unit.path: one.pk for one in every}
    ours = {one.pk for one in warehouses}
    found: dict[UUID, UUID] = {}
    for unit_id, path in Unit.objects.values_list("pk", "path"):
        parts = path.strip("/").split("/")
        for depth in range(len(parts), 0, -1):
            at = by_path.get("/" + "/".join(parts[:depth]) + "/")
            if at is not None:
                if at in ours:
                    found[unit_id] = at
                break
    return found
