"""What can be done with a leaver's outlets."""

from endcap.customers.handover.services.contact import (
    follow_owners,
    note_done_item,
    record_first_contact,
)
from endcap.customers.handover.services.giving import Given, accept_suggestions, distribute
from endcap.customers.handover.services.late import is_anything_late, tell_of_late
from endcap.customers.handover.services.leave import plan_leave, record_leaving
from endcap.customers.handover.services.wishes import ask_for, decline_wish, withdraw_wish

__all__ = [
    "Given",
    "accept_suggestions",
    "ask_for",
    "decline_wish",
    "distribute",
    "follow_owners",
    "is_anything_late",
    "note_done_item",
    "plan_leave",
    "record_first_contact",
    "record_leaving",
    "tell_of_late",
    "withdraw_wish",
]
