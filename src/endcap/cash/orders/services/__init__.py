"""What can be done with orders. Each name is one operation of the business."""

from endcap.cash.orders.services.cancelling import cancel_order
from endcap.cash.orders.services.caring import ask_why
from endcap.cash.orders.services.confirming import confirm_order, look_again, reserve_waiting
from endcap.cash.orders.services.following import follow_owners, follow_settled, follow_unsettled
from endcap.cash.orders.services.issues import close_issue, open_issue
from endcap.cash.orders.services.meeting import close_meeting, open_meeting, sign_in
from endcap.cash.orders.services.placing import place_order, price
from endcap.cash.orders.services.releasing import look_again_at, override_order, release_order
from endcap.cash.orders.services.shipping import (
    Left,
    deliver_order,
    pick_order,
    ship_order,
    unpick_order,
)

__all__ = [
    "Left",
    "ask_why",
    "cancel_order",
    "close_issue",
    "close_meeting",
    "confirm_order",
    "deliver_order",
    "follow_owners",
    "follow_settled",
    "follow_unsettled",
    "look_again",
    "look_again_at",
    "open_issue",
    "open_meeting",
    "override_order",
    "pick_order",
    "place_order",
    "price",
    "release_order",
    "reserve_waiting",
    "ship_order",
    "sign_in",
    "unpick_order",
]
