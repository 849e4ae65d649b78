"""The tables of receivables."""

from endcap.cash.receivables.models.contract import Contract, ContractOutlet, FeeClause
from endcap.cash.receivables.models.invoice import Invoice, InvoicedLine
from endcap.cash.receivables.models.payment import Allocation, BankAccount, CollectionPermit, Payment

__all__ = [
    "Allocation",
    "BankAccount",
    "CollectionPermit",
    "Contract",
    "ContractOutlet",
    "FeeClause",
    "Invoice",
    "InvoicedLine",
    "Payment",
]
