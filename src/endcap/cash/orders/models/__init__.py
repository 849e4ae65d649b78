"""The tables of orders."""

from endcap.cash.orders.models.holds import Hold, Issue
from endcap.cash.orders.models.meetings import Attendance, Meeting
from endcap.cash.orders.models.orders import OPEN_STATES, Order, OrderLine
from endcap.cash.orders.models.shipping import Reservation, Shipment, ShipmentLine

__all__ = [
    "OPEN_STATES",
    "Attendance",
    "Hold",
    "Issue",
    "Meeting",
    "Order",
    "OrderLine",
    "Reservation",
    "Shipment",
    "ShipmentLine",
]
