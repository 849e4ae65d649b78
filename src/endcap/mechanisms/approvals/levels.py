"""Which steps an amount needs. Pure: no database, no clock.

What counts is not the amount of one request but the rolling total of everything that belongs together (the
same rolling key): what is open now, and what was approved within the window. Steps are chosen by thresholds
on that total, and open requests are raised when a later one lifts it; so however an amount is split, the part
that completes it, and every part still open then, needs at least the steps of the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Threshold:
    """From this rolling total (in fen) on, the step of this order is needed."""

    order: int
    from_amount: int


@dataclass(frozen=True, slots=True)
class Part:
    """Another request of the same rolling key: its amount in fen, and the day on which it was approved."""

    amount: int
    approved_on: date | None  # None: still open


def counts(part: Part, *, on: date, window_days: int) -> bool:
    """Whether a part adds to the total of a day: whatever is open, and what was approved within the window.

    A window of 30 days is this day and the 29 before it; a window of 0 adds nothing up.
    """
    if window_days <= 0:
        return False
    return part.approved_on is None or part.approved_on > on - timedelta(days=window_days)


def rolling_total(amount: int, parts: Iterable[Part], *, on: date, window_days: int) -> int:
    """What one amount weighs together with its companions."""
    if amount < 0:
        raise ValueError("an amount to approve is never negative: it would make room for others")
    return amount + sum(part.amount for part in parts if counts(part, on=on, window_days=window_days))


def steps_needed(thresholds: Iterable[Threshold], total: int) -> tuple[int, ...]:
    """The orders of the steps that a total needs, in order. A larger total never needs fewer."""
    return tuple(sorted(each.order for each in thresholds if each.from_amount <= total))
