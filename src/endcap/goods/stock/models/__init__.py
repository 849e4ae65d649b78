"""The tables of stock."""

from endcap.goods.stock.models.movements import Movement, MovementLine
from endcap.goods.stock.models.places import Location, Lot

__all__ = ["Location", "Lot", "Movement", "MovementLine"]
