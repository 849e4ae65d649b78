"""How a quantity is written by people: ``3箱``, ``1.5 case``, ``36``. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

_TYPED = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*([^\d.]{0,12})")
BASE, INNER, CASE = "base", "inner", "case"
_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("case", "cases", "cs", "x", "箱", "件"), CASE),
    **dict.fromkeys(("inner", "pack", "packs", "中包", "提", "组"), INNER),
    **dict.fromkeys(("base", "piece", "pieces", "pc", "pcs", "个", "只"), BASE),
}


@dataclass(frozen=True, slots=True)
class Packing:
    """The packings of a product: unit and how many base units it holds."""

    base_unit: str
    inner_unit: str
    inner_factor: int
    case_unit: str
    case_factor: int


@dataclass(frozen=True, slots=True)
class Typed:
    """A quantity as somebody wrote it."""

    quantity: Fraction
    unit: str


def typed(text: str) -> Typed | None:
    """What somebody wrote; None where it can't be read. Full-width figures are figures."""
    found = _TYPED.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return Typed(Fraction(found[1]), found[2].strip()) if found else None


def unit_of(packing: Packing, unit: str) -> tuple[str, int] | None:
    """The unit as the product calls it, and its factor; None for a unit that the product does not have.

    An empty unit is the base unit. The product's own words come before the usual ones.
    """
    word = unit.strip()
    if not word or word == packing.base_unit:
        return packing.base_unit, 1
    if word == packing.case_unit:
        return packing.case_unit, packing.case_factor
    if packing.inner_unit and word == packing.inner_unit:
        return packing.inner_unit, packing.inner_factor
    match _WORDS.get(word.lower()):
        case "case":
            return packing.case_unit, packing.case_factor
        case "inner" if packing.inner_unit:
            return packing.inner_unit, packing.inner_factor
        case "base":
            return packing.base_unit, 1
        case _:
            return None


def in_packs(packing: Packing, quantity: int) -> str:
    """A number of base units as the warehouse says it: ``3箱6瓶``."""
    if packing.case_factor <= 1:
        return f"{quantity:,}{packing.base_unit}"
    cases, rest = divmod(quantity, packing.case_factor)
    parts = [f"{cases:,}{packing.case_unit}"] if cases else []
    if rest or not cases:
        parts.append(f"{rest}{packing.base_unit}")
    return "".join(parts)


def plain(quantity: int | Fraction) -> str:
    """A typed quantity as text: ``3``, ``1.5``, ``1/3``."""
    exact = Fraction(quantity)
    thousandths = exact * 1000
    if exact.denominator == 1:
        return str(exact.numerator)
    if thousandths.denominator == 1:
        whole, rest = divmod(thousandths.numerator, 1000)
        return f"{whole}.{rest:03d}".rstrip("0")
    return str(exact)
