"""The tables of receivables."""

from endcap.cash.receivables.models.bank import BankFile, BankLine
from endcap.cash.receivables.models.collections import (
    AppraisalEvent,
    CollectionNote,
    Deduction,
    Policy,
    SoldLine,
    SoldReport,
)
from endcap.cash.receivables.models.contract import Contract, ContractOutlet, FeeClause
from endcap.cash.receivables.models.invoice import Invoice, InvoicedLine
from endcap.cash.receivables.models.payment import Allocation, BankAccount, CollectionPermit, Payment

__all__ = [
    "Allocation",
    "AppraisalEvent",
    "BankAccount",
    "BankFile",
    "BankLine",
    "CollectionNote",
    "CollectionPermit",
    "Contract",
    "ContractOutlet",
    "Deduction",
    "FeeClause",
    "Invoice",
    "InvoicedLine",
    "Payment",
    "Policy",
    "SoldLine",
    "SoldReport",
]
