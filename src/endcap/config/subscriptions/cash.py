"""Orders, credit and money."""

from __future__ import annotations


def connect() -> None:
    """Called once when a process starts; calling it again changes nothing."""
    _receivables()


def _receivables() -> None:
    """Contracts, invoices, money in."""
    from endcap.cash.receivables import money
    from endcap.mechanisms.ledger import books

    books.register(money.BOOK)
