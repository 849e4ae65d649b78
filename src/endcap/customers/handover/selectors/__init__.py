"""Reading hand-overs."""

from endcap.customers.handover.selectors.cases import (
    Standing,
    handover_of,
    handovers,
    orphan_of,
    orphans_of,
    to_do_count,
    wishes_of,
)
from endcap.customers.handover.selectors.mine import askable, may_ask_for, my_contacts, my_wishes, wish_of
from endcap.customers.handover.selectors.people import Load, caretaker_for, loads_around, suggestions_for

__all__ = [
    "Load",
    "Standing",
    "askable",
    "caretaker_for",
    "handover_of",
    "handovers",
    "loads_around",
    "may_ask_for",
    "my_contacts",
    "my_wishes",
    "orphan_of",
    "orphans_of",
    "suggestions_for",
    "to_do_count",
    "wish_of",
    "wishes_of",
]
