"""Pages of receivables."""

from endcap.cash.receivables.views.bank import (
    add_account,
    add_permit,
    bank,
    house,
    match,
    set_aside,
    upload,
)
from endcap.cash.receivables.views.board import account, add_note, items, month, overview
from endcap.cash.receivables.views.contracts import (
    activate,
    contract,
    contracts,
    edit_contract,
    end,
    new_contract,
)
from endcap.cash.receivables.views.payments import new_payment, payment, payments, step, undo_allocation

__all__ = [
    "account",
    "activate",
    "add_account",
    "add_note",
    "add_permit",
    "bank",
    "contract",
    "contracts",
    "edit_contract",
    "end",
    "house",
    "items",
    "match",
    "month",
    "new_contract",
    "new_payment",
    "overview",
    "payment",
    "payments",
    "set_aside",
    "step",
    "undo_allocation",
    "upload",
]
