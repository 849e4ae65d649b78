"""The one list of who listens to what, which sheets exist, and what fills the slots of lower pages: a file for each wing."""

from __future__ import annotations


def connect() -> None:
    """Called once when a process starts; calling it again changes nothing."""
    from endcap.config.subscriptions import books, cash, customers, goods, house, mechanisms

    for wing in (house, mechanisms, customers, goods, cash, books):
        wing.connect()
