"""What one can do on the agenda. Each name is one operation of the business.

``put``, ``settle``, ``withdraw_items``, ``withdraw_subjects``, ``reassign`` and ``move_items`` are called inside operations of other
areas, which have required their own right.
"""

from __future__ import annotations

from endcap.mechanisms.agenda.services.ending import done, reopen, settle, skip
from endcap.mechanisms.agenda.services.items import (
    NewItem,
    move_items,
    put,
    put_many,
    reassign,
    withdraw_items,
    withdraw_subjects,
)
from endcap.mechanisms.agenda.services.making import Made, make_due
from endcap.mechanisms.agenda.services.rules import RuleDraft, close_rule, create_preset_rules, save_rule

__all__ = [
    "Made",
    "NewItem",
    "RuleDraft",
    "close_rule",
    "create_preset_rules",
    "done",
    "make_due",
    "move_items",
    "put",
    "put_many",
    "reassign",
    "reopen",
    "save_rule",
    "settle",
    "skip",
    "withdraw_items",
    "withdraw_subjects",
]
