"""The price system that a new installation starts with."""

from __future__ import annotations

EX_FACTORY, DEALER, SUB_DEALER, RETAIL_SUGGESTED, PROMO = (
    "ex_factory",
    "dealer",
    "sub_dealer",
    "retail_suggested",
    "promo",
)

BASE_LEVEL = DEALER  # counts for whoever has no other price

# code, name, English name, only a suggestion
PRICE_LEVELS: tuple[tuple[str, str, str, bool], ...] = (
    (EX_FACTORY, "出厂价", "Ex factory", False),
    (DEALER, "经销价", "Dealer", False),
    (SUB_DEALER, "分销价", "Sub-dealer", False),
    (RETAIL_SUGGESTED, "建议零售价", "Suggested retail", True),
    (PROMO, "促销价", "Promotion", True),
)
