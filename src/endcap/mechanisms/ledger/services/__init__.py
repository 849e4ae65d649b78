"""Operations of the ledger."""

from endcap.mechanisms.ledger.services.periods import close_period, reopen_period
from endcap.mechanisms.ledger.services.posting import Line, Posting, Ref, post
from endcap.mechanisms.ledger.services.reversing import close_account, reverse
from endcap.mechanisms.ledger.services.summing import sum_days

__all__ = [
    "Line",
    "Posting",
    "Ref",
    "close_account",
    "close_period",
    "post",
    "reopen_period",
    "reverse",
    "sum_days",
]
