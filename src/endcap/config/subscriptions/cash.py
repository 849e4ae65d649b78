"""Orders, credit and money."""

from __future__ import annotations


def connect() -> None:
    """Called once when a process starts; calling it again changes nothing."""
    _receivables()
    _credit()


def _receivables() -> None:
    """Contracts, invoices, money in."""
    from endcap.cash.receivables import money
    from endcap.mechanisms.ledger import books

    books.register(money.BOOK)


def _credit() -> None:
    from endcap.cash.credit import checking, moves
    from endcap.mechanisms.ledger import books
    from endcap.mechanisms.ledger import checking as ledger_checking

    books.register(moves.BOOK)
    for invariant in checking.INVARIANTS:
        ledger_checking.register(invariant)
