"""The pages of stock."""

from endcap.goods.stock.views.board import (
    alarms,
    board,
    close_location,
    location,
    locations,
    lot,
    near_expiry,
    slow,
)
from endcap.goods.stock.views.control import advice, curve, end_uplift, levers, shares, sharing
from endcap.goods.stock.views.counting import cancel_count, count, counts, post_count
from endcap.goods.stock.views.documents import (
    cancel,
    movement,
    movements,
    new_receipt,
    new_return,
    new_transfer,
    new_write_off,
    receive,
)

__all__ = [
    "advice",
    "alarms",
    "board",
    "cancel",
    "cancel_count",
    "close_location",
    "count",
    "counts",
    "curve",
    "end_uplift",
    "levers",
    "location",
    "locations",
    "lot",
    "movement",
    "movements",
    "near_expiry",
    "new_receipt",
    "new_return",
    "new_transfer",
    "new_write_off",
    "post_count",
    "receive",
    "shares",
    "sharing",
    "slow",
]
