"""What limit an investigation suggests. Pure; the page shows the formula with its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from endcap.kernel.money import FULL, round_half_up

STEP = 100_00  # suggestions are whole hundreds of yuan
MONTHS = 12


def factor_of(definition: Mapping[str, Any], band: str) -> int:
    """How many monthly sales a class is good for, in basis points."""
    return next(
        (int(one.get("factor_bp", 0)) for one in definition.get("bands", ()) if one["key"] == band), 0
    )


def monthly(sales_12m: int) -> int:
    """Average sales of a month, from those of a year."""
    return round_half_up(max(0, sales_12m), MONTHS)


def suggested(monthly_sales: int, factor_bp: int) -> int:
    """Monthly sales × the factor of the class, down to whole hundreds of yuan."""
    return round_half_up(monthly_sales * factor_bp, FULL) // STEP * STEP
