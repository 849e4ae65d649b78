"""Which earlier sale a return belongs to. Pure.

A return takes the latest sale of the same outlet and product, not after the return's day, that has
enough left.
Where none has enough, it takes what is left of several, the latest first; what then remains is unmatched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass
class Sold:
    """A sale and how much of it has not come back yet."""

    id: int
    day: date
    left: int


@dataclass(frozen=True)
class Returned:
    """A return and how much of it has found no sale yet."""

    id: int
    day: date
    quantity: int


@dataclass(frozen=True)
class Match:
    """So much of a return belongs to this sale."""

    returned: int
    sale: int
    quantity: int


def match_returns(sales: Sequence[Sold], returns: Sequence[Returned]) -> list[Match]:
    """Match the returns of one outlet and product, the earliest first; ``left`` of the sales is used up."""
    by_day = sorted(sales, key=lambda sold: (sold.day, sold.id), reverse=True)
    found: list[Match] = []
    for back in sorted(returns, key=lambda back: (back.day, back.id)):
        candidates = [sold for sold in by_day if sold.day <= back.day and sold.left > 0]
        whole = next((sold for sold in candidates if sold.left >= back.quantity), None)
        wanted = back.quantity
        for sold in [whole] if whole else candidates:
            taken = min(wanted, sold.left)
            sold.left -= taken
            wanted -= taken
            found.append(Match(back.id, sold.id, taken))
            if not wanted:
                break
    return found
