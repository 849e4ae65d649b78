"""The pages of products, prices and should-lists."""

from endcap.goods.catalog.views.listing import skus
from endcap.goods.catalog.views.prices import prices, stability
from endcap.goods.catalog.views.products import add_barcode, edit_sku, new_sku, remove_barcode, set_price, sku
from endcap.goods.catalog.views.ranges import groups, should_list

__all__ = [
    "add_barcode",
    "edit_sku",
    "groups",
    "new_sku",
    "prices",
    "remove_barcode",
    "set_price",
    "should_list",
    "sku",
    "skus",
    "stability",
]
