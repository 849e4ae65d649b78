"""Operations of credit."""

from endcap.cash.credit.services.granting import grant_limit
from endcap.cash.credit.services.settling import free_credit, use_credit_again, withdraw_due

__all__ = ["free_credit", "grant_limit", "use_credit_again", "withdraw_due"]
