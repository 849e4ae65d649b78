"""The book of goods: the unit is the product (``sku_id.hex``), the part is the lot."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from endcap.mechanisms.ledger.books import Book, Key, Role

NAME = "stock"
ON_HAND, IN_TRANSIT, SUPPLIER = "on_hand", "in_transit", "supplier"
DELIVERED, LOSS, UNEXPLAINED = "delivered", "loss", "unexplained"

BOOK = Book(
    NAME,
    _("库存账"),
    (
        Role(ON_HAND, _("在库"), floor=0),
        Role(IN_TRANSIT, _("在途"), floor=0),
        Role(SUPPLIER, _("供货方"), sign=-1),
        Role(DELIVERED, _("已交付")),
        Role(LOSS, _("损耗")),
        Role(UNEXPLAINED, _("盘点差异")),
    ),
)


def on_hand(location_id: UUID, sku_id: UUID, lot_id: UUID) -> Key:
    """What stands at a location of one lot."""
    return Key(NAME, ON_HAND, sku_id.hex, location_id, lot_id)


def in_transit(location_id: UUID, sku_id: UUID, lot_id: UUID) -> Key:
    """What is on its way to a location."""
    return Key(NAME, IN_TRANSIT, sku_id.hex, location_id, lot_id)


def supplier(sku_id: UUID) -> Key:
    """Where goods come from."""
    return Key(NAME, SUPPLIER, sku_id.hex)


def delivered(outlet_id: UUID, sku_id: UUID) -> Key:
    """What an outlet has received."""
    return Key(NAME, DELIVERED, sku_id.hex, outlet_id)


def loss(location_id: UUID, sku_id: UUID) -> Key:
    """What was written off at a location."""
    return Key(NAME, LOSS, sku_id.hex, location_id)


def unexplained(location_id: UUID, sku_id: UUID) -> Key:
    """What counts found too little at a location, less what they found too much."""
    return Key(NAME, UNEXPLAINED, sku_id.hex, location_id)
