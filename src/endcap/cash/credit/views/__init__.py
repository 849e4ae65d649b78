"""Pages of credit."""

from endcap.cash.credit.views.cases import (
    add_breach,
    add_security,
    bad_debt,
    breach_outcome,
    cases,
    open_bad_debt,
)
from endcap.cash.credit.views.file import apply, block, file, unblock, withdraw
from endcap.cash.credit.views.investigating import draft, investigate, investigation
from endcap.cash.credit.views.listing import credit

__all__ = [
    "add_breach",
    "add_security",
    "apply",
    "bad_debt",
    "block",
    "breach_outcome",
    "cases",
    "credit",
    "draft",
    "file",
    "investigate",
    "investigation",
    "open_bad_debt",
    "unblock",
    "withdraw",
]
