"""Recency, frequency, amount: how lately, how often and for how much an outlet bought, in quintiles. Pure.

A score counts how many quintile edges (as of the population's own distribution) the value reaches: 1 to 5.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K")
GROUPS = 5


@dataclass(frozen=True)
class Buyer(Generic[K]):
    """What an outlet did: days since the last purchase, number of orders, amount."""

    key: K
    recency_days: int
    orders: int
    amount: int


@dataclass(frozen=True)
class Scored(Generic[K]):
    """A buyer with its three scores, 5 is best."""

    key: K
    recency: int
    frequency: int
    amount: int

    @property
    def cell(self) -> str:
        """The three scores as one word, such as 543."""
        return f"{self.recency}{self.frequency}{self.amount}"


def score(buyers: Sequence[Buyer[K]]) -> list[Scored[K]]:
    """Score everybody against everybody. Equal values have equal scores."""
    recencies = sorted(buyer.recency_days for buyer in buyers)
    orders = sorted(buyer.orders for buyer in buyers)
    amounts = sorted(buyer.amount for buyer in buyers)
    return [
        Scored(
            buyer.key,
            GROUPS + 1 - _group(recencies, buyer.recency_days, rising=False),
            _group(orders, buyer.orders),
            _group(amounts, buyer.amount),
        )
        for buyer in buyers
    ]


def _group(values: Sequence[int], value: int, *, rising: bool = True) -> int:
    """In which fifth a value lies. Ties lie together in the better fifth."""
    place = bisect_right(values, value) if rising else bisect_left(values, value) + 1
    return min(GROUPS, max(1, -(-place * GROUPS // len(values))))
