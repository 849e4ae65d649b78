"""Reading requests and chains."""

from endcap.mechanisms.approvals.selectors.chains import (
    ChainGroup,
    ChainLine,
    chain_for,
    chain_groups,
    chain_of,
    line_of_chain,
)
from endcap.mechanisms.approvals.selectors.file import (
    RequestFile,
    StepLine,
    file_of,
    request_of,
    working_days_left,
)
from endcap.mechanisms.approvals.selectors.inbox import (
    InboxPage,
    decided,
    has_overdue,
    kinds_in_hand,
    submitted,
    waiting,
    waiting_count,
    whom_one_stands_in_for,
)
from endcap.mechanisms.approvals.selectors.subjects import latest_of_subject, requests_of_subject
from endcap.mechanisms.approvals.selectors.told import ToldStep, told_of_subjects

__all__ = [
    "ChainGroup",
    "ChainLine",
    "InboxPage",
    "RequestFile",
    "StepLine",
    "ToldStep",
    "chain_for",
    "chain_groups",
    "chain_of",
    "decided",
    "file_of",
    "has_overdue",
    "kinds_in_hand",
    "latest_of_subject",
    "line_of_chain",
    "request_of",
    "requests_of_subject",
    "submitted",
    "told_of_subjects",
    "waiting",
    "waiting_count",
    "whom_one_stands_in_for",
    "working_days_left",
]
