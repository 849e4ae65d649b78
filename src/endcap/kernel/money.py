"""Money and quantities are integers. The one rounding function, and splits that add up.

Units: money in fen (1/100 of the company's currency), prices in 1/10,000, percentages in basis points.
"""

from __future__ import annotations

from collections.abc import Sequence

FEN = 100
PRICE_UNIT = 10_000
FULL = 10_000  # 100 % in basis points


def round_half_up(numerator: int, denominator: int) -> int:
    """The integer nearest to numerator / denominator; halves go away from zero, as invoices do."""
    if denominator == 0:
        raise ZeroDivisionError("a share of nothing")
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    quotient, rest = divmod(abs(numerator), denominator)
    quotient += 2 * rest >= denominator
    return quotient if numerator >= 0 else -quotient


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Parts proportional to weights that add up to the amount exactly (largest remainder; ties: first wins).

    Weights are not negative and not all zero.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("weights must not be negative and not all zero")
    sign, size = (1, amount) if amount >= 0 else (-1, -amount)
    parts = [size * weight // total for weight in weights]
    rests = sorted(range(len(weights)), key=lambda i: (-(size * weights[i] % total), i))
    for i in rests[: size - sum(parts)]:
        parts[i] += 1
    return [sign * part for part in parts]


def share_bp(part: int, whole: int) -> int:
    """Part of a whole in basis points; nothing of nothing is 0."""
    return round_half_up(part * FULL, whole) if whole else 0


def amount_of(quantity: int, price: int) -> int:
    """What a quantity costs in fen, at a price in 1/10,000 per unit."""
    return round_half_up(quantity * price * FEN, PRICE_UNIT)


def format_money(fen: int, *, decimals: int = 2) -> str:
    """Figures with thousands separators and no currency sign: 123456 → 1,234.56."""
    if decimals == 0:
        return f"{round_half_up(fen, FEN):,}"
    sign = "-" if fen < 0 else ""
    whole, cents = divmod(abs(fen), FEN)
    return f"{sign}{whole:,}.{cents:02d}"
