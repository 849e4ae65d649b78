"""The pages of products, prices and should-lists."""

from endcap.goods.catalog.views.listing import skus
from endcap.goods.catalog.views.price_changes import (
    change,
    changes,
    drop_change,
    new_change,
    preview_change,
    publish_change,
)
from endcap.goods.catalog.views.price_rules import rules, story, structure
from endcap.goods.catalog.views.prices import prices, stability
from endcap.goods.catalog.views.products import add_barcode, edit_sku, new_sku, remove_barcode, set_price, sku
from endcap.goods.catalog.views.ranges import groups, should_list

__all__ = [
    "add_barcode",
    "change",
    "changes",
    "drop_change",
    "edit_sku",
    "groups",
    "new_change",
    "new_sku",
    "preview_change",
    "prices",
    "publish_change",
    "remove_barcode",
    "rules",
    "set_price",
    "should_list",
    "sku",
    "skus",
    "stability",
    "story",
    "structure",
]
