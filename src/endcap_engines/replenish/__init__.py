"""How much to order and when, how it runs day by day, and how to share out what is short.

Quantities are integers in base units, percentages basis points, days whole days. The same input gives the same answer.
"""

from endcap_engines.replenish.alarms import (
    LAST_DAYS,
    LOADING_BP,
    Alarm,
    Month,
    loading_share,
    plan_alarms,
)
from endcap_engines.replenish.curve import Curve, Day, Policy, simulate
from endcap_engines.replenish.order import Inputs, Suggestion, Uplift, suggest
from endcap_engines.replenish.sharing import Claim, Share, share_out

__all__ = [
    "LAST_DAYS",
    "LOADING_BP",
    "Alarm",
    "Claim",
    "Curve",
    "Day",
    "Inputs",
    "Month",
    "Policy",
    "Share",
    "Suggestion",
    "Uplift",
    "loading_share",
    "plan_alarms",
    "share_out",
    "simulate",
    "suggest",
]
