"""Products, prices, sales."""

from __future__ import annotations

from endcap.kernel import slots


def connect() -> None:
    """Called once when a process starts; calling it again changes nothing."""
    _catalogue()


def _catalogue() -> None:
    from endcap.goods.catalog import products
    from endcap.goods.sales import selectors as sales

    slots.register(products.IN_USE, sales.skus_in_use)
