"""Submitting, deciding, taking back; chasing what is overdue; setting up chains."""

from endcap.mechanisms.approvals.services.chains import (
    ChainDraft,
    StepDraft,
    create_preset_chains,
    end_chain,
    set_chain,
)
from endcap.mechanisms.approvals.services.chasing import chase_overdue, replace_person
from endcap.mechanisms.approvals.services.deciding import decide
from endcap.mechanisms.approvals.services.submitting import resubmit, submit
from endcap.mechanisms.approvals.services.withdrawing import withdraw

__all__ = [
    "ChainDraft",
    "StepDraft",
    "chase_overdue",
    "create_preset_chains",
    "decide",
    "end_chain",
    "replace_person",
    "resubmit",
    "set_chain",
    "submit",
    "withdraw",
]
