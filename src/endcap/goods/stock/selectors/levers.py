"""Reading the levers: the nearest value that holds on a day, and the log of changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from endcap.goods.stock.models import Lever, Uplift
from endcap.goods.stock.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.parameters import selectors as parameters
from endcap.kernel.parameters.definitions import P

WRITE_OFF_FREE = 50_000  # fen; ours, until the company sets its own


@dataclass(frozen=True)
class Levers:
    """All levers of some locations as of a day, read once."""

    defaults: Mapping[str, int]
    held: Mapping[tuple[str, UUID | None, UUID | None], int]

    def value(self, key: str, location_id: UUID | None = None, sku_id: UUID | None = None) -> int:
        """The nearest: the product at the location, the location, the product, the company, the parameter."""
        for place in ((location_id, sku_id), (location_id, None), (None, sku_id), (None, None)):
            if (key, *place) in self.held:
                return self.held[(key, *place)]
        return self.defaults[key]


def levers(on: date, *, location_ids: Collection[UUID] = ()) -> Levers:
    """The levers of locations on a day, in two statements."""
    snapshot = parameters.snapshot(on=on)
    example = snapshot.value(P.STOCK_EXAMPLE)
    defaults: dict[str, int] = {
        Lever.Key.SAFETY_DAYS: snapshot.value(P.SAFETY_DAYS),
        Lever.Key.INTERVAL_DAYS: example.interval_days,
        Lever.Key.LEAD_DAYS: example.lead_days,
        Lever.Key.SHELF: 0,
        Lever.Key.WRITE_OFF_LIMIT: WRITE_OFF_FREE,
    }
    rows = Lever.objects.unscoped("settings count for whoever works at the location").filter(
        Q(location__isnull=True) | Q(location_id__in=location_ids), valid_from__lte=on
    )
    held: dict[tuple[str, UUID | None, UUID | None], int] = {}
    for key, location_id, sku_id, value in rows.order_by("valid_from", "set_at", "id").values_list(
        "key", "location_id", "sku_id", "value"
    ):
        held[key, location_id, sku_id] = value
    return Levers(defaults, held)


def write_off_limit(location_id: UUID, on: date) -> int:
    """From this worth on (fen), a write-off at the location has to be approved."""
    return levers(on, location_ids=[location_id]).value(Lever.Key.WRITE_OFF_LIMIT, location_id)


def lever_log(actor: Actor) -> QuerySet[Lever]:
    """Every change of a lever that one sees, the newest first."""
    actor.require(Rights.VIEW)
    return Lever.objects.visible_to(actor).select_related("location", "sku").order_by("-set_at", "-id")


def company_levers(actor: Actor) -> list[tuple[str, int]]:
    """What holds for the company today, by the name of the lever."""
    actor.require(Rights.VIEW)
    held = levers(actor.today)
    return [(str(label), held.value(key)) for key, label in Lever.Key.choices]


def uplifts(actor: Actor) -> QuerySet[Uplift]:
    """Peak seasons, holidays and promotions that are running or to come, the soonest first."""
    actor.require(Rights.VIEW)
    rows = Uplift.objects.filter(ended_at__isnull=True, ends_on__gte=actor.today)
    return rows.select_related("sku").order_by("starts_on", "id")
