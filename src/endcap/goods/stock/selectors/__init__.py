"""Reading stock."""

from endcap.goods.stock.selectors.picking import Pick, PickPart, Short, expired, pick
from endcap.goods.stock.selectors.places import location_of, locations_of, van_of, warehouse_of
from endcap.goods.stock.selectors.standing import Available, LotStanding, available, lots_at

__all__ = [
    "Available",
    "LotStanding",
    "Pick",
    "PickPart",
    "Short",
    "available",
    "expired",
    "location_of",
    "locations_of",
    "lots_at",
    "pick",
    "van_of",
    "warehouse_of",
]
