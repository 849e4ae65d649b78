"""The order-up-to rule with every figure that led to it (INV-01, INV-02, INV-04).

order = max(0, target - available), rounded up to whole cases, where
available = on hand + in transit, and
target = daily sale × (order interval + lead time + safety days) + shelf stock + uplifts.
"""

from __future__ import annotations

from dataclasses import dataclass

FULL = 10_000


@dataclass(frozen=True, slots=True)
class Uplift:
    """For some days of the covered span more is sold than usual, by ``extra_bp`` of the base."""

    name: str
    extra_bp: int
    days: int


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the suggestion is made of.

    ``sold`` base units in ``over_days`` days make the daily sale, which is never rounded before the end.
    """

    sold: int
    over_days: int
    interval_days: int
    lead_days: int
    safety_days: int
    on_hand: int
    in_transit: int = 0
    case_size: int = 1
    shelf: int = 0
    uplifts: tuple[Uplift, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How much to order, with the steps that led there. All in base units, ``span_days`` in days."""

    quantity: int
    target: int
    base: int
    uplift: int
    shelf: int
    available: int
    short: int
    span_days: int
    uplifts: tuple[tuple[str, int], ...]

    @property
    def rounding(self) -> int:
        """What was added to come to whole cases."""
        return self.quantity - self.short


def suggest(inputs: Inputs) -> Suggestion:
    """How much to order now. Raises ValueError for figures that make no sense."""
    if inputs.over_days < 1 or inputs.case_size < 1:
        raise ValueError("a daily sale needs a day, a case holds something")
    if min(inputs.interval_days, inputs.lead_days, inputs.safety_days, inputs.shelf) < 0:
        raise ValueError("days and shelf stock are not negative")
    span = inputs.interval_days + inputs.lead_days + inputs.safety_days
    sold = max(0, inputs.sold)  # more came back than went out: nothing is sold
    base = _up(sold * span, inputs.over_days)
    parts = tuple(
        (one.name, _up(sold * min(one.days, span) * one.extra_bp, inputs.over_days * FULL))
        for one in inputs.uplifts
        if one.days > 0
    )
    extra = sum(amount for _name, amount in parts)
    target = base + extra + inputs.shelf
    available = inputs.on_hand + inputs.in_transit
    short = max(0, target - available)
    quantity = _up(short, inputs.case_size) * inputs.case_size
    return Suggestion(quantity, target, base, extra, inputs.shelf, available, short, span, parts)


def _up(numerator: int, denominator: int) -> int:
    return -(-numerator // denominator)
