"""The tables of stock."""

from endcap.goods.stock.models.control import (
    Allocation,
    AllocationShare,
    Lever,
    Shortage,
    SupplyPlan,
    Uplift,
)
from endcap.goods.stock.models.counts import CountLine, StockCount
from endcap.goods.stock.models.movements import Movement, MovementLine
from endcap.goods.stock.models.places import Location, Lot

__all__ = [
    "Allocation",
    "AllocationShare",
    "CountLine",
    "Lever",
    "Location",
    "Lot",
    "Movement",
    "MovementLine",
    "Shortage",
    "StockCount",
    "SupplyPlan",
    "Uplift",
]
