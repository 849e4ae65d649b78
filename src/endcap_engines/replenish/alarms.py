"""Loading at the end of a month (INV-12), and the yearly supply plan against demand (INV-14, INV-09)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FULL = 10_000
LOADING_BP = 5_000  # more than half of a month …
LAST_DAYS = 5  # … in its last five days


def loading_share(last_days: int, whole_month: int) -> int:
    """The share of a month that its last days hold, in basis points; nothing of nothing is nothing."""
    if whole_month <= 0 or last_days <= 0:
        return 0
    return min(FULL, last_days * FULL // whole_month)


@dataclass(frozen=True, slots=True)
class Month:
    """A product in a month: planned and shipped quantities, what was asked for and not filled, whether the line had room,
    whether it was shared out, whether outlets were out of stock."""

    label: str
    planned: int | None
    shipped: int
    unfilled: int = 0
    line_is_idle: bool = False
    is_allocated: bool = False
    is_out_of_stock: bool = False

    @property
    def demand(self) -> int:
        """What would have been sold: shipped and not filled."""
        return self.shipped + self.unfilled


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that the plan department has to answer for: which month, why."""

    label: str
    kind: str  # idle_while_short | plan_below_demand
    missing: int


def plan_alarms(months: Sequence[Month]) -> tuple[Alarm, ...]:
    """An alarm for every month in which a line stood idle, or less was planned than asked for, while the product was
    shared out, out of stock or not delivered."""
    found = []
    for month in months:
        is_short = month.is_allocated or month.is_out_of_stock or month.unfilled > 0
        if not is_short:
            continue
        if month.line_is_idle:
            found.append(Alarm(month.label, "idle_while_short", month.unfilled))
        if month.planned is not None and month.planned < month.demand:
            found.append(Alarm(month.label, "plan_below_demand", month.demand - month.planned))
    return tuple(found)
