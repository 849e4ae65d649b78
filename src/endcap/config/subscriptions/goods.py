"""Products, prices, sales."""

from __future__ import annotations

from endcap.kernel import slots


def connect() -> None:
    """Called once when a process starts; calling it again changes nothing."""
    _catalogue()
    _stock()


def _catalogue() -> None:
    from endcap.goods.catalog import products, rule_reads
    from endcap.goods.sales import selectors as sales

    slots.register(products.IN_USE, sales.skus_in_use)
    slots.register(products.IN_USE, rule_reads.skus_with_rules)


def _stock() -> None:
    """The book of goods and what it promises."""
    from endcap.goods.stock import invariants
    from endcap.goods.stock.book import BOOK
    from endcap.mechanisms.ledger import books, checking

    books.register(BOOK)
    checking.register(invariants.LOTS_IN_DATE)
    checking.register(invariants.LOTS_OF_THEIR_PRODUCT)
