"""The one list of who listens to what, which sheets exist, and what fills the slots of lower pages."""

from __future__ import annotations


def connect() -> None:
    """Called once when the installation starts."""
