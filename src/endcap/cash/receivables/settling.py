"""How what was sold becomes what is owed, by mode (SET-10); and what paying late costs (SET-08). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from endcap.kernel.calendar.working_days import WorkingCalendar
from endcap.kernel.money import FULL, amount_of, round_half_up, split


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is payable for what was sold, in total and by line; what the retailer keeps, and by how much sales fall
    short of what he is guaranteed."""

    payable: int
    by_line: tuple[int, ...]
    kept: int = 0
    shortfall: int = 0


def outright(lines: Sequence[tuple[int, int]]) -> Settlement:
    """Delivered goods are the buyer's: every delivered unit is payable. Lines: quantity, supply price."""
    amounts = tuple(amount_of(quantity, price) for quantity, price in lines)
    return Settlement(sum(amounts), amounts)


def consignment(lines: Sequence[tuple[int, int]]) -> Settlement:
    """Goods stay ours until they are sold: sold quantity × supply price."""
    return outright(lines)


def concession(sales: Sequence[int], rate_bp: int, guarantee: int = 0) -> Settlement:
    """A counter of ours: sales less what the retailer keeps, which is his rate but at least the guarantee."""
    total = sum(sales)
    kept = max(round_half_up(total * rate_bp, FULL), guarantee)
    payable = max(total - kept, 0)
    by_line = tuple(split(payable, sales)) if total else tuple(0 for _ in sales)
    return Settlement(payable, by_line, kept, kept - total if kept > total else 0)


@dataclass(frozen=True, slots=True)
class PaidPart:
    """So much of an invoice was settled on a day; ``on`` is None for what is still open."""

    amount: int
    on: date | None


@dataclass(frozen=True, slots=True)
class LateFeeRule:
    """What the contract says about paying late."""

    daily_bp: int
    grace_days: int
    cap_bp: int | None


def last_day_without_fee(due_on: date, grace_days: int, days: WorkingCalendar) -> date:
    """The due date, moved to the next working day where nobody works, plus the working days of grace."""
    return days.add(days.add(due_on, 0), grace_days) if grace_days else days.add(due_on, 0)


def late_fee(parts: Sequence[PaidPart], *, rule: LateFeeRule, deadline: date, until: date, total: int) -> int:
    """What is due for paying late: each part × days after the deadline × rate; never above the cap."""
    fen_days = sum(part.amount * max((min(part.on or until, until) - deadline).days, 0) for part in parts)
    fee = round_half_up(fen_days * rule.daily_bp, FULL)
    return min(fee, round_half_up(total * rule.cap_bp, FULL)) if rule.cap_bp is not None else fee
