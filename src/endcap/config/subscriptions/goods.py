"""Products, prices, sales."""

from __future__ import annotations

from endcap.kernel import slots


def connect() -> None:
    """Called once when a process starts; calling it again changes nothing."""
    _catalogue()
    _stock()


def _catalogue() -> None:
    from django.utils.translation import gettext_lazy as _

    from endcap.goods.catalog import products, rule_reads
    from endcap.goods.catalog.rights import Rights
    from endcap.goods.catalog.rule_sheets import PRICE_RULES
    from endcap.goods.sales import selectors as sales
    from endcap.kernel.exchange import registry
    from endcap.ui.nav import NavEntry, NavGroup

    slots.register(products.IN_USE, sales.skus_in_use)
    slots.register(products.IN_USE, rule_reads.skus_with_rules)
    registry.register(PRICE_RULES)
    slots.register(
        "nav",
        NavEntry("price_rules", _("价格体系"), "tag", "catalog:structure", NavGroup.GOODS, 15, Rights.RULES),
    )


def _stock() -> None:
    """The book of goods and what it promises."""
    from endcap.goods.stock import invariants
    from endcap.goods.stock.book import BOOK
    from endcap.mechanisms.ledger import books, checking

    books.register(BOOK)
    checking.register(invariants.LOTS_IN_DATE)
    checking.register(invariants.LOTS_OF_THEIR_PRODUCT)
