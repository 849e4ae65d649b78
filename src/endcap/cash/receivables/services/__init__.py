"""What happens to contracts, invoices and money; one operation each."""

from endcap.cash.receivables.services.contracts import (
    activate_contract,
    create_contract,
    end_contract,
    update_contract,
)
from endcap.cash.receivables.services.invoicing import credit_note, credit_note_lines_of, issue_invoice

__all__ = [
    "activate_contract",
    "create_contract",
    "credit_note",
    "credit_note_lines_of",
    "end_contract",
    "issue_invoice",
    "update_contract",
]
