"""A van, a shelf, documents and a count in the company of the matrix."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from endcap.goods.stock import services
from endcap.goods.stock.models import Allocation, Movement, Uplift
from endcap.kernel.ids import new_id
from endcap.org.people.models import Person


def records_of(builder: Any, owner: Person, outlet_id: UUID) -> Mapping[str, Mapping[str, Any]]:
    """Somebody's van with goods, the shelf of his outlet with a count, a transfer on the way, a return to receive."""
    system, tail = builder.system, owner.pk.hex[-12:]
    draft = services.LocationDraft
    van = services.create_location(
        system, draft=draft(code=f"V-{tail}", name="车", kind="van", person_id=owner.pk)
    )
    shelf = services.create_location(
        system, draft=draft(code=f"S-{tail}", name="货架", kind="shelf", outlet_id=outlet_id)
    )
    services.receive_goods(system, location_id=van.pk, lines=[services.ReceiptLine(builder.sku.pk, 10, "L1")])
    sent = services.send_transfer(
        system, from_id=van.pk, to_id=shelf.pk, lines=[services.Wanted(builder.sku.pk, 2)]
    )
    back = Movement(
        id=new_id(),
        number=f"RT-{tail}",
        kind="return",
        state="approved",
        location=van,
        outlet_id=outlet_id,
        reason="damaged",
        business_on=system.today,
        made_by_name="x",
        created_at=system.now,
    )
    back.save(force_insert=True)
    back.lines.create(number=1, lot_id=sent.lines.get().lot_id, quantity=1)
    count = services.open_count(system, location_id=shelf.pk)
    return {
        "location": {"location_id": van.pk},
        "movement": {"movement_id": sent.pk},
        "approved return": {"movement_id": back.pk},
        "count": {"count_id": count.pk},
    }


def known_to_all(builder: Any) -> Mapping[str, Any]:
    """A lot, an uplift, and a product that is shared out."""
    system, sku = builder.system, builder.sku
    uplift = Uplift(
        id=new_id(),
        kind="season",
        name="旺季",
        starts_on=date(2026, 7, 1),
        ends_on=date(2026, 9, 1),
        extra_bp=1_000,
        made_by_name="x",
        created_at=system.now,
    )
    uplift.save(force_insert=True)
    shared = Allocation(
        id=new_id(),
        sku=sku,
        quantity=1,
        basis="history",
        starts_on=date(2026, 7, 1),
        ends_on=date(2026, 9, 1),
        made_by_name="x",
        created_at=system.now,
    )
    shared.save(force_insert=True)
    mark = services.LotMark(sku.pk, "L1")
    return {
        "lot_id": _made(builder, mark),
        "uplift_id": uplift.pk,
        "allocation_id": shared.pk,
    }


def _made(builder: Any, mark: services.LotMark) -> UUID:
    from endcap.goods.stock.services.rows import lots_for

    return lots_for(builder.system, [mark])[mark]
