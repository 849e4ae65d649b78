"""Pages of orders."""

from endcap.cash.orders.views.entry import find, new, price
from endcap.cash.orders.views.listing import orders
from endcap.cash.orders.views.meeting import close_meeting, meeting, meetings, sign_in
from endcap.cash.orders.views.papers import pace, paper
from endcap.cash.orders.views.story import (
    cancel,
    close_issue,
    confirm,
    deliver,
    look_again,
    open_issue,
    order,
    override,
    pick,
    release,
    reserve,
    ship,
    unpick,
)

__all__ = [
    "cancel",
    "close_issue",
    "close_meeting",
    "confirm",
    "deliver",
    "find",
    "look_again",
    "meeting",
    "meetings",
    "new",
    "open_issue",
    "order",
    "orders",
    "override",
    "pace",
    "paper",
    "pick",
    "price",
    "release",
    "reserve",
    "ship",
    "sign_in",
    "unpick",
]
