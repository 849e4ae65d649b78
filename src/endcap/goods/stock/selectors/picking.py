"""Which lots to take: what expires first goes first; among goods without expiry, what was made first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery

from endcap.goods.stock import book, fefo
from endcap.goods.stock.fefo import Pick, PickPart, Short
from endcap.goods.stock.models import Lot
from endcap.mechanisms.ledger.models import Account

__all__ = ["Pick", "PickPart", "Short", "expired", "pick"]


def pick(*, location_id: UUID, wanted: Mapping[UUID, int], on: date) -> Pick:
    """The lots to take for an order of a day, and what there is too little of. Nothing past expiry. One statement.

    What others hold is not available. Nothing is locked: whoever posts the lines learns of a lot that was taken in
    the meantime by ``Insufficient``, and picks again.
    """
    if not wanted:
        return Pick((), ())
    lot = Lot.objects.filter(pk=OuterRef("part_id"))
    rows = (
        Account.objects.filter(
            owner_id=location_id,
            book=book.NAME,
            role=book.ON_HAND,
            unit__in=[sku_id.hex for sku_id in wanted],
            debits__gt=F("credits") + F("held"),
        )
        .annotate(
            expires_on=Subquery(lot.values("expires_on")),
            made_on=Subquery(lot.values("made_on")),
            code=Subquery(lot.values("code")),
        )
        .filter(Q(expires_on__isnull=True) | Q(expires_on__gte=on))
    )
    there = [
        fefo.Stand(UUID(row.unit), row.part_id, row.available, row.made_on, row.expires_on, row.code)
        for row in rows
        if row.part_id is not None
    ]
    return fefo.pick(wanted, there, on=on)


def expired(lot_ids: Collection[UUID], *, on: date) -> frozenset[UUID]:
    """Which of these lots may not leave on a day any more. Asked before anything that was held is shipped."""
    rows = Lot.objects.filter(pk__in=lot_ids, expires_on__lt=on)
    return frozenset(rows.values_list("pk", flat=True))
