"""Phone numbers for people who do not exist: right in form, from blocks in no published list."""

from __future__ import annotations

# Blocks 1xx 0000 of number ranges opened late: they are in no carrier's published list of places.
BLOCKS = ("1990000", "1980000", "1950000", "1930000")
STAFF_BLOCK = "1910000"
_PER_BLOCK = 10_000
_STRIDE = 7_919  # a prime: neighbours in a list do not get neighbouring numbers


def contact_phone(n: int) -> str:
    """The n-th number for an outlet's contact; each n below 40,000 has its own."""
    block, rest = divmod(n, _PER_BLOCK)
    return f"{BLOCKS[block]}{rest * _STRIDE % _PER_BLOCK:04d}"


def staff_phone(n: int) -> str:
    """The n-th employee's number."""
    return f"{STAFF_BLOCK}{n * _STRIDE % _PER_BLOCK:04d}"
