"""Brands, the category tree, products with their units and barcodes, price levels and rules, and should-lists."""

from endcap.goods.catalog.models.products import (
    Barcode,
    Brand,
    Category,
    Price,
    PriceLevel,
    ShouldList,
    Sku,
)
from endcap.goods.catalog.models.rules import (
    DraftLine,
    PriceBook,
    PriceChange,
    PriceEntry,
    PriceRule,
    PriceRuleQuerySet,
    PriceSpan,
)

__all__ = [
    "Barcode",
    "Brand",
    "Category",
    "DraftLine",
    "Price",
    "PriceBook",
    "PriceChange",
    "PriceEntry",
    "PriceLevel",
    "PriceRule",
    "PriceRuleQuerySet",
    "PriceSpan",
    "ShouldList",
    "Sku",
]
