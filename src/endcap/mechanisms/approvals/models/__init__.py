"""Chains of steps, requests with the versions of their documents, seats and decisions."""

from endcap.mechanisms.approvals.models.chains import Chain, ChainStep
from endcap.mechanisms.approvals.models.requests import Draft, Request, RequestQuerySet, RollingKey, State
from endcap.mechanisms.approvals.models.steps import Decision, Nudge, Outcome, Seat, StepRun, Waiting

__all__ = [
    "Chain",
    "ChainStep",
    "Decision",
    "Draft",
    "Nudge",
    "Outcome",
    "Request",
    "RequestQuerySet",
    "RollingKey",
    "Seat",
    "State",
    "StepRun",
    "Waiting",
]
