"""How long each step of an order takes: the median over the orders of a period (ORD-03)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from endcap.cash.orders.models import Order
from endcap.cash.orders.rights import Rights
from endcap.kernel.actor import Actor

STEPS = (
    ("confirm", "placed_at", "confirmed_at"),
    ("pick", "confirmed_at", "picked_at"),
    ("ship", "picked_at", "shipped_at"),
    ("deliver", "shipped_at", "delivered_at"),
    ("settle", "delivered_at", "settled_at"),
    ("all", "placed_at", "delivered_at"),
)
MOST = 20_000  # the newest orders of the period; medians of more say the same


@dataclass(frozen=True)
class Pace:
    """A step: how many orders took it, the median time, and the time that nine of ten needed at most."""

    step: str
    orders: int
    median_s: int | None
    slow_s: int | None


def pace_of(actor: Actor, *, days: int) -> list[Pace]:
    """The steps of the orders placed in the last days. One statement."""
    actor.require(Rights.VIEW)
    names = sorted({name for _step, *ends in STEPS for name in ends})
    rows = Order.objects.visible_to(actor).filter(placed_at__gte=actor.now - timedelta(days=days))
    stamps = [
        dict(zip(names, row, strict=True)) for row in rows.order_by("-placed_at").values_list(*names)[:MOST]
    ]
    return [_pace(step, stamps, begins, ends) for step, begins, ends in STEPS]


def _pace(step: str, stamps: list[dict[str, datetime | None]], begins: str, ends: str) -> Pace:
    took = sorted(
        int((last - first).total_seconds())
        for row in stamps
        if (first := row[begins]) is not None and (last := row[ends]) is not None
    )
    if not took:
        return Pace(step, 0, None, None)
    return Pace(step, len(took), int(median(took)), took[min(len(took) - 1, len(took) * 9 // 10)])
