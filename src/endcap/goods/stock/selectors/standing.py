"""What stands where."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Sum

from endcap.goods.stock import book
from endcap.goods.stock.models import Lot
from endcap.mechanisms.ledger.models import Account


@dataclass(frozen=True, slots=True)
class Available:
    """A product at a location: what stands there, what of it is held, what is on its way there."""

    on_hand: int = 0
    held: int = 0
    in_transit: int = 0

    @property
    def free(self) -> int:
        """What can still be promised from the shelf."""
        return self.on_hand - self.held

    @property
    def available(self) -> int:
        """Available stock as the control of quantities means it: on hand + in transit."""
        return self.on_hand + self.in_transit


@dataclass(frozen=True, slots=True)
class LotStanding:
    """One lot at a location, with what of it is held."""

    lot: Lot
    on_hand: int
    held: int
    in_transit: int

    @property
    def free(self) -> int:
        """What of it can still be promised."""
        return self.on_hand - self.held


def available(
    *, location_ids: Collection[UUID], sku_ids: Collection[UUID] | None = None
) -> dict[tuple[UUID, UUID], Available]:
    """What stands at locations, by location and product; products that never were there are not named. One statement."""
    rows = Account.objects.filter(
        owner_id__in=location_ids, book=book.NAME, role__in=[book.ON_HAND, book.IN_TRANSIT]
    )
    if sku_ids is not None:
        rows = rows.filter(unit__in=[sku_id.hex for sku_id in sku_ids])
    sums: dict[tuple[UUID, UUID], list[int]] = {}
    totals = rows.order_by().values_list("owner_id", "unit", "role")
    for owner_id, unit, role, stands, held in totals.annotate(
        stands=Sum(F("debits") - F("credits")), all_held=Sum("held")
    ):
        if owner_id is None:
            continue
        found = sums.setdefault((owner_id, UUID(unit)), [0, 0, 0])
        if role == book.ON_HAND:
            found[0], found[1] = stands, held
        else:
            found[2] = stands
    return {key: Available(*found) for key, found in sums.items()}


def lots_at(
    location_id: UUID, *, sku_ids: Collection[UUID] | None = None, text: str = ""
) -> list[LotStanding]:
    """Every lot that stands at a location or is on its way there, by product and by the order in which it leaves."""
    rows = Account.objects.filter(
        owner_id=location_id,
        book=book.NAME,
        role__in=[book.ON_HAND, book.IN_TRANSIT],
        debits__gt=F("credits"),
    )
    if sku_ids is not None:
        rows = rows.filter(unit__in=[sku_id.hex for sku_id in sku_ids])
    sums: dict[UUID, list[int]] = {}
    for part_id, role, balance, held in rows.values_list(
        "part_id", "role", F("debits") - F("credits"), "held"
    ):
        found = sums.setdefault(part_id, [0, 0, 0])  # type: ignore[arg-type]
        if role == book.ON_HAND:
            found[0], found[1] = balance, held
        else:
            found[2] = balance
    lots = Lot.objects.filter(pk__in=sums).select_related("sku")
    for word in text.lower().split():
        lots = lots.filter(sku__search_text__contains=word)
    standings = [LotStanding(lot, *sums[lot.pk]) for lot in lots]
    return sorted(
        standings,
        key=lambda one: (
            one.lot.sku.code,
            str(one.lot.expires_on or "9999"),
            str(one.lot.made_on or "9999"),
            one.lot.code,
        ),
    )
