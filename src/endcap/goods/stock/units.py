"""Quantities as people type them (3 cases, 2.5 cases, 40 bottles) and as they are kept (base units). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from endcap.kernel.errors import Problem

if TYPE_CHECKING:
    from endcap.goods.catalog.models import Sku

BASE, INNER, CASE = "base", "inner", "case"
UNITS = (BASE, INNER, CASE)
LARGEST = 10**12  # base units in a line; more is a slip of the finger


@dataclass(frozen=True, slots=True)
class Read:
    """A quantity in base units, or what is wrong with how it was typed."""

    quantity: int = 0
    problem: Problem | None = None


def factor_of(sku: Sku, unit: str) -> int:
    """How many base units one of these is."""
    return {BASE: 1, INNER: sku.inner_factor, CASE: sku.case_factor}[unit]


def name_of(sku: Sku, unit: str) -> str:
    """How people call the unit of this product."""
    return {BASE: sku.base_unit, INNER: sku.inner_unit, CASE: sku.case_unit}[unit]


def read(
    text: str | int, unit: str, sku: Sku, *, where: str = "quantity", may_be_nothing: bool = False
) -> Read:
    """Base units of what was typed; a part of a case that is no whole number of base units is not guessed."""
    if unit not in UNITS or not name_of(sku, unit):
        return _wrong(where, "unit", _("“%(sku)s”没有这种包装单位。") % {"sku": sku.name})
    typed = str(text).strip().replace(",", "").replace("，", "")
    try:
        amount = Fraction(typed)
    except (ValueError, ZeroDivisionError):
        return _wrong(where, "no_number", _("“%(text)s”不是数字。") % {"text": typed[:20]})
    if "/" in typed or "e" in typed.lower():
        return _wrong(where, "no_number", _("“%(text)s”不是数字。") % {"text": typed[:20]})
    whole = amount * factor_of(sku, unit)
    if whole.denominator != 1:
        words = _("%(text)s%(unit)s不是整数%(base)s（1%(unit)s = %(factor)s%(base)s），改用%(base)s填。") % {
            "text": typed,
            "unit": name_of(sku, unit),
            "base": sku.base_unit,
            "factor": factor_of(sku, unit),
        }
        return _wrong(where, "not_whole", words)
    if whole < 0 or (whole == 0 and not may_be_nothing):
        return _wrong(where, "not_positive", _("数量要大于 0。"))
    if whole > LARGEST:
        return _wrong(where, "too_large", _("数量太大，核对一下。"))
    return Read(int(whole))


def _wrong(where: str, code: str, message: str) -> Read:
    return Read(problem=Problem(where, code, message))


def spelled(quantity: int, sku: Sku) -> str:
    """A quantity as people say it: 3 cases 5 bottles. Negative ones carry one sign."""
    sign, rest = ("-" if quantity < 0 else ""), abs(quantity)
    if sku.case_factor > 1 and sku.case_unit and rest >= sku.case_factor:
        cases, rest = divmod(rest, sku.case_factor)
        tail = f" {rest:,} {sku.base_unit}" if rest else ""
        return f"{sign}{cases:,} {sku.case_unit}{tail}"
    return f"{sign}{rest:,} {sku.base_unit}"
