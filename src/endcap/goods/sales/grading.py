"""ABC by net sales, in both readings. Pure.

By customer count: the first ⌈A %·N⌉ are A, then up to ⌈(A + B) %·N⌉ B, the rest C.
By cumulative sales: whoever's predecessors hold less than the A share is A, less than the A and B shares
B, else C.
Ranked by net sales, ties by number. Everything is integer arithmetic, so no share is lost to rounding.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from endcap.kernel.money import FULL, share_bp

K = TypeVar("K")
CLASSES = ("A", "B", "C")


@dataclass(frozen=True)
class Shares:
    """How a whole is divided, in basis points; C is the rest."""

    a: int
    b: int

    @property
    def c(self) -> int:
        """What A and B leave."""
        return FULL - self.a - self.b

    def of(self, letter: str) -> int:
        """The share of one class."""
        return {"A": self.a, "B": self.b, "C": self.c}[letter]


@dataclass(frozen=True)
class Seller(Generic[K]):
    """What is ranked: an outlet or a product with its number and its net sales."""

    key: K
    code: str
    amount: int


@dataclass(frozen=True)
class Graded(Generic[K]):
    """One ranked outlet or product with its class in both readings."""

    key: K
    code: str
    amount: int
    rank: int
    share_bp: int
    before_bp: int  # the share of all that rank higher
    by_count: str
    by_sales: str

    def in_reading(self, method: str) -> str:
        """The class by one of the methods, ``count`` or ``sales``."""
        return self.by_count if method == "count" else self.by_sales


@dataclass(frozen=True)
class ClassSplit:
    """What one class holds: how many, how much, and both as shares of the whole."""

    letter: str
    count: int
    amount: int
    count_bp: int
    amount_bp: int
    expected_bp: int  # the share of sales that the rule of thumb expects

    @property
    def differs_bp(self) -> int:
        """By how much the real share of sales lies above the expected one."""
        return self.amount_bp - self.expected_bp


@dataclass(frozen=True)
class Grading(Generic[K]):
    """The whole ranking."""

    rows: Sequence[Graded[K]]
    total: int
    expected: Shares

    def counts(self, method: str) -> dict[str, int]:
        """How many are A, B and C in a reading."""
        found = dict.fromkeys(CLASSES, 0)
        for row in self.rows:
            found[row.in_reading(method)] += 1
        return found

    def split(self, method: str) -> list[ClassSplit]:
        """What each class really holds, beside what is expected of it."""
        amounts = dict.fromkeys(CLASSES, 0)
        for row in self.rows:
            amounts[row.in_reading(method)] += row.amount
        counts = self.counts(method)
        return [
            ClassSplit(
                letter,
                counts[letter],
                amounts[letter],
                share_bp(counts[letter], len(self.rows)),
                share_bp(amounts[letter], self.total),
                self.expected.of(letter),
            )
            for letter in CLASSES
        ]


def _ceil(numerator: int, denominator: int) -> int:
    return -(-numerator // denominator)


def classify(sellers: Iterable[Seller[K]], *, by_count: Shares, by_sales: Shares) -> Grading[K]:
    """Rank and class in both readings. Net sales may be zero or negative; such sellers rank last."""
    ranked = sorted(sellers, key=lambda seller: (-seller.amount, seller.code))
    total = sum(seller.amount for seller in ranked)
    last_a = _ceil(by_count.a * len(ranked), FULL)
    last_b = _ceil((by_count.a + by_count.b) * len(ranked), FULL)
    rows: list[Graded[K]] = []
    before = 0
    for rank, seller in enumerate(ranked, 1):
        rows.append(
            Graded(
                seller.key,
                seller.code,
                seller.amount,
                rank,
                share_bp(seller.amount, total),
                share_bp(before, total),
                "A" if rank <= last_a else "B" if rank <= last_b else "C",
                _by_sales(before, total, by_sales),
            )
        )
        before += seller.amount
    return Grading(rows, total, by_sales)


def _by_sales(before: int, total: int, shares: Shares) -> str:
    if before * FULL < shares.a * total:
        return "A"
    return "B" if before * FULL < (shares.a + shares.b) * total else "C"
