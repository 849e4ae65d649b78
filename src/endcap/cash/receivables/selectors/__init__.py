"""Reading contracts, open items and money."""

from endcap.cash.receivables.selectors.terms import (
    OpenItem,
    Standing,
    contract_for,
    contracts_for,
    outlets_of,
    overdue_of,
    standing_of,
)

__all__ = ["OpenItem", "Standing", "contract_for", "contracts_for", "outlets_of", "overdue_of", "standing_of"]
