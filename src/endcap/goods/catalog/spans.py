"""On which days each rule of one key counts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """A rule, and days on which it counts; no last day means until further notice."""

    rule_id: UUID
    first: date
    last: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the rule counts on that day."""
        return self.first <= day and (self.last is None or day <= self.last)

    def meets(self, other: Days) -> bool:
        """Whether the two share a day."""
        return (other.last is None or self.first <= other.last) and (
            self.last is None or other.first <= self.last
        )


def overlaid(held: Sequence[Days], new: Iterable[Days]) -> list[Days]:
    """The new rules take over on all their days; what was there before counts before them, and again after."""
    found = list(held)
    for over in new:
        found = [piece for one in found for piece in _around(one, over)] + [over]
    return sorted(found, key=lambda one: one.first)


def _around(one: Days, over: Days) -> list[Days]:
    if not one.meets(over):
        return [one]
    pieces = []
    if one.first < over.first:
        pieces.append(replace(one, last=over.first - _DAY))
    if over.last is not None and (one.last is None or one.last > over.last):
        pieces.append(replace(one, first=over.last + _DAY))
    return pieces
