"""Stock from day to day under the order-up-to rule (INV-02, INV-03).

Day n is the morning after n days of sale: what is left is counted, what was ordered arrives, the new stock opens the
day, and if what is available would not outlast the lead time and the safety days, an order goes out. During the day the
stock falls in a straight line by the daily sale; that is the sawtooth of the picture.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """A constant demand and how it is replenished; quantities in one unit, times in days."""

    start: int
    daily_sale: int
    interval_days: int
    lead_days: int
    safety_days: int
    case_size: int = 1

    @property
    def target(self) -> int:
        """What should be on hand and in transit right after ordering."""
        return self.daily_sale * (self.interval_days + self.lead_days + self.safety_days)

    @property
    def reorder_at(self) -> int:
        """At this much on hand and in transit it is time to order: what is sold until it arrives, and the safety."""
        return self.daily_sale * (self.lead_days + self.safety_days)


@dataclass(frozen=True, slots=True)
class Day:
    """One morning: what is left, what comes, with how much the day opens, what is ordered; and what the day before would
    have sold beyond what stood there."""

    number: int
    left: int
    received: int
    opening: int
    ordered: int
    missed: int


@dataclass(frozen=True, slots=True)
class Curve:
    """The days in order, with the mean and the safety line in hundredths of the unit."""

    days: tuple[Day, ...]
    mean_x100: int
    safety_x100: int

    @property
    def low(self) -> int:
        """The least that was left on a morning, from the first delivery on."""
        return min(day.left for day in self._settled)

    @property
    def high(self) -> int:
        """The most with which a day opened, from the first delivery on."""
        return max(day.opening for day in self._settled)

    @property
    def orders(self) -> tuple[tuple[int, int], ...]:
        """On which day how much was ordered."""
        return tuple((day.number, day.ordered) for day in self.days if day.ordered)

    @property
    def receipts(self) -> tuple[tuple[int, int], ...]:
        """On which day how much came."""
        return tuple((day.number, day.received) for day in self.days if day.received)

    @property
    def _settled(self) -> tuple[Day, ...]:
        first = next((n for n, day in enumerate(self.days) if day.received), 0)
        return self.days[first:]


def simulate(policy: Policy, *, days: int) -> Curve:
    """Mornings 0 to ``days`` of a policy. Orders are for what is missing to the target, in whole cases; they arrive
    after the lead time, at the earliest the next morning. Raises ValueError for a policy that makes no sense.
    """
    if policy.daily_sale < 0 or policy.interval_days < 1 or policy.case_size < 1 or days < 1:
        raise ValueError("a policy sells nothing or more, orders every day or less often, and in something")
    opening, coming = policy.start, dict[int, int]()
    found: list[Day] = []
    for number in range(days + 1):
        sold = min(policy.daily_sale, opening) if number else 0
        missed = policy.daily_sale - sold if number else 0
        left, received = opening - sold, coming.pop(number, 0)
        opening = left + received
        available = opening + sum(coming.values())
        ordered = 0
        if policy.daily_sale and available <= policy.reorder_at:
            ordered = -(-(policy.target - available) // policy.case_size) * policy.case_size
            if ordered:
                coming[number + max(1, policy.lead_days)] = ordered
        found.append(Day(number, left, received, opening, ordered, missed))
    return Curve(tuple(found), _mean_x100(found), policy.safety_days * policy.daily_sale * 100)


def _mean_x100(days: list[Day]) -> int:
    """The mean of the sawtooth over whole cycles, from the first delivery to the last; over all days where there are
    not two deliveries."""
    marks = [n for n, day in enumerate(days) if day.received]
    first, last = (marks[0], marks[-1]) if len(marks) > 1 else (0, len(days) - 1)
    doubled = sum(days[n].opening + days[n + 1].left for n in range(first, last))
    return (doubled * 100 + (last - first)) // (2 * (last - first))
