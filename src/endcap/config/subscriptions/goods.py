"""Products, prices, sales."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel import slots
from endcap.ui.nav import NavEntry, NavGroup


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
    """The book of goods and what it promises; documents that need approval; sheets, navigation."""
    from endcap.goods.stock import approval, invariants, selectors
    from endcap.goods.stock import services as stock
    from endcap.goods.stock.book import BOOK
    from endcap.goods.stock.events import StockRanShort
    from endcap.goods.stock.rights import Rights
    from endcap.goods.stock.sheets import COUNTS, STOCK
    from endcap.kernel import events
    from endcap.kernel.exchange import registry
    from endcap.mechanisms.approvals import kinds
    from endcap.mechanisms.approvals.events import ApprovalEnded
    from endcap.mechanisms.ledger import books, checking
    from endcap.org.messages import topics

    books.register(BOOK)
    checking.register(invariants.LOTS_IN_DATE)
    checking.register(invariants.LOTS_OF_THEIR_PRODUCT)
    for kind in approval.KINDS:
        kinds.register(kind)
    events.subscribe(ApprovalEnded, stock.on_approval_ended)
    events.subscribe(StockRanShort, stock.tell_planners)
    for sheet in (STOCK, COUNTS):
        registry.register(sheet)
    topics.register(topics.Topic(stock.TOPIC, _("一再断货"), topics.Way.NOW))
    slots.register(
        "nav",
        NavEntry(
            "stock",
            _("库存"),
            "building-warehouse",
            "stock:board",
            NavGroup.GOODS,
            15,
            Rights.VIEW,
            count=selectors.to_do_count,
        ),
    )
